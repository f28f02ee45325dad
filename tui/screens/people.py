"""What can be done with the people in the inbox or in a conversation."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from textual.widget import Widget

from connect_tui.domain.entry import Entry, Reason
from connect_tui.domain.people import Person, handles_of
from connect_tui.sync import composing
from connect_tui.tui.actions import Hint
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Say, Write
from connect_tui.tui.render.names import name_of
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.marks import report
from connect_tui.tui.widgets.part import Deeds


class PeopleDeeds:
    """Explains entries, puts people into circles, answers those who ask to follow me. `entry` and `person`
    answer what is under the cursor of `widget`; `say` says something in passing.
    """

    def __init__(
        self,
        desk: Desk,
        widget: Widget,
        entry: Callable[[], Entry | None],
        person: Callable[[], Person | None],
        say: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._widget = widget
        self._entry = entry
        self._person = person
        self._say = say

    def deeds(self) -> Deeds:
        """By the names of actions, for wherever there are people."""
        return {
            "explain": self._explain,
            "circles": self._circles,
            "join": self._join,
            "write_to": self._write_to,
        }

    def answers(self) -> Deeds:
        """By the names of actions, for where people ask to follow me."""
        return {"accept": lambda: self._answer(True), "decline": lambda: self._answer(False)}

    def fitting(self, hints: Sequence[Hint]) -> Sequence[Hint]:
        """What the footer names: where who wrote this cannot be answered, how to write to them, if at all;
        writing only where some account of mine can.
        """
        if self._desk.reads_only:
            hints = tuple(hint for hint in hints if hint != "write")
        person = self._person()
        account = self._desk.account(person.id.account) if person is not None else None
        if person is None or account is None or account[1].publish:
            return hints
        instead: tuple[Hint, ...] = ("write_to",) if person.elsewhere else ()
        return tuple(hint for name in hints for hint in (instead if name == "reply" else (name,)))

    def look(self) -> bool:
        """Look at who asks to follow me; false where nobody does under the cursor."""
        entry = self._entry()
        if entry is None or entry.reason is not Reason.FOLLOW_REQUEST:
            return False
        from connect_tui.tui.screens.look import Look, Visitor

        self._widget.app.push_screen(Look(self._desk, Visitor.of(entry)), self._answered)
        return True

    def _explain(self) -> None:
        from connect_tui.tui.screens.why import Why

        entry = self._entry()
        if entry is None:
            return self._say("There is nothing to explain here.")
        [sentences] = self._desk.reader.why([entry], self._desk.clock())
        self._widget.app.push_screen(Why(sentences))
        return None

    def _circles(self) -> None:
        from connect_tui.tui.screens.circles import ChooseCircles

        if (person := self._somebody()) is not None:
            self._widget.app.push_screen(ChooseCircles(self._desk, person))

    def _join(self) -> None:
        from connect_tui.tui.screens.joining import JoinPeople

        if (person := self._somebody()) is not None:
            self._widget.app.push_screen(JoinPeople(self._desk, person))

    def _write_to(self) -> None:
        """Write to them where I am somebody too; asks as whom, where that can be several."""
        person = self._somebody()
        if person is None:
            return
        handles = handles_of(person.key, self._desk.reader.same_people())
        handle, accounts = composing.within_reach(person, handles, self._desk.accounts())
        if not accounts:
            self._say(f"{name_of(person)} names no address on a network of yours.")
        elif len(accounts) == 1:
            self._begin(handle, accounts[0][0].name)
        else:
            answers = [(account.name, f"as {account.handle}") for account, _ in accounts]
            question = f"Who writes to {name_of(person)}?"
            self._widget.app.push_screen(
                Choice(self._desk, question, answers), lambda name: self._begin(handle, name or "")
            )

    def _begin(self, handle: str, name: str) -> None:
        account = self._desk.account(name)
        if account is not None:
            languages = self._desk.settings.languages
            draft = composing.fresh(*account, languages=languages, now=self._desk.clock())
            self._widget.post_message(Write(replace(draft, text=f"{handle} ")))

    def _somebody(self) -> Person | None:
        """Who is under the cursor, if that is somebody else; otherwise it is said."""
        person = self._person()
        if person is None:
            self._say("There is nobody under the cursor.")
        elif person.key in self._desk.me:
            self._say("That is you.")
        else:
            return person
        return None

    def _answer(self, accept: bool) -> None:
        entry = self._entry()
        if entry is None or entry.reason is not Reason.FOLLOW_REQUEST:
            return self._say("Nobody asks to follow you here.")
        person = entry.people[0]
        job = self._desk.answer_request(entry.account.name, person.id, accept)
        said = f"{name_of(person)} {'may follow you now' if accept else 'may not follow you'}."
        report(job, self._widget, lambda answered: Say(said) if answered else None)
        return None

    def _answered(self, answer: str | None) -> None:
        """The look ended with an answer, or without."""
        if answer:
            self._answer(answer == "accept")
