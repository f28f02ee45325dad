"""The sign of the linear mode before what the palette would do: Textual's own lists know none."""

from textual.content import Content
from textual.widgets import OptionList

SIGN = ">"


def point(options: OptionList, at: int) -> None:
    """Have the sign stand before this option, and before no other."""
    for index, option in enumerate(options.options):
        words = option.prompt
        if not isinstance(words, Content):
            continue
        pointed = words.plain.startswith(SIGN)
        if index == at and not pointed:
            options.replace_option_prompt_at_index(index, Content(SIGN) + words)
        elif index != at and pointed:
            options.replace_option_prompt_at_index(index, words[len(SIGN) :])
