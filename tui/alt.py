"""Keys with alt, as most terminals send them: an escape before the letter. Textual waits a tenth of a second
for what may come after it, and takes both for other keys where another escape comes meanwhile, as with an
arrow. A small letter after an escape begins nothing else that a terminal says, so it is taken at once.
"""

from string import ascii_lowercase
from typing import cast

from msgspec import Struct
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


class _Key(Struct, frozen=True):
    """As Textual's own keys are: named by `value`."""

    value: str


def teach() -> None:
    """Have them known. What Textual knows already stays as it is."""
    known = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
    for letter in ascii_lowercase:
        known.setdefault(f"\x1b{letter}", (_Key(f"alt+{letter}"),))
