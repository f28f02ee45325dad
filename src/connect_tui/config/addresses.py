"""Addresses of servers, as people write them and in the one form in which they are compared."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from connect_tui.domain.late import late

_SIGNS = late(r"[-._:]")
KEYS: Final = ("server", "service")
"""Keys of a provider's table that hold the address of a server."""
_LOGIN = late(r"(?!acct:|mailto:|at://)(?:([a-z][a-z0-9+.-]*://)[^/?#]*|[^/@\s]+:[^/@\s]*)@", re.IGNORECASE)
"""What stands before a host in an address that lets somebody in."""


def holds_login(written: str) -> bool:
    """Whether a name or a password stands before the host."""
    return _LOGIN.match(written.strip()) is not None


def without_login(written: str) -> str:
    """An address that can be shown: what stands before the host may be a password."""
    return _LOGIN.sub(r"\1…@", written.strip(), count=1) if holds_login(written) else written.strip()


def base(written: str) -> str:
    """The origin that is meant by `example.social`, `https://Example.social/` or `localhost:3000`.

    Empty where it is none, or none that a secret may be sent to: plain http is for this computer alone,
    and a name or password does not belong in front of the host.
    """
    text = written.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not host or any(c.isspace() for c in text) or "@" in parts.netloc or parts.query or parts.fragment:
        return ""
    local = _is_local(host)
    scheme = parts.scheme or ("http" if local else "https")
    if scheme not in ("https", "http") or (scheme == "http" and not local):
        return ""
    if not local and "." not in host and ":" not in host:
        return ""
    if not _SIGNS.sub("", host).isalnum() or host.startswith((".", "-")):
        return ""
    host = f"[{host}]" if ":" in host else host
    default = 443 if scheme == "https" else 80
    return f"{scheme}://{host}" if port in (None, default) else f"{scheme}://{host}:{port}"


def _is_local(host: str) -> bool:
    """Whether a host can only be this computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
