"""Other terminal clients of the same networks: how each is installed, logged in, and which keys it has.

Each stands in an environment of its own outside of the tree, and is what its authors published. What it would
fetch that is no part of reading (pictures, news about itself) is off where it has a setting for that.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from network import Network

PINNED = Path(__file__).with_name("others.txt")
_TOKEN = "none"
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Whoever installs a program has its bytecode, and so do those that are measured."""
_NOBODY = "http://127.0.0.1:9"
"""A proxy that is not there: nobody in this run talks to anything but the server on this machine."""
UP, DOWN, PAGE_UP, PAGE_DOWN = "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~"
ENTER = "\r"


class NotHere(Exception):
    """A client cannot be had on this machine; why."""


@dataclass(frozen=True)
class Client:
    """A program, how it is logged in to a server, and the keys that do the same in each."""

    name: str
    command: tuple[str, ...]
    log_in: Callable[[Path, Network], None]
    """Leaves in a home what the program has there after a login."""
    down: str = "j"
    up: str = "k"
    page_down: str = PAGE_DOWN
    """Empty where it has no key for that."""
    page_up: str = PAGE_UP
    open: str = "t"
    """Opens the conversation around the post under the cursor."""
    requirements: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """What is installed of it; nothing of our own."""
        return self.requirements[0].partition("==")[2] if self.requirements else ""


def environ(client: Client, home: Path, certificate: Path) -> dict[str, str]:
    """What a client is started with: a home of its own, and whom to trust."""
    inherited = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NOBODY)
    exempt = dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1")
    places = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    trust = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), str(certificate))
    return {**inherited, **proxies, **exempt, **places, **trust, "HOME": str(home), **client.environ}


def certificate(folder: Path) -> Path:
    """A key and its certificate, in one file, for a server on this machine.

    Raises:
        NotHere: there is no openssl on this machine.
    """
    openssl = shutil.which("openssl")
    if openssl is None:
        raise NotHere("there is no openssl to make a certificate with")
    file = folder / "certificate.pem"
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    subprocess.run(
        (openssl, "req", "-x509", *key, "-days", "2", *names, "-keyout", file, "-out", folder / "public.pem"),
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (folder / "public.pem").read_bytes())
    return file


def pinned() -> dict[str, tuple[str, ...]]:
    """What is installed for each client, by the name of its package."""
    lines = (line.split() for line in PINNED.read_text("utf-8").splitlines())
    wanted = [tuple(words) for words in lines if words and not words[0].startswith("#")]
    return {words[0].partition("==")[0]: words for words in wanted}


def cache() -> Path:
    """Where the environments are kept from run to run."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "connect-tui-bench"


def installed(requirements: tuple[str, ...], folder: Path) -> Path:
    """The folder of programs of an environment with these packages, made where it is not there yet.

    Raises:
        NotHere: they cannot be installed.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    key = hashlib.sha256(" ".join((*requirements, version)).encode()).hexdigest()[:8]
    place = folder / f"{requirements[0].partition('==')[0]}-{key}"
    ready = place / "ready"
    if not ready.exists():
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=True)
        pip = (place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        done = subprocess.run((*pip, *requirements), capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            raise NotHere((said or ["pip did not install it"])[-1].removeprefix("ERROR: "))
        ready.touch()
    return place / "bin"


def ours() -> Client:
    """Ours."""
    return Client(
        "connect-tui",
        (sys.executable, "-m", "connect_tui"),
        _log_in_ours,
        open=ENTER,
        environ={
            "CONNECT_TUI_BENCH_TOKEN": _TOKEN,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        },
    )


def others(folder: Path) -> dict[str, Callable[[], Client]]:
    """The others by their packages, each to be asked for: it is installed then.

    Raises (each of them):
        NotHere: it cannot be.
    """
    wanted = pinned()

    def client(package: str, command: tuple[str, ...], make: Callable[..., Client]) -> Client:
        requirements = wanted[package]
        programs = installed(requirements, folder)
        return make(package, (str(programs / command[0]), *command[1:]), requirements=requirements)

    return {
        "toot": lambda: client("toot", ("toot", "tui"), _toot),
        "toot-tooi": lambda: client("toot-tooi", ("tooi", "--animation-level", "none"), _tooi),
        "mastui": lambda: client("mastui", ("mastui",), _mastui),
        "fediboat": lambda: client("fediboat", ("fediboat", "tui"), _fediboat),
    }


def _toot(package: str, command: tuple[str, ...], **more: tuple[str, ...]) -> Client:
    return Client(package, command, _log_in_toot, **more)


def _tooi(package: str, command: tuple[str, ...], **more: tuple[str, ...]) -> Client:
    return Client(package, command, _log_in_tooi, page_down="J", page_up="K", **more)


def _mastui(package: str, command: tuple[str, ...], **more: tuple[str, ...]) -> Client:
    # It pages with the mouse alone.
    return Client(package, command, _log_in_mastui, down=DOWN, up=UP, page_down="", open=ENTER, **more)


def _fediboat(package: str, command: tuple[str, ...], **more: tuple[str, ...]) -> Client:
    return Client(package, command, _log_in_fediboat, **more)


def _log_in_ours(home: Path, network: Network) -> None:
    _write(
        home / "config" / "connect-tui" / "config.toml",
        '[general]\nimages = "off"\n'
        f'[providers.home]\nkind = "mastodon"\nserver = "https://{network.host}"\n'
        'token_env = "CONNECT_TUI_BENCH_TOKEN"\n',
    )


def _log_in_toot(home: Path, network: Network) -> None:
    app = {"instance": network.host, "base_url": f"https://{network.host}"} | _APP
    user = {"instance": network.host, "username": "me", "access_token": _TOKEN}
    name = f"me@{network.host}"
    config = {"apps": {network.host: app}, "users": {name: user}, "active_user": name}
    _write(home / "config" / "toot" / "config.json", json.dumps(config))


def _log_in_tooi(home: Path, network: Network) -> None:
    # It believes the authorities alone that it brings along: it goes without TLS, a little to its favour.
    app = {"title": "Example", "domain": network.host, "base_url": network.url} | _APP
    name = f"me@{network.host}"
    account = {"acct": name, "username": "me", "instance": network.host, "access_token": _TOKEN}
    known = {"active_acct": name, "accounts": {name: account}, "apps": {network.host: app}}
    _write(home / "data" / "tooi" / "credentials.json", json.dumps(known))


def _log_in_mastui(home: Path, network: Network) -> None:
    # One column, without pictures: its lightest settings.
    folder = home / ".config" / "mastui"
    settings = {
        "MASTODON_HOST": network.host, "MASTODON_CLIENT_ID": "none", "MASTODON_CLIENT_SECRET": "none",
        "MASTODON_ACCESS_TOKEN": _TOKEN, "IMAGE_SUPPORT": "off", "LOCAL_TIMELINE_ENABLED": "off",
        "NOTIFICATIONS_TIMELINE_ENABLED": "off", "FEDERATED_TIMELINE_ENABLED": "off",
        "DIRECT_TIMELINE_ENABLED": "off",
    }  # fmt: skip
    text = "".join(f"{name}={value}\n" for name, value in settings.items())
    _write(folder / "profiles" / "me" / ".env", text)
    _write(folder / "last_profile.txt", "me")


def _log_in_fediboat(home: Path, network: Network) -> None:
    name = f"me@{network.host}"
    user = {"id": "me", "instance": network.host, "access_token": _TOKEN}
    known = {"current": name, "apps": {network.host: _APP}, "users": {name: user}}
    _write(home / ".config" / "fediboat" / "auth.json", json.dumps(known))


_APP = {"client_id": "none", "client_secret": "none"}


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
