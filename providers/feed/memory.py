"""What is remembered of all feeds of an account, as bytes."""

from collections.abc import Mapping

import msgspec

from connect_tui.providers.feed.subscription import Remembered


def write_memory(feeds: Mapping[str, Remembered]) -> bytes:
    """The form in which it is kept."""
    return msgspec.json.encode(feeds)


def read_memory(kept: bytes) -> dict[str, Remembered]:
    """What was kept; nothing, where it has another form."""
    try:
        return msgspec.json.decode(kept, type=dict[str, Remembered])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}
