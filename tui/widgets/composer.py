"""Where I write: to whom, what, who can read it. Knows nothing but the letter that it was given."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, TextArea

from connect_tui.domain.draft import Draft
from connect_tui.tui.actions import Where
from connect_tui.tui.keys import Keymap
from connect_tui.tui.render.compose import readers_line
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.recipients import Letter, RecipientsBar
from connect_tui.tui.widgets.typing import Sheet, TypedLine

_SAVE_AFTER = 0.5
"""Seconds after the first unsaved key at which a draft is saved."""


class Composer(Part):
    """Edits one draft at a time; says when it changed, and what was asked for beside its text."""

    where = Where.COMPOSER

    @dataclass
    class Edited(Message):
        """The draft is to be kept as it is now."""

        draft: Draft

    @dataclass
    class Asked(Message):
        """An action of the registry was asked for that is about more than the text."""

        action: str
        draft: Draft

    def __init__(self, keymap: Keymap, *, id: str = "composer") -> None:  # noqa: A002 # Textual's own name
        super().__init__(keymap, id=id)
        self._letter: Letter | None = None
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """To whom, the warning, the text, who can read a direct message."""
        yield RecipientsBar(id="to")
        yield TypedLine(placeholder="what to warn of", id="cover", compact=True)
        yield Sheet(id="text", compact=True, highlight_cursor_line=False)
        yield LineBar(id="readers")

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
        return replace(self._letter.draft, text=self.query_one("#text", TextArea).text, warning=warning)

    def begin(self, letter: Letter) -> None:
        """Write this; the cursor goes to the end of the text."""
        self._letter = letter
        text = self.query_one("#text", TextArea)
        text.load_text(letter.draft.text)
        text.move_cursor(text.document.end)
        cover = self.query_one("#cover", Input)
        cover.value, cover.display = letter.draft.warning, bool(letter.draft.warning)
        self._renew(letter)
        text.focus()

    def change(self, letter: Letter) -> None:
        """The same draft, with something about it changed; the text stays as it is."""
        self._renew(letter)
        self._save()

    def end(self) -> None:
        """Nothing is being written from now on."""
        self._stop()
        self._letter = None

    def flush(self) -> None:
        """Keep now what is not kept yet."""
        if self._timer is not None:
            self._save()

    def deeds(self) -> Deeds:
        """What can be done while writing."""
        beside = ("send", "leave", "editor", "visibility", "language", "account")
        return {
            **{name: self._asker(name) for name in beside},
            "cover": self._toggle_cover,
            "recipients": self._people,
        }

    def attentive(self) -> bool:
        """Whether something is being written."""
        return self.writing

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _edited(self) -> None:
        if self._letter is not None and self._timer is None and self.draft() != self._letter.draft:
            self._timer = self.set_timer(_SAVE_AFTER, self._save)

    @on(Input.Submitted)
    def _covered(self) -> None:
        self.query_one("#text").focus()

    @on(RecipientsBar.Ticked)
    def _ticked(self, message: RecipientsBar.Ticked) -> None:
        message.stop()
        if self._letter is not None:
            self.change(replace(self._letter, draft=replace(self.draft(), recipients=message.handles)))

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
        self._stop()
        self.post_message(self.Asked(action, self.draft()))

    def _toggle_cover(self) -> None:
        cover = self.query_one("#cover", Input)
        cover.display = not cover.display
        (cover if cover.display else self.query_one("#text")).focus()
        self._edited()

    def _people(self) -> None:
        bar = self.query_one(RecipientsBar)
        (self.query_one("#text") if bar.has_focus or not bar.can_focus else bar).focus()

    def _renew(self, letter: Letter) -> None:
        self._letter = letter
        self.query_one(RecipientsBar).address(letter)
        readers = self.query_one("#readers", LineBar)
        line = readers_line(letter.draft, letter.recipients)
        readers.display = bool(line)
        readers.show(line)
