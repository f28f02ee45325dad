"""The app: puts the room up, starts the engine after the first frame, and passes on what it says."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.screen import Screen

from connect_tui.store.errors import StoreError
from connect_tui.sync.events import Event
from connect_tui.sync.runner import Make, Runner
from connect_tui.tui import alt
from connect_tui.tui.actions import EVERYWHERE
from connect_tui.tui.aside import Aside
from connect_tui.tui.cursor import Placed, with_cursor
from connect_tui.tui.desk import Desk
from connect_tui.tui.keys import is_free, normal
from connect_tui.tui.messages import EngineEnded, Happened, Kept, TerminalGone
from connect_tui.tui.net import HARMLESS, watching
from connect_tui.tui.palette import ThemeError, find
from connect_tui.tui.ports import Finding, Known, Reading
from connect_tui.tui.screens.room import Room
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.theme import DEFAULTS, for_few_colours, native, theme_for
from connect_tui.tui.typeahead import Turns
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Part, Writes
from connect_tui.tui.widgets.status import StatusLine

DEFAULT_THEME = "hearth"
_LATER = "styles/writing.tcss"
"""What the first frame does without."""
_PATIENCE = 3.0
"""Seconds that quitting waits for drafts to be on disk."""


class ConnectApp(App[None]):
    """`reader` reads the store in this thread; `make` makes the engine, in the engine's own thread.
    `accounts` answers my accounts as the store knows them now, `clock` the time with its zone; `finder`
    searches, and is closed with the app.
    """

    CSS_PATH: ClassVar[list[str | PurePath]] = ["styles/room.tcss"]
    TITLE = "connect-tui"

    def __init__(
        self,
        reader: Reading,
        make: Make,
        *,
        settings: ScreenSettings,
        accounts: Callable[[], Sequence[Known]],
        clock: Callable[[], datetime],
        finder: Finding,
    ) -> None:
        self._plain = settings.plain
        self._leaves_anyway = False
        if settings.plain:
            self.CSS_PATH = [*self.CSS_PATH, _LATER, "styles/plain.tcss"]  # type: ignore[misc] # here alone
        super().__init__(ansi_color=native())
        # Nothing speaks in toasts or tooltips. Textual would put two widgets on every screen for them, and
        # lay all of it out anew for the first, once the first frame is out.
        self._disable_notifications = self._disable_tooltips = True
        alt.teach()
        self.set_class(settings.plain, "-plain")
        self.animation_level = "none"
        self._make = make
        self._runner = Runner(self._heard, self._ended)
        self.desk = Desk(reader, self._runner, settings, accounts, clock, finder)
        self.room = Room(self.desk)
        self._aside = Aside(self, self.desk.keymap)
        self._turns = Turns(self, super().on_event)
        self._wear(settings.theme)
        self._bindings = self._everywhere()

    def get_driver_class(self) -> type[Driver]:
        """In the linear mode the terminal shows its own cursor. Before every terminal there is a net."""
        driver = watching(super().get_driver_class(), lambda: self.post_message(TerminalGone()))
        return with_cursor(driver) if self._plain else driver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The usual ones, and a net for what may not reach a terminal."""
        return (*super().get_line_filters(), HARMLESS)

    @property
    def cursor_position(self) -> Offset:  # in Textual a plain attribute
        """Where the terminal's own cursor stands: on what has the focus, or on what was asked for beside it.
        Screen readers and Braille lines follow it.
        """
        if (aside := self._aside.place) is not None:
            return aside
        focused = self.focused
        if isinstance(focused, Placed):
            return focused.place
        return self._cursor_position if focused is not None else Offset()

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        self._cursor_position = position

    def get_default_screen(self) -> Screen[None]:
        """The room."""
        return self.room

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our roles, for themes that are not ours."""
        return DEFAULTS

    def on_mount(self) -> None:
        """What is worn is what this terminal can show, now that it is known."""
        worn = self.current_theme
        self._wear(for_few_colours(self) or self.theme)
        if self.current_theme != worn:
            self.refresh_css(animate=False)

    def refresh_css(self, animate: bool = True) -> None:
        """Where nothing is drawn yet, the colours are all that there is to renew."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    async def on_ready(self) -> None:
        """The first frame is out: what was typed before has its turn."""
        await self._turns.begin()

    async def on_shown(self) -> None:
        """The engine begins when all is drawn: nothing of the network is loaded before. Whoever typed early
        may have left by then.
        """
        if self.return_code is None:
            await self._begin()

    async def on_unmount(self) -> None:
        """Let the engine finish what it is at."""
        await asyncio.to_thread(self.desk.finder.close)
        await asyncio.to_thread(self._runner.stop)

    async def on_event(self, event: events.Event) -> None:
        """Whatever somebody does shows that they are there."""
        if isinstance(event, events.InputEvent | events.AppFocus):
            self._runner.go_first()
            self.desk.seen()
        if isinstance(event, events.Key) and not event.is_forwarded and self._aside.takes(event):
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._turns.take(event)
        else:
            await super().on_event(event)

    async def on_turns_passed(self, message: Turns.Passed) -> None:
        """What a key has caused is done."""
        message.stop()
        await self._turns.passed(message)

    async def on_sheet_ready(self, message: Sheet.Ready) -> None:
        """What was typed for it can go there."""
        message.stop()
        await self._turns.ready()

    def on_happened(self, message: Happened) -> None:
        """The engine says that something happened."""
        # It may still speak while the screen is taken down.
        if self.is_running:
            self.room.heard(message.event)

    async def on_footer_pressed(self, message: Footer.Pressed) -> None:
        """What was clicked is done by whoever has the cursor, or by those around it."""
        here = self.focused.ancestors_with_self if self.focused is not None else []
        if not any(isinstance(part, Part) and part.perform(message.action) for part in here):
            await self.action_act(message.action)

    def on_kept(self, message: Kept) -> None:
        """The store took what I wrote, or failed."""
        self.room.kept(message.unsent)
        self._say(message.said)

    def on_engine_ended(self, message: EngineEnded) -> None:
        """Without an engine there is nothing to go on with.

        Raises:
            BaseException: what ended it, unless it can be said in a sentence.
        """
        if isinstance(message.error, StoreError):
            self._hand_over()
            self.exit(return_code=1, message=Text(str(message.error)))
        else:
            raise message.error

    def on_terminal_gone(self) -> None:
        """There is nobody any more."""
        self._end()

    def action_command_palette(self) -> None:
        """Everything that can be done where the cursor is, by name."""
        from connect_tui.tui.screens.commands import Command, Commands, commands_of

        here = self._here()
        if here is None or isinstance(self.screen, Commands):
            return

        def chosen(command: Command | None) -> None:
            if command is not None:
                command.do()

        commands = [*commands_of(here, self.desk, self._act_soon), *self.room.lists(here)]
        self.push_screen(Commands(self.desk, commands), chosen)

    def _here(self) -> Part | None:
        """The part that has the cursor; `None` where something lies over the room in which none has."""
        around = self.focused.ancestors_with_self if self.focused is not None else []
        parts = (part for part in around if isinstance(part, Part))
        return next(parts, self.room.here() if self.screen is self.room else None)

    def _act_soon(self, name: str) -> None:
        """In a turn of the app's own."""
        self.call_later(self.run_action, f"act('{name}')")

    @property
    def fault(self) -> Exception | None:
        """What ended the app, where that was a fault; said once the terminal is restored."""
        return self._exception

    def _handle_exception(self, error: Exception) -> None:
        """What comes to nothing because all is taken down is no fault: a sheet that is brought in on the way
        out is without what it is made of, and a part without a screen.
        """
        if self.return_code is None:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """A fault ends the app. Textual would print the values of variables: strangers' words, and mine."""
        self._hand_over()
        wait(self.desk.unfinished(), _PATIENCE)
        self.panic()

    def _hand_over(self) -> None:
        """Hand over what is being written, at once: no message is handled any more."""
        from connect_tui.tui.widgets.composer import Composer

        for screen in self.screen_stack:
            for composer in screen.query(Composer):
                if composer.writing:
                    self.desk.save(composer.draft())

    async def action_act(self, name: str) -> None:
        """An action that means the same everywhere."""
        if name == "help":
            from connect_tui.tui.screens.help import Help

            self.push_screen(Help(self.desk, self.room.where()))
        elif name == "themes":
            self.action_change_theme()
        elif name == "palette":
            self.action_command_palette()
        elif name == "aside":
            self._aside.look()
        elif name == "suspend":
            from textual.widgets import Input, TextArea

            # While one writes it means: undo a word.
            if not isinstance(self.focused, TextArea | Input):
                self.action_suspend_process()
        elif name == "quit":
            await self.action_quit()

    def action_change_theme(self) -> None:
        """Look at other colours, and keep them."""
        from connect_tui.tui.screens.themes import ChooseTheme

        self.push_screen(ChooseTheme(self.desk), self._keep_theme)

    def _keep_theme(self, name: str | None) -> None:
        if name:
            self.desk.remember_theme(name)

    def _everywhere(self) -> BindingsMap:
        """The keys that mean the same where no part of the room is, instead of Textual's own: those are not
        the user's. A part knows sequences as well. Where letters are typed, letters go first.
        """
        bindings = [Binding("ctrl+c", "help_quit", show=False, system=True)]
        for action in EVERYWHERE:
            for sequence in self.desk.keymap.every(action):
                keys, free = normal(sequence), is_free(sequence)
                if len(keys) == 1 and action != "aside":
                    first = free and action in ("palette", "quit")
                    bindings.append(Binding(keys[0], f"act('{action}')", show=False, priority=first))
        return BindingsMap(bindings)

    def _wear(self, name: str) -> None:
        """Put on a theme; ours where there is none of that name that can be worn."""
        try:
            palette = find(name or DEFAULT_THEME, self.desk.settings.themes)
        except ThemeError:
            palette = find(DEFAULT_THEME)
        self.register_theme(theme_for(self, palette))
        self.theme = palette.name

    async def action_quit(self) -> None:
        """Leave, once everything that is being written is on disk."""
        for screen in self.screen_stack:
            if isinstance(screen, Writes):
                screen.flush()
        await asyncio.sleep(0)
        if self.room.furnished:  # before, there is no engine, and nothing can have been written
            await asyncio.to_thread(wait, self.desk.unfinished(), _PATIENCE)
        if self.desk.in_hand.unkept and not self._leaves_anyway:
            self._leaves_anyway = True
            key = self.desk.keymap.first("quit")
            self._say(f"What you wrote cannot be kept. Make some room, or leave without it: {key} again.")
            return
        self.exit()

    def _say(self, sentence: str) -> None:
        """On the quiet line that is seen: what lies over the room may have one of its own."""
        lines = (screen.query(StatusLine) for screen in reversed(self.screen_stack))
        next(found for found in lines if found).first(StatusLine).say(sentence)

    def action_help_quit(self) -> None:
        """Ctrl+C: many have it in their fingers, few mean it."""
        key = self.desk.keymap.first("quit") or self.desk.keymap.first("close")
        self._say(f"{key} leaves." if key else "No key leaves: give one to “quit” in your configuration.")

    def _end(self) -> None:
        """The system, or whoever closed the terminal, wants it to end: what is being written is kept."""
        self._leaves_anyway = True
        self.call_later(self.action_quit)

    def _heard(self, event: Event) -> None:
        """In the engine's thread."""
        self.post_message(Happened(event))

    def _ended(self, error: BaseException) -> None:
        """In the engine's thread."""
        self.post_message(EngineEnded(error))

    async def _begin(self) -> None:
        if not self._plain:
            self.stylesheet.read(Path(__file__).parent / _LATER)
        await self.room.furnish()
        from connect_tui.sync.threads import Threads

        asyncio.get_running_loop().set_default_executor(Threads())
        self._runner.start(self._make)
        with suppress(ValueError, RuntimeError):  # only the first thread is told of signals
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self._end)
