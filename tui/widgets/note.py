"""A few sentences, each on lines of its own; as tall as they need."""

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from connect_tui.tui.render.linear import heard
from connect_tui.tui.render.pieces import Line, Role
from connect_tui.tui.render.wrap import wrap
from connect_tui.tui.widgets.painter import Painter


class Note(Widget):
    """Shows paragraphs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"role--{role.value}" for role in Role}

    def __init__(self, paragraphs: Sequence[Line], *, id: str | None = None) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._painter = Painter(self._role_style, lambda: self.rich_style)
        self._paragraphs = tuple(paragraphs)

    @property
    def speaks(self) -> bool:
        """Whether it says something on the screen that nothing else leads to."""
        return any(self._paragraphs) and self.region.height > 0 and not self.can_focus

    def show(self, paragraphs: Sequence[Line]) -> None:
        """Show these from now on."""
        self._paragraphs = tuple(paragraphs)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 # Textual's signature
        """As many lines as the paragraphs take."""
        return len(self._heard(width))

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        width = self.size.width
        lines = self._heard(width)
        if y >= len(lines):
            return Strip.blank(width, self.rich_style)
        return self._painter.strip(lines[y], width).extend_cell_length(width, self.rich_style)

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._painter.forget()

    def _heard(self, width: int) -> list[Line]:
        """The lines as they are drawn."""
        lines = self._lines(width)
        return list(heard(lines, width)) if self.app.has_class("-plain") else lines

    def _lines(self, width: int) -> list[Line]:
        return [line for paragraph in self._paragraphs for line in wrap(paragraph, width)]

    def _role_style(self, role: Role) -> Style:
        return self.get_component_rich_style(f"role--{role.value}")
