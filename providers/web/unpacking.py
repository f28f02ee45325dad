"""Unpacking a body as it comes in, as far as it may grow: few bytes can be packed to hold gigabytes."""

import zlib

KINDS = "gzip, deflate"
"""What may be packed how, as a request says it."""
MAX_MEMBERS = 1_000
"""Members of one body; what packs block by block writes one for every 64 KiB at most."""
_GZIP = b"\x1f\x8b"
_HEAD = len(_GZIP)
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
        self._kind = kind
        self._packed: zlib._Decompress | None = None
        """What unpacks the member that is being read; `None` before each of them, and after the last."""
        self._held = b""
        """The first bytes of a member, until there are enough to tell what it is."""
        self._members = 0
        self._ended = False

    def take(self, part: bytes) -> bytes:
        """The next part, unpacked.

        Raises:
            TooMuch: it grows beyond the limit.
            Unreadable: it is not packed as it says.
        """
        self._packed_left -= len(part)
        if self._packed_left < 0:
            raise TooMuch
        if self._kind in ("", "identity"):
            return self._counted(part)
        part, self._held = self._held + part, b""
        unpacked = bytearray()
        # What comes after its end says nothing, and would be kept.
        while part and not self._ended:
            if self._packed is None:
                if len(part) < _HEAD:
                    self._held = part
                    break
                self._begin(part)
            else:
                unpacked += self._counted(self._unpacked(self._packed, part))
                part = self._packed.unconsumed_tail
                if self._packed.eof:
                    part, self._packed = self._packed.unused_data, None
        return bytes(unpacked)

    def _begin(self, part: bytes) -> None:
        """Begin a member. Behind the first there may be more of gzip's, which is one text with it:
        https://www.rfc-editor.org/rfc/rfc1952#section-2.2
        """
        if self._members and not part.startswith(_GZIP):
            self._ended = True
            return
        if self._members == MAX_MEMBERS:
            raise TooMuch
        self._members += 1
        # 32 and more: the head of gzip or of zlib, whichever is there. Some servers leave that of zlib away.
        bare = self._kind == "deflate" and not _has_head(part)
        self._packed = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)

    def _unpacked(self, packed: "zlib._Decompress", part: bytes) -> bytes:
        try:
            return packed.decompress(part, _STEP)
        except zlib.error as error:
            raise Unreadable(str(error)) from error

    def _counted(self, part: bytes) -> bytes:
        self._left -= len(part)
        if self._left < 0:
            raise TooMuch
        return part


def _has_head(part: bytes) -> bool:
    """Whether these bytes begin as zlib (RFC 1950) or gzip (RFC 1952) does."""
    zlib_head = part[0] & 0x0F == zlib.DEFLATED and int.from_bytes(part[:_HEAD], "big") % 31 == 0
    return zlib_head or part.startswith(_GZIP)
