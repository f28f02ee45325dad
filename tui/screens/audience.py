"""Who can read what I write: narrower at a key, wider only after a question that says who that is."""

from collections.abc import Callable

from msgspec.structs import replace

from connect_tui.domain.draft import Draft
from connect_tui.domain.people import Account
from connect_tui.domain.post import Post, Visibility
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync import composing
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.names import VISIBILITIES, listed, name_of, name_of_mention
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.widgets.composer import Composer

READERS = {
    Visibility.PUBLIC: "everybody, and it is shown around",
    Visibility.UNLISTED: "everybody who comes across it",
    Visibility.FOLLOWERS: "everybody who follows you",
    Visibility.DIRECT: "only those whom it names",
}
"""Who that is."""


class Audience:
    """Changes the visibility of what a composer holds; `put` takes the draft as it is then."""

    def __init__(self, desk: Desk, composer: Composer, put: Callable[[Draft], None]) -> None:
        self._desk = desk
        self._composer = composer
        self._put = put

    def change(self, draft: Draft, parent: Post | None) -> str:
        """The next visibility; a sentence where there is none to change to."""
        account = self._desk.account(draft.account)
        possible = account[1].visibilities if account else (draft.visibility,)
        if draft.edits:
            return "Who can read a post stays as it is once it is out."
        if len(possible) < 2:
            return f"On {draft.account} everything is {VISIBILITIES[draft.visibility]}."
        wanted = composing.after(draft.visibility, possible)
        if parent is None or not wanted.wider_than(parent.visibility):
            self._put(replace(draft, visibility=wanted))
        else:
            self._ask(parent, possible)
        return ""

    def speak_as(self, draft: Draft, account: Account, can: Capabilities) -> None:
        """The same words from another account; where more people would read them there, only after a yes."""
        visibility = composing.speak_as(draft, account, can).visibility
        if not visibility.wider_than(draft.visibility):
            return self._put(composing.speak_as(draft, account, can))
        question = f"From {account.name} this would be {VISIBILITIES[visibility]}, and no less."
        answers = [
            ("no", f"No, stay with {draft.account}: {VISIBILITIES[draft.visibility]}"),
            ("yes", f"Yes, {VISIBILITIES[visibility]}: {READERS[visibility]}"),
        ]

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self._put(composing.speak_as(self._composer.draft(), account, can))

        self._composer.app.push_screen(Choice(self._desk, question, answers), answered)
        return None

    def _ask(self, parent: Post, possible: tuple[Visibility, ...]) -> None:
        """Wider than what it answers: each that is possible, with who would read it then."""
        narrow = composing.no_wider(parent.visibility, possible)
        wider = [one for one in reversed(possible) if one.wider_than(parent.visibility)]
        answers = [(narrow.value, f"No, stay with {VISIBILITIES[narrow]}")]
        answers += [(one.value, f"Yes, {VISIBILITIES[one]}: {READERS[one]}") for one in wider]

        def answered(answer: str | None) -> None:
            chosen = Visibility(answer) if answer else narrow
            self._put(replace(self._composer.draft(), visibility=chosen))

        self._composer.app.push_screen(Choice(self._desk, self._question(parent), answers), answered)

    def _question(self, parent: Post) -> str:
        if parent.direct:
            me = self._desk.me
            people = [name_of(parent.author, me), *(name_of_mention(one, me) for one in parent.mentions)]
            readers = listed([name for name in people if name != "you"], 6)
            return f"What you answer is private, between {readers} and you. Let more people read this?"
        return f"What you answer is {VISIBILITIES[parent.visibility]}. Let more people read this?"
