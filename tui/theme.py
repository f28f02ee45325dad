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
TERMINAL = "terminal"
"""The theme that is made of a terminal's own colours."""
T = TypeVar("T")
_FEW = frozenset({None, "standard", "windows"})
_OURS = ("people", "words", "soft", "trouble", "bar", "rail", "selection")


def native() -> bool | None:
    """What Textual is told where no colours are wanted: to leave the terminal its own, and draw no greys."""
    return True if os.environ.get("NO_COLOR") else None


def few_colours(app: App[T]) -> bool:
    """Whether the terminal has so few colours that ours would come out as others."""
    return not app.is_headless and app.console.color_system in _FEW


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
