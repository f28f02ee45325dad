"""What the screens work at: what can be read, what can be done, and how it is shown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import json

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.people import Account, Circle, networks_of, with_same
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync.reading import HIDDEN_ACCOUNTS
from connect_tui.tui.hidden import hidden_posts
from connect_tui.tui.jobs import Jobs
from connect_tui.tui.keys import Keymap
from connect_tui.tui.knowing import Knowing
from connect_tui.tui.ports import Commanding, Finding, Known, Reading
from connect_tui.tui.render.view import View
from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.troubles import Troubles

Accounts = tuple[tuple[Account, Capabilities], ...]
"""My accounts, and what their servers can do."""
_SAID_EVERY = timedelta(minutes=1)
_OPEN = frozenset({DraftState.WRITING, DraftState.FAILED, DraftState.UNSURE})


class Desk(Jobs):
    """One for the whole screen. Reading happens at once, in this thread; what is to be done goes to the
    engine. `known` reads my accounts, `finder` searches.
    """

    def __init__(
        self,
        reader: Reading,
        runner: Commanding,
        settings: ScreenSettings,
        known: Callable[[], Sequence[Known]],
        clock: Callable[[], datetime],
        finder: Finding,
    ) -> None:
        super().__init__(runner)
        self.reader = reader
        self.settings = settings
        self.known = known
        self.clock = clock
        self.finder = finder
        self.keymap = Keymap(settings.keys)
        self.knowing = Knowing(runner)
        self.troubles = Troubles()
        self._accounts: Accounts | None = None
        self._circles: tuple[Circle, ...] | None = None
        self._same: Mapping[str, frozenset[str]] | None = None
        self._seen: datetime | None = None

    def accounts(self) -> Accounts:
        """My accounts as they are known now."""
        if self._accounts is None:
            self._accounts = tuple((known.account, known.capabilities) for known in self.known())
        return self._accounts

    def accounts_changed(self) -> None:
        """More may be known of my accounts than a moment ago."""
        self._accounts = None

    @property
    def reads_only(self) -> bool:
        """Whether everything that is configured is known, and none of it can write."""
        known = {account.name for account, _ in self.accounts()}
        writes = any(can.publish for _, can in self.accounts())
        return bool(known) and not writes and known.issuperset(self.settings.accounts)

    @property
    def me(self) -> frozenset[str]:
        """The handle keys of my accounts."""
        return frozenset(account.key for account, _ in self.accounts())

    def way_back(self, what: str = "it") -> str:
        """What is said behind that something was done: the key that takes it back, where there is one."""
        key = self.keymap.first("undo")
        return f" {key} takes {what} back." if key else ""

    def view(self) -> View:
        """How rows are drawn now."""
        return View(
            width=80,
            now=self.clock(),
            plain=self.settings.plain,
            me=self.me,
            circles={
                key: c.name for c in reversed(self.circles()) for key in with_same(c.members, self.same)
            },
            keys=self.keymap.hints(),
            networks=networks_of(account for account, _ in self.accounts()),
        )

    def circles(self) -> tuple[Circle, ...]:
        """My circles as they are known now, then the lists of my servers."""
        if self._circles is None:
            self._circles = self.reader.circles()
        return self._circles

    @property
    def same(self) -> Mapping[str, frozenset[str]]:
        """Who is one person on several networks."""
        if self._same is None:
            self._same = self.reader.same_people()
        return self._same

    def circles_changed(self) -> bool:
        """Read my circles anew, and who is one person; whether they are others now."""
        before = self._circles, self._same
        self._circles, self._same = self.reader.circles(), self.reader.same_people()
        return (self._circles, self._same) != before

    def account(self, name: str) -> tuple[Account, Capabilities] | None:
        """An account of mine by its name."""
        return next((pair for pair in self.accounts() if pair[0].name == name), None)

    def hidden(self, conversation: Conversation) -> dict[str, str]:
        """Why posts of a conversation are not to be seen, by URI."""
        return hidden_posts(conversation, self.reader.context(conversation.by_uri))

    def draft_for(self, uri: str) -> Draft | None:
        """The draft that answers this post; with an empty URI, the one that begins something new."""
        # What was refused is taken up from its own row; a new sheet begins empty.
        states = _OPEN if uri else {DraftState.WRITING}
        drafts = {draft.key: draft for draft in self.reader.drafts()} | self.in_hand.unkept
        found = [draft for draft in drafts.values() if draft.state in states and _begins(draft, uri)]
        return max(found, key=lambda draft: draft.changed) if found else None

    def seen(self) -> None:
        """Somebody is in front of the screen; said to the engine now and then."""
        now = self.clock()
        if self._seen is None or not timedelta(0) <= now - self._seen < _SAID_EVERY:
            self._seen = now
            self._tell(lambda engine: engine.seen())

    def hide_accounts(self, names: Collection[str]) -> None:
        """Leave these accounts out of the inbox from now on."""
        kept = json.encode(sorted(names)).decode()
        self._tell(lambda engine: engine.prefer(HIDDEN_ACCOUNTS, kept, ""))

    def remember_theme(self, name: str) -> None:
        """Wear this theme from now on."""
        self._tell(lambda engine: engine.prefer("theme", name, self.settings.configured_theme))


def _begins(draft: Draft, uri: str) -> bool:
    """Whether it answers this, and is neither a change nor the rest of something longer."""
    return draft.answers == uri and not draft.edits and not draft.follows
