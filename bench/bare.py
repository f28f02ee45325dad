"""The least that a program with Textual can be: one list of lines. What others are measured against."""

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Bare(App[None]):
    """A list of a thousand lines."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield OptionList(*(f"line {number} of the list" for number in range(1000)))


if __name__ == "__main__":
    Bare().run()
