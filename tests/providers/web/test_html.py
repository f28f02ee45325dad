"""Content HTML into text with spans."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.domain import clean
from connect_tui.domain.text import SpanKind
from connect_tui.providers.web.html import Names, read_html

NAMES = Names(
    by_url={
        "https://far.example/@ana": "@ana@far.example",
        "https://odd.example/users/42": "@cleo@odd.example",
    },
    by_text={"@ana": "@ana@far.example", "@ben@far.example": "@ben@far.example"},
)
LONG = "https://example.com/very/long/path?with=a&query=1"

TEXTS = [
    ("", ""),
    ("no markup at all", "no markup at all"),
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("<p>one</p>\n  <p>two</p>\n", "one\n\ntwo"),
    ("<p>a<br>b<br/>c</p>", "a\nb\nc"),
    ("<p>a<br><br>b</p>", "a\n\nb"),
    ("<p>a<br><br><br><br><br>b</p>", "a\n\nb"),
    ("a & b > c", "a & b > c"),
    ("<p>a & b > c &amp; d &lt;e&gt; &copy;</p>", "a & b > c & d <e> ©"),
    ("3 < 5 and 7 > 6", "3 < 5 and 7 > 6"),
    ("<p>it's &#39;fine&#39;&nbsp;&#x2014;</p>", "it's 'fine'\xa0—"),
    ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
    ("<p>x</p><ul>\n<li><p>one</p></li>\n<li><p>two</p></li>\n</ul><p>y</p>", "x\n\n• one\n• two\n\ny"),
    ('<ol start="3"><li>c</li><li>d</li></ol>', "3. c\n4. d"),
    ('<ol start="many"><li>c</li></ol>', "1. c"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "• a\n  • b\n• c"),
    ("<ul><li></li><li>b</li></ul>", "• \n• b"),
    ("<li>alone</li>", "• alone"),
    ("<blockquote><p>q</p></blockquote><p>a</p>", "q\n\na"),
    ("<pre><code>def f():\n    return 1\n</code></pre><p>so</p>", "def f():\n    return 1\n\nso"),
    ("<p>hi <em>there</em>, <strong>you</strong></p>", "hi there, you"),
    ("<h1>Title</h1><p>text</p>", "Title\n\ntext"),
    ("<p>a</p><hr><p>b</p>", "a\n\n—\n\nb"),
    ('<p>nice :blobcat: <img src="x" alt=":party:"></p>', "nice :blobcat: :party:"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ("<p>a<script>alert(1)</script><style>p{}</style><!-- c -->b</p>", "ab"),
    ("<p>[@click=app.quit]x[/]</p>", "[@click=app.quit]x[/]"),
    ("<p>a\x1b]52;c;ZXZpbA==\x07b\x9b31mc\x00d</p>", "abcd"),
    ("<p>\u202eevil\u202c ok</p>", "evil ok"),
    ("<b>unclosed <i>mess</b> here", "unclosed mess here"),
    ("<made-up>known</made-up> <x:y>too</x:y>", "known too"),
    ("<p>مرحبا \u200fبك</p>", "مرحبا \u200fبك"),
    ("<p>a</p><p></p><p> </p><p>b</p>", "a\n\nb"),
]


@pytest.mark.parametrize(("html", "plain"), TEXTS)
def test_text(html: str, plain: str) -> None:
    assert read_html(html).text.plain == plain


def anchor(href: str, inner: str, classes: str = "") -> str:
    return f'<p><a href="{href}" class="{classes}" rel="nofollow">{inner}</a></p>'


SPANS = [
    ("<em>a</em>", [("emphasis", "a", "")]),
    ("<p>x <b> a </b> y</p>", [("strong", "a", "")]),
    ("<del>a</del><s>b</s>", [("strike", "a", ""), ("strike", "b", "")]),
    ("<p><code>a b</code></p>", [("code", "a b", "")]),
    ("<pre><code>a\nb</code></pre>", [("code", "a\nb", "")]),
    ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", [("quote", "a\n\nb", "")]),
    ("<ul><li>a</li><li>b</li></ul>", [("list", "• a", ""), ("list", "• b", "")]),
    ("<strong>a <em>b</em></strong>", [("strong", "a b", ""), ("emphasis", "b", "")]),
    (anchor("https://example.com/x", "there"), [("link", "there", "https://example.com/x")]),
    (anchor("https://example.com/x", "https://example.com/x"), [("link", "https://example.com/x", "https://example.com/x")]),
    (
        anchor(
            LONG.replace("&", "&amp;"),
            '<span class="invisible">https://</span><span class="ellipsis">example.com/very/long</span>'
            '<span class="invisible">/path?with=a&amp;query=1</span>',
        ),
        [("link", "example.com/very/long…", LONG)],
    ),
    (
        anchor("https://example.com/", '<span class="invisible">https://</span><span class="">example.com/</span>'),
        [("link", "example.com/", "https://example.com/")],
    ),
    (anchor("https://evil.example/x", "https://bank.example/login"), [("link", "https://bank.example/login (evil.example)", "https://evil.example/x")]),
    (anchor("https://evil.example/x", "bank.example"), [("link", "bank.example (evil.example)", "https://evil.example/x")]),
    (
        anchor("https://evil.example/", '<span class="invisible">https://evil.example/</span><span>bank.example</span>'),
        [("link", "https://evil.example/bank.example", "https://evil.example/")],
    ),
    (
        anchor("https://evil.example/?bank.example", '<span class="invisible">https://evil.example/?</span><span>bank.example</span>'),
        [("link", "https://evil.example/?bank.example", "https://evil.example/?bank.example")],
    ),
    (
        anchor("https://bank.example.evil.example/x", '<span class="ellipsis">bank.example</span><span class="invisible">.evil.example/x</span>'),
        [("link", "bank.example.evil.example/x", "https://bank.example.evil.example/x")],
    ),
    (
        anchor("https://www.example.com/abc", '<span class="invisible">https://www.</span><span class="ellipsis">example.com/a</span><span class="invisible">bc</span>'),
        [("link", "example.com/a…", "https://www.example.com/abc")],
    ),
    (anchor("https://аррӏе.com/", "https://аррӏе.com/"), [("link", "https://аррӏе.com/ (xn--80ak6aa92e.com)", "https://аррӏе.com/")]),
    (anchor("https://münchen.de/", "münchen.de"), [("link", "münchen.de", "https://münchen.de/")]),
    (anchor("https://example.com/x", ""), [("link", "example.com", "https://example.com/x")]),
    (anchor("mailto:ana@example.com", "write me"), [("link", "write me", "mailto:ana@example.com")]),
    (anchor("javascript:alert(1)", "click"), []),
    (anchor("https://me:pw@example.com/", "click"), []),
    (anchor("https://[broken/", "click"), []),
    (anchor("/relative", "click"), []),
    ("<a>bare</a>", []),
    (anchor("https://far.example/@ana", "@<span>ana</span>", "u-url mention"), [("mention", "@ana", "@ana@far.example")]),
    (anchor("https://odd.example/users/42", "@<span>cleo</span>", "u-url mention"), [("mention", "@cleo", "@cleo@odd.example")]),
    (anchor("https://third.example/@dora", "@dora", "mention"), [("mention", "@dora", "@dora@third.example")]),
    (anchor("https://third.example/x", "@dora@fourth.example", "mention"), [("mention", "@dora@fourth.example", "@dora@fourth.example")]),
    (anchor("https://far.example/elsewhere", "@ben@far.example"), [("mention", "@ben@far.example", "@ben@far.example")]),
    (anchor("https://third.example/x", "@nobody"), [("link", "@nobody", "https://third.example/x")]),
    (anchor("https://far.example/tags/tea", "#<span>Tea</span>", "mention hashtag"), [("hashtag", "#Tea", "Tea")]),
    ('<a href="https://far.example/t/tea" rel="tag">#tea</a>', [("hashtag", "#tea", "tea")]),
    (anchor("https://example.com/x", "#1 of many"), [("link", "#1 of many", "https://example.com/x")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), SPANS)
def test_spans(html: str, expected: list[tuple[str, str, str]]) -> None:
    text = read_html(html, NAMES).text
    assert [
        (span.kind.value, text.plain[span.start : span.end], span.target) for span in text.spans
    ] == expected


QUOTED = (
    '<p class="quote-inline">RE: <a href="https://far.example/1">https://far.example/1</a></p><p>so true</p>'
)


def test_the_line_that_repeats_a_quote_goes_where_the_quote_is_shown() -> None:
    content = read_html(QUOTED, quotes=True)
    assert content.text.plain == "so true"
    assert content.quoted_url == "https://far.example/1"


def test_the_line_stays_where_the_server_knows_no_quotes() -> None:
    content = read_html(QUOTED)
    assert content.text.plain == "RE: https://far.example/1\n\nso true"
    assert content.quoted_url == ""


HOSTILE = {
    "deep": "<div>" * 60_000 + "x",
    "nested": "<blockquote>" * 900 + "x",
    "spans": "<a href='https://x.example'>" + "<span>" * 2_800 + "x",
    "lists": "<ul><li>" * 1_400 + "x",
    "formatting": "".join(f"<b a={n}>" for n in range(1_400)) + "<p>x" * 1_500,
    "formatting, closed at last": "".join(f"<b a={n}>" for n in range(700)) + "<p>x" * 700 + "</b>" * 700,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">x",
    "brackets": "<" * 200_000,
    "entities": "&amp;" * 60_000,
    "open tag": "<a href='" + "x" * 200_000,
    "comments": "<!--" * 50_000,
    "tables": "<table><tr><td>" * 900 + "x",
    "breaks": "<br>" * 40_000 + "x",
    "handles": "<p>" + "@a " * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_takes_no_time(name: str) -> None:
    started = time.process_time()
    text = read_html(HOSTILE[name], NAMES).text
    assert time.process_time() - started < 1.0
    assert len(text.plain) <= 100_000


def test_a_flood_of_marks_cannot_come_in_pieces() -> None:
    text = read_html("<p>a" + "<b>\u0301\u0301</b>" * 200 + "<i>\u200b</i>" * 200 + "</p>").text
    assert sum(unicodedata.category(c) == "Mn" for c in text.plain) <= 8
    assert text.plain.count("\u200b") <= 1


def is_safe(text: str) -> bool:
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cs") for c in text) and not (
        set(text) & set("\u202d\u202e\u2028\u2029")
    )


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<br>", "<a href='https://x.example/'>", "<a href='javascript:x'>", "</a>", "<b>", "</b>"),
        *("<ul>", "<li>", "</ul>", "<ol start=9>", "<pre>", "</pre>", "<code>", "<blockquote>", "</blockquote>"),
        *("<span class='invisible'>", "<span class='ellipsis'>", "</span>", "<script>", "</script>", "<svg>", "<table>"),
        *("<td>", "<img alt='\x1b[2J'>", "<a class='mention' href='https://far.example/@ana'>@ana", "&#27;", "&#x202e;"),
        *("\x1b[31m", "\x9b", "\u202e", "\u2066", "\u2069", "\u0301" * 9, "\u200b\u200b", "\0", "\ud800", "@ana", "x\r\ny"),
        *("<p class='quote-inline'>", "<![CDATA[", "<!--", "-->", "&", "<", ">", "&amp", "  \n  "),
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=20), max_size=40).map("".join), st.booleans())
def test_any_markup_comes_out_clean(html: str, quotes: bool) -> None:
    content = read_html(html, NAMES, quotes=quotes)
    text = content.text
    assert is_safe(text.plain)
    assert "\n\n\n" not in text.plain
    starts = [span.start for span in text.spans]
    assert starts == sorted(starts)
    for span in text.spans:
        assert 0 <= span.start < span.end <= len(text.plain)
        assert is_safe(span.target)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("/a", "https://pond.example/a"),
        ("b?c=1#d", "https://pond.example/notes/b?c=1#d"),
        ("//lake.example/e", "https://lake.example/e"),
        ("https://sea.example/f", "https://sea.example/f"),
        ("javascript:alert(1)", None),
        ("//[bad", None),
    ],
)
def test_links_without_a_host_are_meant_from_somewhere(href: str, target: str | None) -> None:
    text = read_html(f'<a href="{href}">there</a>', base="https://pond.example/notes/one").text
    assert [span.target for span in text.of_kind(SpanKind.LINK)] == ([target] if target else [])


def test_without_a_base_such_a_link_leads_nowhere() -> None:
    assert read_html('<a href="/a">there</a>').text.spans == ()


def test_what_comes_in_one_piece_is_cleaned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longest of all: a stranger may mention me in as many long posts as they like."""
    passes: list[int] = []
    calm = clean._calm

    def counted(value: str) -> str:
        passes.append(len(value))
        return calm(value)

    monkeypatch.setattr(clean, "_calm", counted)
    assert read_html("👨‍👩‍👧" * 100).text.plain == "👨‍👩‍👧" * 100
    assert len(passes) == 1
