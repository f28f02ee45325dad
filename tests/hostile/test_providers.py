"""Every attack through every network: whatever stands on the wire, what is handed out is harmless."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from attacks import ATTACKS, FORBIDDEN, HONEST, UNCLEAN, flooded, unclosed
from hostile_wires import WIRES, Wire, WireServer
from wire_samples import texts

from connect_tui import plugins
from connect_tui.domain import clean
from connect_tui.provider import Fact, Page, Provider, ProviderError, Timeline

Ask = Callable[[], Awaitable[object]]
NASTY = "".join(list(ATTACKS.values())[::7])[:20_000]
"""Much of everything, in one text."""


async def everything(provider: Provider) -> list[object]:
    """All that a provider can be asked, and what it answers."""
    can = provider.capabilities
    found: list[object] = [await answer(provider.verify)]
    home = await answer(provider.timeline)
    found += [home, provider.capabilities]
    ask: list[Ask] = [provider.mine, provider.addressed, partial(provider.people, "before")]
    ask += [partial(provider.search, "before"), *(partial(provider.facts, fact) for fact in Fact)]
    for post in home.posts[:1] if isinstance(home, Page) else ():
        ask += [partial(call, post.id) for call in (provider.conversation, provider.post)]
        ask += [partial(call, post.author.id) for call in (provider.profile, provider.posts_by)]
        ask += [partial(provider.post_at, post.uri), partial(provider.relations, (post.author,))]
        ask += [partial(provider.history, post.id)] if can.history else []
        ask += [partial(provider.source, post.id)] if can.edit else []
    ask += [partial(provider.tags, "before")] if can.tags else []
    ask += [provider.emoji] if can.emoji else []
    ask += [partial(provider.marker, timeline) for timeline in Timeline] if can.read_markers else []
    return found + [await answer(call) for call in ask]


async def answer(call: Ask) -> object:
    try:
        return await call()
    except ProviderError as error:
        return error


@pytest.fixture(params=sorted(WIRES), scope="module")
def answers(request: pytest.FixtureRequest) -> list[object]:
    """What a provider answers to everything, on a server that is hostile throughout."""
    found = asyncio.run(asked(request.param))
    assert [error for error in found if isinstance(error, ProviderError)] == []
    return found


async def asked(network: str) -> list[object]:
    attacks = list(ATTACKS.values())
    # A feed is kept up to a hundred entries, of a page two hundred posts are taken, and an answer has a limit.
    at_once = 90
    found: list[object] = []
    for start in range(0, len(attacks), at_once):
        wire: Wire = WIRES[network](attacks[start : start + at_once])
        with WireServer(wire) as server:
            provider = wire.provider(server.url)
            found += await everything(provider)
            await provider.close()
    return found


def test_every_network_is_here() -> None:
    assert {wire([]).kind for wire in WIRES.values()} | {"demo"} == set(plugins.OWN)


def test_what_is_handed_out_is_harmless(answers: list[object]) -> None:
    found = [text for given in answers for text in texts(given)]
    assert len(found) > 1000
    bad = [
        (path, text[:80])
        for path, text in found
        if UNCLEAN.search(text) or unclosed(text) or (not text.isascii() and flooded(text))
    ]
    assert bad == []
    links = [text for path, text in found if path.endswith((".url", ".link.target")) and text]
    assert [link for link in links if clean.link(link) != link] == []


def test_words_around_an_attack_stay_legible(answers: list[object]) -> None:
    posts = [post for page in answers if isinstance(page, Page) for post in page.posts]
    assert len({post.uri for post in posts}) > 80
    spoken = [post for post in posts if len(post.text.plain) < 5000]
    assert [post.text.plain for post in spoken if "before" not in post.text.plain + post.warning] == []


@pytest.mark.parametrize("network", sorted(WIRES))
async def test_honest_text_is_unharmed(network: str) -> None:
    wire: Wire = WIRES[network](list(HONEST.values()))
    with WireServer(wire) as server:
        provider = wire.provider(server.url)
        try:
            await provider.verify()
            page = await provider.timeline()
        finally:
            await provider.close()
    said = "\n".join(f"{post.text.plain}\n{post.author.name}" for post in page.posts)
    lost = [
        name for name, text in HONEST.items() if text not in said and text.replace("\u200b", "") not in said
    ]
    assert lost == []


@pytest.mark.parametrize("network", sorted(WIRES))
async def test_much_of_everything_takes_little_time(network: str) -> None:
    wire: Wire = WIRES[network]([NASTY])
    with WireServer(wire) as server:
        provider = wire.provider(server.url)
        try:
            before = time.thread_time()
            await everything(provider)
            assert time.thread_time() - before < 3.0
        finally:
            await provider.close()


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_one_attack_cleaned(name: str) -> None:
    attack = f"before {ATTACKS[name]} after"
    assert not FORBIDDEN.search(clean.safe(attack))
    for cleaned in (clean.text(attack), clean.line(attack)):
        assert not UNCLEAN.search(cleaned)
        assert not unclosed(cleaned)
        assert not flooded(cleaned)
        assert cleaned.startswith("before")
    once = clean.text(attack)
    assert clean.text(once) == once
    link = clean.link(ATTACKS[name])
    assert not link or link.split(":")[0].lower() in clean.OPENABLE


@pytest.mark.parametrize("name", sorted(HONEST))
def test_honest_text_cleaned(name: str) -> None:
    assert clean.text(HONEST[name]) == HONEST[name]
    assert clean.line(HONEST[name]) == HONEST[name]
    if name != "both directions":
        assert clean.safe(HONEST[name]) == HONEST[name]
