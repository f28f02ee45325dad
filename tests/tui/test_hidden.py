"""What stands in a conversation in place of posts that I do not want to see."""

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until

from connect_tui.provider import Stance

CHLOE = "@chloe@sky.example"


@pytest.mark.parametrize(
    ("stance", "sentence"),
    [(Stance.MUTE, "by somebody you muted"), (Stance.BLOCK, "by somebody you blocked")],
)
async def test_whom_i_muted_or_blocked_is_not_read(stage: Stage, stance: Stance, sentence: str) -> None:
    app = stage.app()
    stage.store.cache.set_stances("home", stance, {CHLOE: None})
    stage.store.cache.set_stances("sky", stance, {CHLOE: None})
    async with app.run_test(size=(80, 40)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter")
        await until(pilot, lambda: sentence in text_of(app))
        assert "Ben → you" in text_of(app)
        assert "Chloe → Ben" not in text_of(app)
        seen = [row.key for row in app.room.talk.stream.rows if row.selectable]
        await press(pilot, "G")
        assert app.room.talk.stream.cursor == seen[-1]


async def test_a_mute_that_ended_hides_nothing(stage: Stage) -> None:
    app = stage.app()
    stage.store.cache.set_stances("home", Stance.MUTE, {CHLOE: app.desk.clock()})
    async with app.run_test(size=(80, 40)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter")
        await until(pilot, lambda: "Chloe → Ben" in text_of(app))
        assert "by somebody you muted" not in text_of(app)
