from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.post import Visibility
from connect_tui.domain.text import Text
from connect_tui.provider import LengthRule, Rejected
from connect_tui.providers.demo import markup
from connect_tui.providers.demo.network import Network
from connect_tui.providers.demo.parts import HOME, SKY
from connect_tui.providers.demo.records import Resident
from connect_tui.providers.demo.writing import check, length

BEN = Resident("ben", "ben", "home.example", "Ben")


def find(handle: str) -> Resident | None:
    return BEN if handle in ("ben", "ben@home.example") else None


PLAIN = [
    ("@ben hello", "@ben hello", [("mention", "@ben", "@ben@home.example")]),
    ("@ben@home.example hello", "@ben hello", [("mention", "@ben", "@ben@home.example")]),
    ("@nobody hello", "@nobody hello", []),
    ("mail me@ben.example", "mail me@ben.example", []),
    ("(@ben).", "(@ben).", [("mention", "@ben", "@ben@home.example")]),
    ("#rain, #雨 and #1", "#rain, #雨 and #1", [("hashtag", "#rain", "rain"), ("hashtag", "#雨", "雨")]),
    (
        "see https://a.example/b.",
        "see https://a.example/b.",
        [("link", "https://a.example/b", "https://a.example/b")],
    ),
    (
        "https://a.example/#x",
        "https://a.example/#x",
        [("link", "https://a.example/#x", "https://a.example/#x")],
    ),
    ("https://me:pw@a.example/", "https://me:pw@a.example/", []),
    ("*not* `markup`", "*not* `markup`", []),
    ("", "", []),
]
RICH = [
    (
        "*so* **it** ~~was~~ `is`",
        "so it was is",
        [("emphasis", "so", ""), ("strong", "it", ""), ("strike", "was", ""), ("code", "is", "")],
    ),
    ("**tell @ben**", "tell @ben", [("strong", "tell @ben", ""), ("mention", "@ben", "@ben@home.example")]),
    ("`@ben`", "@ben", [("code", "@ben", "")]),
    ("[here](https://a.example/)", "here", [("link", "here", "https://a.example/")]),
    ("[here](javascript:x)", "here", []),
    ("> one\n> two\n\nthree", "one\ntwo\n\nthree", [("quote", "one\ntwo", "")]),
    ("- one\n- two", "• one\n• two", [("list", "• one", ""), ("list", "• two", "")]),
    ("a\n```\n@ben *x*\n\ny\n```\nb", "a\n@ben *x*\n\ny\nb", [("code", "@ben *x*\n\ny", "")]),
    ("```\nopen", "open", [("code", "open", "")]),
    ("2 * 3 * 4", "2 * 3 * 4", []),
]


@pytest.mark.parametrize(
    ("read", "written", "shown", "spans"),
    [*((markup.plain, *case) for case in PLAIN), *((markup.rich, *case) for case in RICH)],
)  # fmt: skip
def test_markup(
    read: Callable[[str, markup.Find], Text], written: str, shown: str, spans: list[tuple[str, str, str]]
) -> None:
    text = read(written, find)
    assert text.plain == shown
    assert [(span.kind, text.plain[span.start : span.end], span.target) for span in text.spans] == spans


def test_handles_are_found_as_they_were_written() -> None:
    assert markup.handles("@ben and @ana@home.example, not a@b") == ("ben", "ana@home.example")


@pytest.mark.parametrize(
    ("handle", "found"),
    [
        ("ben", "ben"),
        ("BEN@HOME.example", "ben"),
        ("you", "you-home"),
        ("you@sky.example", "you-sky"),
        ("chloe@home.example", None),
        ("", None),
    ],
)
def test_who_has_a_handle(handle: str, found: str | None) -> None:
    network = Network("", lambda: datetime(2026, 3, 4, tzinfo=UTC))
    resident = network.find(HOME, handle)
    assert (resident.id if resident else None) == found


@pytest.mark.parametrize(
    ("text", "rule", "long"),
    [
        ("abc", LengthRule.MASTODON, 3),
        ("@ben@home.example hi", LengthRule.MASTODON, 7),
        ("https://a.example/" + "x" * 90, LengthRule.MASTODON, 23),
        ("👩🏽‍🌾", LengthRule.GRAPHEMES, 1),
        ("👨‍👩‍👧 e\u0301", LengthRule.GRAPHEMES, 3),
        ("🇯🇵🇫🇷", LengthRule.GRAPHEMES, 2),
        ("窯の火", LengthRule.GRAPHEMES, 3),
        ("", LengthRule.GRAPHEMES, 0),
    ],
)
def test_length(text: str, rule: LengthRule, long: int) -> None:
    assert length(text, rule) == long


@pytest.mark.parametrize(
    ("outgoing", "why"),
    [
        (Outgoing(key="k", text="hello", warning="Spiders"), "warnings"),
        (Outgoing(key="k", text="hello", visibility=Visibility.FOLLOWERS), "visibility"),
        (Outgoing(key="k", text=" \n"), "empty"),
        (Outgoing(key="k", text="a" * 301), "long"),
    ],
)
def test_what_sky_does_not_take(outgoing: Outgoing, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        check(outgoing, SKY.capabilities)
