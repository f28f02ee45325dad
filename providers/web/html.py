"""HTML of posts into text with spans, through a real parser.

What may stand in it: https://docs.joinmastodon.org/spec/activitypub/#sanitization. Other servers send more,
and hostile ones anything, so every element is known, or no more than its text.
"""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import urljoin, urlsplit

from msgspec import Struct, field
from selectolax.lexbor import LexborHTMLParser, LexborNode

from connect_tui.domain import clean
from connect_tui.domain.text import SpanKind, Text
from connect_tui.providers.web.rows import Rows

MAX_HTML = 100_000
"""Characters read of one post, its tags among them."""
MAX_TAGS = 3_000
"""A post with more tags is read without them: their nesting could keep the parser busy for minutes."""
MAX_TAG = 8_000
"""Characters of one tag; with thousands of attributes it would keep the parser busy as well."""
MAX_OPEN = 60
"""Formatting elements open at once; the parser repeats all of them in every paragraph. So many spans lie
within each other at most.
"""

_PARAGRAPHS = frozenset(
    {"p", "blockquote", "pre", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_LINES = frozenset(
    {"div", "li", "tr", "dt", "dd", "hr", "section", "article", "figure", "details", "summary"}
)
_SILENT = frozenset(
    {"script", "style", "template", "head", "title", "noscript", "iframe", "object", "embed", "svg", "math"}
    | {"select", "textarea", "audio", "video", "canvas", "rp"}
)
_KINDS = {
    "em": SpanKind.EMPHASIS,
    "i": SpanKind.EMPHASIS,
    "cite": SpanKind.EMPHASIS,
    "strong": SpanKind.STRONG,
    "b": SpanKind.STRONG,
    **{f"h{level}": SpanKind.STRONG for level in range(1, 7)},
    "del": SpanKind.STRIKE,
    "s": SpanKind.STRIKE,
    "strike": SpanKind.STRIKE,
    "code": SpanKind.CODE,
    "pre": SpanKind.CODE,
    "blockquote": SpanKind.QUOTE,
    "li": SpanKind.LIST,
}
_FORMATTING = re.compile(r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)
_TEXT = "-text"
_ENDLESS = re.compile(r"&#\d{1000,};?")
"""A character with a number so long that Python does not read it."""
_LONG_TAG = re.compile(rf"<[^<>]{{{MAX_TAG}}}")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_BARE_URL = re.compile(r"(?:https?://)?(?:www\.)?(\S+?)/?", re.IGNORECASE)
_LOOKS_LIKE_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[\w-]{2,}(?:[/:?#].*|…)?", re.IGNORECASE)


class Content(Struct, frozen=True):
    """A post's text, and where the "RE:" line that stands for a quote pointed; empty where there is none."""

    text: Text
    quoted_url: str = ""


class Names(Struct, frozen=True):
    """Who is mentioned: full handles by the address of the profile, and by what is written, in lower case."""

    by_url: Mapping[str, str] = field(default_factory=dict)
    by_text: Mapping[str, str] = field(default_factory=dict)


NOBODY = Names()


def read_html(html: str, names: Names = NOBODY, *, quotes: bool = False, base: str = "") -> Content:
    """The text of a post. With `quotes`, the line that repeats a quote as a link is left out. `base` is the
    address that links without a host are meant from.
    """
    reader = _Reader(names, quotes, base)
    if len(html) > MAX_HTML:
        reader.rows.leave_out()
    html = html[:MAX_HTML].replace("\0", "")
    if "<" not in html:
        reader.rows.write(_unescaped(html))
    elif _overgrown(html):
        reader.rows.write(_unescaped(_TAG.sub("", _BREAK.sub("\n", html))), verbatim=True)
    elif (body := LexborHTMLParser(html).body) is not None:
        reader.walk(body)
    return Content(reader.rows.text(), reader.quoted_url)


def _unescaped(html: str) -> str:
    return unescape(_ENDLESS.sub("\ufffd", html))


def _overgrown(html: str) -> bool:
    """Whether parsing this could take more than a moment."""
    if len(html) > MAX_TAG and _LONG_TAG.search(html):
        return True
    if html.count("<") <= MAX_OPEN:
        return False
    if html.count("<") > MAX_TAGS:
        return True
    depths: dict[str, int] = {}
    for slash, name in _FORMATTING.findall(html):
        name = name.lower()
        depths[name] = max(depths.get(name, 0) + (-1 if slash else 1), 0)
        if sum(depths.values()) > MAX_OPEN:
            return True
    return False


class _Reader:
    """One walk over the tree. It keeps its own stack: how deep a post nests is for strangers to choose."""

    def __init__(self, names: Names, quotes: bool, base: str) -> None:
        self.rows = Rows()
        self.quoted_url = ""
        self._names = names
        self._quotes = quotes
        self._base = base
        self._lists: list[int | None] = []
        self._starts: list[tuple[LexborNode, int]] = []
        self._verbatim = 0
        """How deep within `pre`."""

    def walk(self, root: LexborNode) -> None:
        """Visit every node in the order of the text, and every element again when it ends."""
        node = root.child
        while node is not None:
            if _is_element(node) and self._enter(node) and node.child is not None:
                node = node.child
                continue
            if node.tag == _TEXT:
                self.rows.write(node.text(deep=False), verbatim=self._verbatim > 0)
            while True:
                if _is_element(node):
                    self._leave(node)
                if node.next is not None:
                    node = node.next
                    break
                parent = node.parent
                if parent is None or parent.mem_id == root.mem_id:
                    return
                node = parent

    def _enter(self, node: LexborNode) -> bool:
        """Begin an element; false where nothing within it is for reading."""
        tag = node.tag or ""
        self._break(tag)
        start = self.rows.place
        if tag in _SILENT or self._is_repeated_quote(node):
            return False
        if tag == "a" and self._link(node):
            return False
        if tag == "br":
            self.rows.line_feed()
        elif tag in ("img", "hr"):
            self.rows.write((node.attributes.get("alt") or "") if tag == "img" else "—")
        elif tag in ("ul", "ol"):
            self._lists.append(_start(node) if tag == "ol" else None)
        elif tag == "li":
            self._bullet()
        elif tag in ("td", "th", "rt"):
            self.rows.write(" ")
        if tag in _KINDS and len(self._starts) < MAX_OPEN:
            self._starts.append((node, start))
            self._verbatim += tag == "pre"
        return True

    def _leave(self, node: LexborNode) -> None:
        """End an element."""
        tag = node.tag or ""
        if self._starts and self._starts[-1][0].mem_id == node.mem_id:
            _, start = self._starts.pop()
            self.rows.mark(_KINDS[tag], start)
            self._verbatim -= tag == "pre"
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        self._break(tag)

    def _break(self, tag: str) -> None:
        """Part blocks: paragraphs by a blank line, but within lists by a line feed."""
        if tag in _PARAGRAPHS:
            self.rows.part(1 if self._lists else 2)
        elif tag in _LINES:
            self.rows.part(1)

    def _bullet(self) -> None:
        number = self._lists[-1] if self._lists else None
        if self._lists and number is not None:
            self._lists[-1] = number + 1
        indent = "  " * min(len(self._lists) - 1, 4)
        self.rows.bullet(f"{indent}{'•' if number is None else f'{number}.'} ")

    def _is_repeated_quote(self, node: LexborNode) -> bool:
        """Whether this is the "RE: …" line that older servers show in place of a quote."""
        if not self._quotes or "quote-inline" not in _classes(node):
            return False
        found = node.css_first("a")
        self.quoted_url = clean.link((found.attributes.get("href") or "") if found else "")
        return True

    def _link(self, node: LexborNode) -> bool:
        """Write a link with its span; false where it leads nowhere and is text like any other."""
        href = clean.link(_absolute(self._base, (node.attributes.get("href") or "").strip()))
        written = clean.line(node.text(deep=True))
        classes = _classes(node)
        if not written:
            written = " ".join(filter(None, (image.attributes.get("alt") for image in node.css("img"))))
        if tag := _hashtag(written, classes | frozenset((node.attributes.get("rel") or "").split())):
            self.rows.marked(written, SpanKind.HASHTAG, tag)
        elif handle := _mentioned(href, written, classes, self._names):
            self.rows.marked(written, SpanKind.MENTION, handle)
        elif href:
            self.rows.marked(_shown(node, href, written), SpanKind.LINK, href)
        else:
            return False
        return True


def _absolute(base: str, href: str) -> str:
    """Where a link leads that may be written without its host; empty where that means nothing."""
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return ""


def _is_element(node: LexborNode) -> bool:
    """Text, comments and the like have tags that no element can have."""
    return not (node.tag or "-").startswith(("-", "!"))


def _start(node: LexborNode) -> int:
    written = node.attributes.get("start") or ""
    return int(written) if written.isdecimal() and len(written) < 6 else 1


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split())


def _hashtag(written: str, classes: frozenset[str]) -> str:
    """The bare word of a hashtag; empty where it is none."""
    if not written.startswith(("#", "＃")) or not classes & {"hashtag", "mention", "tag"}:
        return ""
    return written[1:].strip()


def _mentioned(href: str, written: str, classes: frozenset[str], names: Names) -> str:
    """The full handle of whom a link mentions; empty where it mentions nobody."""
    if not written.startswith("@") and "mention" not in classes:
        return ""
    key = "@" + written.lstrip("@").casefold()
    known = names.by_url.get(href) or names.by_text.get(key)
    if known or "mention" not in classes:
        return known or ""
    if written.count("@") == 2:
        return written
    host = clean.host(href)
    return f"@{written.lstrip('@')}@{host}" if written.startswith("@") and host and " " not in written else ""


def _shown(node: LexborNode, href: str, written: str) -> str:
    """What a link shows. Servers hide the dull parts of long addresses; a link that shows another host than
    the one it leads to says so.
    """
    host = clean.host(href)
    if _same_address(written, href):
        real = urlsplit(href).hostname or ""
        short = _shortened(node)
        if clean.host(_with_scheme(short)) not in (real, real.removeprefix("www.")):
            short = written
        return short if real == host else f"{short} ({host})"
    if not host:
        return written or href
    if not written:
        return host
    if _LOOKS_LIKE_HOST.fullmatch(written) and clean.host(_with_scheme(written)) != host:
        return f"{written} ({host})"
    return written


def _same_address(written: str, href: str) -> bool:
    first, second = _BARE_URL.fullmatch(written), _BARE_URL.fullmatch(href)
    return bool(first and second and first[1].casefold() == second[1].casefold())


def _with_scheme(written: str) -> str:
    return written if "://" in written else f"https://{written}"


def _shortened(node: LexborNode) -> str:
    """The visible parts of a link with `invisible` and `ellipsis` spans."""
    shown: list[str] = []
    for part in node.iter(include_text=True):
        classes = _classes(part) if _is_element(part) else frozenset()
        if "invisible" in classes:
            continue
        shown.append(clean.line(part.text(deep=True)) + ("…" if "ellipsis" in classes else ""))
    return "".join(shown)
