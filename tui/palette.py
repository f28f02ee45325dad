"""Themes as they are written down: colours as data. Each is a TOML file with `name`, `dark` and a table of
`[colors]` by our roles. Nothing here imports Textual.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from connect_tui import themes
from connect_tui.config import toml
from connect_tui.config.problems import did_you_mean, found
from connect_tui.config.toml import TomlError

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
CONTRASTS = ("normal", "high")
_KEYS = ("name", "title", "dark", "contrast", "colors")
_NAMED = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ANSI = ("ansi_default", *(f"ansi_{c}" for c in _NAMED), *(f"ansi_bright_{c}" for c in _NAMED))
"""The terminal's own colours."""
_OWN = Path(themes.__path__[0])
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class ThemeError(Exception):
    """A theme cannot be used. `str()` names the file, the key and what to do."""


class Palette(Struct, frozen=True):
    """A colour for every role: `#rrggbb`, or one of the terminal's own (`ANSI`)."""

    name: str
    title: str
    dark: bool
    colors: Mapping[str, str]

    @property
    def ansi(self) -> bool:
        """Whether it uses the terminal's own colours."""
        return self.colors["background"] in ANSI


def names(folder: Path | None = None) -> tuple[str, ...]:
    """The themes that there are: those that come with the program, and those in the user's folder."""
    return tuple(sorted({file.name.removesuffix(".toml") for file in (*_own(), *_theirs(folder))}))


def find(name: str, folder: Path | None = None) -> Palette:
    """The theme of this name; one in the user's folder comes before one of ours.

    Raises:
        ThemeError: it is not there, or not as it should be.
    """
    for file in (*_theirs(folder), *_own()):
        if file.name == f"{name}.toml":
            return read(file)
    raise ThemeError(f"“{name}” is no theme.{did_you_mean(name, names(folder))}")


def palettes(folder: Path | None = None) -> Iterator[Palette | ThemeError]:
    """All themes by name; in the place of one that is not as it should be, what is wrong with it."""
    for name in names(folder):
        try:
            yield find(name, folder)
        except ThemeError as error:
            yield error


def read(file: Path) -> Palette:
    """One theme from its file, which is named like it.

    Raises:
        ThemeError: it is not TOML, a key is missing or unknown, or a colour is none.
    """
    try:
        data = toml.parse(toml.read(file))
    except TomlError as error:
        place = str(file) if error.line is None else f"{file}, line {error.line}"
        raise ThemeError(f"{place}: {error}") from error
    except FileNotFoundError as error:
        raise ThemeError(f"{file}: there is no such file") from error
    name = file.name.removesuffix(".toml")
    _check_keys(file, data, name)
    dark, colors = data.get("dark"), data.get("colors")
    if not isinstance(dark, bool):
        raise ThemeError(f"{file}: dark: it has to be true or false, without quotes")
    if not isinstance(colors, dict):
        raise ThemeError(f"{file}: colors: there is no [colors] table; it gives {', '.join(ROLES)}")
    title = data.get("title")
    return Palette(name, title if isinstance(title, str) else name, dark, _colors(file, colors))


def _check_keys(file: Path, data: Mapping[str, object], name: str) -> None:
    for key in data:
        if key not in _KEYS:
            raise ThemeError(f"{file}: {key}: not a key of a theme.{did_you_mean(key, _KEYS)}")
    if data.get("name", name) != name:
        raise ThemeError(f"{file}: name: is {found(data['name'])}; a theme is named like its file: “{name}”")
    contrast = data.get("contrast", "normal")
    if contrast not in CONTRASTS:
        raise ThemeError(f"{file}: contrast: is {found(contrast)}.{did_you_mean(str(contrast), CONTRASTS)}")


def _colors(file: Path, table: Mapping[str, object]) -> dict[str, str]:
    """The colours, each looked at; those of the terminal and others do not go together."""
    for key in table:
        if key not in ROLES:
            raise ThemeError(f"{file}: colors.{key}: not a colour of a theme.{did_you_mean(key, ROLES)}")
    colors: dict[str, str] = {}
    for role in ROLES:
        value = table.get(role)
        if value is None:
            raise ThemeError(f"{file}: colors.{role}: is missing; give it a colour such as “#d0a070”")
        if not isinstance(value, str) or not (_HEX.fullmatch(value) or value in ANSI):
            hint = did_you_mean(str(value), ANSI) if str(value).startswith("ansi") else ""
            raise ThemeError(
                f"{file}: colors.{role}: is {found(value)}; colours are “#d0a070” or “ansi_red”.{hint}"
            )
        colors[role] = value
    if len({value in ANSI for value in colors.values()}) > 1:
        raise ThemeError(f"{file}: colors: the terminal's colours (ansi_…) and others do not go together")
    return colors


def _own() -> list[Path]:
    return [file for file in _OWN.iterdir() if file.name.endswith(".toml")]


def _theirs(folder: Path | None) -> list[Path]:
    """The files in the user's folder; none where there is no such folder."""
    if folder is None:
        return []
    try:
        return sorted(file for file in folder.iterdir() if file.suffix == ".toml" and file.name[0] != ".")
    except OSError:
        return []
