"""Reading in a conversation, from when keys go there until I leave it."""

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.post import Post
from connect_tui.domain.reading import arrivals, line_after
from connect_tui.tui.desk import Desk
from connect_tui.tui.widgets.stream import Stream


def until_here(desk: Desk) -> str:
    """That a line was drawn, and how to take it back."""
    return "You have read until here." + desk.way_back()


class Reading:
    """Moves the line of the conversation in `stream`. Looking at it from elsewhere moves nothing."""

    def __init__(self, desk: Desk, stream: Stream) -> None:
        self._desk = desk
        self._stream = stream
        self._known: frozenset[str] | None = None

    def begin(self, conversation: Conversation | None) -> None:
        """From here on, what stands on the screen is read."""
        if conversation is not None and self._known is None:
            self._known = frozenset(conversation.by_uri)
            self._stream.shown.clear()

    def end(self, conversation: Conversation | None) -> None:
        """I leave: the line moves over what was on the screen, and stops before what is new and was not."""
        known, self._known = self._known, None
        if known is None or conversation is None:
            return
        reader = self._desk.reader
        line, news = reader.read_in(conversation), reader.news(conversation)
        came = arrivals(conversation, line)
        late = {
            post.uri
            for post in conversation.posts
            if post.uri not in known and post.author.key not in self._desk.me and not post.deleted
        }
        fresh = {uri: came[uri] for uri in late | (news.posts if news else frozenset())}
        # A clock that was set back must not make everything new.
        end = max(self._desk.clock(), *came.values())
        self._desk.read_in(conversation.uri, line_after(fresh, self._stream.shown, end))

    def until(self, post: Post, conversation: Conversation) -> str:
        """I say that I have read until this post; what came later is new. A sentence that says so."""
        self._known = None
        came = arrivals(conversation, self._desk.reader.read_in(conversation))
        self._desk.read_in(conversation.uri, came[post.uri], by_hand=True)
        return until_here(self._desk)
