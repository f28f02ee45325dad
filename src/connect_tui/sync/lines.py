"""The lines up to which I have read, as the screen asks for them. Reads only."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.people import Account
from connect_tui.domain.reading import News, news
from connect_tui.port.answers import Timeline
from connect_tui.store.read_lines import talk_place, timeline_place
from connect_tui.store.store import Store
from connect_tui.sync.feeds import Feed


class Lines:
    """Looks up lines in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read_up_to(self, timeline: Timeline, accounts: Iterable[Account]) -> Mapping[str, datetime]:
        """How far I have read this timeline, by the names of those accounts where I have."""
        places = {timeline_place(timeline, account.name): account.name for account in accounts}
        lines = self._store.mine.read_lines(places)
        return {places[place]: line.at for place, line in lines.items() if line.at is not None}

    def read_in(self, conversation: Conversation) -> datetime | None:
        """When I read in a conversation last: what came until then is not new."""
        lines = self._store.mine.read_lines(talk_places(conversation.by_uri)).values()
        return max((line.at for line in lines if line.at is not None), default=None)

    def news(self, conversation: Conversation, me: Iterable[Account]) -> News | None:
        """What is new in a conversation since I read in it, here or with another program."""
        me = tuple(me)
        line = self.read_in(conversation)
        if line is None:
            return None
        return news(
            conversation, line, self._read_elsewhere(conversation, me), {account.key for account in me}
        )

    def _read_elsewhere(self, conversation: Conversation, me: Iterable[Account]) -> frozenset[str]:
        """The posts that another program says I have read in a timeline."""
        found: set[str] = set()
        for account in me:
            for timeline in Timeline:
                until = self._store.mine.read_line(timeline_place(timeline, account.name)).elsewhere
                if until is not None:
                    stood = set(feed_order(self._store, account.name, timeline))
                    copies = ((post, post.copy_of(account.name)) for post in conversation.posts)
                    found.update(
                        post.uri
                        for post, copy in copies
                        if copy and copy.id.key in stood and post.time <= until
                    )
        return frozenset(found)


def feed_order(store: Store, account: str, timeline: Timeline) -> tuple[str, ...]:
    """The ids that are remembered of a timeline, newest first: those of posts, and of boosts."""
    stored = store.cache.fact(account, f"feed {timeline}")
    return Feed.load(stored[0] if stored else None).order


def talk_places(uris: Iterable[str]) -> list[str]:
    """Under whatever post of it a conversation has its line."""
    return [talk_place(uri) for uri in uris]
