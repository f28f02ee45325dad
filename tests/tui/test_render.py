"""Lines from domain objects: any text, any width, never wider than the screen, never a control character."""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

import pytest
from anything import NOW, POSTS, SPANNED, TEXTS, WIDTHS, check
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len, split_graphemes

from connect_tui.domain.clean import safe
from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.marks import Delivery
from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import (
    Attachment,
    Boost,
    Copy,
    Filter,
    FilterContext,
    MediaKind,
    Mention,
    Poll,
    PollOption,
    Post,
    PostId,
    Visibility,
)
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.providers.web.html import read_html
from connect_tui.sync.missing import Missing
from connect_tui.tui.render.command import CommandRow
from connect_tui.tui.render.entry import EntryRow
from connect_tui.tui.render.found import FoundRow, PersonRow
from connect_tui.tui.render.jump import PlaceRow
from connect_tui.tui.render.linear import heard, linear
from connect_tui.tui.render.missing import MissingRow
from connect_tui.tui.render.names import listed
from connect_tui.tui.render.pieces import Line, Piece, Role, cells_of, fit, short, spread, width_of
from connect_tui.tui.render.quiet import QuietRow
from connect_tui.tui.render.rows import AnswerRow, KeyRow, LineRow, Row, TitleRow
from connect_tui.tui.render.thread import PostRow, conversation_rows, rail_of
from connect_tui.tui.render.times import said_at, until
from connect_tui.tui.render.view import View
from connect_tui.tui.render.words import all_words, hidden_host, pieces, without_salutation, words
from connect_tui.tui.render.wrap import wrap, wrap_text

Measured = TypeVar("Measured")
ME = Account("home", "@me@home.example", "town", PersonId("home", "me"))


def text_of(lines: Iterable[Line]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


@given(TEXTS, WIDTHS)
def test_wrapping_keeps_within_any_width(text: str, width: int) -> None:
    check(wrap_text(text, width), width)


@given(TEXTS, st.integers(2, 80))
def test_wrapping_loses_nothing_but_space(text: str, width: int) -> None:
    kept = "".join("".join(text_of(wrap_text(text, width))).split())
    assert kept == "".join(safe(text).split())


@given(TEXTS, TEXTS, WIDTHS)
def test_one_row_stays_one_row(left: str, right: str, width: int) -> None:
    check([spread((Piece(left),), (Piece(right, Role.SOFT),), width)], width)
    check([fit((Piece(left), Piece(right)), width)], width)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 20, ["one  two"]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("日本語のテキスト", 6, ["日本語", "のテキ", "スト"]),
        ("これは、文。", 6, ["これ", "は、", "文。"]),
        ("see 日本", 6, ["see 日", "本"]),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3, ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]),
        ("", 5, [""]),
        ("    0", 2, ["0"]),
        (" ab", 2, ["ab"]),
        (" ab", 3, [" ab"]),
        ("word " * 3, 100, ["word word word"]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert text_of(wrap_text(text, width)) == lines


def test_pieces_keep_their_role_across_lines() -> None:
    lines = wrap([Piece("soft words", Role.SOFT), Piece(" and plain")], 8)
    assert text_of(lines) == ["soft", "words", "and", "plain"] or text_of(lines)[0] == "soft"
    assert lines[0][0].role is Role.SOFT
    assert lines[-1][-1].role is Role.WORDS


@pytest.mark.parametrize(
    ("said", "target", "host"),
    [
        ("https://example.org/page", "https://example.org/page", ""),
        ("example.org/page…", "https://example.org/page", ""),
        ("www.example.org", "https://example.org/", ""),
        ("my bank", "https://evil.example/", "evil.example"),
        ("https://bank.example", "https://evil.example/", "evil.example"),
        ("bank.example@evil", "https://evil.example/", "evil.example"),
        ("bank.example.evil.example", "https://evil.example", "evil.example"),
        ("bank.example (evil.example)", "https://evil.example/x", ""),
        ("bank.example (bank.example)", "https://evil.example/x", "evil.example"),
        ("аррӏе.com", "https://аррӏе.com/", "xn--80ak6aa92e.com"),
        ("click", "mailto:a@b.example", ""),
    ],
)
def test_a_link_shows_where_it_goes(said: str, target: str, host: str) -> None:
    span = Span(SpanKind.LINK, 0, len(said), target)
    assert hidden_host(said, span) == host
    shown = "".join(piece.text for piece in pieces(Text(said, (span,))))
    assert shown == said + (f" ({host})" if host else "")


@pytest.mark.parametrize(
    ("plain", "mentions", "left"),
    [
        ("@you hello", [(0, 4)], "hello"),
        ("@you @ben hello", [(0, 4), (5, 9)], "hello"),
        ("@you, hello @ben", [(0, 4), (12, 16)], "hello @ben"),
        ("hello @you", [(6, 10)], "hello @you"),
        ("@you", [(0, 4)], "@you"),
        ("@you\n\nhello", [(0, 4)], "hello"),
    ],
)
def test_the_salutation_is_left_out(plain: str, mentions: list[tuple[int, int]], left: str) -> None:
    text = Text(plain, tuple(Span(SpanKind.MENTION, *place, "@x@y.example") for place in mentions))
    assert without_salutation(text).plain == left
    for span in without_salutation(text).spans:
        assert without_salutation(text).plain[span.start] == "@"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Ben"], "Ben"),
        (["Ben", "Chloe"], "Ben and Chloe"),
        (["Ana", "Ben", "Chloe"], "Ana, Ben and Chloe"),
        (["Ana", "Ben", "Chloe", "Dev"], "Ana, Ben, Chloe and others"),
        (["Ben", "Ben"], "Ben"),
    ],
)
def test_people_are_named_and_never_counted(names: list[str], said: str) -> None:
    assert listed(names) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW - timedelta(hours=2), "10:00"),
        (NOW - timedelta(hours=14), "yesterday 22:00"),
        (NOW - timedelta(days=2), "Mon 12:00"),
        (NOW - timedelta(days=15), "3 Mar 12:00"),
        (NOW - timedelta(days=400), "11 Feb 2025 12:00"),
        (NOW + timedelta(minutes=5), "12:05"),
    ],
)
def test_when_something_was_said(moment: datetime, said: str) -> None:
    assert said_at(moment, NOW) == said


def test_when_something_will_be() -> None:
    assert [until(NOW + timedelta(days=days), NOW) for days in (0, 1, 3, 10)] == [
        "12:00",
        "tomorrow 12:00",
        "Sat 12:00",
        "28 Mar 12:00",
    ]


def test_a_few_lines_of_a_long_text_end_in_an_ellipsis() -> None:
    lines = words(Text("word " * 50), 20, most=2)
    assert len(lines) == 2
    assert text_of(lines)[-1].endswith("…")
    assert width_of(lines[-1]) <= 20


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (30, ["The tree will remember it", "longer than you do, whatever …"]),
        (24, ["The tree will remember", "it longer than you do, …"]),
        (20, ["The tree will", "remember it longer …"]),
        (18, ["The tree will", "remember it …"]),
    ],
)
def test_a_long_text_is_cut_between_two_words(width: int, expected: list[str]) -> None:
    text = Text("The tree will remember it longer than you do, whatever you say to it in spring.")
    assert text_of(words(text, width, most=2)) == expected


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (80, "The hedge behind number four has become one long conversation"),
        (40, "The hedge behind number four has become…"),
        (39, "The hedge behind number four has…"),
        (12, "The hedge…"),
        (8, "The hed…"),
        (6, "The…"),
        (5, "The…"),
        (3, "Th…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_words_in_a_sentence_are_cut_between_two(width: int, said: str) -> None:
    assert short("The hedge behind number four  has become one\nlong conversation", width) == said


def test_a_sentence_that_ends_where_it_is_cut_gets_no_stop() -> None:
    assert short("Planning the garden for spring. So far: beans.", 33) == "Planning the garden for spring…"


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_the_width_of_plain_text_is_that_which_rich_measures(text: str) -> None:
    assert cells_of(text) == cell_len(text)


def test_a_word_longer_than_what_is_shown_is_cut_within() -> None:
    assert short("Donaudampfschifffahrt", 10) == "Donaudamp…"
    address = "https://a.example/" + "a" * 99
    assert text_of(words(Text(address), 30, most=1)) == [address[:28] + " …"]


@pytest.mark.parametrize("width", range(36, 78))
def test_what_something_stands_under_is_quoted_to_the_closing_mark(width: int) -> None:
    top = a_post("1", "Me", "The hedge behind number four has become one long conversation, said Ben")
    answer = a_post("2", "Ben", "They moved in the week the scaffolding went.", "1")
    [conversation] = assemble([top, answer])
    entry = an_entry(Reason.REPLIED, conversation, answer)
    _, reason, *_ = text_of(EntryRow(entry).lines(View(width, NOW, me=frozenset({ME.key}))))
    assert reason.strip().startswith("answered you, under “The")
    assert reason.strip().endswith("…”")


@pytest.mark.parametrize("width", range(20, 78))
@pytest.mark.parametrize("reason", [Reason.REPLIED, Reason.MAYBE_ANSWERED])
@pytest.mark.parametrize("top", ["The hedge behind number four has become one long conversation", ""])
def test_what_something_stands_under_is_said_whole_or_not_at_all(
    width: int, reason: Reason, top: str
) -> None:
    posts = [a_post("1", "Me", top), a_post("2", "Ben", "They moved.", "1")]
    [conversation] = assemble(posts)
    entry = an_entry(reason, conversation, posts[1])
    _, said, *_ = text_of(EntryRow(entry).lines(View(width, NOW, me=frozenset({ME.key}))))
    if "under" in said or not said.endswith("…"):
        assert re.fullmatch(r" \w[\w ]*(, under (“The .*…”|a post by you))?", said)


@pytest.mark.parametrize("width", range(36, 78))
def test_words_beside_a_note_end_between_two(width: int) -> None:
    post = a_post("1", "Me", "Then I will put the kettle on, and there will be soup tonight for everybody.")
    [conversation] = assemble([post])
    entry = replace(an_entry(Reason.TOOK_PART, conversation, post), section=Section.ACTIVE, spoke_last=True)
    *_, last, _ = text_of(EntryRow(entry).lines(View(width, NOW, me=frozenset({ME.key}))))
    said = last.removesuffix("you spoke last").rstrip()
    assert said != last
    if said.endswith("…"):
        assert said.split()[-2] in post.text.plain.split()


def an_entry(reason: Reason, conversation: Conversation, post: Post) -> Entry:
    return Entry(
        account=ME,
        section=Section.WAITING,
        reason=reason,
        people=(post.author,),
        since=NOW,
        place=(0, 0, 0, 0, 0.0, "1"),
        conversation=conversation,
        post=post,
    )


@pytest.mark.parametrize(
    ("reason", "width", "first", "second"),
    [
        (Reason.REPLIED, 60, "Linden Row notices · street · new to you", "answered you"),
        (Reason.REPLIED, 46, "Linden Row notices · street", "answered you · new to you"),
        (Reason.REPLIED, 36, "Linden Row notices", "answered you · street · new to you"),
        (Reason.SELF_THREAD, 46, "Linden Row notices, a thread", "street · new to you"),
        (Reason.BOT, 36, "Linden Row notices", "an automated account mentioned you\n street · new to you"),
        (Reason.SELF_THREAD, 36, "Linden Row notices", "a thread · street · new to you"),
    ],
)
def test_what_is_said_of_people_is_never_cut_within(
    reason: Reason, width: int, first: str, second: str
) -> None:
    post = a_post("1", "Linden Row notices", "The book that you asked for is waiting.")
    [conversation] = assemble([post])
    entry = replace(an_entry(reason, conversation, post), newcomer=True)
    view = View(width, NOW, me=frozenset({ME.key}), circles={post.author.key: "street"})
    above, *below = text_of(EntryRow(entry).lines(view))
    assert above.strip().removesuffix("home · now").strip() == first
    assert "\n".join(below).strip().startswith(f"{second}\n")


def test_the_ticks_about_code_are_seen() -> None:
    text = Text("use weft now", (Span(SpanKind.CODE, 4, 8),))
    assert {piece.role for piece in words(text, 40)[0] if piece.text == "`"} == {Role.SOFT}


@pytest.mark.parametrize("width", [40, 60, 76])
def test_a_long_name_leaves_room_for_whom_it_speaks_to(width: int) -> None:
    posts = [
        a_post("1", "Me", "top"),
        a_post("2", "Maximiliane-Alexandrowna von und zu Hohenstein", "yes", "1"),
    ]
    head = next(line for line in drawn(posts, width=width).split("\n") if "Maxim" in line)
    assert "… → you" in head or "Hohenstein → you" in head


@pytest.mark.parametrize(
    ("plain", "most", "expected"),
    [
        ("one\n\ntwo\n\nthree", 2, ["one …"]),
        ("one\n\ntwo\n\nthree", 3, ["one", "", "two …"]),
        ("one\n\n\n\ntwo", 4, ["one …"]),
        ("\n\n\none", 2, [" …"]),
        ("one\n\ntwo", 3, ["one", "", "two"]),
    ],
)
def test_no_line_is_said_twice_where_the_last_one_is_blank(
    plain: str, most: int, expected: list[str]
) -> None:
    assert text_of(words(Text(plain), 20, most=most)) == expected


@pytest.mark.parametrize(("depth", "width"), [(8, 80), (30, 80), (8, 40), (0, 80), (4, 74)])
def test_the_rail_folds_and_leaves_room_for_words(depth: int, width: int) -> None:
    assert len(rail_of(depth, width)) <= (8 if width >= 60 else 4)
    assert len(rail_of(depth, width)) == min(2 * depth, 8 if width >= 60 else 4)


@settings(max_examples=60, deadline=None)
@given(st.lists(POSTS, min_size=1, max_size=7), WIDTHS, st.booleans(), st.booleans(), TEXTS)
def test_any_conversation_fits_any_width(
    posts: list[Post], width: int, selected: bool, plain: bool, said: str
) -> None:
    me = frozenset({ME.key})
    for conversation in assemble(posts):
        opened = frozenset(conversation.by_uri) if plain else frozenset[str]()
        view = View(width, NOW, selected=selected, plain=plain, me=me, opened=opened)
        draft = Draft(
            key="k",
            account="home",
            text=said,
            changed=NOW,
            answers=conversation.uri,
            state=DraftState.FAILED,
            problem=said,
        )
        rows: list[Row] = [*conversation_rows(conversation, (draft,), me)]
        post = conversation.top
        boost = Boost(PostId("home", "b"), post.uri, post.author, NOW, NOW)
        rows += [
            EntryRow(
                Entry(
                    section=section,
                    reason=reason,
                    account=ME,
                    conversation=conversation,
                    post=post,
                    reply_to=conversation.posts[-1],
                    people=(post.author,),
                    others=(boost.by,),
                    since=NOW,
                    place=(0, 0, 0, 0, 0.0, ""),
                    newcomer=plain,
                    spoke_last=True,
                    delivery=delivery,
                )
            )
            for section, reason, delivery in (
                (Section.WAITING, Reason.ASKED, Delivery.NONE),
                (Section.ACTIVE, Reason.TOOK_PART, Delivery.SENDING),
                (Section.ACTIVE, Reason.AMONG_PEOPLE, Delivery.NONE),
                (Section.ASIDE, Reason.QUOTED, Delivery.NOT_SENT),
                (Section.BROADCAST, Reason.BOOSTED, Delivery.NONE),
                (Section.BROADCAST, Reason.SELF_THREAD, Delivery.NONE),
            )
        ]
        rows += [QuietRow(post.author, post), LineRow("l", said, True, said), TitleRow("t", said)]
        rows += [AnswerRow("a", said), KeyRow("k", said, said), PlaceRow("p", said, said)]
        rows += [CommandRow("c", said, said, said), CommandRow("w", said, said, said, said)]
        rows += [FoundRow(post, tuple(said.split()[:2])), PersonRow(post.author, (said,) if said else ())]
        for row in rows:
            check(row.lines(view), width)
            check([fit(linear(line), width) for line in row.lines(view)], width)


@given(SPANNED, st.integers(20, 200))
def test_setting_blocks_apart_loses_no_words(text: Text, width: int) -> None:
    joined = Text(safe(text.plain), ())
    bare = "".join("".join(text_of(words(Text(text.plain, ()), width))).split())
    shown = "".join("".join(text_of(words(Text(text.plain, only(text, SpanKind.QUOTE)), width))).split())
    assert shown.replace("▏", "") == bare.replace("▏", "") == "".join(joined.plain.split()).replace("▏", "")


@pytest.mark.parametrize(
    ("html", "width", "lines"),
    [
        ("<blockquote>a<blockquote>b</blockquote>c</blockquote>d", 40, ["▏ a", "▏ ▏ b", "▏ c", "d"]),
        ("<blockquote><blockquote>a</blockquote><blockquote>b</blockquote></blockquote>", 40,
         ["▏ ▏ a", "▏ ▏ b"]),
        ("<blockquote>a</blockquote>b<blockquote>c</blockquote>", 40, ["▏ a", "b", "▏ c"]),
        ("<blockquote>a<blockquote>b<blockquote>c<blockquote>d", 40,
         ["▏ a", "▏ ▏ b", "▏ ▏ ▏ c", "▏ ▏ ▏ d"]),
        ("<blockquote>a<blockquote>b", 16, ["▏ a", "▏ b"]),
    ],
)  # fmt: skip
def test_a_quotation_within_another_stands_behind_two_rails(html: str, width: int, lines: list[str]) -> None:
    shown = [line.rstrip() for line in text_of(words(read_html(html).text, width))]
    assert [line for line in shown if line.strip("▏ ")] == lines


def only(text: Text, kind: SpanKind) -> tuple[Span, ...]:
    return tuple(span for span in text.spans if span.kind is kind)


@pytest.mark.parametrize(
    ("text", "kind", "part", "lines"),
    [
        ("she said\nno\nand left", SpanKind.QUOTE, "no", ["she said", "▏ no", "and left"]),
        ("a\nx = 1\ny = 2\nb", SpanKind.CODE, "x = 1\ny = 2", ["a", "  x = 1", "  y = 2", "b"]),
        ("use weft now", SpanKind.CODE, "weft", ["use `weft` now"]),
        ("use `weft` now", SpanKind.CODE, "weft", ["use `weft` now"]),
        ("• one two three four five six seven", SpanKind.LIST, "• one two three four five six seven",
         ["• one two three four", "  five six seven"]),
        ("3. one two three four five six", SpanKind.LIST, "3. one two three four five six",
         ["3. one two three", "   four five six"]),
    ],
)  # fmt: skip
def test_what_is_quoted_code_or_listed_is_set_apart(
    text: str, kind: SpanKind, part: str, lines: list[str]
) -> None:
    start = text.index(part)
    assert text_of(words(Text(text, (Span(kind, start, start + len(part)),)), 22)) == lines


def test_code_that_is_too_wide_goes_on_further_in_than_it_began() -> None:
    code = "def f():\n    return one(two, three, four)\nx"
    text = Text(f"so\n{code}", (Span(SpanKind.CODE, 3, 3 + len(code)),))
    assert text_of(words(text, 24)) == [
        "so",
        "  def f():",
        "      return one(two,",
        "        three, four)",
        "  x",
    ]


def test_a_word_longer_than_a_line_leaves_no_line_nearly_empty() -> None:
    address = "https://example.org/a/very/long/path/that/does/not/end"
    text = Text(f"look: {address} and more", (Span(SpanKind.LINK, 6, 6 + len(address), address),))
    assert text_of(words(text, 30, most=1)) == ["look: https://example.org/a/v…"]
    assert text_of(words(Text("one\n\n" + address), 30, most=1)) == ["one …"]


def test_a_sign_that_is_said_is_written_in_a_tone_that_can_be_read() -> None:
    line = linear((Piece("▏ ", Role.RAIL), Piece("▏ ", Role.RAIL), Piece("never", Role.SOFT)))
    assert "".join(piece.text for piece in line) == "quoted: quoted: never"
    assert Role.RAIL not in {piece.role for piece in line}
    assert linear((Piece("▏ ", Role.RAIL),)) == (), "nothing was quoted here"


def a_post(key: str, author: str, text: str, parent: str | None = None, **more: object) -> Post:
    return Post(
        uri=f"https://home.example/{key}",
        author=Person(f"@{author.casefold()}@home.example", author, PersonId("home", author)),
        created=NOW - timedelta(hours=3),
        seen=NOW,
        copies=(Copy(PostId("home", key), PostId("home", parent) if parent else None),),
        text=Text(text),
        **more,  # type: ignore[arg-type]
    )


def drawn(
    posts: list[Post],
    width: int = 80,
    *,
    plain: bool = False,
    opened: Iterable[str] = (),
    hidden: Mapping[str, str] | None = None,
) -> str:
    me = frozenset({ME.key})
    [conversation] = assemble(posts)
    view = View(width, NOW, plain=plain, me=me, opened=frozenset(opened), keys={"fetch": "m", "warning": "x"})
    rows = conversation_rows(conversation, (), me, hidden)
    return "\n".join(line for row in rows for line in text_of(row.lines(view)))


def test_depth_eight_at_eighty_columns_names_every_parent() -> None:
    names = ["Me", "Ben", "Chloe"]
    posts = [a_post("0", "Me", "top")]
    posts += [a_post(str(n), names[n % 3], f"words {n}", str(n - 1)) for n in range(1, 9)]
    picture = drawn(posts)
    for n in range(1, 9):
        author, parent = (name if name != "Me" else "you" for name in (names[n % 3], names[(n - 1) % 3]))
        assert f"{author} → {parent}" in picture
        assert f"words {n}" in picture


def test_a_missing_parent_says_so_and_how_to_fetch_it() -> None:
    assert "a post is missing here · m fetches it" in drawn([a_post("1", "Ben", "hello", "gone")])


@pytest.mark.parametrize("width", range(20, 80))
def test_a_key_is_never_torn_from_what_it_does(width: int) -> None:
    view = View(width, NOW, me=frozenset({ME.key}), keys={"fetch": "m", "warning": "x"})
    stretch = Missing("home", NOW, NOW - timedelta(hours=2))
    [conversation] = assemble([a_post("1", "Ben", "hello", "gone", warning="a film, and how it ends")])
    rows: list[Row] = [*conversation_rows(conversation, (), view.me), MissingRow(stretch)]
    rows.append(LineRow("earlier", "Some wrote longer ago.", True, "enter shows them"))
    lines = [line for row in rows for line in text_of(row.lines(view))]
    for hint in ("m fetches it", "x opens it", "enter shows them"):
        assert sum(hint in line for line in lines) == (2 if hint == "m fetches it" else 1)


LATER = "put this off; it comes back by itself"
READ = "you have read until here; what comes is new, and this goes on for longer than a line has room"
NOT_NOW = "There is nothing here to be read until."


@pytest.mark.parametrize(
    ("row", "width", "selected", "lines"),
    [
        (CommandRow("z", "Later", "z", LATER), 68, False,
         ["Later               put this off; it comes back by itself         z"]),
        (CommandRow("z", "Later", "z", LATER), 68, True,
         ["Later               put this off; it comes back by itself         z"]),
        (CommandRow("z", "Later", "z", LATER), 40, False, ["Later                                 z"]),
        (CommandRow("z", "Later", "z", LATER), 40, True, ["Later                                 z", LATER]),
        (CommandRow("L", "Read until here", "L", READ), 68, False,
         ["Read until here     you have read until here; what comes is…      L"]),
        (CommandRow("L", "Read until here", "L", READ), 60, True,
         ["Read until here                                           L",
          "you have read until here; what comes is new, and this goes",
          "on for longer than a line has room"]),
        (CommandRow("L", "Read until here", "L", READ, NOT_NOW), 40, False, ["Read until here", NOT_NOW]),
        (KeyRow("k", "z", LATER), 60, False, ["z                put this off; it comes back by itself"]),
        (KeyRow("k", "ctrl+d  pagedown  space", "half a page down"), 60, False,
         ["ctrl+d  pagedown  space  half a page down"]),
        (KeyRow("k", "z", LATER), 36, False, ["z             put this off; it", "              comes back by itself"]),
    ],
)  # fmt: skip
def test_what_a_key_does_stands_near_it(
    row: CommandRow | KeyRow, width: int, selected: bool, lines: list[str]
) -> None:
    assert [line[1:] for line in text_of(row.lines(View(width, NOW, selected=selected)))] == lines


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        ("z", ["z: put this off; it comes back by", "itself"]),
        ("ctrl+d  pagedown  space", ["ctrl+d, pagedown, space: put this", "off; it comes back by itself"]),
    ],
)
def test_read_line_by_line_what_a_key_does_follows_it(keys: str, lines: list[str]) -> None:
    view = View(36, NOW, plain=True)
    said = text_of(list(heard(KeyRow("k", keys, LATER).lines(view), view.width)))
    assert [line[1:] for line in said] == lines


def test_hidden_posts_are_one_quiet_line_and_what_answers_them_stays() -> None:
    posts = [
        a_post("1", "Me", "top"),
        a_post("2", "Max", "noise", "1"),
        a_post("3", "Max", "more noise", "1"),
        a_post("4", "Ben", "I see it otherwise", "3"),
    ]
    hidden = {post.uri: "by somebody you muted" for post in posts[1:3]}
    picture = drawn(posts, hidden=hidden)
    assert "noise" not in picture
    assert picture.count("┆ posts by somebody you muted") == 1
    assert "I see it otherwise" in picture
    assert picture.index("muted") < picture.index("otherwise")
    alone = drawn(posts, hidden={posts[1].uri: "that your filter hides"})
    assert "┆ a post that your filter hides" in alone
    assert "more noise" in alone


def test_a_hidden_letter_is_left_out() -> None:
    direct = {"visibility": Visibility.DIRECT}
    posts = [a_post("1", "Ben", "hello", **direct), a_post("2", "Max", "noise", "1", **direct)]
    assert "noise" in drawn(posts)
    left = drawn(posts, hidden={posts[1].uri: "by somebody you blocked"})
    assert "hello" in left
    assert "noise" not in left


def test_a_direct_conversation_is_a_letter_exchange_without_rails() -> None:
    direct = {"visibility": Visibility.DIRECT}
    picture = drawn([a_post("1", "Ben", "hello", **direct), a_post("2", "Me", "hi", "1", **direct)])
    assert "│" not in picture
    assert "private" in picture


def test_whoever_speaks_in_a_conversation_is_called_by_name_where_they_are_spoken_to() -> None:
    """Few networks name whom they mention."""
    direct = {"visibility": Visibility.DIRECT, "mentions": (Mention("@ben@home.example"),)}
    posts = [
        a_post("1", "Ben", "hello", visibility=Visibility.DIRECT),
        a_post("2", "Me", "hi", "1", **direct),
    ]
    assert "you → Ben" in drawn(posts)


def test_a_warning_covers_until_it_is_opened() -> None:
    post = a_post("1", "Ben", "the ending", warning="film")
    assert "the ending" not in drawn([post])
    assert "Warning: film  x opens it" in drawn([post])
    assert "the ending" in drawn([post], opened=[post.uri])


def test_of_a_cover_only_the_key_that_opens_it_is_in_the_accent() -> None:
    warned = a_post("1", "Ben", "the ending", warning="film")
    covered = Copy(
        PostId("home", "2"), filters=(Filter("Match day", False, frozenset({FilterContext.HOME})),)
    )
    filtered = replace(a_post("2", "Ben", "goal"), copies=(covered,))
    for post, said in ((warned, "film"), (filtered, "Match day")):
        pieces = [
            piece for line in PostRow(post).lines(View(80, NOW, keys={"warning": "x"})) for piece in line
        ]
        [cover] = [piece for piece in pieces if said in piece.text]
        assert cover.role is not Role.ACCENT
        assert [piece.text.strip() for piece in pieces if piece.role is Role.ACCENT] == ["x opens it"]


def test_a_long_answer_goes_on_below_its_first_word() -> None:
    poll = Poll("p", (PollOption("Coffee with a great many words behind it, " * 2),), closes=NOW)
    lines = drawn([a_post("1", "Ben", "Which?", poll=poll)], width=40).split("\n")
    first = next(index for index, line in enumerate(lines) if "○" in line)
    below = lines[first + 1]
    assert len(below) - len(below.lstrip()) == lines[first].index("Coffee")


def test_a_poll_has_bars_and_no_numbers() -> None:
    poll = Poll(
        "p", (PollOption("Tea", 7, mine=True), PollOption("Coffee", 3)), closes=NOW + timedelta(days=1)
    )
    picture = drawn([a_post("1", "Ben", "Which?", poll=poll)])
    assert "━━━━━━━───  Tea  your choice" in picture
    assert "open until tomorrow 12:00" in picture


def test_alt_text_is_shown_and_its_absence_said() -> None:
    attachments = (Attachment(MediaKind.IMAGE, "u", "a red boat"), Attachment(MediaKind.VIDEO, "u"))
    picture = drawn([a_post("1", "Ben", "Look.", attachments=attachments)])
    assert "picture: a red boat" in picture
    assert "film without a description" in picture


def test_in_plain_mode_signs_are_words() -> None:
    picture = drawn([a_post("1", "Me", "top"), a_post("2", "Ben", "hello", "1")], plain=True)
    assert "Ben to you" in picture
    assert "│" not in picture
    assert "→" not in picture


HEAVY = {
    "items within items": "<ul><li>x" * 1_400,
    "items": "<ul>" + "<li><b>x</b>" * 990,
    "quotes within quotes": "<blockquote>x" * 1_400,
    "works within works, and items": "<cite>x" * 900 + "<ul>" + "<li>x" * 900,
    "code between words": "x<code>y</code>z" * 1_400,
    "lines of code below items": "<ul>" + "<li>x" * 1_400 + "</ul><pre>" + "a\n" * 20_000,
    "one long line": "? " * 90_000,
    "one long word": "漢" * 100_000,
}
"""Posts that were laid out for seconds, in which no key was heard."""


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_no_text_takes_long_to_lay_out(name: str) -> None:
    text = read_html(HEAVY[name]).text
    assert any(time_of(text, most=3) < 0.1 for _ in range(3))
    assert any(time_of(text) < 0.7 for _ in range(3))


@pytest.mark.parametrize("piece", ["words and ", "日本語の文", "x", "👩‍👩‍👧", "\nlines "])
def test_no_more_of_a_text_is_measured_than_is_asked_for(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    measured: list[int] = []

    def noting(measure: Callable[[str], Measured]) -> Callable[[str], Measured]:
        def noted(text: str) -> Measured:
            measured.append(len(text))
            return measure(text)

        return noted

    monkeypatch.setattr("connect_tui.tui.render.wrap.cells_of", noting(cells_of))
    monkeypatch.setattr("connect_tui.tui.render.wrap.split_graphemes", noting(split_graphemes))
    long = Text(piece * (50_000 // len(piece)))
    assert len(list(islice(all_words(long, 40), 20))) == 20
    assert sum(measured) < len(long.plain) / 4


def test_a_conversation_of_thousands_takes_no_longer_for_its_boosts() -> None:
    posts = [
        a_post("0", "Ben", "top"),
        *(a_post(f"{n}", "Ana", "words", f"{n - 1}") for n in range(1, 4_000)),
    ]
    by = Person("@cy@a.example", "Cy", PersonId("home", "cy"))
    boosts = [Boost(PostId("home", f"b{post.uri}"), post.uri, by, NOW, NOW) for post in posts]
    (conversation,) = assemble(posts, boosts)
    before = time.thread_time()
    rows = conversation_rows(conversation, (), frozenset())
    assert time.thread_time() - before < 0.5
    assert all(row.boosters == (by,) for row in rows if isinstance(row, PostRow))


def time_of(text: Text, most: int = 0) -> float:
    """Seconds of this thread for the lines of a text."""
    before = time.thread_time()
    words(text, 60, most=most)
    return time.thread_time() - before


def test_a_text_that_goes_on_unseen_ends_in_an_ellipsis() -> None:
    marks = Text("a" + "\u0301" * 8)
    assert shown(words(marks, 4, most=1)) == [marks.plain]
    lines = words(Text(f"{marks.plain * 4}\n" + "x " * 1_000), 4, most=1)
    assert shown(lines)[0].endswith("…")


def shown(lines: Iterable[Line]) -> list[str]:
    """What stands on these lines."""
    return ["".join(piece.text for piece in line) for line in lines]
