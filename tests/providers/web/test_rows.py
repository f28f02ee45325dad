"""Long texts: how much is kept, and that it is said where something is left out."""

import pytest
from attacks import UNCLEAN, unclosed

from connect_tui.domain.text import SpanKind, Text
from connect_tui.providers.bluesky.facets import Facet, read_text
from connect_tui.providers.web.html import MAX_HTML, read_html
from connect_tui.providers.web.rows import MAX_ROWS, MAX_SHOWN

WORDS = "many words " * (MAX_SHOWN // 2)
LINK = '<a href="https://far.example/a">there it goes on</a> '
LONG = {
    "plain": WORDS,
    "a paragraph": f"<p>{WORDS}</p>",
    "paragraphs": "<p>many words</p>" * (MAX_SHOWN // 8),
    "overgrown": f"<p>{WORDS}</p>" + "<i>" * 5_000,
    "one word": "<b>" + "x" * 2 * MAX_SHOWN + "</b>",
    "links": LINK * (MAX_HTML // len(LINK) + 1),
    "tags before words": "<i></i>" * 100 + "<!--" + "x" * MAX_HTML + "-->words",
    "isolates": "<p>" + "\u2067many \u2066words " * MAX_SHOWN + "</p>",
    "lines": "<br>x" * 2_900,
    "lines of their own": "<pre>" + "x\n" * 9_000 + "</pre>",
    "paragraphs of one letter": "<p>x</p>" * 1_400,
    "verbatim": f"<pre>{WORDS}</pre>",
}


def check(text: Text) -> None:
    assert text.plain.rstrip("\u2069").endswith("…")
    assert len(text.plain) <= MAX_SHOWN + 100
    assert text.plain.count("\n") <= MAX_ROWS
    assert not UNCLEAN.search(text.plain)
    assert not unclosed(text.plain)
    for span in text.spans:
        assert 0 <= span.start < span.end <= len(text.plain)
        assert span.end <= len(text.plain.removesuffix("…").rstrip())


@pytest.mark.parametrize("name", LONG)
def test_what_is_left_out_of_html_is_said(name: str) -> None:
    check(read_html(LONG[name]).text)


def test_what_is_left_out_of_plain_text_is_said() -> None:
    facets = [
        Facet(SpanKind.LINK, at, at + 5, "https://far.example/")
        for at in range(0, len(WORDS), MAX_SHOWN // 7)
    ]
    text = read_text(WORDS, facets, lambda _, shown: shown)
    check(text)
    assert len(text.spans) == 7
    assert text.plain.endswith(" …")


def test_nothing_is_left_out_of_what_is_just_short_enough() -> None:
    words = ("many words " * MAX_SHOWN)[: MAX_SHOWN - 1] + "."
    for written in (words, f"<p>{words}</p>"):
        assert read_html(written).text.plain == words
    assert read_text(words, (), lambda _, shown: shown).plain == words
