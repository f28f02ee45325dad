"""What holds other widgets and shows nothing itself."""

from rich.segment import Segment
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from connect_tui.tui.widgets.painter import Whole


def ground(widget: Widget, crop: Region) -> list[Strip]:
    """The lines of a widget on which nothing stands, not even a border: all of them the same one. Textual
    would make each of its own, and keep it and the pieces that other widgets cut it into.
    """
    _, colour = widget.background_colors
    strip: Strip = Whole([Segment(" " * crop.width, Style(background=colour).rich_style)], crop.width)
    for net in widget.get_line_filters():
        strip = strip.apply_filter(net, colour)
    return [strip] * crop.height


class BareRow(Horizontal):
    """Widgets beside each other."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing but the ground, where it has no border."""
        return super().render_lines(crop) if self.styles.border else ground(self, crop)


class BareColumn(Vertical):
    """Widgets below each other."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing but the ground, where it has no border."""
        return super().render_lines(crop) if self.styles.border else ground(self, crop)
