"""The colours of a theme in a terminal that has 256 of them: the nearest to the eye. What Rich would take is
the nearest by its numbers, which makes brown red and cream pink. Nothing here imports Textual.
"""

from functools import lru_cache
from math import dist

from msgspec.structs import replace
from rich.color import Color, ColorSystem

from connect_tui.tui.palette import Palette

_FIRST = 16
"""Below that are those that every terminal gives other colours."""


def in_256_colours(palette: Palette) -> Palette:
    """The same theme, made of what such a terminal can show."""
    if palette.ansi:
        return palette
    colors = {role: nearest(color) for role, color in palette.colors.items()}
    return replace(palette, colors=colors)


@lru_cache(maxsize=256)
def nearest(color: str) -> str:
    """What comes out as the nearest of the 256 colours: `#rrggbb` for `#rrggbb`."""
    here = _lab(color)
    shown = min(_all(), key=lambda one: dist(here, _lab(one)))
    return _all()[shown]


@lru_cache(maxsize=1)
def _all() -> dict[str, str]:
    """The colours, and for each one that comes out as it: of the greys, not all come out as themselves."""
    own = [Color.from_ansi(number).get_truecolor().hex for number in range(_FIRST, 256)]
    greys = [f"#{level:02x}{level:02x}{level:02x}" for level in range(256)]
    return {_comes_out(color): color for color in (*greys, *own)}


def _comes_out(color: str) -> str:
    return Color.parse(color).downgrade(ColorSystem.EIGHT_BIT).get_truecolor().hex


@lru_cache(maxsize=512)
def _lab(color: str) -> tuple[float, float, float]:
    """CIE L*a*b* of an sRGB colour in daylight, in which what looks alike is near."""
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    x = _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = _root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0891)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def _root(value: float) -> float:
    return float(value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116)
