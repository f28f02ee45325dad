"""Whom to believe that they are who they say: one set of certificates for all connections."""

import functools
import os
import ssl

import httpx

_NAMED_BY = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def certificates() -> ssl.SSLContext:
    """What connections are checked with. Reading it takes tens of milliseconds and about a megabyte, so that
    all share one.

    Raises:
        OSError: there are none where the environment, or this Python, says.
    """
    return _read(*map(os.environ.get, _NAMED_BY))


def named_by() -> str:
    """The variable of the environment that names them; empty where none does."""
    return next((name for name in _NAMED_BY if os.environ.get(name)), "")


@functools.lru_cache(maxsize=1)
def _read(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()
