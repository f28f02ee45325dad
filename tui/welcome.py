"""The program before there is an account."""

from collections.abc import Callable
from pathlib import PurePath
from typing import ClassVar

from textual.app import App

from connect_tui.tui.keys import Keymap, normal
from connect_tui.tui.palette import find
from connect_tui.tui.screens.welcome import Attempt, Welcome
from connect_tui.tui.theme import DEFAULTS, for_few_colours, native, theme_for

THEME = "hearth"


class WelcomeApp(App[str]):
    """Shows the welcome; ends with what it leads to, or with nothing where somebody leaves."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["styles/room.tcss", "styles/welcome.tcss"]
    TITLE = "connect-tui"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, attempt: Attempt, opens: Callable[[str], bool]) -> None:
        super().__init__(ansi_color=native())
        self._keys = Keymap()
        self._attempt = attempt
        self._opens = opens
        self._wear(THEME)
        for keys in self._keys.every("quit"):
            self.bind(",".join(normal(keys)), "quit", show=False)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our roles, for themes that are not ours."""
        return DEFAULTS

    def on_mount(self) -> None:
        """Welcome."""
        worn = self.current_theme
        self._wear(for_few_colours(self) or self.theme)
        if self.current_theme != worn:
            self.refresh_css(animate=False)
        self.push_screen(Welcome(self._keys, self._attempt, self._opens), self.exit)

    def _wear(self, name: str) -> None:
        self.register_theme(theme_for(self, find(name)))
        self.theme = name

    def action_help_quit(self) -> None:
        """Ctrl+C: here there is nothing to lose."""
        self.exit()
