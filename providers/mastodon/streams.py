"""Where a server streams, as far as its own word for it is heeded."""

from urllib.parse import urlsplit

from connect_tui.providers.web.address import Address, is_plain


def stream_base(named: str, address: Address) -> str:
    """Where to listen to a server that says its stream is at `named`: "wss://example.social".

    The scheme is the account's own: some servers name `wss` where they speak plain http. A token goes to the
    account's own origin, and, encrypted, to a name below the account's own: large servers keep their
    streams at "streaming.example.social". Any other name is passed over for the account's own.
    """
    scheme, own = address.origin
    secure = scheme == "https"
    try:
        parts = urlsplit(named)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    below = host.endswith("." + own.rsplit(":", 1)[0]) and port in (None, 443)
    if secure and below and is_plain(host):
        return f"wss://{host}"
    return f"{'wss' if secure else 'ws'}://{address.host}"
