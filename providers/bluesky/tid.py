"""Record keys chosen here: https://atproto.com/specs/tid

What is done again under the same key is done once: a retry after an answer that never came is harmless.
"""

import hashlib
from datetime import UTC, datetime

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST = int(datetime(2023, 1, 1, tzinfo=UTC).timestamp() * 1_000_000)
_SPAN = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1_000_000) - _FIRST
"""The moments that keys name lie in these years: in none that is still to come."""


def record_key(*of: str) -> str:
    """The key for what these words name: the same for the same, and no other for anything else.

    A TID holds a moment and a number of the clock; both are taken from a digest of the words.
    """
    digest = hashlib.sha256("\x1f".join(of).encode()).digest()
    moment = _FIRST + int.from_bytes(digest[:12]) % _SPAN
    value = moment << 10 | int.from_bytes(digest[12:14]) & 0x3FF
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))
