"""Our palettes as Textual wants them."""

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
_OURS = ("people", "words", "soft", "trouble", "bar", "rail", "selection")


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
