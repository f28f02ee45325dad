"""How large a picture is, from its first bytes: PNG, GIF, JPEG and WebP."""

_SIZES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
"""JPEG segments that hold the size: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, table B.1."""


def pixels_of(head: bytes) -> int | None:
    """Width times height; `None` where these bytes do not say."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return int.from_bytes(head[16:20]) * int.from_bytes(head[20:24])
    if head.startswith((b"GIF87a", b"GIF89a")) and len(head) >= 10:
        return int.from_bytes(head[6:8], "little") * int.from_bytes(head[8:10], "little")
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    if head.startswith(b"RIFF") and head[8:16] == b"WEBPVP8X" and len(head) >= 30:
        return (1 + int.from_bytes(head[24:27], "little")) * (1 + int.from_bytes(head[27:30], "little"))
    return None


def _jpeg(head: bytes) -> int | None:
    place = 2
    while place + 9 <= len(head) and head[place] == 0xFF:
        if head[place + 1] in _SIZES:
            return int.from_bytes(head[place + 5 : place + 7]) * int.from_bytes(head[place + 7 : place + 9])
        place += 2 + int.from_bytes(head[place + 2 : place + 4])
    return None
