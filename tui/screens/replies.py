"""What I answer in a conversation: who can, the draft for it, and what was sent and is not there yet."""

from collections.abc import Iterable, Sequence

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.people import Account
from connect_tui.domain.post import Post
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync import composing
from connect_tui.tui.desk import Desk
from connect_tui.tui.pending import placed
from connect_tui.tui.render.pieces import safe_line

NOTHING_HERE = "There is nothing to answer here."
_LEAVING = frozenset({DraftState.QUEUED, DraftState.SENDING, DraftState.FAILED, DraftState.UNSURE})


class Replies:
    """Mine, in the conversation that is shown."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sent: dict[str, Draft] = {}
        """What was handed over just now, by its key: the store may not have heard of it."""

    def leaving(self, conversation: Conversation) -> Sequence[Draft]:
        """Those in a conversation that the server does not have yet."""
        find = self._desk.reader.draft
        kept = (draft for draft in self._desk.reader.drafts() if draft.state in _LEAVING)
        shown = [draft for draft in placed(kept, find) if draft.answers in conversation.by_uri]
        self.settled(draft.key for draft in shown)
        sent = placed(self._sent.values(), find)
        return (*shown, *(draft for draft in sent if draft.answers in conversation.by_uri))

    def sent(self, drafts: Iterable[Draft]) -> None:
        """These were handed over."""
        self._sent.update({draft.key: draft for draft in drafts})

    def settled(self, keys: Iterable[str]) -> None:
        """What became of these is known: they stand in the store, or did not leave."""
        for key in keys:
            self._sent.pop(key, None)

    def changed(self, key: str) -> None:
        """A draft went on, or is gone."""
        sent, kept = self._sent.get(key), self._desk.reader.draft(key)
        # Word of what was kept while it was written may come when it has been handed over already.
        if sent is None or kept is None or kept.changed >= sent.changed:
            self._sent.pop(key, None)

    def why_none(self, parent: Post | None, account: str) -> str:
        """Why this cannot be answered with that account, or whichever sees it; empty where it can, or where
        there is a draft to go on with.
        """
        if parent is None or parent.deleted:
            return NOTHING_HERE
        if self._desk.draft_for(parent.uri) is not None:
            return ""
        if parent.closed:
            return safe_line(parent.closed)
        if self._speaks(parent, account) is not None:
            return ""
        key = self._desk.keymap.first("write_to") if parent.author.elsewhere else ""
        return "No account of yours can answer this." + (f" {key} writes to them." if key else "")

    def draft(self, parent: Post, account: str) -> Draft | None:
        """The draft that answers this: one that was begun, or a new one where anybody can."""
        if (begun := self._desk.draft_for(parent.uri)) is not None:
            return begun
        if (speaks := self._speaks(parent, account)) is None:
            return None
        conversation = self._desk.reader.conversation(parent.uri)
        return composing.reply(
            parent,
            *speaks,
            me=self._desk.me,
            languages=self._desk.settings.languages,
            now=self._desk.clock(),
            above=conversation.parent(parent.uri) if conversation is not None else None,
        )

    def _speaks(self, parent: Post, account: str) -> tuple[Account, Capabilities] | None:
        """The account of mine that would answer this."""
        name = account if parent.copy_of(account) else parent.id.account
        found = self._desk.account(name)
        return found if found is not None and found[1].publish else None
