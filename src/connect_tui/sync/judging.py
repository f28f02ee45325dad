"""What a judgement depends on besides the conversation, gathered from the store."""

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec.structs import replace

from connect_tui.domain.attention import Context
from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.people import Account, Circle, People
from connect_tui.port.answers import Fact
from connect_tui.store.store import Store
from connect_tui.sync.circles import my_circles, with_lists


class Bench:
    """Builds the context in which conversations are judged now. Without `me`, every account that the
    store knows is mine.
    """

    def __init__(
        self,
        store: Store,
        me: tuple[Account, ...] | None,
        settings: AttentionSettings,
        circles: tuple[Circle, ...],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._me = me
        self._settings = settings
        self._circles = circles
        self.clock = clock

    @property
    def me(self) -> tuple[Account, ...]:
        """My accounts, by name."""
        if self._me is not None:
            return self._me
        found = (stored.account for stored in self._store.cache.accounts())
        return tuple(sorted(found, key=lambda account: account.name))

    def circles(self) -> tuple[Circle, ...]:
        """My circles, what the screen added or removed first; then the lists of my servers."""
        mine = my_circles(self._circles, self._store.mine.circle_changes())
        return with_lists(mine, self._store.cache.facts(Fact.LISTS))

    def people(self) -> People:
        """What I have to do with whom, from every account."""
        return replace(
            self._store.cache.people(),
            written_to=self._store.mine.written_to(),
            circles=self.circles(),
            same=self._store.mine.same_people(),
        )

    def context(self, uris: Iterable[str], people: People | None = None) -> Context:
        """The context for conversations of these posts. `people` spares reading them again."""
        return Context(
            me=self.me,
            marks=self._store.mine.marks_on(uris),
            people=people or self.people(),
            settings=self._settings,
            now=self.clock(),
        )

    def fingerprint(self) -> str:
        """What every judgement depends on but posts and people: when it changes, all are judged again."""
        circles = [(circle.name, sorted(circle.members)) for circle in self.circles()]
        same = sorted(map(sorted, set(self._store.mine.same_people().values())))
        return repr((self._settings, circles, sorted(account.key for account in self.me), same))


def uris_of(conversations: Iterable[Conversation]) -> list[str]:
    """The URIs of all posts of these conversations."""
    return [post.uri for conversation in conversations for post in conversation.posts]
