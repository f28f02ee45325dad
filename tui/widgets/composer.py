"""Where I write: to whom, what, who can read it. Knows nothing but the letter that it was given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import Suggester
from textual.timer import Timer
from textual.widgets import Input, TextArea

from connect_tui.domain.draft import Draft
from connect_tui.port.capabilities import Capabilities
from connect_tui.tui import completing
from connect_tui.tui.actions import Where
from connect_tui.tui.completing import Begun
from connect_tui.tui.keys import Keymap
from connect_tui.tui.render.beside import beside_lines
from connect_tui.tui.render.compose import gauge_line, readers_line
from connect_tui.tui.render.pieces import Line, Piece, Role, safe_line
from connect_tui.tui.render.view import View
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.pad import Pad
from connect_tui.tui.widgets.part import Deeds, Part, Reasons
from connect_tui.tui.widgets.recipients import Letter, RecipientsBar
from connect_tui.tui.widgets.typing import TypedLine

_SAVE_AFTER = 0.5
"""Seconds after the first unsaved key at which a draft is saved."""
_GAUGE_AFTER = 0.2
"""Seconds after a key at which its length is measured."""
_COVER = "what to warn of"
"""What a warning is for, where a network has none of its own to choose from."""
_BESIDE = (
    "send", "leave", "editor", "visibility", "language", "account", "poll", "media", "split", "discard",
)  # fmt: skip
"""What is asked for beside the text."""


class _Warnings(Suggester):
    """Completes the warning that is being typed with one that the network has."""

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line, as it would be then."""
        return completing.warnings(value, self._known)


class Composer(Part):
    """Edits one draft at a time; says when it changed, and what was asked for beside its text."""

    where = Where.COMPOSER

    @dataclass
    class Wanted(Message):
        """Something is to be done with the draft, which is as follows now."""

        draft: Draft

    @dataclass
    class Edited(Wanted):
        """It is to be kept."""

    @dataclass
    class Asked(Wanted):
        """An action of the registry was asked for that is about more than the text."""

        action: str

    @dataclass
    class Sought(Wanted):
        """What is begun before the cursor could be gone on with; with `None`, nothing is begun any more."""

        begun: Begun | None

    def __init__(self, keymap: Keymap, view: View, *, id: str = "composer") -> None:  # noqa: A002 # Textual's
        super().__init__(keymap, id=id)
        self.pad = Pad(view)
        self._letter: Letter | None = None
        self._timer: Timer | None = None
        self._gauge: Timer | None = None

    def compose(self) -> ComposeResult:
        """To whom, the warning, the text, what goes with it, who can read it, whether it is too long."""
        yield RecipientsBar(id="to")
        with Horizontal(id="covering"):
            yield Note([(Piece("Warning:", Role.SOFT),)], id="called")
            yield TypedLine(placeholder=_COVER, id="cover", compact=True)
        yield self.pad
        yield Note((), id="enclosed")
        yield Note((), id="readers")
        yield LineBar(id="gauge")

    @property
    def writing(self) -> bool:
        """Whether a draft is being written here."""
        return self._letter is not None

    def draft(self) -> Draft:
        """The draft as it stands now.

        Raises:
            RuntimeError: nothing is being written.
        """
        if self._letter is None:
            raise RuntimeError("nothing is being written")
        cover = self.query_one("#cover", Input)
        warning = " ".join(cover.value.split()) if cover.display else ""
        return replace(self._letter.draft, text=self.pad.sheet.text, warning=warning)

    def begin(self, letter: Letter) -> None:
        """Write this; the cursor goes to the end of the text."""
        self._letter = letter
        sheet = self.pad.sheet
        sheet.load_text(letter.draft.text)
        sheet.move_cursor(sheet.document.end)
        cover = self.query_one("#cover", Input)
        cover.value = letter.draft.warning
        self._show_cover(bool(letter.draft.warning))
        self._renew(letter)
        sheet.focus()

    def change(self, letter: Letter) -> None:
        """The same draft, with something about it changed; the text stays as it is."""
        self._renew(letter)
        if self._timer is None:
            self._timer = self.set_timer(_SAVE_AFTER, self._save)

    def remember(self, draft: Draft) -> None:
        """Something about the draft that does not show."""
        if self._letter is not None:
            self.change(replace(self._letter, draft=replace(draft, text=self.draft().text)))

    def rewrite(self, text: str) -> None:
        """Other words, as after an editor had them; what stood before can be brought back by undo."""
        sheet = self.pad.sheet
        if text != sheet.text:
            sheet.replace(text, (0, 0), sheet.document.end)
            sheet.move_cursor(sheet.document.end)
            self._save()

    def end(self) -> None:
        """Nothing is being written from now on."""
        self._stop()
        self.pad.withdraw()
        self._letter = None

    def flush(self) -> None:
        """Keep now what is not kept yet."""
        if self._timer is not None:
            self._save()

    def deeds(self) -> Deeds:
        """What can be done while writing."""
        return {
            **{name: self._asker(name) for name in _BESIDE},
            "cover": self._toggle_cover,
            "recipients": self._people,
        }

    def reasons(self) -> Reasons:
        """What the network of the account that speaks does not know; and that nobody is named."""
        return {
            "language": lambda: self._unless(lambda can: can.languages, "knows no languages"),
            "poll": lambda: self._unless(lambda can: can.polls, "knows no polls"),
            "media": lambda: self._unless(lambda can: can.media, "takes no media"),
            "recipients": self._why_nobody,
        }

    def _unless(self, able: Callable[[Capabilities], object], lacks: str) -> str:
        letter = self._letter
        if letter is None or letter.can is None or able(letter.can):
            return ""
        return f"{safe_line(letter.draft.account)} {lacks}."

    def _why_nobody(self) -> str:
        named = self._letter is not None and self._letter.recipients
        return "" if named else "Whom this names stands in its text."

    def typing(self) -> bool:
        """Letters are typed, but where people are unticked."""
        return not self.query_one(RecipientsBar).has_focus

    def attentive(self) -> bool:
        """Whether something is being written."""
        return self.writing

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _edited(self) -> None:
        if self._letter is None:
            return
        if self._timer is None and self.draft() != self._letter.draft:
            self._timer = self.set_timer(_SAVE_AFTER, self._save)
        if self._gauge is None:
            self._gauge = self.set_timer(_GAUGE_AFTER, self._measure)

    @on(Input.Submitted)
    def _covered(self) -> None:
        self.pad.sheet.focus()

    @on(RecipientsBar.Ticked)
    def _ticked(self, message: RecipientsBar.Ticked) -> None:
        message.stop()
        if self._letter is not None:
            self.change(replace(self._letter, draft=replace(self.draft(), recipients=message.handles)))

    @on(Pad.Sought)
    def _sought(self, message: Pad.Sought) -> None:
        message.stop()
        if self._gauge is None:
            self._gauge = self.set_timer(_GAUGE_AFTER, self._measure)
        if self._letter is not None:
            self.post_message(self.Sought(self.draft(), message.begun))

    def _save(self) -> None:
        self._stop()
        if self._letter is not None:
            self._letter = replace(self._letter, draft=self.draft())
            self.post_message(self.Edited(self._letter.draft))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _asker(self, action: str) -> Callable[[], None]:
        return lambda: self._ask(action)

    def _ask(self, action: str) -> None:
        # A question may stand on the screen for long: what was typed before it is kept first.
        self.flush()
        self.post_message(self.Asked(self.draft(), action))

    def _toggle_cover(self) -> None:
        cover = self.query_one("#cover", Input)
        self._show_cover(not cover.display)
        (cover if cover.display else self.pad.sheet).focus()
        self._edited()

    def _show_cover(self, shown: bool) -> None:
        """The line for a warning, behind a word that says what it is."""
        self.query_one("#cover").display = self.query_one("#covering").display = shown

    def _people(self) -> None:
        bar = self.query_one(RecipientsBar)
        (self.pad.sheet if bar.has_focus else bar).focus()

    def _renew(self, letter: Letter) -> None:
        self._letter = letter
        self.query_one(RecipientsBar).address(letter)
        warnings = letter.can.warnings if letter.can else ()
        cover = self.query_one("#cover", Input)
        cover.placeholder = ", ".join(warnings) or _COVER
        cover.suggester = _Warnings(warnings) if warnings else None
        self._show("#enclosed", beside_lines(letter.draft))
        self._measure()

    def _measure(self) -> None:
        """Say again who reads it and whether it fits: both depend on the words."""
        self._gauge = None
        if self._letter is None:
            return
        letter = replace(self._letter, draft=self.draft())
        settled = replace(letter.draft, text=self.pad.settled)
        readers = readers_line(settled, letter.recipients, letter.handle)
        self._show("#readers", [readers] if readers else [])
        line = gauge_line(letter.draft, letter.can, self._keymap.first("split"))
        gauge = self.query_one("#gauge", LineBar)
        gauge.display = bool(line)
        gauge.show(line)

    def _show(self, name: str, paragraphs: Sequence[Line]) -> None:
        """Lines under the text; where there are none, no room is taken."""
        note = self.query_one(name, Note)
        note.display = bool(paragraphs)
        note.show(paragraphs)
