"""Where a server is: the many ways in which people write it down, and the one way it is kept."""

import ipaddress
from urllib.parse import urlsplit

from msgspec import Struct

from connect_tui.domain import clean


class Address(Struct, frozen=True):
    """A server's address: `base` is its origin without a slash, `host` its name with a port, if any."""

    base: str
    host: str
    loopback: bool = False

    @property
    def origin(self) -> tuple[str, str]:
        """What two addresses of one server have in common; a token never goes to another one."""
        return origin(self.base)


def origin(url: str) -> tuple[str, str]:
    """Scheme and host with its port, in the form in which they are compared; empty where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
        return parts.scheme, f"{(parts.hostname or '').lower()}:{port}"
    except ValueError:
        return "", ""


def read_address(written: str) -> Address:
    """Read "example.social", "@me@example.social" or "https://example.social/".

    Raises:
        ValueError: it is no address, or plain http to another machine; `str()` is a sentence for a person.
    """
    text = written.strip()
    shown = clean.line(text, 80)
    if not text or any(character.isspace() for character in text) or clean.line(text) != text[:500]:
        raise ValueError(f"“{shown}” is no server: write its name, as in example.social")
    scheme, parted, rest = text.partition("://")
    if not parted:
        scheme, rest = "", text
    rest = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    name, port = _host(rest.rsplit("@", 1)[-1], shown)
    loopback = is_loopback(name)
    scheme = scheme.lower() or ("http" if loopback else "https")
    if scheme not in ("http", "https"):
        raise ValueError(f"“{shown}” is no web address: it has to begin with https://")
    if scheme == "http" and not loopback:
        raise ValueError(f"“{shown}” is not encrypted: write https://{name} instead")
    bracketed = f"[{name}]" if ":" in name else name
    default = {"https": 443, "http": 80}[scheme]
    host = bracketed if port in (None, default) else f"{bracketed}:{port}"
    return Address(f"{scheme}://{host}", host, loopback)


def is_loopback(name: str) -> bool:
    """Whether a host name can only mean this machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _host(written: str, shown: str) -> tuple[str, int | None]:
    """The name in its ASCII form, and the port."""
    problem = f"“{shown}” is no server: write its name, as in example.social"
    try:
        parts = urlsplit(f"//{written}")
        name, port = parts.hostname or "", parts.port
        if not name.isascii():
            name = name.encode("idna").decode("ascii")
    except ValueError as error:
        raise ValueError(problem) from error
    if not is_plain(name):
        raise ValueError(problem)
    if "." not in name and ":" not in name and not is_loopback(name):
        raise ValueError(f"“{shown}” is no server: its name has no dot, as in example.social")
    return name, port


def is_plain(name: str) -> bool:
    """Whether a name in its ASCII form, or an address, is made of what such names are made of."""
    plain = name.replace("-", "").replace(".", "").replace(":", "").replace("_", "")
    return plain.isascii() and plain.isalnum() and ".." not in name and not name.startswith((".", "-"))
