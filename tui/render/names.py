"""People by name, and never by number."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from connect_tui.domain.people import Person
from connect_tui.domain.post import Mention, Post, Visibility
from connect_tui.domain.text import SpanKind
from connect_tui.tui.render.pieces import safe_line

VISIBILITIES = {
    Visibility.PUBLIC: "public",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "followers only",
    Visibility.DIRECT: "private",
}
"""Who can read it, in words."""


def name_of(person: Person, me: frozenset[str] = frozenset()) -> str:
    """What a person is called: “you” for myself, the handle where there is no name."""
    if person.key in me:
        return "you"
    return safe_line(person.name).strip() or safe_line(person.handle)


def name_of_mention(mention: Mention, me: frozenset[str] = frozenset()) -> str:
    """What somebody named by a post is called: the name, or the handle without its host."""
    if mention.key in me:
        return "you"
    return safe_line(mention.name).strip() or bare(mention.handle)


def bare(handle: str) -> str:
    """A full handle without its host, for where it is plain which one is meant."""
    handle = safe_line(handle)
    return "@" + handle.removeprefix("@").split("@", 1)[0]


def listed(names: Sequence[str], most: int = 3) -> str:
    """“Ben”, “Ben and Chloe”, “Ana, Ben and Chloe”; a long list says “and others”."""
    names = list(dict.fromkeys(names))
    if len(names) > most:
        names = [*names[:most], "others"]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def addressees(
    post: Post, parent: Post | None, me: frozenset[str], called: Mapping[str, str] | None = None
) -> str:
    """Whom a post speaks to: the author of what it answers, then who is named before its first word. `called`
    has the names of people by their handle keys, as few networks name whom they mention.
    """
    author = post.author.key
    names: list[str] = []
    if parent is not None and parent.author.key != author:
        names.append(name_of(parent.author, me))
    leading = _leading(post)
    called = called or {}
    mentions = [replace(mention, name=called.get(mention.key, mention.name)) for mention in post.mentions]
    names += [
        name_of_mention(mention, me)
        for mention in mentions
        if mention.key in leading and mention.key != author and not _is(mention, parent)
    ]
    if not names and post.direct:
        names = [name_of_mention(mention, me) for mention in mentions if mention.key != author]
    return listed(names)


def _is(mention: Mention, parent: Post | None) -> bool:
    return parent is not None and parent.author.key == mention.key


def _leading(post: Post) -> frozenset[str]:
    """The handle keys of the run of mentions that a post begins with."""
    here = 0
    keys: set[str] = set()
    for span in sorted(post.text.of_kind(SpanKind.MENTION), key=lambda span: span.start):
        if post.text.plain[here : span.start].strip(" ,:\n\u00a0"):
            break
        here = span.end
        keys.add(Mention(span.target).key)
    return frozenset(keys)
