"""What a server says of a request may hold what went out with it: it is said again without the secrets."""

from collections.abc import Iterable
from urllib.parse import quote

_LONG = 8
"""So many characters of a secret, one after another, are too many."""
HIDDEN = "…"


def without_secrets(said: str, secrets: Iterable[str]) -> str:
    """The words without any of these secrets, whole or in part, as they are or as an address writes them.

    The words are clean already: what is invisible would part a secret.
    """
    parts = {
        part for secret in secrets if secret for form in (secret, quote(secret, "")) for part in _parts(form)
    }
    hidden: set[int] = set()
    lower = said.lower()
    if len(lower) != len(said):  # few letters become two in lower case
        lower = said
    for length in {len(part) for part in parts}:
        for start in range(len(said) - length + 1):
            if lower[start : start + length] in parts:
                hidden.update(range(start, start + length))
    shown = [character if place not in hidden else None for place, character in enumerate(said)]
    words = ""
    for place, character in enumerate(shown):
        if character is not None:
            words += character
        elif not place or shown[place - 1] is not None:
            words += HIDDEN
    return words


def _parts(secret: str) -> Iterable[str]:
    """What of a secret is looked for: all that is so long, or the whole of a shorter one."""
    secret = secret.lower()
    return (secret[start : start + _LONG] for start in range(max(1, len(secret) - _LONG + 1)))
