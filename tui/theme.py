"""Our palettes as Textual wants them."""

import os
from typing import TypeVar

from textual.app import App
from textual.theme import Theme

from connect_tui.tui.palette import Palette

DEFAULTS = {
    "people": "#ffffff",
    "words": "#dddddd",
    "soft": "#aaaaaa",
    "trouble": "#ff8888",
    "bar": "#ffffff",
    "rail": "#555555",
    "selection": "#333333",
}
"""Our roles in themes that do not know them."""
TERMINAL, TERMINAL_LIGHT = "terminal", "terminal-light"
"""The themes that are made of a terminal's own colours, for a dark ground and for a light one."""
T = TypeVar("T")
_LIGHT = frozenset({"7", "15"})
_FEW = frozenset({None, "standard", "windows"})
_OURS = ("people", "words", "soft", "trouble", "bar", "rail", "selection")


def native() -> bool | None:
    """What Textual is told where no colours are wanted: to leave the terminal its own, and draw no greys."""
    return True if os.environ.get("NO_COLOR") else None


def for_few_colours(app: App[T]) -> str:
    """What to wear where the terminal has so few colours that ours would come out as others; empty where what
    is worn can stay.
    """
    if app.is_headless or app.console.color_system not in _FEW or app.current_theme.ansi:
        return ""
    # Some terminals say which of their colours words have, and which the ground.
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return TERMINAL_LIGHT if ground in _LIGHT else TERMINAL


def theme_for(app: App[T], palette: Palette) -> Theme:
    """A palette as Textual wants it, and as a terminal of 256 colours can show it, where this is one."""
    if app.is_running and not app.is_headless and app.console.color_system == "256":
        from connect_tui.tui.nearest import in_256_colours  # others do without

        palette = in_256_colours(palette)
    return theme_of(palette)


def theme_of(palette: Palette) -> Theme:
    """A palette with our roles as variables of their own."""
    colors = palette.colors
    return Theme(
        name=palette.name,
        primary=colors["accent"],
        secondary=colors["soft"],
        accent=colors["accent"],
        warning=colors["trouble"],
        error=colors["trouble"],
        success=colors["accent"],
        foreground=colors["text"],
        background=colors["background"],
        surface=colors["surface"],
        panel=colors["surface"],
        dark=palette.dark,
        ansi=palette.ansi,
        variables={
            **{role: colors[role] for role in _OURS},
            "ansi-background": colors["background"],
            "ansi-foreground": colors["text"],
            "input-selection-background": colors["selection"],
            "input-cursor-background": colors["bar"],
            "input-cursor-foreground": colors["background"],
            "block-cursor-background": colors["selection"],
            "block-cursor-foreground": colors["text"],
        },
    )
