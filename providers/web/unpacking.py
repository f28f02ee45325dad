"""Unpacking a body as it comes in, as far as it may grow: few bytes can be packed to hold gigabytes."""

import zlib

KINDS = "gzip, deflate"
"""What may be packed how, as a request says it."""
_HEAD = 2
_STEP = 256 * 1024
"""Bytes unpacked at once."""


class TooMuch(Exception):
    """There is more of it than is wanted."""


class Unreadable(Exception):
    """It is packed in another way than it says, or in one that was not asked for."""


class Unpacking:
    """Takes the parts of one body. `encoding` is its `Content-Encoding`, `limit` how many bytes it may have,
    packed as well: what unpacks to nothing may go on for ever too.

    Raises:
        Unreadable: it is packed in an unknown way, or twice.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._left = self._packed_left = limit
        kind = encoding.strip().lower()
        if kind not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Unreadable(kind)
        # 32 and more: the head of gzip or of zlib, whichever is there.
        self._packed = None if kind in ("", "identity") else zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = b"" if kind == "deflate" else None
        """The first bytes, until they have told whether there is a head: some servers leave it away."""

    def take(self, part: bytes) -> bytes:
        """The next part, unpacked.

        Raises:
            TooMuch: it grows beyond the limit.
            Unreadable: it is not packed as it says.
        """
        self._packed_left -= len(part)
        if self._packed_left < 0:
            raise TooMuch
        if self._packed is None:
            return self._counted(part)
        if self._begun is not None:
            part, self._begun = self._begun + part, None
            if len(part) < _HEAD:
                self._begun = part
                return b""
            if not _has_head(part):
                self._packed = zlib.decompressobj(-zlib.MAX_WBITS)
        unpacked = bytearray()
        # What comes after its end says nothing, and would be kept.
        while part and not self._packed.eof:
            try:
                unpacked += self._counted(self._packed.decompress(part, _STEP))
            except zlib.error as error:
                raise Unreadable(str(error)) from error
            part = self._packed.unconsumed_tail
        return bytes(unpacked)

    def _counted(self, part: bytes) -> bytes:
        self._left -= len(part)
        if self._left < 0:
            raise TooMuch
        return part


def _has_head(part: bytes) -> bool:
    """Whether these bytes begin as zlib (RFC 1950) or gzip (RFC 1952) does."""
    zlib_head = part[0] & 0x0F == zlib.DEFLATED and int.from_bytes(part[:_HEAD], "big") % 31 == 0
    return zlib_head or part[:_HEAD] == b"\x1f\x8b"
