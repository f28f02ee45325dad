"""What a terminal of 256 colours shows."""

from rich.color import Color, ColorSystem

from connect_tui.tui.nearest import nearest


def in_256_colours(colour: str) -> str:
    """What a terminal without true colour shows in its place."""
    triplet = Color.parse(nearest(colour)).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return triplet.hex
