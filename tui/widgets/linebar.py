"""One line with something at its left and something at its right: footer, status, send line."""

from typing import ClassVar

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from connect_tui.tui.render.linear import linear
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, spread
from connect_tui.tui.widgets.painter import Painter


class LineBar(Widget):
    """Shows one line; where it does not fit, the right gives way first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"role--{role.value}" for role in Role}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._painter = Painter(self._role_style, lambda: self.rich_style)
        self.left: Line = NOTHING
        self.right: Line = NOTHING

    @property
    def speaks(self) -> bool:
        """Whether it says something on the screen that nothing else leads to."""
        return bool(self.left or self.right) and self.region.height > 0 and not self.can_focus

    def show(self, left: Line, right: Line = NOTHING) -> None:
        """Show this from now on."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line; below it nothing."""
        width = self.size.width
        if y:
            line = NOTHING
        elif self.app.has_class("-plain"):
            line = linear((*self.left, Piece("  "), *self.right) if self.right else self.left)
        else:
            line = spread(self.left, self.right, width)
        return self._whole(line)

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._painter.forget()

    def _whole(self, line: Line) -> Strip:
        """What stands there, and nothing to the end of the line."""
        width = self.size.width
        return self._painter.strip(line, width).extend_cell_length(width, self.rich_style)

    def _role_style(self, role: Role) -> Style:
        return self.get_component_rich_style(f"role--{role.value}")
