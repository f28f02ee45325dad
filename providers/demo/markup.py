"""From what people typed to text with spans.

`plain` knows handles, hashtags and links, as a server does with what I send. `rich` knows besides them
*emphasis*, **strong**, ~~strike~~, `code`, [titles](of links), and by lines: fenced code, "> quotes" and
"- lists".
"""

import re
from collections.abc import Callable

from connect_tui.domain import clean
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.providers.demo.records import Resident

Find = Callable[[str], Resident | None]
"""Who has this handle, full or short, without the leading sign."""

_HANDLE = r"(?<![\w@/])@(?P<handle>\w[\w.-]*(?:@[\w.-]+\w)?(?<![.-]))"
_TAG = r"(?<![\w#&/])#(?P<tag>\w*[^\W\d_]\w*)"
_URL = r"(?P<url>(?:https?|gemini|xmpp|mailto):[^\s<>\"]*[^\s<>\".,;:!?)\]'])"
_PLAIN = re.compile(f"{_URL}|{_HANDLE}|{_TAG}")
_RICH = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\[(?P<title>[^\]\n]+)\]\((?P<target>[^)\s]+)\)"
    r"|\*\*(?P<strong>(?! )[^*\n]+(?<! ))\*\*|\*(?P<emphasis>(?! )[^*\n]+(?<! ))\*"
    r"|~~(?P<strike>(?! )[^~\n]+(?<! ))~~"
    f"|{_URL}|{_HANDLE}|{_TAG}"
)
_ENCLOSING = {"strong": SpanKind.STRONG, "emphasis": SpanKind.EMPHASIS, "strike": SpanKind.STRIKE}


def handles(text: str) -> tuple[str, ...]:
    """The handles that a text names, as they were written, without the leading sign."""
    return tuple(found["handle"] for found in _PLAIN.finditer(text) if found["handle"])


def plain(text: str, find: Find) -> Text:
    """Text as a server reads what was sent to it."""
    writer = _Writer(find)
    writer.inline(clean.text(text), _PLAIN)
    return writer.text()


def rich(text: str, find: Find) -> Text:
    """Text with the markup described above."""
    writer = _Writer(find)
    for kind, rows in _blocks(clean.text(text).strip("\n").split("\n")):
        writer.block(kind, rows)
    return writer.text()


def _blocks(rows: list[str]) -> list[tuple[SpanKind | None, list[str]]]:
    """The rows in blocks of one kind, without what marked them; each item of a list is a block."""
    blocks: list[tuple[SpanKind | None, list[str]]] = []
    in_code = False
    for row in rows:
        if row.strip() == "```":
            in_code = not in_code
            continue
        kind, words = (SpanKind.CODE, row) if in_code else _kind(row)
        if blocks and blocks[-1][0] is kind and kind is not SpanKind.LIST:
            blocks[-1][1].append(words)
        else:
            blocks.append((kind, [words]))
    return blocks


def _kind(row: str) -> tuple[SpanKind | None, str]:
    if row.startswith("> "):
        return SpanKind.QUOTE, row[2:]
    return (SpanKind.LIST, f"• {row[2:]}") if row.startswith("- ") else (None, row)


class _Writer:
    """Collects plain characters and the spans over them."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._pieces: list[str] = []
        self._spans: list[Span] = []
        self.length = 0

    def write(self, piece: str) -> None:
        self._pieces.append(piece)
        self.length += len(piece)

    def span(self, kind: SpanKind, start: int, target: str = "") -> None:
        if start < self.length:
            self._spans.append(Span(kind, start, self.length, target))

    def text(self) -> Text:
        order = sorted(self._spans, key=lambda span: (span.start, -span.end))
        return Text("".join(self._pieces), tuple(order))

    def block(self, kind: SpanKind | None, rows: list[str]) -> None:
        if self.length:
            self.write("\n")
        start, words = self.length, "\n".join(rows)
        if kind is SpanKind.CODE:
            self.write(words)
        else:
            self.inline(words, _RICH)
        if kind is not None:
            self.span(kind, start)

    def inline(self, text: str, pattern: re.Pattern[str]) -> None:
        done = 0
        for found in pattern.finditer(text):
            self.write(text[done : found.start()])
            self._piece(found, pattern)
            done = found.end()
        self.write(text[done:])

    def _piece(self, found: re.Match[str], pattern: re.Pattern[str]) -> None:
        start, kind = self.length, str(found.lastgroup)
        if kind in _ENCLOSING:
            self.inline(found[kind], pattern)
            self.span(_ENCLOSING[kind], start)
        elif kind == "code":
            self.write(found["code"])
            self.span(SpanKind.CODE, start)
        elif kind == "handle":
            self._mention(found["handle"])
        elif kind == "tag":
            self.write(found[0])
            self.span(SpanKind.HASHTAG, start, found["tag"])
        else:
            self._link(
                found["url"] if kind == "url" else found["target"],
                found[0] if kind == "url" else found["title"],
            )

    def _mention(self, handle: str) -> None:
        start, resident = self.length, self._find(handle)
        if resident is None:
            self.write(f"@{handle}")
            return
        self.write(f"@{resident.user}")
        self.span(SpanKind.MENTION, start, resident.handle)

    def _link(self, url: str, shown: str) -> None:
        start = self.length
        self.write(shown)
        if clean.link(url):
            self.span(SpanKind.LINK, start, url)
