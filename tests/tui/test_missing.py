"""A stretch that has not been fetched: a line among what is around me, and a key."""

import pytest
from stage import Stage, press, text_of, until

from connect_tui.provider import Page, ServerFault
from connect_tui.providers.demo.provider import DemoProvider
from connect_tui.sync.engine import Engine
from connect_tui.sync.feeds import Feed, Gap
from connect_tui.tui.render.missing import MissingRow


def tear(stage: Stage) -> None:
    """Something is missing from what `home` knows of its timeline, and can be had."""
    found = stage.store.cache.fact("home", "feed home")
    assert found is not None
    feed = Feed.load(found[0])
    torn = Feed(feed.order, (Gap(feed.order[2], "7fffffffffffff-0"),))
    stage.store.cache.set_fact("home", "feed home", torn.dump(), found[1])


async def test_it_is_said_and_fetched(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    tear(stage)
    away = True
    read = DemoProvider.timeline

    async def sometimes(self: DemoProvider, cursor: str | None = None, **_: bool) -> Page:
        if away:
            raise ServerFault("has a fault; this should pass")
        return await read(self, cursor)

    monkeypatch.setattr(DemoProvider, "timeline", sometimes)
    app = stage.app()
    async with app.run_test(size=(100, 60)) as pilot:
        stream = app.room.inbox.stream
        await until(pilot, lambda: any(isinstance(row, MissingRow) for row in stream.rows))
        await press(pilot, "j")
        row = next(row for row in stream.rows if isinstance(row, MissingRow))
        stream.go_to(row.key)
        await pilot.pause()
        # The days that are named make it longer or shorter than a line.
        shown = " ".join(text_of(app).replace("▎", " ").split())
        assert "something from home is missing here, " in shown
        assert "m fetches it" in shown
        assert "m fetch it" in text_of(app).splitlines()[-1]
        away = False
        await press(pilot, "m")
        await until(pilot, lambda: not any(isinstance(row, MissingRow) for row in stream.rows))


async def test_where_nothing_is_missing_it_is_said(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(100, 40)) as pilot:
        await press(pilot, "m")
        await until(pilot, lambda: "Nothing is missing here." in text_of(app))


async def test_whoever_types_is_there(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    was_there = Engine.seen

    async def noting(self: Engine) -> None:
        seen.append(True)
        await was_there(self)

    monkeypatch.setattr(Engine, "seen", noting)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "k")
        await until(pilot, lambda: seen)
        assert seen == [True]
