"""Facets: what stretches of text are, counted in bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.domain import clean
from connect_tui.domain.text import Span, SpanKind
from connect_tui.providers.bluesky.facets import Facet, facets_in, read_text, to_wire
from connect_tui.providers.web.reader import Json

DID = "did:plc:ew5n3hrpcbydm2kwcfz3v7ra"

WRITTEN = [
    ("nothing here", []),
    ("see https://a.example/b?c=d#e.", [("https://a.example/b?c=d#e", "https://a.example/b?c=d#e")]),
    ("(https://a.example/x_(y))", [("https://a.example/x_(y)", "https://a.example/x_(y)")]),
    ("https://a.example, and http://b.example!", [("https://a.example", "https://a.example"), ("http://b.example", "http://b.example")]),
    ("javascript:alert(1) ftp://a.example", []),
    ("https://me:secret@evil.example/", []),
    ("@ana.test hello", [("@ana.test", "ana.test")]),
    ("hello @ana.test.", [("@ana.test", "ana.test")]),
    ("mail me@ana.test or @@ana.test or @ana", []),
    ("👋🏽 @ana.test", [("@ana.test", "ana.test")]),
    ("#tea and #Tee-Zeit, #42 #4tea", [("#tea", "tea"), ("#Tee-Zeit", "Tee-Zeit"), ("#4tea", "4tea")]),
    ("#日本語 ＃全角 ## #", [("#日本語", "日本語"), ("＃全角", "全角")]),
    ("https://a.example/#part and a#b &#39;", [("https://a.example/#part", "https://a.example/#part")]),
    ("#" + "x" * 65, []),
    ("https://a.example/@ana.test", [("https://a.example/@ana.test", "https://a.example/@ana.test")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), WRITTEN)
def test_what_stands_in_a_text_of_mine(text: str, found: list[tuple[str, str]]) -> None:
    whole = text.encode()
    facets = facets_in(text)
    assert [(whole[facet.start : facet.end].decode(), facet.target) for facet in facets] == found


@given(st.text(alphabet=st.sampled_from("a@#. /:👋🏽é\n(日x1"), max_size=40))
def test_facets_of_mine_never_overlap_and_are_read_back(text: str) -> None:
    facets = facets_in(f"{text} https://a.example {text} #tag @ana.test")
    places = [place for facet in facets for place in (facet.start, facet.end)]
    assert places == sorted(places)
    wire = [
        to_wire(
            facet if facet.kind is not SpanKind.MENTION else Facet(facet.kind, facet.start, facet.end, DID)
        )
        for facet in facets
    ]
    assert [(facet.kind, facet.start, facet.end) for facet in Facet.read_all(Json(wire))] == [
        (facet.kind, facet.start, facet.end) for facet in facets
    ]


def link(start: object, end: object, uri: object = "https://a.example") -> dict[str, object]:
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": uri}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


WRONG = {
    "outside": link(0, 99),
    "backwards": link(5, 2),
    "empty": link(3, 3),
    "negative": link(-1, 3),
    "no numbers": link("0", None),
    "within a character": link(0, 1),
    "a link that may not open": link(0, 2, "javascript:alert(1)"),
    "a number for a link": link(0, 2, 4),
    "no features": {"index": {"byteStart": 0, "byteEnd": 2}},
    "an unknown feature": {"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"$type": "x", "uri": "https://a.example"}]},
    "a mention of no DID": {"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "ana"}]},
    "nothing": None,
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(WRONG))
def test_a_facet_that_means_nothing_leaves_the_text_whole(kind: str) -> None:
    read = read_text("é is a letter", Facet.read_all(Json([WRONG[kind], link(3, 5)])), lambda did, shown: "")
    assert read.plain == "é is a letter"
    assert read.spans == (Span(SpanKind.LINK, 2, 4, "https://a.example"),)


def test_of_facets_that_overlap_the_first_one_holds() -> None:
    facets = Facet.read_all(Json([link(2, 6, "https://b.example"), link(0, 4)]))
    read = read_text("abcdefgh", facets, lambda did, shown: "")
    assert read.spans == (Span(SpanKind.LINK, 0, 4, "https://a.example"),)


@given(
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from("\x1b[]\u202e\u2066\u0301\u200b\r\t\ud800")),
        max_size=60,
    ),
    st.lists(st.tuples(st.integers(-2, 80), st.integers(-2, 80)), max_size=6),
)
def test_whatever_is_written_comes_out_clean_with_its_spans_inside(
    text: str, places: list[tuple[int, int]]
) -> None:
    facets = Facet.read_all(Json([link(start, end) for start, end in places]))
    read = read_text(text, facets, lambda did, shown: "")
    assert clean.text(read.plain) == read.plain
    for span in read.spans:
        assert 0 <= span.start < span.end <= len(read.plain)
        assert span.target == "https://a.example"
