"""What a server says of a request may hold what went out with it: it is said again without the secrets."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

_LONG = 8
"""So many characters of a secret, one after another, are too many."""
HIDDEN = "…"


def without_secrets(said: str, secrets: Iterable[str]) -> str:
    """The words without any of these secrets, whole or in part: as they are, as an address writes them, in
    Base64 or in hexadecimal digits; the long ones with spaces in them too.

    The words are clean already: what is invisible would part a secret.
    """
    lower = said.lower()
    if len(lower) != len(said):  # few letters become two in lower case
        lower = said
    parts = {part for secret in secrets if secret for form in _forms(secret) for part in _parts(form)}
    close = [place for place, character in enumerate(lower) if not character.isspace()]
    hidden = {
        *_places(lower, range(len(lower)), parts),
        *_places("".join(lower[place] for place in close), close, {p for p in parts if len(p) == _LONG}),
    }
    shown = [character if place not in hidden else None for place, character in enumerate(said)]
    words = ""
    for place, character in enumerate(shown):
        if character is not None:
            words += character
        elif not place or shown[place - 1] is not None:
            words += HIDDEN
    return words


def _places(said: str, places: Sequence[int], parts: set[str]) -> Iterator[int]:
    """Which places are taken by any of these parts, and all between; each character of `said` has its own."""
    for length in {len(part) for part in parts}:
        for start in range(len(said) - length + 1):
            if said[start : start + length] in parts:
                yield from range(places[start], places[start + length - 1] + 1)


def _forms(secret: str) -> Iterator[str]:
    """How a secret may be written; of those in other letters, the ones that are long enough to be one."""
    yield secret
    yield quote(secret, "")
    data = secret.encode("utf-8", "surrogatepass")
    others = [data.hex(), "".join(f"%{byte:02x}" for byte in data)]
    for before in range(3):
        # In Base64 the same bytes look different after one byte, and after two; what stands before or behind
        # them shares a letter with them.
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        others += (
            encode(bytes(before) + data).decode()[first:last] for encode in (b64encode, urlsafe_b64encode)
        )
    yield from (form for form in others if len(form) >= _LONG)


def _parts(secret: str) -> Iterable[str]:
    """What of a secret is looked for: all that is so long, or the whole of a shorter one."""
    secret = secret.lower()
    return (secret[start : start + _LONG] for start in range(max(1, len(secret) - _LONG + 1)))
