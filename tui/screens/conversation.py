"""A conversation, and under it what I write into it."""

from collections.abc import Sequence

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import Entry
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.tui.actions import Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Back, Opened, Step, Write
from connect_tui.tui.render.moment import moment
from connect_tui.tui.render.reading import with_news
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.render.thread import GapRow, PendingRow, PostRow, conversation_rows
from connect_tui.tui.screens.marks import MarkDeeds
from connect_tui.tui.screens.mine import OwnDeeds, Told
from connect_tui.tui.screens.people import PeopleDeeds
from connect_tui.tui.screens.posts import PostDeeds, covered
from connect_tui.tui.screens.reading import Reading
from connect_tui.tui.screens.replies import NOTHING_HERE, Replies
from connect_tui.tui.screens.roompart import RoomPart
from connect_tui.tui.screens.writing import Writing
from connect_tui.tui.widgets.composer import Composer
from connect_tui.tui.widgets.part import Deeds, Reasons


class ConversationPart(RoomPart):
    """Shows one conversation at a time, as it is now."""

    where = Where.CONVERSATION

    def __init__(self, desk: Desk, *, id: str = "talk") -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(desk, "posts", id=id)
        self.composer = Composer(desk.keymap, desk.view())
        self.uri = ""
        self._account = ""
        self._conversation: Conversation | None = None
        self._owed = False
        self._replies = Replies(desk)
        self._reading = Reading(desk, self.stream)
        self._posts = PostDeeds(desk, self.stream, self.post, self._say)
        self._marks = MarkDeeds(desk, self, self._entry, lambda: self.uri)
        self._own = OwnDeeds(desk, self, self.post, self._say)
        self._people = PeopleDeeds(desk, self, self._entry, self._person, self._say)
        self._writing = Writing(desk, self.composer, self._written, self._say)

    def compose(self) -> ComposeResult:
        """The posts over the composer."""
        yield self.stream
        yield self.composer

    def on_mount(self) -> None:
        """Nothing is being written yet."""
        self.composer.display = False

    def show(self, uri: str, account: str) -> None:
        """Show the conversation of this post, with the cursor on it."""
        if uri != self.uri:
            self.lay_down()
        if not self.holds(frozenset({uri})):
            self.end_reading()
        self.uri, self._account = uri, account
        self.reload(cursor=uri)

    def begin_reading(self) -> None:
        """Keys go here: what stands on the screen from now on is read."""
        self._reading.begin(self._conversation)

    def end_reading(self) -> None:
        """What was on the screen has been read."""
        self._reading.end(self._conversation)

    def lay_down(self) -> None:
        """Stop writing; the draft is kept."""
        if self.composer.writing:
            self.composer.flush()
            self.composer.end()
            self.composer.display = False

    def reload(self, cursor: str = "") -> None:
        """Read the conversation anew."""
        self._conversation = self._desk.reader.conversation(self.uri) if self.uri else None
        self._owed = bool(self.uri) and self._desk.reader.waits(self.uri)
        if self._conversation is None:
            gone = LineRow("none", "This conversation is not here any more.")
            self.stream.show_rows([gone] if self.uri else [])
            return
        news = self._desk.reader.news(self._conversation)
        rows = with_news(self._rows(self._conversation), news, self._desk.me)
        self.stream.show_rows(tuple(rows), cursor or self._sent_meanwhile())

    def hints(self) -> Sequence[Hint]:
        """What fits the post under the cursor; done and later where somebody waits."""
        if self.where is not Where.CONVERSATION:
            return super().hints()
        marks = ("done", "later") if self._owed else ("back",)
        post = self.post()
        begun = post is not None and self._desk.draft_for(post.uri) is not None
        reply: Hint = ("reply", "write on") if begun else "reply"
        if post is not None and not post.deleted and post.author.key in self._desk.me:
            return (reply, "back", ("edit", "change it"), "delete", "help")
        hints = (reply, *marks, moment(self.stream.row, self.stream.view.opened), "help")
        return self._people.fitting(hints)

    def holds(self, uris: frozenset[str]) -> bool:
        """Whether any of these posts is in the conversation shown; true for none named."""
        known = self._conversation.by_uri if self._conversation else {self.uri: None}
        return not uris or any(uri in known for uri in uris)

    def draft_changed(self, key: str) -> None:
        """A draft went on, or is gone."""
        self._replies.changed(key)
        self.reload()

    def unsent(self, keys: frozenset[str]) -> None:
        """These are not on their way after all; answering the same post goes on with them."""
        self._replies.settled(keys)
        self.reload()

    def post(self) -> Post | None:
        """The post under the cursor."""
        row = self.stream.row
        return row.post if isinstance(row, PostRow) else None

    def write(self, draft: Draft | None = None) -> None:
        """Answer the post under the cursor, or go on with what was begun."""
        if draft is None and (said := self._why_no_reply()):
            return self._say(said)
        draft = draft or self._pending()
        conversation = self._conversation
        parent = conversation.by_uri.get(draft.answers) if draft and conversation else self.post()
        if draft is not None and (parent is None or parent.deleted) and not draft.edits:
            # What it answers is gone: what was written is not.
            self.post_message(Write(draft, alone=True))
            return None
        if parent is None or parent.deleted:
            return self._say(NOTHING_HERE)
        draft = draft or self._replies.draft(parent, self._account)
        return self._begin(draft, parent) if draft is not None else None

    def _pending(self) -> Draft | None:
        """The answer under the cursor that did not leave."""
        row = self.stream.row
        if isinstance(row, PendingRow) and row.draft.state is not DraftState.QUEUED:
            return row.draft
        return None

    def _why_no_reply(self) -> str:
        """Empty where there is something to answer, or to write on with."""
        return "" if self._pending() else self._replies.why_none(self.post(), self._account)

    def change(self, draft: Draft) -> None:
        """Write on with a draft that changes a post of mine."""
        conversation = self._conversation
        answered = conversation.parent(draft.edits) if conversation else None
        self._begin(draft, answered)

    def attentive(self) -> bool:
        """Keys are the composer's while it has the cursor."""
        return not self.composer.has_focus_within

    def deeds(self) -> Deeds:
        """What can be done in a conversation."""
        return {
            **super().deeds(),
            **self._posts.deeds(),
            **self._marks.deeds(),
            **self._people.deeds(),
            **self._own.deeds(),
            "open": self._open,
            "back": lambda: self.post_message(Back()),
            "reply": self.write,
            "hit_next": lambda: self.post_message(Step(1)),
            "hit_before": lambda: self.post_message(Step(-1)),
            "fetch": self._fetch,
            "read": self._read_until_here,
            "warnings": self._uncover_all,
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {
            **self._posts.reasons(),
            **self._marks.reasons(),
            **self._people.reasons(),
            **self._own.reasons(),
            # Known since it was read: asked for at every step of the cursor, judging it anew would be felt.
            **(dict.fromkeys(("done", "later"), str) if self._owed else {}),
            "open": self._why_not_open,
            "reply": self._why_no_reply,
            "read": lambda: "" if self.post() else "There is nothing here to have read.",
        }

    @on(Composer.Wanted)
    def _wanted(self, message: Composer.Wanted) -> None:
        message.stop()
        self._writing.hear(message)

    @on(Told)
    def _told(self, message: Told) -> None:
        message.stop()
        self._own.show_history(message)

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        """Opened with the mouse; into the browser leads only a key, or its hint."""
        message.stop()
        if self.post() is None or self._opening() != "link":
            self._open()

    def _rows(self, conversation: Conversation) -> Sequence[Row]:
        """The conversation with what I am sending into it."""
        leaving, hidden = self._replies.leaving(conversation), self._desk.hidden(conversation)
        return conversation_rows(conversation, leaving, self._desk.me, hidden)

    def _sent_meanwhile(self) -> str:
        """The post that has come of the draft under the cursor."""
        kind, _, key = self.stream.cursor.partition(":")
        draft = self._desk.reader.draft(key) if kind == "draft" else None
        return draft.sent_uri if draft else ""

    def _begin(self, draft: Draft, parent: Post | None) -> None:
        self.composer.display = True
        self._writing.begin(draft, parent, self._conversation)
        self.call_after_refresh(self.stream.go_to, draft.edits or (parent.uri if parent else ""))

    def _written(self, sent: Sequence[Draft]) -> None:
        self.composer.display = False
        self.stream.focus()
        if sent:
            self._replies.sent(sent)
            self.reload(cursor=f"draft:{sent[0].key}")

    def _entry(self) -> Entry | None:
        """The entry of the conversation, which is closed as far as it is shown."""
        entry = self._desk.reader.entry(self.uri) if self.uri else None
        if entry is None or entry.conversation is None:
            return entry
        return replace(entry, conversation=self._conversation or entry.conversation)

    def _person(self) -> Person | None:
        post = self.post()
        return post.author if post else None

    def _open(self) -> None:
        row = self.stream.row
        if isinstance(row, GapRow):
            self._fetch()
        elif isinstance(row, PendingRow):
            self.write()
        else:
            self.act(self._opening())

    def _opening(self) -> str:
        """What opening a post is: of its warning, of its poll, else of its link."""
        return next((action for action in ("warning", "vote") if not self.why_not(action)), "link")

    def _why_not_open(self) -> str:
        if isinstance(self.stream.row, GapRow | PendingRow):
            return ""
        return self.why_not(self._opening()) and "There is nothing to open here."

    def _read_until_here(self) -> None:
        post = self.post()
        if post is not None and self._conversation is not None:
            self._say(self._reading.until(post, self._conversation))

    def _fetch(self) -> None:
        if self.uri:
            self._desk.complete(self.uri)
            self._say("Asking for what is missing.")

    def _uncover_all(self) -> None:
        if self._conversation is not None:
            self._posts.uncover(covered(self._conversation.posts))
