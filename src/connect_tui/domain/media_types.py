"""What kind of file something is, by its name."""

import mimetypes
from functools import cache

UNKNOWN = "application/octet-stream"
_MORE = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".jxl": "image/jxl",
    ".webm": "video/webm",
    ".m4v": "video/x-m4v",
    ".mkv": "video/x-matroska",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}
_ALIASES = (
    frozenset({"audio/wav", "audio/wave", "audio/x-wav", "audio/x-pn-wave", "audio/vnd.wave"}),
    frozenset({"audio/mpeg", "audio/mp3"}),
    frozenset({"audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac", "audio/3gpp"}),
    frozenset({"audio/flac", "audio/x-flac"}),
    frozenset({"audio/ogg", "audio/vorbis", "audio/opus"}),
    frozenset({"image/jpeg", "image/jpg", "image/pjpeg"}),
)


@cache
def _table() -> mimetypes.MimeTypes:
    """Python's own table and what it lacks; not the system's, which is another one everywhere."""
    table = mimetypes.MimeTypes()
    for ending, kind in _MORE.items():
        table.add_type(kind, ending)
    return table


def kind_of(name: str) -> str:
    """The MIME type of a file with this name."""
    return _table().guess_type(name)[0] or UNKNOWN


def is_among(kind: str, kinds: tuple[str, ...]) -> bool:
    """Whether a MIME type is one of these, by whatever name."""
    names = next((names for names in _ALIASES if kind in names), frozenset({kind}))
    return not names.isdisjoint(kinds)
