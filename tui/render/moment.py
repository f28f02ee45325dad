"""What can be done with this row of a conversation, and not with every other: a hint for the footer."""

from collections.abc import Container

from connect_tui.domain.post import MediaKind, Post
from connect_tui.tui.actions import Hint
from connect_tui.tui.outside import links_of
from connect_tui.tui.render.post import cover_of
from connect_tui.tui.render.rows import Row
from connect_tui.tui.render.thread import GapRow, PostRow

_OPEN = {
    MediaKind.IMAGE: "open the picture",
    MediaKind.VIDEO: "open the film",
    MediaKind.AUDIO: "open the sound",
    MediaKind.OTHER: "open the file",
}


def moment(row: Row | None, opened: Container[str]) -> Hint:
    """What fits a row; `opened` names the posts whose warning is open."""
    if isinstance(row, GapRow):
        return "fetch", "fetch what is missing"
    if not isinstance(row, PostRow):
        return "refresh"
    return _of(row.post, opened)


def _of(post: Post, opened: Container[str]) -> Hint:
    if cover_of(post) and post.uri not in opened:
        return "warning", "open it"
    if post.attachments and links_of(post):
        return "link", _OPEN[post.attachments[0].kind]
    return "link" if links_of(post) else "favourite"
