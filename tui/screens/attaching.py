"""A form for what is attached: files by their path, each with what it shows in words."""

import asyncio
import mimetypes
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from connect_tui.domain.draft import DraftMedia
from connect_tui.port.capabilities import MediaLimits
from connect_tui.tui.actions import Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.paths import complete, name_of, whole
from connect_tui.tui.render.beside import MediaRow
from connect_tui.tui.render.pieces import NOTHING, Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import AnswerRow, Row
from connect_tui.tui.screens.sheet import Drawer, Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine

Fault = Callable[[DraftMedia], str]
"""What is wrong with a file, in a sentence; looks at the disk, and is called in a thread."""
Changed = Callable[[tuple[DraftMedia, ...]], None]
"""Takes what is attached, as it is after every change."""
_NEW = "new"
_OFFERED = 5
_LIST: tuple[Hint, ...] = ("keep", ("pick", "describe it"), "remove")
_PATH: tuple[Hint, ...] = (("pick", "take this file"), ("keep", "back"))
_ALT: tuple[Hint, ...] = (("pick", "that is what it shows"), ("keep", "done"))


class MediaPart(Part):
    """A list of what is attached, and one line: for a path, or for a description."""

    where = Where.FORM

    @dataclass
    class Found(Message, bubble=False):
        """The paths that go on from what was typed."""

        typed: str
        paths: tuple[str, ...]

    @dataclass
    class Checked(Message, bubble=False):
        """Whether a file can be attached: a sentence where it cannot."""

        media: DraftMedia
        problem: str

    def __init__(
        self,
        desk: Desk,
        media: Sequence[DraftMedia],
        limits: MediaLimits,
        changed: Changed,
        fault: Fault,
        at: int | None,
    ) -> None:
        super().__init__(desk.keymap, id="attached")
        self._media = list(media)
        self._limits = limits
        self._changed = changed
        self._fault = fault
        self._at = at
        self._adding = False
        self._list = Stream(desk.view(), id="files")
        self._line = TypedLine(id="line", compact=True, select_on_focus=False)
        self._offered = Stream(desk.view(), id="paths")
        self._offered.can_focus = False
        ends = {end for kind in limits.kinds for end in mimetypes.guess_all_extensions(kind)}
        self._ends = tuple(sorted(ends))

    def compose(self) -> ComposeResult:
        """The list, the line, what the path can go on with, what is wrong."""
        yield self._list
        yield self._line
        yield self._offered
        yield Note((), id="problem")

    def on_mount(self) -> None:
        """With nothing attached, a file is asked for at once; or the one named is described."""
        self._line.display = self._offered.display = False
        self._show()
        if self._at is not None:
            self._describe(self._at)
        elif self._media:
            self._back_to_list()
        else:
            self._add()

    def hints(self) -> Sequence[Hint]:
        """By what is being typed."""
        if not self._line.display:
            return _LIST
        return _PATH if self._adding else _ALT

    def act(self, action: str) -> bool:
        """Move through the list, or through what is offered."""
        stream = self._offered if self._line.display and self._adding else self._list
        return stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Back, on, or away with it."""
        return {"keep": self._leave, "pick": self._pick, "remove": self._remove}

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._say("")
        if self._adding:
            self._begin(partial(self._look, message.value), "paths")
        elif self._at is not None:
            self._media[self._at] = replace(self._media[self._at], alt=" ".join(message.value.split()))
            self._changed(tuple(self._media))
            self._show()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        self._take_line(message.value)

    @on(Opened)
    def _clicked(self, message: Opened) -> None:
        message.stop()
        # A path that is offered is typed first; what stands in the line already is meant.
        if self._offered.cursor == self._line.value or not self._take_offered():
            self._pick()

    def on_key(self, event: events.Key) -> None:
        """Tab goes on with the path that is offered."""
        if event.key == "tab" and self._take_offered():
            event.stop()
            event.prevent_default()
        else:
            super().on_key(event)

    def on_media_part_found(self, message: Found) -> None:
        """Offer them, if that is still what is typed."""
        if not self._adding or message.typed != self._line.value:
            return
        rows = [AnswerRow(path, safe_line(path)) for path in message.paths]
        self._offered.show_rows(rows, rows[0].key if rows else "")
        self._offered.display = bool(rows)
        self._offered.styles.height = min(len(rows), _OFFERED)

    def on_media_part_checked(self, message: Checked) -> None:
        """Attach it, and ask what it shows; or say why not."""
        if message.problem:
            self._say(message.problem)
            return
        self._media.append(message.media)
        self._changed(tuple(self._media))
        self._show()
        self._describe(len(self._media) - 1)

    def _take_offered(self) -> bool:
        """Go on with the path that is offered; false where none is."""
        if not (self._adding and self._offered.display and self._offered.cursor):
            return False
        self._line.value = self._offered.cursor
        self._line.cursor_position = len(self._line.value)
        return True

    def _begin(self, job: Callable[[], Coroutine[object, object, None]], group: str) -> None:
        """Do this in the place of what was begun before. A coroutine must not be made before it is begun."""
        self.run_worker(job, exclusive=True, group=group)

    async def _look(self, typed: str) -> None:
        paths = await asyncio.to_thread(complete, typed, self._ends)
        self.post_message(self.Found(typed, paths))

    async def _check(self, typed: str) -> None:
        media = DraftMedia(whole(typed))
        self.post_message(self.Checked(media, await asyncio.to_thread(self._fault, media)))

    def _leave(self) -> None:
        """From the line to the list, from the list to the text."""
        if self._line.display and self._media:
            self._back_to_list()
        else:
            self.screen.dismiss(None)

    def _pick(self) -> None:
        if self._line.display:
            self._take_line(self._line.value)
        elif self._list.cursor == _NEW:
            self._add()
        elif (here := self._here()) is not None:
            self._describe(here)

    def _take_line(self, typed: str) -> None:
        """What stands in the line is meant: a path, or a description."""
        if not self._adding:
            self._back_to_list()
        elif typed.strip():
            self._begin(partial(self._check, typed), "check")
        else:
            self._say("Type the path of a file; tab takes what is offered, esc leads back.")

    def _remove(self) -> None:
        here = self._at if self._line.display else self._here()
        if here is None or self._adding:
            return
        del self._media[here]
        self._changed(tuple(self._media))
        if self._media:
            self._back_to_list()
        else:
            self.screen.dismiss(None)

    def _here(self) -> int | None:
        row = self._list.row
        return row.index if isinstance(row, MediaRow) else None

    def _add(self) -> None:
        if len(self._media) >= self._limits.at_once:
            return self._say("The network takes no more with one post: take something away first.")
        self._at, self._adding = None, True
        return self._ask("", "the path of a file; tab completes it")

    def _describe(self, index: int) -> None:
        self._at, self._adding = index, False
        self._list.go_to(f"media:{index}")
        media = self._media[index]
        self._ask(media.alt, f"what {safe_line(name_of(media))} shows, for those who cannot see it")

    def _ask(self, value: str, placeholder: str) -> None:
        self._line.value, self._line.placeholder = value, placeholder
        self._line.display = True
        self._offered.display = False
        self.call_after_refresh(self._line.focus)
        self._hint()
        if self._adding:
            self._begin(partial(self._look, value), "paths")

    def _back_to_list(self) -> None:
        self._at, self._adding = None, False
        self._line.display = self._offered.display = False
        self._show()
        self._list.focus()
        self._hint()

    def _show(self) -> None:
        rows: list[Row] = [MediaRow(index, media) for index, media in enumerate(self._media)]
        if len(rows) < self._limits.at_once:
            rows.append(AnswerRow(_NEW, "Attach another …" if rows else "Attach something …"))
        self._list.show_rows(rows)
        self._list.styles.height = len(rows)
        self._list.display = bool(self._media)

    def _say(self, sentence: str) -> None:
        problem = self.query_one("#problem", Note)
        problem.display = bool(sentence)
        problem.show([(Piece(safe_line(sentence), Role.TROUBLE),)] if sentence else [NOTHING])

    def _hint(self) -> None:
        self._say("")
        self.screen.query_one(Footer).name_actions(self.hints())


class MediaForm(Sheet[None]):
    """Under the text, until it is left; what stands in it holds at once. With
    `at`, that one is to be described.
    """

    AUTO_FOCUS = ""

    def __init__(
        self,
        desk: Desk,
        media: Sequence[DraftMedia],
        limits: MediaLimits,
        changed: Changed,
        fault: Fault,
        at: int | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._part = MediaPart(desk, media, limits, changed, fault, at)

    def compose(self) -> ComposeResult:
        """What it is, the list and the line, the keys."""
        with Drawer(classes="drawer"):
            yield Note([(Piece("What goes with it?", Role.TITLE, Shape.STRONG),)], id="question")
            yield self._part
            yield Footer(self._desk.keymap, id="footer")
