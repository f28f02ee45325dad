"""How well one colour can be read on another: WCAG 2.2, contrast ratio."""

from rich.color import Color, ColorSystem

from connect_tui.tui.nearest import nearest

LEAST = {"normal": 4.5, "high": 7.0}
"""The ratio that every text has at least, by what a theme says of its contrast."""


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def in_256_colours(colour: str) -> str:
    """What a terminal without true colour shows in its place."""
    triplet = Color.parse(nearest(colour)).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return triplet.hex
