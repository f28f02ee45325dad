"""Every test is sealed from the machine: its own home, no keyring, no network but loopback."""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from bluesky_network import BlueskyNetwork

if TYPE_CHECKING:  # what a server takes to import is paid by the tests that want one
    from mock_mastodon import User
    from watched_mastodon import WatchedMastodon

R = TypeVar("R")
_KEPT = (
    "CONNECT_TUI_RECORDED",
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "CI",
    "VIRTUAL_ENV",
)


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors: what tests a screen or a server waits half of the time."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of tests that run beside each other, those that need the AT Protocol's servers stay together, so that
    these are started once.
    """
    for item in items:
        if isinstance(item, pytest.Function) and (
            "bluesky" in item.fixturenames
            or (hasattr(item, "callspec") and item.callspec.params.get("harness") == "bluesky")
        ):
            item.add_marker(pytest.mark.xdist_group("bluesky"))


@pytest.fixture(autouse=True)
def sealed(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and no way out of this machine."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name not in _KEPT and not name.startswith(("PYTEST_", "COV_", "TEXTUAL_SNAPSHOT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(socket.socket, "connect", _only_loopback(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", _only_loopback(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", _known_here(socket.getaddrinfo))
    return home


@pytest.fixture(scope="session")
def bluesky() -> Iterator[BlueskyNetwork]:
    """The AT Protocol's own servers, for all tests that need them; everybody makes accounts of their own."""
    with BlueskyNetwork.start() as network:
        yield network


@pytest.fixture(scope="session")
def running() -> "Iterator[WatchedMastodon]":
    """A server with the Mastodon API, for all tests of the whole program."""
    from watched_mastodon import WatchedMastodon

    with WatchedMastodon() as server:
        yield server


@pytest.fixture
def server(running: "WatchedMastodon") -> "WatchedMastodon":
    """The server, emptied."""
    running.reset()
    return running


@pytest.fixture
def me(server: "WatchedMastodon") -> "User":
    """Me on it."""
    return server.user("me")


@pytest.fixture
def config(sealed: Path) -> Path:
    """Where the user's own configuration file would be; there is none yet."""
    file = sealed / "config" / "connect-tui" / "config.toml"
    file.parent.mkdir(parents=True)
    return file


def _only_loopback(connect: Callable[..., R]) -> Callable[..., R]:
    """A connect of the C level that refuses every host but this one."""

    def guarded(self: socket.socket, address: object) -> R:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]) if isinstance(address, tuple) else ""
            if host not in ("127.0.0.1", "::1", "localhost"):
                raise OSError(f"a test reached for {host}: only loopback is allowed")
        return connect(self, address)

    return guarded


def _known_here(look_up: Callable[..., R]) -> Callable[..., R]:
    """A look-up that asks no name server: one that is far away, or slow, is no part of a test."""

    def guarded(host: str | bytes | None, *more: object, **named: object) -> R:
        name = host.decode() if isinstance(host, bytes) else host or "localhost"
        try:
            ipaddress.ip_address(name.partition("%")[0])
        except ValueError:
            if name != "localhost" and not name.endswith(".localhost"):
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
        return look_up(host, *more, **named)

    return guarded
