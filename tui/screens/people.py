"""What can be done with the people in the inbox or in a conversation."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from textual.widget import Widget

from connect_tui.domain.entry import Entry, Reason
from connect_tui.domain.people import Person, handles_of
from connect_tui.tui.actions import Hint
from connect_tui.tui.desk import Accounts, Desk
from connect_tui.tui.messages import Say, Write
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.pieces import safe_line
from connect_tui.tui.screens.marks import report
from connect_tui.tui.widgets.part import Deeds, Reasons

_READS_ONLY = "Your accounts are only for reading. To write, add another one: connect-tui login"


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
            "person": self._stances,
            "write_to": self._write_to,
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now; and why nothing can be written at all."""
        return {
            "explain": lambda: "" if self._entry() else "There is nothing to explain here.",
            "circles": self._why_nobody,
            "join": self._why_nobody,
            "person": self._why_no_stance,
            "write_to": self._why_not_to,
            "accept": self._why_no_request,
            "decline": self._why_no_request,
            "write": lambda: _READS_ONLY if self._desk.reads_only else "",
        }

    def answers(self) -> Deeds:
        """By the names of actions, for where people ask to follow me."""
        return {"accept": lambda: self._answer(True), "decline": lambda: self._answer(False)}

    def fitting(self, hints: Sequence[Hint]) -> Sequence[Hint]:
        """What the footer names: where who wrote this cannot be answered, how to write to them, if at all."""
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

        self._widget.app.push_screen(Look(self._desk, Visitor.of(entry)), self.looked)
        return True

    def _explain(self) -> None:
        from connect_tui.tui.screens.why import Why

        if (entry := self._entry()) is not None:
            [sentences] = self._desk.reader.why([entry], self._desk.clock())
            self._widget.app.push_screen(Why(sentences))

    def _circles(self) -> None:
        from connect_tui.tui.screens.circles import ChooseCircles

        if (person := self._person()) is not None:
            self._widget.app.push_screen(ChooseCircles(self._desk, person))

    def _join(self) -> None:
        from connect_tui.tui.screens.joining import JoinPeople

        if (person := self._person()) is not None:
            self._widget.app.push_screen(JoinPeople(self._desk, person))

    def _stances(self) -> None:
        from connect_tui.tui.screens.stances import Stances

        if (person := self._person()) is not None:
            Stances(self._desk, self._widget, person, self._able(person)).ask()

    def _able(self, person: Person) -> Accounts:
        """My accounts on somebody's network, where people can be followed, muted or blocked there."""
        seen = self._desk.account(person.id.account)
        network = seen[0].network if seen is not None else ""
        return tuple(pair for pair in self._desk.accounts() if pair[0].network == network and pair[1].stances)

    def _write_to(self) -> None:
        """Write to them where I am somebody too; asks as whom, where that can be several."""
        from connect_tui.tui.screens.choice import Choice

        if (person := self._person()) is None:
            return
        handle, accounts = self._reach(person)
        if len(accounts) == 1:
            self._begin(handle, accounts[0][0].name)
        else:
            answers = [(account.name, f"as {account.handle}") for account, _ in accounts]
            question = f"Who writes to {name_of(person)}?"
            self._widget.app.push_screen(
                Choice(self._desk, question, answers), lambda name: self._begin(handle, name or "")
            )

    def _reach(self, person: Person) -> tuple[str, Accounts]:
        """Their handle where I am somebody too, and my accounts there."""
        from connect_tui.sync import composing

        handles = handles_of(person.key, self._desk.reader.same_people())
        handle, accounts = composing.within_reach(person, handles, self._desk.accounts())
        return handle, tuple(accounts)

    def _begin(self, handle: str, name: str) -> None:
        from connect_tui.sync import composing

        account = self._desk.account(name)
        if account is not None:
            languages = self._desk.settings.languages
            draft = composing.fresh(*account, languages=languages, now=self._desk.clock())
            self._widget.post_message(Write(replace(draft, text=f"{handle} ")))

    def _why_nobody(self) -> str:
        """Empty where somebody else is under the cursor."""
        person = self._person()
        if person is None:
            return "There is nobody under the cursor."
        return "That is you." if person.key in self._desk.me else ""

    def _why_no_stance(self) -> str:
        person, said = self._person(), self._why_nobody()
        if person is None or said:
            return said
        return (
            ""
            if self._able(person)
            else f"Nobody can be followed, muted or blocked on {safe_line(person.id.account)}."
        )

    def _why_not_to(self) -> str:
        person, said = self._person(), self._why_nobody()
        if person is None or said or self._reach(person)[1]:
            return said
        return f"{name_of(person)} names no address on a network of yours."

    def _why_no_request(self) -> str:
        entry = self._entry()
        asks = entry is not None and entry.reason is Reason.FOLLOW_REQUEST
        return "" if asks else "Nobody asks to follow you here."

    def _answer(self, accept: bool) -> None:
        entry = self._entry()
        if entry is None:
            return
        person = entry.people[0]
        job = self._desk.answer_request(entry.account.name, person.id, accept)
        said = f"{name_of(person)} {'may follow you now' if accept else 'may not follow you'}."
        report(job, self._widget, lambda answered: Say(said) if answered else None)

    def looked(self, answer: str | None) -> None:
        """The look at who is under the cursor ended with an answer, or without."""
        if answer == "person":
            if said := self._why_no_stance():
                self._say(said)
            else:
                self._stances()
        elif answer:
            self._answer(answer == "accept")
