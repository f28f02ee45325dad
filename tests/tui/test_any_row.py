"""Every row and every line of the chrome, whatever strangers are called and write: never a crash, never
wider than there is room, never a control character.
"""

import pkgutil
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module

from anything import NOW, PEOPLE, POSTS, SPANNED, TEXTS, WIDTHS, check
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll, DraftState
from connect_tui.domain.people import Profile
from connect_tui.domain.post import Visibility
from connect_tui.domain.query import Query
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync.composing import Recipient
from connect_tui.sync.missing import Missing
from connect_tui.tui import render
from connect_tui.tui.completing import Suggestion
from connect_tui.tui.render.ballot import OptionRow
from connect_tui.tui.render.beside import MediaRow, beside_lines
from connect_tui.tui.render.command import CommandRow
from connect_tui.tui.render.compose import gauge_line, readers_line, send_line, to_line
from connect_tui.tui.render.entry import EntryRow
from connect_tui.tui.render.found import FoundRow, PersonRow, understood
from connect_tui.tui.render.jump import PlaceRow
from connect_tui.tui.render.kept import KeptRow
from connect_tui.tui.render.leaf import PassageRow
from connect_tui.tui.render.linear import heard
from connect_tui.tui.render.missing import MissingRow
from connect_tui.tui.render.person import CircleRow, HandleRow, ProfileRow
from connect_tui.tui.render.pieces import Line, fit, spread
from connect_tui.tui.render.quiet import NobodyRow, QuietRow
from connect_tui.tui.render.reading import NewRow, ReadRow
from connect_tui.tui.render.rows import AnswerRow, KeyRow, LineRow, Row, SpaceRow, TitleRow
from connect_tui.tui.render.shelf import DraftRow
from connect_tui.tui.render.suggestion import SuggestionRow
from connect_tui.tui.render.thread import GapRow, HiddenRow, PendingRow, PostRow
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap

TIMES = st.sampled_from([NOW - timedelta(seconds=5), NOW - timedelta(days=9), NOW - timedelta(days=999)])
DEPTHS = st.integers(0, 14)
MEDIA = st.builds(DraftMedia, TEXTS, TEXTS)
DRAFTS = st.builds(
    Draft,
    key=st.just("k"),
    account=TEXTS,
    text=TEXTS,
    warning=TEXTS,
    problem=TEXTS,
    language=TEXTS,
    changed=TIMES,
    state=st.sampled_from(DraftState),
    visibility=st.sampled_from(Visibility),
    recipients=st.lists(TEXTS, max_size=3).map(tuple),
    media=st.lists(MEDIA, max_size=2).map(tuple),
    poll=st.none() | st.builds(DraftPoll, st.lists(TEXTS, max_size=3).map(tuple)),
)
WORDS = st.lists(TEXTS.filter(str.strip), max_size=2).map(tuple)
PROFILES = st.builds(Profile, PEOPLE, SPANNED, st.lists(st.tuples(TEXTS, SPANNED), max_size=2).map(tuple))
ROWS: dict[type, st.SearchStrategy[Row]] = {
    AnswerRow: st.builds(AnswerRow, st.just("k"), TEXTS, TEXTS, st.integers(0, 20)),
    CircleRow: st.builds(CircleRow, st.just("k"), TEXTS, st.booleans(), TEXTS),
    CommandRow: st.builds(CommandRow, st.just("k"), TEXTS, TEXTS, TEXTS, TEXTS),
    DraftRow: st.builds(DraftRow, DRAFTS, TEXTS),
    FoundRow: st.builds(FoundRow, POSTS, WORDS),
    GapRow: st.builds(GapRow, st.just("k"), DEPTHS),
    HandleRow: st.builds(HandleRow, TEXTS, TEXTS, st.booleans(), TEXTS),
    HiddenRow: st.builds(HiddenRow, st.just("k"), TEXTS, DEPTHS, DEPTHS, st.booleans()),
    KeyRow: st.builds(KeyRow, st.just("k"), TEXTS, TEXTS),
    LineRow: st.builds(LineRow, st.just("k"), TEXTS, st.booleans(), TEXTS),
    MediaRow: st.builds(MediaRow, st.just(0), MEDIA),
    MissingRow: st.builds(MissingRow, st.builds(Missing, TEXTS, st.none() | TIMES, TIMES)),
    NewRow: st.builds(NewRow, st.just("k"), TIMES, st.booleans()),
    NobodyRow: st.builds(NobodyRow, TEXTS),
    OptionRow: st.builds(OptionRow, st.just(0), TEXTS, st.booleans(), st.booleans()),
    PassageRow: st.builds(PassageRow, st.just("k"), TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple)),
    PendingRow: st.builds(PendingRow, DRAFTS, TEXTS, DEPTHS, DEPTHS),
    PersonRow: st.builds(PersonRow, PEOPLE, WORDS, TEXTS),
    PlaceRow: st.builds(PlaceRow, st.just("k"), TEXTS, TEXTS),
    PostRow: st.builds(
        PostRow,
        post=POSTS,
        to=TEXTS,
        parent=st.none() | POSTS,
        depth=DEPTHS,
        place=TEXTS,
        boosters=st.lists(PEOPLE, max_size=3).map(tuple),
        below=DEPTHS,
        account=TEXTS,
    ),
    ProfileRow: st.builds(ProfileRow, PROFILES, TEXTS),
    QuietRow: st.builds(QuietRow, PEOPLE, POSTS),
    ReadRow: st.builds(ReadRow, TIMES),
    SpaceRow: st.builds(SpaceRow, st.just("k")),
    SuggestionRow: st.builds(SuggestionRow, st.builds(Suggestion, TEXTS, TEXTS, TEXTS)),
    TitleRow: st.builds(TitleRow, st.just("k"), TEXTS),
}
ELSEWHERE = {EntryRow, KeptRow}
"""Have tests of their own, with whole conversations."""


def test_no_row_is_left_out() -> None:
    modules = [
        import_module(f"{render.__name__}.{found.name}") for found in pkgutil.iter_modules(render.__path__)
    ]
    there = {
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type) and hasattr(found, "lines") and found is not Row
    }
    assert there == ROWS.keys() | ELSEWHERE


@settings(max_examples=300, deadline=None)
@given(st.one_of(*ROWS.values()), WIDTHS, st.booleans(), st.booleans(), st.booleans(), TEXTS)
def test_any_row_fits_any_width(
    row: Row, width: int, selected: bool, focused: bool, plain: bool, key: str
) -> None:
    view = View(
        width,
        NOW,
        selected=selected,
        focused=focused,
        plain=plain,
        keys={"fetch": key, "undo": key, "reply": key, "warning": key},
        networks={"home": key},
    )
    lines = list(row.lines(view))
    check(lines, width)
    check(list(heard(lines, width)), width)
    assert list(row.lines(replace(view))) == lines


@settings(max_examples=60, deadline=None)
@given(DRAFTS, st.lists(st.builds(Recipient, TEXTS, TEXTS, st.booleans()), max_size=4), TEXTS, WORDS, WIDTHS)
def test_what_stands_around_what_is_written_fits_any_width(
    draft: Draft, people: list[Recipient], handle: str, words: tuple[str, ...], width: int
) -> None:
    can = Capabilities(length=40)
    for line in around(draft, people, handle, words, can):
        check(wrap(line, width), width)
        check([fit(line, width), spread(line, line, width)], width)


def around(
    draft: Draft, people: list[Recipient], handle: str, words: tuple[str, ...], can: Capabilities
) -> Iterable[Line]:
    """The lines of the composer, and that which says how a query was understood."""
    yield to_line(people, draft, 0, can)
    yield send_line(draft, handle)
    yield readers_line(draft, people, handle)
    yield gauge_line(draft, can, handle)
    yield from beside_lines(draft)
    yield understood(Query(words, by=words, without=words, not_by=words, unknown=()), NOW)
    yield understood(Query(words, unknown=words), NOW)
