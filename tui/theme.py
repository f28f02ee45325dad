"""Themes: colours as data. Each is a TOML file with `name`, `dark` and a table of `[colors]` by our roles."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from textual.color import Color, ColorParseError
from textual.theme import Theme

ROLES = (
    "background",
    "surface",
    "text",
    "people",
    "words",
    "soft",
    "accent",
    "trouble",
    "bar",
    "rail",
    "selection",
)
"""The colours that every theme gives; the style sheets use nothing else."""
_OURS = ("people", "words", "soft", "trouble", "bar", "rail", "selection")
_KEYS = frozenset({"name", "title", "dark", "contrast", "colors"})


class ThemeError(Exception):
    """A theme cannot be used. `str()` names the file, the key and what to do."""


@dataclass(frozen=True, slots=True)
class Palette:
    """A theme as it is written down: a colour for every role, as Textual reads colours."""

    name: str
    dark: bool
    colors: Mapping[str, str]

    def theme(self) -> Theme:
        """The same for Textual, with our roles as variables of their own."""
        colors = self.colors
        return Theme(
            name=self.name,
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
            dark=self.dark,
            ansi=colors["background"].startswith("ansi_"),
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


def palettes(folder: Traversable | None = None) -> Iterator[Palette]:
    """The themes of a folder, by file name; of our own where none is given.

    Raises:
        ThemeError: one of them is not as it should be.
    """
    folder = folder if folder is not None else files("connect_tui.themes")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield read(file)


def read(file: Traversable) -> Palette:
    """One theme from its file.

    Raises:
        ThemeError: it is not TOML, a key is missing or unknown, or a colour is none.
    """
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ThemeError(f"{file.name}: {error}") from error
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise ThemeError(
            f"{file.name}: unknown key “{unknown[0]}”; a theme has name, title, dark, contrast and colors"
        )
    name, dark, colors = data.get("name"), data.get("dark"), data.get("colors")
    if not isinstance(name, str) or not name:
        raise ThemeError(f"{file.name}: “name” must be the theme's name")
    if not isinstance(dark, bool):
        raise ThemeError(f"{file.name}: “dark” must be true or false")
    if not isinstance(colors, dict):
        raise ThemeError(f"{file.name}: there is no [colors] table")
    return Palette(name, dark, _colors(file.name, colors))


def _colors(file: str, table: Mapping[str, object]) -> dict[str, str]:
    """The colours, each tried out."""
    for key in table:
        if key not in ROLES:
            raise ThemeError(f"{file}: unknown key “colors.{key}”; there are {', '.join(ROLES)}")
    found: dict[str, str] = {}
    for role in ROLES:
        value = table.get(role)
        if not isinstance(value, str):
            raise ThemeError(f"{file}: “colors.{role}” is missing; it must be a colour such as “#d0a070”")
        try:
            Color.parse(value)
        except ColorParseError as error:
            raise ThemeError(f"{file}: “colors.{role}”: “{value}” is not a colour") from error
        found[role] = value
    return found
