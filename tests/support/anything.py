"""Whatever strangers are called and write, for tests that draw it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from rich.cells import cell_len

from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import (
    Attachment,
    Copy,
    Filter,
    FilterContext,
    Link,
    MediaKind,
    Mention,
    Poll,
    PollOption,
    Post,
    PostId,
    Quote,
    Visibility,
)
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.tui.render.pieces import Line

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

HOSTILE = st.sampled_from(
    [
        "\x1b[2J",
        "\x1b]52;c;aGk=\x07",
        "\x9b31m",
        "\u202e",
        "\u2066",
        "\x00",
        "[@click=app.quit]x[/]",
        "[/]",
        "👩‍👩‍👧‍👦",
        "❤️",
        "日本語",
        "한국어",
        "e\u0301\u0302\u0303",
        "שלום עולם",
        "مرحبا",
        "\u200b\u200d\ufe0f",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\t",
        "\r\n",
        "\n\n",
        "ก็",
        "https://example.org/" + "a" * 90,
    ]
)
TEXTS = st.lists(st.one_of(st.text(max_size=20), HOSTILE), max_size=12).map("".join)
WIDTHS = st.integers(1, 200)
PEOPLE = st.builds(
    lambda key, name, bot: Person(f"@{key}@home.example", name, PersonId("home", key), bot=bot),
    st.sampled_from(["me", "ana", "ben", "chloe"]),
    TEXTS,
    st.booleans(),
)
SPANS = st.lists(
    st.builds(
        lambda kind, start, length, target: Span(kind, start, start + length, target),
        st.sampled_from(SpanKind),
        st.integers(0, 60),
        st.integers(0, 60),
        st.one_of(TEXTS, st.just("https://example.org/")),
    ),
    max_size=4,
)
SPANNED = st.builds(lambda text, spans: Text(text, tuple(spans)), TEXTS, SPANS)
POLLS = st.builds(
    Poll,
    key=st.just("p"),
    options=st.lists(
        st.builds(PollOption, TEXTS, st.one_of(st.none(), st.integers(-3, 40)), st.booleans()), max_size=4
    ).map(tuple),
    multiple=st.booleans(),
    closes=st.one_of(st.none(), st.just(NOW + timedelta(days=2)), st.just(NOW - timedelta(days=2))),
)
POSTS = st.builds(
    lambda number, parent, author, text, visibility, warning, deleted, more: Post(
        uri=f"https://home.example/{number}",
        author=author,
        created=NOW - timedelta(hours=number),
        seen=NOW,
        copies=(
            Copy(
                PostId("home", str(number)),
                PostId("home", str(parent)) if parent is not None else None,
                filters=more["filters"],
            ),
        ),
        text=text,
        visibility=visibility,
        warning=warning,
        deleted=deleted,
        mentions=more["mentions"],
        poll=more["poll"],
        quote=more["quote"],
        attachments=more["attachments"],
        link=more["link"],
        edited=NOW if deleted else None,
    ),
    st.integers(0, 6),
    st.one_of(st.none(), st.integers(0, 8)),
    PEOPLE,
    SPANNED,
    st.sampled_from(Visibility),
    st.one_of(st.just(""), TEXTS),
    st.booleans(),
    st.fixed_dictionaries(
        {
            "filters": st.sampled_from([(), (Filter("spoilers", False, frozenset({FilterContext.HOME})),)]),
            "mentions": st.lists(st.builds(Mention, TEXTS, TEXTS), max_size=3).map(tuple),
            "poll": st.one_of(st.none(), POLLS),
            "quote": st.one_of(st.none(), st.builds(Quote, TEXTS, st.one_of(st.none(), PEOPLE), SPANNED)),
            "attachments": st.lists(
                st.builds(Attachment, st.sampled_from(MediaKind), TEXTS, TEXTS), max_size=2
            ).map(tuple),
            "link": st.one_of(
                st.none(), st.builds(Link, st.one_of(TEXTS, st.just("https://a.example")), TEXTS)
            ),
        }
    ),
)


def check(lines: Iterable[Line], width: int) -> None:
    """No line is wider than this, and none holds a control character."""
    for line in lines:
        assert sum(cell_len(piece.text) for piece in line) <= width, line
        assert not CONTROL.search("".join(piece.text for piece in line)), line
