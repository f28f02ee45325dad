"""What is offered while one types: what is known here at once, and what a server knows when it answers."""

from collections.abc import Callable, Sequence

from textual.timer import Timer

from connect_tui.domain.draft import Draft
from connect_tui.domain.post import Mention
from connect_tui.tui import completing
from connect_tui.tui.completing import Begun, Kind
from connect_tui.tui.desk import Desk
from connect_tui.tui.emoji import find, names
from connect_tui.tui.screens.marks import report
from connect_tui.tui.widgets.pad import Pad

_ASK_AFTER = 0.3
"""Seconds without a key after which the server is asked: not for every letter."""
_LEAST = 2
"""Letters from which on a server is asked for people."""


class Suggester:
    """Answers what a pad seeks. Nothing here waits: what is known comes from memory, the rest when it comes,
    and what comes too late is dropped by the pad.
    """

    def __init__(self, desk: Desk, pad: Callable[[], Pad]) -> None:
        self._desk = desk
        self._pad = pad
        self._here: tuple[Mention, ...] = ()
        self._tags: tuple[str, ...] = ()
        self._timer: Timer | None = None

    def begin(self, account: str, here: Sequence[Mention], tags: Sequence[str]) -> None:
        """The people and hashtags of the conversation that is written into; they come first."""
        self._here, self._tags = tuple(here), tuple(tags)
        self._desk.knowing.recall(account)

    def sought(self, begun: Begun | None, draft: Draft) -> None:
        """Something is begun in this draft, or nothing any more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if begun is None:
            return
        match begun.kind:
            case Kind.PERSON:
                self._people(begun, draft.account)
            case Kind.TAG:
                self._hashtags(begun, draft.account)
            case Kind.EMOJI:
                self._emoji(begun, draft.account)

    def _people(self, begun: Begun, name: str) -> None:
        account = self._desk.account(name)
        home = account[0].handle.lstrip("@").partition("@")[2] if account else ""
        me, known = self._desk.me, (*self._here, *self._desk.knowing.people)

        def offer(found: Sequence[Mention] = ()) -> Pad.Told:
            wanted = (one for one in (*known, *found) if one.key not in me)
            return Pad.Told(begun, completing.people(begun.text, wanted, home))

        self._pad().post_message(offer())
        if len(begun.text) >= _LEAST:
            self._later(
                lambda: report(self._desk.knowing.ask_for_people(name, begun.text), self._pad(), offer)
            )

    def _hashtags(self, begun: Begun, name: str) -> None:
        account, here = self._desk.account(name), self._tags

        def offer(found: Sequence[str] = ()) -> Pad.Told:
            return Pad.Told(begun, completing.tags(begun.text, (*here, *found)))

        self._pad().post_message(offer())
        if account is not None and account[1].tags:
            self._later(lambda: report(self._desk.knowing.ask_for_tags(name, begun.text), self._pad(), offer))

    def _emoji(self, begun: Begun, name: str) -> None:
        """In a thread: the first time, a few thousand names have to be read."""
        pad, custom, languages = self._pad(), self._desk.knowing.emoji(name), self._desk.settings.languages

        def look() -> None:
            found = find(begun.text, names(languages))
            pad.post_message(Pad.Told(begun, completing.emoji(begun.text, custom, found)))

        pad.run_worker(look, thread=True, exclusive=True, group="emoji")

    def _later(self, job: Callable[[], object]) -> None:
        self._timer = self._pad().set_timer(_ASK_AFTER, job)
