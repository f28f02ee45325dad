"""Cleaning takes out what could harm a terminal, and leaves honest text alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.domain import clean

HOSTILE = {
    "clear the screen": ("a\x1b[2Jb", "ab"),
    "colour": ("a\x1b[31mred\x1b[0m", "ared"),
    "window title": ("a\x1b]0;owned\x07b", "ab"),
    "clipboard": ("a\x1b]52;c;ZXZpbA==\x1b\\b", "ab"),
    "link": ("\x1b]8;;https://evil.example\x07click\x1b]8;;\x07", "click"),
    "device control": ("a\x1bPq#0;2;0;0;0\x1b\\b", "ab"),
    "C1 control sequence": ("a\x9b2Jb", "ab"),
    "C1 operating system command": ("a\x9d0;x\x9cb", "ab"),
    "an escape left open": ("a\x1b", "a"),
    "two-character escape": ("a\x1bcb", "ab"),
    "NUL": ("a\x00b", "ab"),
    "bell and backspace": ("a\x07\x08b", "ab"),
    "delete": ("a\x7fb", "ab"),
    "override": ("a\u202eevil\u202cb", "aevilb"),
    "closers of nothing": ("a\u202c\u2069b", "ab"),
    "an isolate left open": ("a\u2067b", "a\u2067b\u2069"),
    "zero-width flood": ("a" + "\u200b" * 500 + "b", "a\u200bb"),
    "tag characters": ("a\U000e0041\U000e0042b", "ab"),
    "lone surrogate": ("a\ud800b", "a\ufffdb"),
    "line separator": ("a\u2028b", "ab"),
    "interlinear annotation": ("a\ufff9b\ufffac\ufffb", "abc"),
}

HONEST = [
    "Grüße aus Århus – “schön” hier…",
    "مرحبا بكم في الحديقة، كيف الحال؟",
    "שָׁלוֹם לְכֻלָּם",
    "नमस्ते, क्या हाल है? क्‍ष",
    "สวัสดีค่ะ น้ำใจ",
    "こんにちは、元気ですか？",
    "안녕하세요",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👍🏽 ❤️ 1️⃣ 🇺🇳",
    "abc \u200fעברית\u200e abc",
    "Tiếng Việt: ưỡ ộ",
    "two\n\nparagraphs\nand a line",
    "[@click=app.quit]stays text[/]",
]


@pytest.mark.parametrize(("dirty", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text(dirty: str, expected: str) -> None:
    assert clean.text(dirty) == expected
    assert clean.text(expected) == expected


@pytest.mark.parametrize("honest", HONEST)
def test_honest_text_comes_through(honest: str) -> None:
    assert clean.text(honest) == honest


def test_combining_floods_are_thinned() -> None:
    assert len(clean.text("a" + "\u0301" * 1000)) == 1 + clean.MAX_MARKS


def test_a_line_is_one_line() -> None:
    assert clean.line("a\u200b\u2069\u200bb") == "a\u200bb"
    assert clean.line("before \x07 after") == "before after"
    assert clean.line("  Ben\r\n\tJones \u2029 x ") == "Ben Jones x"
    assert len(clean.line("x" * 10_000)) == clean.MAX_LINE


@pytest.mark.parametrize(
    "name",
    ["\u3164", "\u115f \u1160", "\uffa0", "\u2800" * 9, "\u00ad", "\ufe0f\u200d", "\u200b\u3000", "\u206a"],
)
def test_nobody_is_called_by_a_name_that_shows_nothing(name: str) -> None:
    assert clean.line(name) == ""


@pytest.mark.parametrize("name", ["\u3164x", "⠓⠑⠇⠇⠕\u2800⠽⠕⠥", "\u0301", "❤️", "می\u200cروم"])
def test_a_name_that_shows_something_stays(name: str) -> None:
    assert clean.line(name) == name


def test_what_once_turned_digits_and_joining_on_and_off_goes() -> None:
    assert clean.text("a\u206ab\u206ec") == clean.line("a\u206fb\u206dc") == "abc"


def test_blank_lines_do_not_push_a_text_off_the_screen() -> None:
    assert clean.text("a\n\n\n \n\n\nb") == "a\n\nb"


@pytest.mark.parametrize(
    "good",
    [
        "https://a.example/x?y=1#z",
        "http://[::1]:80/",
        "mailto:ana@a.example",
        "gemini://a.example/",
        "xmpp:a@b",
    ],
)
def test_links_that_open(good: str) -> None:
    assert clean.link(good) == good


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://bank.example@evil.example/",
        "https://a.example:port/",
        "http://[::1/",
        "http://a]b/",
        "https:///nowhere",
        "https://a.example/\x1b[2J",
        "https://a.exa\u200bmple/",
        "https://a.example/ b",
        "https://a.example/" + "x" * 3000,
        "//a.example",
    ],
)
def test_links_that_do_not(bad: str) -> None:
    assert clean.link(bad) == ""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/x", "a.example"),
        ("https://bücher.example/", "bücher.example"),
        ("https://例え.example/", "例え.example"),
        ("https://аррӏе.example/", "xn--80ak6aa92e.example"),
        ("https://pаypal.example/", "xn--pypal-4ve.example"),
        ("http://[::1/", ""),
        ("mailto:a@b.example", ""),
    ],
)
def test_a_link_shows_where_it_goes(url: str, host: str) -> None:
    assert clean.host(url) == host


@given(
    st.text(st.characters(codec="utf-8"))
    | st.text(st.sampled_from("a\x1b[]0;\x07\x9b\u202e\u2066\u2069\u200b\u0301\n "))
)
def test_nothing_that_controls_comes_out(value: str) -> None:
    for cleaned in (clean.text(value), clean.line(value)):
        for character in cleaned:
            assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cs")
            assert character not in "\u202d\u202e\u2028\u2029"
        opened = sum(cleaned.count(c) for c in "\u2066\u2067\u2068")
        assert opened == cleaned.count("\u2069")
    assert clean.text(clean.text(value)) == clean.text(value)
    assert clean.line(clean.line(value)) == clean.line(value)
    assert "\n" not in clean.line(value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://bank.example\u2215login.evil.example/", "bank.xn--examplelogin-ni5g.evil.example"),
        ("https://\u0261oogle.example/", "xn--oogle-qmc.example"),
        ("https://\uff47oogle.example/", "google.example"),
        ("https://\u217cogin.example/", "login.example"),
        ("https://x\u0665.example/", "xn--x-jqc.example"),
        ("https://g\u0585\u0585gle.example/", "xn--ggle-vifa.example"),
        ("https://evil\u3002example/", "evil.example"),
        ("https://müller.example/", "müller.example"),
        ("https://straße.example/", "straße.example"),
        ("https://例え.example/", "例え.example"),
        ("https://مثال.example/", "مثال.example"),
    ],
)
def test_letters_that_pass_for_others_are_told_apart(url: str, shown: str) -> None:
    assert clean.host(url) == shown


def test_what_is_cut_leaves_no_direction_open() -> None:
    assert (
        clean.line("\u2067" * 40 + "x" * 40 + "\u2069" * 40, 50) == "\u2067" * 40 + "x" * 10 + "\u2069" * 40
    )
    assert clean.text("\u2067" + "x" * clean.MAX_TEXT * 2).endswith("\u2069")


@pytest.mark.parametrize("emoji", ["🏳️\u200d🌈", "❤️\u200d🔥", "👁️\u200d🗨️", "👩🏾\u200d🚀"])
def test_what_is_joined_stays_joined(emoji: str) -> None:
    assert clean.text(emoji) == clean.line(emoji) == emoji


@pytest.mark.parametrize(
    ("said", "kept"),
    [("en", "en"), ("pt-BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW"), ("", ""), ("e", ""), ("\u2067en", "")],
)
def test_languages(said: str, kept: str) -> None:
    assert clean.language(said) == kept
