"""Done, later, muted: saying so of the conversation under the cursor, wherever it stands."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from textual.message import Message
from textual.widget import Widget

from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.sentences import names
from connect_tui.store.errors import StoreError
from connect_tui.tui.desk import Desk
from connect_tui.tui.jobs import T
from connect_tui.tui.messages import Left, Say, Stayed
from connect_tui.tui.render.pieces import safe_line
from connect_tui.tui.render.times import until as words
from connect_tui.tui.widgets.part import Deeds, Reasons

_MUTED = "conversation muted"
LEAVING = frozenset({Section.WAITING, Section.ASIDE})
"""An entry in these sections leaves when it is marked."""


class MarkDeeds:
    """Marks what `entry` answers; `uri` names the conversation also where it has no entry, being muted, and
    `seen` its posts that were there to be seen, if these are not the entry's: a mark closes nothing that
    came while it was made. What happened is posted to `widget`.
    """

    def __init__(
        self,
        desk: Desk,
        widget: Widget,
        entry: Callable[[], Entry | None],
        uri: Callable[[], str],
        seen: Callable[[], frozenset[str]] | None = None,
    ) -> None:
        self._desk = desk
        self._widget = widget
        self._entry = entry
        self._uri = uri
        self._seen = seen or (lambda: _posts_of(entry()))

    def deeds(self) -> Deeds:
        """By the names of actions."""
        return {"done": self._done, "later": self._later, "mute": self._mute}

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {"done": self._why_not_owed, "later": self._why_not_later, "mute": self._why_not_mute}

    def _done(self) -> None:
        if (entry := self._entry()) is not None:
            self._leave(entry, "done", self._desk.done(entry.uri, self._seen()))

    def _later(self) -> None:
        entry, uri = self._entry(), self._uri()
        if entry is not None:
            seen = self._seen()
            self._ask(entry.uri, who(entry), lambda moment: self._put_off(entry, seen, moment))
        else:
            self._ask(uri, "it", lambda moment: self._move(uri, moment))

    def _ask(self, uri: str, whom: str, take: Callable[[datetime], None]) -> None:
        """Ask when somebody shall come back; what is put off already can have another time."""
        from connect_tui.tui.screens.later import Later

        question = f"When shall {whom} come back?"
        if (before := self._desk.reader.put_off_until(uri)) is not None:
            question = f"Put off until {words(before, self._desk.clock())}. When shall it be instead?"
        self._widget.app.push_screen(
            Later(self._desk, question), lambda until: take(until) if until else None
        )

    def _put_off(self, entry: Entry, seen: frozenset[str], until: datetime) -> None:
        job = self._desk.put_off(entry.uri, until, seen)
        self._leave(entry, f"put off until {words(until, self._desk.clock())}", job)

    def _move(self, uri: str, until: datetime) -> None:
        """Another time for what is put off and not here."""
        self._say(f"Put off until {words(until, self._desk.clock())}.")
        self._desk.put_off(uri, until, ())

    def _mute(self) -> None:
        entry = self._entry()
        uri = self._uri() or (entry.uri if entry and entry.conversation else "")
        if entry is not None and entry.conversation is not None and self._desk.reader.entry(entry.uri):
            self._leave(entry, _MUTED, self._desk.mute(entry.uri))
        else:
            report(self._desk.unmute(uri), self._widget, _unmuted)

    def _why_not_mute(self) -> str:
        entry = self._entry()
        here = self._uri() or (entry is not None and entry.conversation is not None)
        return "" if here else "There is no conversation to mute here."

    def _why_not_owed(self) -> str:
        """Empty where something is owed or put off."""
        entry = self._entry()
        if entry is None:
            return "There is nobody here who waits for you."
        if entry.conversation is None:
            return f"{who(entry)} waits for a yes or a no, not for an answer."
        if entry.section not in LEAVING and self._desk.reader.put_off_until(entry.uri) is None:
            return "Nobody waits for you here, so there is nothing to put away."
        return ""

    def _why_not_later(self) -> str:
        """The same; and what is put off already can have another time where it has no entry."""
        uri = self._uri()
        put_off = self._entry() is None and uri and self._desk.reader.put_off_until(uri)
        return "" if put_off else self._why_not_owed()

    def _leave(self, entry: Entry, what: str, job: Future[bool]) -> None:
        """What leaves by it leaves at once; where nothing was marked after all, it comes back."""
        self._say(f"{who(entry)}: {what}.{self._desk.way_back()}")
        if entry.section in LEAVING or what == _MUTED:
            self._widget.post_message(Left(entry.uri))
        report(job, self._widget, lambda marked: None if marked else Stayed(entry.uri))

    def _say(self, sentence: str) -> None:
        self._widget.post_message(Say(sentence))


def who(entry: Entry) -> str:
    """The people of an entry, by name."""
    return safe_line(names(entry.people))


def _posts_of(entry: Entry | None) -> frozenset[str]:
    return frozenset(entry.conversation.by_uri) if entry and entry.conversation else frozenset()


def report(job: Future[T], widget: Widget, message: Callable[[T], Message | None]) -> None:
    """Tell a widget what became of a job, once it is over; a store that fails is said."""

    def over(job: Future[T]) -> None:
        if job.cancelled():
            return
        error = job.exception()
        if isinstance(error, StoreError):
            widget.post_message(Say(str(error)).set_sender(widget))
        elif (found := message(job.result())) is not None:
            # The job was begun while a part around the widget had the floor: it would count as that part's.
            widget.post_message(found.set_sender(widget))

    job.add_done_callback(over)


def _unmuted(done: bool) -> Message:
    return Say("It is no longer muted." if done else "It is not muted, and still not shown.")
