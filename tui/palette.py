"""Themes as they are written down: colours as data. Each is a TOML file with `name`, `dark` and a table of
`[colors]` by our roles. Nothing here imports Textual.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from connect_tui import themes
from connect_tui.config import toml
from connect_tui.config.problems import did_you_mean, found
from connect_tui.config.toml import TomlError
from connect_tui.domain.late import late

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
_HEX = late(r"#[0-9a-fA-F]{6}")


class ThemeError(Exception):
    """A theme cannot be used. `str()` says all that is wrong with it, each by file and key and what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Palette(Struct, frozen=True):
    """A colour for every role: `#rrggbb`, or one of the terminal's own (`ANSI`). `contrast` is one of
    `CONTRASTS`.
    """

    name: str
    title: str
    dark: bool
    contrast: str
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


def palettes(folder: Path | None = None) -> Iterator[tuple[str, Palette | ThemeError]]:
    """All themes by name; in the place of one that is not as it should be, what is wrong with it."""
    for name in names(folder):
        try:
            yield name, find(name, folder)
        except ThemeError as error:
            yield name, error


def read(file: Path) -> Palette:
    """One theme from its file, which is named like it.

    Raises:
        ThemeError: it is not TOML, keys are missing or unknown, or colours are none.
    """
    try:
        data = toml.parse(toml.read(file))
    except TomlError as error:
        place = str(file) if error.line is None else f"{file}, line {error.line}"
        raise ThemeError(f"{place}: {error}") from error
    except FileNotFoundError as error:
        raise ThemeError(f"{file}: there is no such file") from error
    name = file.name.removesuffix(".toml")
    dark, title, colors = data.get("dark"), data.get("title"), data.get("colors")
    faults = [*_key_faults(data, name), *_color_faults(colors)]
    if faults or not isinstance(dark, bool) or not isinstance(colors, dict):
        raise ThemeError(*(f"{file}: {fault}" for fault in faults))
    title = title if isinstance(title, str) else name
    contrast = str(data.get("contrast", "normal"))
    return Palette(name, title, dark, contrast, {role: colors[role] for role in ROLES})


def _key_faults(data: Mapping[str, object], name: str) -> Iterator[str]:
    for key in data:
        if key not in _KEYS:
            yield f"{key}: not a key of a theme.{did_you_mean(key, _KEYS)}"
    if data.get("name", name) != name:
        yield f"name: is {found(data['name'])}; a theme is named like its file: “{name}”"
    contrast = data.get("contrast", "normal")
    if contrast not in CONTRASTS:
        yield f"contrast: is {found(contrast)}.{did_you_mean(str(contrast), CONTRASTS)}"
    if not isinstance(data.get("dark"), bool):
        yield "dark: it has to be true or false, without quotes"


def _color_faults(table: object) -> Iterator[str]:
    """Each colour is looked at; those of the terminal and others do not go together."""
    if not isinstance(table, dict):
        yield f"colors: there is no [colors] table; it gives {', '.join(ROLES)}"
        return
    for key in table:
        if key not in ROLES:
            yield f"colors.{key}: not a colour of a theme.{did_you_mean(key, ROLES)}"
    good = set()
    for role in ROLES:
        value = table.get(role)
        if value is None:
            yield f"colors.{role}: is missing; give it a colour such as “#d0a070”"
        elif not isinstance(value, str) or not (_HEX.fullmatch(value) or value in ANSI):
            hint = did_you_mean(str(value), ANSI) if str(value).startswith("ansi") else ""
            yield f"colors.{role}: is {found(value)}; colours are “#d0a070” or “ansi_red”.{hint}"
        else:
            good.add(value in ANSI)
    if len(good) > 1:
        yield "colors: the terminal's colours (ansi_…) and others do not go together"


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
