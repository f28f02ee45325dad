"""What is never handed out: counts, and text that does something."""

import pytest

from connect_tui.contract.harness import Harness
from connect_tui.contract.words import all_posts, counts, hearing, outgoing, pages, texts, timelines, unheard
from connect_tui.domain import clean
from connect_tui.provider import (
    Fact,
    Provider,
)


async def test_nothing_that_is_handed_out_holds_a_count(harness: Harness, provider: Provider) -> None:
    said = await harness.say(unheard(), to_me=True)
    if provider.capabilities.publish:
        await provider.publish(outgoing(unheard(), parent=said))
    answers: list[object] = [
        await provider.verify(),
        await provider.post(said),
        await provider.conversation(said),
    ]
    for fetch in timelines(provider).values():
        answers += await pages(fetch)
    answers += [await provider.facts(fact) for fact in Fact]
    for answer in answers:
        assert counts(answer) == []


HOSTILE = {
    "escape": "before \x1b[2J\x1b]52;c;ZXZpbA==\x07 after",
    "c1": "before \x9b2J\x9d0;title\x9c after",
    "override": "before \u202egnp.exe\u202c after",
    "isolate left open": "before \u2066 after",
    "bell and null": "before \x00\x07\x08 after",
    "zero width": "before " + "\u200b" * 200 + " after",
    "marks": "before a" + "\u0301" * 200 + " after",
    "markup": "before [@click=app.quit]x[/] after",
    "separators": "before \u2028\u2029 after",
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
async def test_hostile_text_arrives_clean(harness: Harness, provider: Provider, kind: str) -> None:
    hostile = HOSTILE[kind]
    can = provider.capabilities
    warned = hostile if can.content_warnings and not can.warnings else ""
    said = await harness.say(hostile, to_me=True, warning=warned)
    alone = await provider.post(said)
    addressed = next(post for post in await all_posts(hearing(provider)) if post.id == said)
    around = next(post for post in (await provider.conversation(said)).posts if post.id == said)
    for post in (alone, addressed, around):
        assert "before" in post.text.plain
        assert "after" in post.text.plain
        assert clean.text(post.text.plain) == post.text.plain
        for value in texts(post):
            assert clean.text(value) == value
        assert "\n" not in post.warning
    if kind == "markup":
        assert "[@click=app.quit]x[/]" in alone.text.plain


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://me:secret@evil.example/"]
)
async def test_a_link_that_may_not_open_leads_nowhere(harness: Harness, provider: Provider, url: str) -> None:
    post = await provider.post(await harness.say(f"before {url} after"))
    assert all(clean.link(span.target) for span in post.text.spans if span.kind == "link")
    assert post.link is None or clean.link(post.link.url)


async def test_spans_lie_inside_their_text(harness: Harness, provider: Provider) -> None:
    await harness.say(
        "See https://paths.example/a?b=c#d #hedges and 👩🏽‍🌾 e\u0301 @nobody@nowhere.example", to_me=True
    )
    for fetch in timelines(provider).values():
        for post in await all_posts(fetch):
            for span in post.text.spans:
                assert 0 <= span.start < span.end <= len(post.text.plain)
    newest = (await all_posts(hearing(provider)))[0]
    links = [span for span in newest.text.spans if span.kind == "link"]
    assert [span.target for span in links] == ["https://paths.example/a?b=c#d"]
