"""Names: handles, DIDs, URIs, addresses; and keys that are made here."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.providers.bluesky.names import AtUri, read_account, read_post_address
from connect_tui.providers.bluesky.tid import record_key

DID = "did:plc:ew5n3hrpcbydm2kwcfz3v7ra"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ana.bsky.social", "ana.bsky.social"),
        (" @Ana.Example.COM ", "ana.example.com"),
        ("at://ana.test", "ana.test"),
        (DID, DID),
        (f"at://{DID}", DID),
        ("did:web:ana.example", "did:web:ana.example"),
        ("https://bsky.app/profile/ana.test", "ana.test"),
        (f"https://bsky.app/profile/{DID}/post/3jzfcijpj2z2a", DID),
    ],
)
def test_an_account_is_read_however_it_is_written(written: str, meant: str) -> None:
    assert read_account(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", "ana", "@me@example.social", "ana test.example", "https://example.social/@me", "did:", "a..b", "-a.test",
     "a.test/", "ana.123", "x" * 250 + ".test", "https://bsky.app/", "https://[", "\x1b[2J.test", "аna.test"],
)  # fmt: skip
def test_what_is_no_account_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_account(written)
    assert "is no handle" in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "written",
    ["", "at://", f"at://{DID}", f"at://{DID}/app.bsky.feed.post", f"at://{DID}/app.bsky.feed.post/", "at://ana.test/app.bsky.feed.post/a",
     f"at://{DID}/app.bsky.feed.post/..", f"at://{DID}/app.bsky.feed.post/a/b", f"at://{DID}/app bsky/a", f"http://{DID}/a.b.c/d",
     f"at://{DID}/app.bsky.feed.post/a?b", "../../accounts"],
)  # fmt: skip
def test_what_is_no_uri_is_none(written: str) -> None:
    assert AtUri.read(written) is None


def test_a_uri_is_written_as_it_is_read() -> None:
    written = f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a"
    assert str(AtUri.read(written)) == written


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("https://bsky.app/profile/ana.test/post/3jz", ("ana.test", "3jz")),
        (f"https://bsky.app/profile/{DID}/post/3jz/", (DID, "3jz")),
        ("https://bsky.app/profile/ana.test", None),
        ("https://bsky.app/profile/ana/post/3jz", None),
        ("http://bsky.app/profile/ana.test/post/3jz", None),
        ("https://bsky.app.evil.example/profile/ana.test/post/3jz", None),
        ("https://me@bsky.app/profile/ana.test/post/3jz", None),
        ("https://bsky.app/profile/ana.test/post/a b", None),
        ("https://[", None),
    ],
)
def test_the_address_of_a_post(address: str, meant: tuple[str, str] | None) -> None:
    assert read_post_address(address) == meant


@given(st.text(), st.text())
def test_a_key_is_the_same_for_the_same_and_has_the_form_of_one(one: str, other: str) -> None:
    key = record_key(one)
    assert key == record_key(one)
    assert (key == record_key(other)) is (one == other)
    assert len(key) == 13
    assert key[0] in "234567abcdefghij"
    assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
    value = 0
    for letter in key:
        value = value * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(letter)
    # Never a moment that is still to come.
    assert 2023 <= datetime.fromtimestamp((value >> 10) / 1_000_000, UTC).year <= 2025


def test_words_that_only_look_joined_have_another_key() -> None:
    assert record_key("a", "bc") != record_key("ab", "c")
