"""How well what is written in a theme can be read: WCAG 2.2, contrast ratio. Nothing here imports Textual."""

from collections.abc import Iterator
from itertools import product

from msgspec import Struct

from connect_tui.tui.palette import Palette

LEAST = {"normal": 4.5, "high": 7.0}
"""The ratio that every text has at least, by what a theme says of its contrast."""
LEAST_SIGN = 3.0
"""The same for what is no text: the bar at what is under the cursor."""
TEXTS = ("text", "people", "words", "soft", "accent", "trouble")
GROUNDS = ("background", "surface", "selection")
WRITTEN = (*product(TEXTS, GROUNDS), ("bar", "background"))
"""The roles in which something is written, each with that of its ground. The letter under the cursor stands
in the colour of the ground on that of the bar, which is as easy to read the other way round.
"""
SIGNS = tuple(product(("bar",), GROUNDS))


class Faint(Struct, frozen=True):
    """Something that can hardly be seen on its ground: both roles, their ratio, and the least of it."""

    role: str
    ground: str
    ratio: float
    least: float

    def __str__(self) -> str:
        return (
            f"colors.{self.role}: can hardly be seen on {self.ground}; its contrast is"
            f" {int(self.ratio * 10) / 10:g}, and should be {self.least:g} or more"
        )


def faint(palette: Palette) -> Iterator[Faint]:
    """What can hardly be read in a theme: for each role that ground on which it is read worst. Nobody knows
    what a terminal's own colours look like.
    """
    if palette.ansi:
        return
    worst: dict[str, Faint] = {}
    for pairs, least in ((WRITTEN, LEAST[palette.contrast]), (SIGNS, LEAST_SIGN)):
        for role, ground in pairs:
            ratio = contrast(palette.colors[role], palette.colors[ground])
            if ratio < least and (role not in worst or ratio < worst[role].ratio):
                worst[role] = Faint(role, ground, ratio, least)
    yield from worst.values()


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
