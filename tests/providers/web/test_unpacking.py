"""Bodies that are packed, rightly, wrongly, and with bad intent."""

import gzip
import tracemalloc
import zlib

import pytest

from connect_tui.providers.web.unpacking import TooMuch, Unpacking, Unreadable

WORDS = b"Which tomatoes would you plant? " * 1000
bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = [
    ("", WORDS),
    ("identity", WORDS),
    ("gzip", gzip.compress(WORDS, mtime=0)),
    ("X-GZip", gzip.compress(WORDS, mtime=0)),
    (" gzip ", zlib.compress(WORDS)),
    ("deflate", zlib.compress(WORDS)),
    ("deflate", bare.compress(WORDS) + bare.flush()),
    ("gzip", b""),
    ("gzip", gzip.compress(WORDS[:99], mtime=0) + gzip.compress(b"") + gzip.compress(WORDS[99:], mtime=0)),
    ("gzip", gzip.compress(WORDS[:99], mtime=0) + gzip.compress(WORDS[99:], mtime=0) + bytes(512)),
]


@pytest.mark.parametrize(("encoding", "body"), PACKED, ids=range(len(PACKED)))
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_what_is_packed_rightly(encoding: str, body: bytes, step: int) -> None:
    unpacking = Unpacking(encoding, len(WORDS))
    parts = [unpacking.take(body[at : at + step]) for at in range(0, len(body), step)]
    assert b"".join(parts) == (WORDS if body else b"")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, deflate", "compress", "\x00"])
def test_what_was_not_asked_for(encoding: str) -> None:
    with pytest.raises(Unreadable):
        Unpacking(encoding, 1000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_is_not_packed_at_all(encoding: str) -> None:
    with pytest.raises(Unreadable):
        Unpacking(encoding, 100_000).take(b"<html>" * 100)


def test_a_member_that_breaks_in_the_middle() -> None:
    broken = bytearray(gzip.compress(WORDS, mtime=0) * 2)
    broken[-4] ^= 1
    with pytest.raises(Unreadable):
        Unpacking("gzip", 2 * len(WORDS)).take(bytes(broken))


def test_the_limit_holds_for_what_is_not_packed() -> None:
    unpacking = Unpacking("", 10)
    assert unpacking.take(b"0123456789") == b"0123456789"
    with pytest.raises(TooMuch):
        unpacking.take(b"0")


@pytest.mark.parametrize("members", [1, 200], ids=["in one", "in many"])
def test_a_bomb_is_not_unpacked(members: int) -> None:
    packed = [gzip.compress(bytes(200 * 1024 * 1024 // members), mtime=0)] * members
    bomb = b"".join(packed)
    assert len(bomb) < 300_000
    tracemalloc.start()
    with pytest.raises(TooMuch):
        Unpacking("gzip", 2 * 1024 * 1024).take(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12 * 1024 * 1024


@pytest.mark.parametrize(
    ("encoding", "beginning", "more"),
    [
        ("gzip", gzip.compress(b"{}", mtime=0), bytes(range(256)) * 40),
        ("gzip", b"", gzip.compress(b"", mtime=0) * 500),
        ("deflate", b"", b"\x00\x00\x00\xff\xff" * 2_000),
    ],
    ids=["after its end", "empty members", "empty blocks"],
)
def test_what_goes_on_for_ever_without_growing(encoding: str, beginning: bytes, more: bytes) -> None:
    unpacking = Unpacking(encoding, 1_000_000)
    unpacking.take(beginning)

    def go_on() -> None:
        for _ in range(1_000):
            unpacking.take(more)

    tracemalloc.start()
    with pytest.raises(TooMuch):
        go_on()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 500_000
