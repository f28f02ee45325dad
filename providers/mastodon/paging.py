"""Paging: https://docs.joinmastodon.org/api/guidelines/#pagination"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_LINK = re.compile(r"<([^<>]{1,4096})>\s*((?:;[^,<>]{0,200})*)")
_NEXT = re.compile(r";\s*rel\s*=\s*\"?[^\"]*\bnext\b", re.IGNORECASE)
_BACKWARDS = frozenset({"min_id", "since_id"})


def next_query(header: str, own: frozenset[str]) -> str:
    """The part of the query of `rel="next"` that asks for the next page; empty where there is none.

    The address itself is never used: it may be relative, or name the server as it calls itself behind a
    proxy, and a token goes nowhere that was not configured. `own` are the parameters asked with anyway.
    """
    for target, attributes in _LINK.findall(header):
        if _NEXT.search(attributes):
            try:
                pairs = parse_qsl(urlsplit(target).query)
            except ValueError:
                continue
            names = {name.removesuffix("[]") for name in own}
            return urlencode([(n, v) for n, v in pairs if n.removesuffix("[]") not in names | _BACKWARDS])
    return ""


def cursor_after(header: str | None, own: frozenset[str], last: str, asked: str | None) -> str | None:
    """The cursor of the page after one that ended with the id `last`, and was asked for with `asked`.

    `None` at the end: at an empty page (`last` is empty), where the server links to other pages but no next
    one, and where it answers one page over and over.
    """
    if not last:
        return None
    cursor = next_query(header, own) if header else urlencode({"max_id": last})
    return None if not cursor or cursor == asked else cursor


def parameters(cursor: str | None) -> dict[str, str]:
    """What a cursor adds to a request."""
    return dict(parse_qsl(cursor)) if cursor else {}
