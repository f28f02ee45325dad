"""With a stream: what happens is there at once, nothing is asked for meanwhile, and nothing is missed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from world import World, running, until

from connect_tui.domain.entry import Section
from connect_tui.domain.post import PostId
from connect_tui.provider import (
    AuthExpired,
    Changed,
    Fact,
    NotFound,
    Offline,
    Page,
    Removed,
    Timeline,
)
from connect_tui.sync import keeping, streaming, waking
from connect_tui.sync.feed_desk import FeedName
from connect_tui.sync.settings import SyncSettings

HOME, ADDRESSED = Timeline.HOME, Timeline.ADDRESSED


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rests are short, and the ordinary pace is long."""
    monkeypatch.setattr(streaming, "FIRST_REST", timedelta(milliseconds=20))
    monkeypatch.setattr(keeping, "TOGETHER", 0.02)
    monkeypatch.setattr(keeping, "FOLLOWED_UP_EVERY", timedelta(milliseconds=50))


@pytest.fixture
def live(world: World) -> World:
    """My account streams."""
    world.provider._capabilities = replace(world.provider.capabilities, streaming=True)
    return world


async def whole(world: World) -> None:
    """Wait until the stream stands and everything before it has been read."""
    await until(lambda: world.engine._accounts["home"].arrivals.whole)
    await until(lambda: not world.engine._accounts["home"]._one_at_a_time.locked())


def order(world: World, name: FeedName) -> list[str]:
    return list(world.engine._accounts["home"]._feeds._load(name).order)


async def test_what_is_said_is_there_at_once(live: World) -> None:
    async with running(live):
        await whole(live)
        key = live.network.post("ana", "@me are you coming?", names=("me",))
        live.provider.stream_note(key, ADDRESSED)
        await until(lambda: live.waiting() == [key])


async def test_silence_costs_nothing(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    live.settings = SyncSettings(pace=timedelta(milliseconds=60))
    live.restart()
    async with running(live):
        await whole(live)
        await asyncio.sleep(0.3)
        live.provider.calls.clear()
        await asyncio.sleep(0.6)
        assert live.provider.calls == []


async def test_it_is_listened_to_before_the_feeds_are_read(live: World) -> None:
    await live.refresh()
    live.restart()
    live.provider.calls.clear()
    async with running(live):
        await whole(live)
    assert live.provider.calls[0] == "stream"
    assert live.provider.counted["timeline"] == 1


async def test_nothing_is_lost_between_the_page_and_the_stream(live: World) -> None:
    """A page that was asked for before something was deleted comes in after it was."""
    key = live.network.post("ana", "@me are you coming?", names=("me",))
    read = live.provider.addressed

    async def late(cursor: str | None = None) -> Page:
        page = await read(cursor)
        live.network.delete(key)
        live.provider.tell(Removed(PostId("home", key)))
        await asyncio.sleep(0.05)
        return page

    live.provider.addressed = late  # type: ignore[method-assign]
    live.restart()
    async with running(live):
        await whole(live)
        await until(lambda: live.section_of(key) is not Section.WAITING)
        assert live.waiting() == []


async def test_the_feeds_go_on_where_the_stream_was(live: World) -> None:
    """After many posts by stream the next refresh finds no gap, and asks for one page."""
    live.network.post("ana", "one")
    async with running(live):
        await whole(live)
        for number in range(300):
            live.provider.stream_note(live.network.post("ana", f"more {number}"), HOME)
        last = live.network.home[0]
        await until(lambda: order(live, FeedName.HOME)[:1] == [last])
        await until(lambda: live.provider.counted["timeline"] == 2)  # what lies below the stream, once
        live.provider.calls.clear()
        await live.refresh()
        assert live.provider.counted["timeline"] == 1
        assert not live.engine._accounts["home"]._feeds.has_gaps


async def test_what_i_say_elsewhere_counts(live: World) -> None:
    asked = live.network.post("ana", "@me are you coming?", names=("me",))
    async with running(live):
        await whole(live)
        assert live.waiting() == [asked]
        mine = live.network.post("me", "@ana yes", asked, ("ana",))
        live.provider.stream_note(mine, HOME)
        await until(lambda: live.waiting() == [])
        await until(lambda: mine in order(live, FeedName.MINE))


async def test_what_was_missed_while_it_was_broken_is_fetched(live: World) -> None:
    async with running(live):
        await whole(live)
        live.provider.tell(Offline("broke off"))
        await until(lambda: not live.engine._accounts["home"].arrivals.whole)
        keys = [live.network.post("ana", f"@me {number}?", names=("me",)) for number in range(45)]
        await until(lambda: set(live.waiting()) == set(keys))
        await whole(live)


async def test_what_came_before_the_feeds_were_read_hides_no_gap(live: World) -> None:
    """A post by stream on top says nothing about the night below it."""
    live.network.post("ana", "before the night")
    await live.refresh()
    live.restart()
    for number in range(400):
        live.network.post("ben", f"night {number}")
    read = live.provider.timeline

    async def slow(cursor: str | None = None, *, now: bool = False) -> Page:
        if cursor is None:
            live.provider.stream_note(live.network.post("ana", "in the morning"), HOME)
            await asyncio.sleep(0.02)
        return await read(cursor)

    live.provider.timeline = slow  # type: ignore[method-assign]
    live.restart()
    async with running(live):
        await whole(live)
        assert live.engine._accounts["home"]._feeds.has_gaps


async def test_a_page_that_lags_behind_the_stream_leaves_no_hole(live: World) -> None:
    live.network.post("ana", "known")
    await live.refresh()
    between = [live.network.post("ana", f"@me between {number}?", names=("me",)) for number in range(3)]
    pages = {"timeline": live.provider.timeline, "addressed": live.provider.addressed}
    lags = {"timeline", "addressed"}

    def lagging(name: str) -> Callable[[str | None], Awaitable[Page]]:
        async def read(cursor: str | None = None, **_: bool) -> Page:
            page = await pages[name](cursor)
            if name in lags:
                lags.discard(name)
                return replace(page, posts=tuple(p for p in page.posts if p.copies[0].id.key not in between))
            return page

        return read

    for name in pages:
        setattr(live.provider, name, lagging(name))
    live.restart()
    async with running(live):
        await whole(live)
        assert not live.waiting()
        live.provider.stream_note(live.network.post("ana", "on top"), HOME)
        await until(lambda: set(live.waiting()) == set(between))
        await until(lambda: set(between) <= set(order(live, FeedName.HOME)))
        for number in range(60):
            live.provider.stream_note(live.network.post("ana", f"more {number}"), HOME)
        last = live.network.home[0]
        await until(lambda: order(live, FeedName.HOME)[:1] == [last])
        await asyncio.sleep(0.2)
        live.provider.calls.clear()
        live.provider.stream_note(live.network.post("ana", "and on"), HOME)
        await asyncio.sleep(0.2)
        assert "timeline" not in live.provider.calls


async def test_news_are_followed_up(live: World) -> None:
    """The beginning of a conversation that a mention comes from is fetched, once."""
    async with running(live):
        await whole(live)
        await asyncio.sleep(0.05)
        start = live.network.post("cat", "a question to all", home=None)
        key = live.network.post("ana", "@me what do you say?", start, ("me",))
        live.provider.calls.clear()
        live.provider.stream_note(key, ADDRESSED)
        await until(lambda: live.section_of(start))
        assert live.provider.counted["timeline"] == 1  # what lies below the stream, once
        assert live.provider.requests <= 5


async def test_a_fact_that_changed_is_asked_for(live: World) -> None:
    async with running(live):
        await whole(live)
        live.network.requests.append("bo")
        live.provider.calls.clear()
        live.provider.tell(Changed(Fact.FOLLOW_REQUESTS))
        await until(lambda: f"facts {Fact.FOLLOW_REQUESTS}" in live.provider.calls)
        await until(lambda: any(e.uri.startswith("follow-request") for e in live.reader.entries()))


async def test_whatever_else_changed_is_asked_for(live: World) -> None:
    async with running(live):
        await whole(live)
        key = live.network.post("ana", "@me hidden", names=("me",))
        live.provider.tell(Changed())
        await until(lambda: live.waiting() == [key])


async def test_an_unboost_and_what_was_never_shown(live: World) -> None:
    key = live.network.post("ana", "from afar", home=None)
    boost = live.network.boost("ben", key)
    async with running(live):
        await whole(live)
        assert live.section_of(key) is Section.BROADCAST
        live.network.take_back(boost)
        live.provider.tell(Removed(PostId("home", "never-shown")))
        live.provider.tell(Removed(PostId("home", boost)))
        await until(lambda: live.section_of(key) is None)
        assert boost not in order(live, FeedName.HOME)


async def test_what_i_did_stays_where_the_stream_speaks_to_everybody(live: World) -> None:
    key = live.network.post("ana", "@me it is done", names=("me",))
    live.network.notes[key].favourited.add("me")
    async with running(live):
        await whole(live)
        live.network.notes[key].favourited.clear()
        live.network.edit(key, "@me it is nearly done")
        live.provider.stream_note(key)
        await until(lambda: "nearly" in str(live.store.cache.post(live.network.uri(key))))
        post = live.store.cache.post(live.network.uri(key))
        assert post is not None
        assert post.favourited


async def test_a_server_that_gives_none_is_asked_now_and_then(live: World) -> None:
    live.settings = SyncSettings(pace=timedelta(milliseconds=40))
    live.restart()
    live.provider.fail("stream", NotFound("has no stream"), times=100)
    async with running(live):
        await until(lambda: live.provider.counted["timeline"] > 4)
    assert live.provider.counted["stream"] == 1


async def test_without_a_login_nobody_listens(live: World) -> None:
    await live.refresh()
    live.restart()
    live.provider.fail("mine", AuthExpired("no longer takes the login"), times=100)
    async with running(live):
        await until(lambda: live.engine._accounts["home"].trouble)
        live.provider.tell(Offline("broke off"))
        live.provider.calls.clear()
        await asyncio.sleep(0.2)
        assert live.provider.counted["stream"] <= 1


async def test_it_breaks_again_and_again(live: World) -> None:
    """Rests grow: a server in trouble is left alone."""
    await live.refresh()
    live.restart()
    live.provider.fail("stream", Offline("is away"), times=1000)
    async with running(live):
        await asyncio.sleep(0.6)
        assert 2 <= live.provider.counted["stream"] <= 8


async def test_after_sleep_everything_is_opened_again(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "LOOK_EVERY", timedelta(milliseconds=20))
    async with running(live):
        await whole(live)
        key = live.network.post("ana", "@me good morning", names=("me",))
        live.provider.calls.clear()
        live.clock.forward(hours=8)
        await until(lambda: live.waiting() == [key])
        await whole(live)
        assert live.provider.calls.index("stream") < live.provider.calls.index("addressed")
        assert len(live.provider.listening) == 1


async def test_never_two_refreshes_at_once(live: World) -> None:
    busy, most = 0, 0
    read = live.provider.mine

    async def counted(cursor: str | None = None) -> Page:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.02)
        busy -= 1
        return await read(cursor)

    live.provider.mine = counted  # type: ignore[method-assign]
    live.restart()
    async with running(live):
        for _ in range(5):
            live.provider.tell(Changed())
            await asyncio.gather(live.engine.refresh(explicit=False), asyncio.sleep(0.01))
        await whole(live)
    assert most == 1


async def test_the_engine_ends_while_it_listens(live: World) -> None:
    async with running(live):
        await whole(live)
    assert live.provider.listening == []


async def test_where_nobody_looks_it_asks_seldom(world: World) -> None:
    world.settings = SyncSettings(pace=timedelta(milliseconds=50))
    world.restart()
    async with running(world):
        await until(lambda: world.provider.counted["timeline"] > 2)
        world.clock.forward(minutes=11)
        await asyncio.sleep(0.1)
        world.provider.calls.clear()
        await asyncio.sleep(0.5)
        seldom = world.provider.counted["timeline"]
        await world.engine.seen()
        world.provider.calls.clear()
        await asyncio.sleep(0.5)
        assert world.provider.counted["timeline"] > 2 * seldom


async def test_a_network_may_say_how_often_it_is_worth_it(world: World) -> None:
    world.provider._capabilities = replace(world.provider.capabilities, pace=timedelta(hours=1))
    world.settings = SyncSettings(pace=timedelta(milliseconds=30))
    world.restart()
    async with running(world):
        await until(lambda: world.provider.counted["timeline"])
        await asyncio.sleep(0.3)
        assert world.provider.counted["timeline"] == 1
