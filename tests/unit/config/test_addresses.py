"""Addresses of servers: what is meant, and what is refused."""

import pytest

from connect_tui.config.addresses import base


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://example.social", "https://example.social"),
        ("https://Example.SOCIAL/", "https://example.social"),
        ("example.social", "https://example.social"),
        ("example.social:443", "https://example.social"),
        (" example.social:8443/ ", "https://example.social:8443"),
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://localhost:80", "http://localhost"),
        ("https://localhost", "https://localhost"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("pond.localhost", "http://pond.localhost"),
    ],
)
def test_what_is_meant(written: str, meant: str) -> None:
    assert base(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "example",
        "http://example.social",
        "http://127.0.0.1.example.social",
        "http://localhost.example",
        "ftp://example.social",
        "https://me:secret@example.social",
        "https://127.0.0.1@example.social",
        "https://example.social/?a=b",
        "https://exa mple.social",
        "https://[::1",
        "https://example.social:port",
        "https://",
    ],
)
def test_what_is_refused(written: str) -> None:
    assert base(written) == ""
