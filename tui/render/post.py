"""A post from its warning to its last picture, without the line that says whose it is."""

from collections.abc import Iterator

from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.parts import attachment_lines, deed_line, link_lines, poll_lines, quote_lines
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, safe_line
from connect_tui.tui.render.view import View
from connect_tui.tui.render.words import all_words, without_salutation
from connect_tui.tui.render.wrap import wrap, wrap_with


def body_lines(post: Post, view: View) -> Iterator[Line]:
    """Everything a post says, line by line; collapsed to one behind a content warning or a filter of mine."""
    if post.deleted:
        yield from wrap([Piece("This post was taken back.", Role.SOFT)], view.width)
        return
    cover = cover_pieces(post)
    opened = post.uri in view.opened
    if cover:
        hint = f"{view.key('warning')} {'closes' if opened else 'opens'} it"
        yield from wrap_with(cover, Piece(hint, Role.ACCENT), view.width)
    if not cover or opened:
        yield from _open_lines(post, view)
    yield from deed_line(post, view.width)


def cover_of(post: Post) -> str:
    """What stands in front of a post that is shown only when asked for; empty where nothing does."""
    return "".join(piece.text for piece in cover_pieces(post))


def cover_pieces(post: Post) -> list[Piece]:
    """The same in pieces: what its author warns of are words as others are, a filter speaks quietly."""
    if post.warning.strip():
        return [Piece("Warning: ", Role.SOFT), Piece(" ".join(safe_line(post.warning).split()))]
    for copy in post.copies:
        for found in copy.filters:
            return [Piece(f"Your filter “{safe_line(found.title)}” covers this.", Role.SOFT)]
    return []


def speaker(person: Person, view: View) -> Piece:
    """Who says something."""
    return Piece(name_of(person, view.me), Role.PEOPLE)


def _open_lines(post: Post, view: View) -> Iterator[Line]:
    something = False
    for line in all_words(without_salutation(post.text), view.width):
        something = True
        yield line
    blocks: list[list[Line]] = []
    if post.poll:
        blocks.append(poll_lines(post.poll, view))
    if post.quote:
        blocks.append(quote_lines(post.quote, view))
    media = [line for attachment in post.attachments for line in attachment_lines(attachment, view)]
    if post.sensitive and media and not post.warning:
        media.insert(0, (Piece("marked as sensitive by its author", Role.SOFT),))
    if media:
        blocks.append(media)
    if post.link:
        blocks.append(link_lines(post.link, view))
    for block in filter(None, blocks):
        if something and len(block) > 1:
            yield NOTHING
        something = True
        yield from block
