"""What is done, put off or muted, as it is shown where it can be taken back."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.attention import Context, judge
from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import Entry
from connect_tui.domain.marks import Mark, MarkKind, Marks
from connect_tui.store.store import Store
from connect_tui.sync.judging import Bench, uris_of
from connect_tui.sync.unmuting import muted_on, with_mute


class Marked(Struct, frozen=True):
    """A conversation with a mark. `number` takes it back (`Engine.lift`); it is `None` for one that only a
    server has muted (`Engine.unmute`), `mark` then says no more than which posts. `servers` are the accounts
    on whose servers it is muted. `entry` is how it stands now, a muted one as if it were not; `None` where
    nothing of it is known or shown.
    """

    number: int | None
    mark: Mark
    entry: Entry | None
    servers: tuple[str, ...] = ()


def marked(store: Store, bench: Bench, kind: MarkKind, limit: int) -> list[Marked]:
    """The conversations with such a mark, the one that was marked last first, each once."""
    now = bench.clock()
    newest = reversed(store.mine.all_marks(kind, limit))
    numbered = [(n, mark) for n, mark in newest if mark.until is None or mark.until > now]
    groups = {number: sorted(store.cache.groups_of(mark.posts)) for number, mark in numbered}
    wanted = {group for found in groups.values() for group in found}
    hidden = set(store.cache.hidden(limit)) if kind is MarkKind.MUTED else set[int]()
    conversations = store.cache.conversations(wanted | hidden)
    context = bench.context(uris_of(conversations.values()))
    if kind is MarkKind.MUTED:
        context = _without_mutes(context)
    found: list[Marked] = []
    shown: set[int] = set()
    for number, mark in numbered:
        here = [group for group in groups[number] if group in conversations]
        if here and shown.issuperset(here):
            continue
        shown.update(here)
        conversation = conversations[here[0]] if here else None
        found.append(_marked(number, mark, conversation, context))
    elsewhere = (conversations[group] for group in sorted(hidden - shown) if group in conversations)
    return [*found, *_on_servers_alone(elsewhere, context)]


def _on_servers_alone(conversations: Iterable[Conversation], context: Context) -> list[Marked]:
    """Those of these that a server has muted, the one that somebody wrote in last first."""
    found = [
        _marked(
            None,
            Mark(MarkKind.MUTED, _newest(conversation), frozenset(conversation.by_uri)),
            conversation,
            context,
        )
        for conversation in conversations
        if muted_on(conversation)
    ]
    return sorted(found, key=lambda marked: marked.mark.made, reverse=True)


def _newest(conversation: Conversation) -> datetime:
    return max(post.time for post in conversation.posts)


def _marked(number: int | None, mark: Mark, conversation: Conversation | None, context: Context) -> Marked:
    if conversation is None:
        return Marked(number, mark, None)
    servers = muted_on(conversation) if mark.kind is MarkKind.MUTED else ()
    return Marked(number, mark, _entry(conversation, context, servers), servers)


def _entry(conversation: Conversation, context: Context, servers: tuple[str, ...]) -> Entry | None:
    """How it stands; muted by a server or not."""
    heard = {post.uri: post for post in with_mute(conversation, servers, on=False)}
    posts = tuple(heard.get(post.uri, post) for post in conversation.posts)
    entry = judge(replace(conversation, posts=posts), context).entry
    return entry and replace(entry, conversation=conversation)


def _without_mutes(context: Context) -> Context:
    """The same, as if nothing were muted."""
    marks = {
        uri: tuple(mark for mark in held if mark.kind is not MarkKind.MUTED)
        for uri, held in context.marks.by_post.items()
    }
    return replace(context, marks=Marks(marks, context.marks.pending))
