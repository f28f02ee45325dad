"""Text as people wrote it: plain characters, and spans that say what a stretch of them is."""

from enum import StrEnum

from msgspec import Struct


class SpanKind(StrEnum):
    """What a stretch of text is. The names are also the ones kept on disk."""

    MENTION = "mention"
    HASHTAG = "hashtag"
    LINK = "link"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    STRIKE = "strike"
    CODE = "code"
    QUOTE = "quote"
    LIST = "list"


class Span(Struct, frozen=True, gc=False):
    """One stretch of `Text.plain`, from `start` up to but not including `end`, in characters.

    `target` is the full handle of a mention, the bare word of a hashtag, the address of a link;
    it is empty for everything else.
    """

    kind: SpanKind
    start: int
    end: int
    target: str = ""


class Text(Struct, frozen=True, gc=False):
    """Cleaned plain text with spans. Paragraphs are parted by a blank line, lines by a line feed.

    Providers clean what they put here with `connect_tui.domain.clean`; it is never markup.
    """

    plain: str = ""
    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.plain)

    def of_kind(self, *kinds: SpanKind) -> tuple[Span, ...]:
        """The spans of these kinds, in the order in which they stand."""
        return tuple(span for span in self.spans if span.kind in kinds)


NO_TEXT = Text()
"""Nothing was written."""
