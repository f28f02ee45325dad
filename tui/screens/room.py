"""The one room that everything happens in: the inbox, and beside it or in its place a conversation."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.css.query import NoMatches
from textual.events import DescendantFocus, Resize
from textual.screen import Screen
from textual.timer import Timer

from connect_tui.domain.draft import Draft
from connect_tui.sync.events import AccountChanged, DraftChanged, Event, InboxChanged, Refreshing, Said
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Back, CursorMoved, Say, Talk, Write
from connect_tui.tui.screens.conversation import ConversationPart
from connect_tui.tui.screens.inbox import InboxPart
from connect_tui.tui.screens.letter import NewLetter
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.status import StatusLine

WIDE = 110
"""Columns from which on a conversation stands beside the inbox."""
_PREVIEW_AFTER = 0.12
"""Seconds that the cursor rests before the conversation beside it follows."""


class Room(Screen[None]):
    """Lets the parts know what happened, and passes between them what they ask for."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 # Textual reads it so
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.inbox = InboxPart(desk)
        self.talk = ConversationPart(desk)
        self.status = StatusLine(id="status")
        self._preview: Timer | None = None

    def compose(self) -> ComposeResult:
        """Inbox and conversation over the quiet line and the footer."""
        with Horizontal(id="room"):
            yield self.inbox
            yield self.talk
        yield self.status
        yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Begin in the inbox."""
        self.inbox.stream.focus()
        self.set_interval(30, self._tick)

    def heard(self, event: Event) -> None:
        """Sync says that something happened."""
        match event:
            case InboxChanged(uris):
                if self._desk.circles_changed():
                    self._circles_changed()
                self.inbox.changed(uris)
                if self.talk.uri and self.talk.holds(uris):
                    self.talk.reload()
            case DraftChanged(key):
                self._draft_changed(key)
            case Refreshing(account, busy):
                self.status.busy(account, busy)
                if not busy:
                    self._accounts_changed()
                    if self._desk.circles_changed():
                        self._circles_changed()
                    self.inbox.found()
            case AccountChanged(account, trouble):
                self._accounts_changed()
                self.status.trouble(account, trouble)
            case Said(sentence):
                self.status.say(sentence)

    def flush(self) -> None:
        """Have everything that is being written kept."""
        self.talk.composer.flush()

    def act(self, action: str) -> None:
        """Do this where the cursor is, or in the inbox."""
        for part in (self.talk.composer, self.talk, self.inbox):
            if part.has_focus_within and part.attentive():
                part.act(action)
                return

    def where(self) -> Where:
        """The part of the screen in which one is."""
        if self.talk.composer.has_focus_within:
            return Where.COMPOSER
        return Where.CONVERSATION if self.talk.has_focus_within else Where.INBOX

    @on(Talk)
    def _talk(self, message: Talk) -> None:
        self._stop_preview()
        self.talk.show(message.uri, message.account)
        self.add_class("-talking")
        if message.write:
            self.call_after_refresh(self.talk.write)
        else:
            self.talk.stream.focus()

    @on(Back)
    def _back(self) -> None:
        self.remove_class("-talking")
        self.inbox.stream.focus()

    @on(Say)
    def _say(self, message: Say) -> None:
        self.status.say(message.sentence)

    @on(Write)
    def _write(self, message: Write) -> None:
        """Something new; or a draft that was taken back, where it belongs."""
        draft = message.draft
        if draft is not None and draft.answers:
            self.talk.show(draft.answers, draft.account)
            self.add_class("-talking")
            self.talk.write(draft)
        else:
            self._new(draft)

    @on(CursorMoved)
    def _follow(self, message: CursorMoved) -> None:
        self._stop_preview()
        if message.stream == "entries" and self.has_class("-wide") and not self.talk.composer.writing:
            self._preview = self.set_timer(_PREVIEW_AFTER, self._show_beside)

    @on(DescendantFocus)
    def _name_keys(self) -> None:
        try:
            self.query_one(Footer).name_keys(self.where())
        except NoMatches:
            return

    def on_resize(self, event: Resize) -> None:
        """From narrow to wide there is suddenly room beside the inbox."""
        if event.size.width >= WIDE and not self.talk.uri:
            self._show_beside()

    def _new(self, draft: Draft | None) -> None:
        entry = self.inbox.entry()
        preferred = entry.account.name if entry else ""
        self.app.push_screen(NewLetter(self._desk, draft, preferred))

    def _show_beside(self) -> None:
        entry = self.inbox.entry()
        if entry is not None and entry.post is not None and not self.talk.has_focus_within:
            self.talk.show((entry.reply_to or entry.post).uri, entry.account.name)

    def _stop_preview(self) -> None:
        if self._preview is not None:
            self._preview.stop()
            self._preview = None

    def _draft_changed(self, key: str) -> None:
        draft = next((draft for draft in self._desk.reader.drafts() if draft.key == key), None)
        if draft is not None and draft.answers:
            self.inbox.changed(frozenset({draft.answers}))
        if self.talk.uri:
            self.talk.draft_changed(key)

    def _accounts_changed(self) -> None:
        before = self._desk.me
        self._desk.accounts_changed()
        if self._desk.me != before:
            self._tick()

    def _circles_changed(self) -> None:
        self.inbox.circles_changed()
        self.talk.tick()

    def _tick(self) -> None:
        self.inbox.tick()
        self.talk.tick()
