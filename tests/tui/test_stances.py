"""Following, muting and blocking who wrote it, by keys."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from stage import GARDEN, LUNCH, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.people import Person, PersonId
from connect_tui.provider import Offline, Stance
from connect_tui.providers.demo.provider import DemoProvider
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.look import Look
from connect_tui.tui.settings import ScreenSettings

CHLOE = "@chloe@sky.example"
KIT = "follow-request:@kit@home.example"


def asks(app: ConnectApp, words: str) -> Callable[[], object]:
    return lambda: isinstance(app.screen, Choice) and words in text_of(app)


def shown(app: ConnectApp) -> set[str]:
    return {row.key for row in app.room.inbox.stream.rows}


async def ask_about(app: ConnectApp, pilot: Pilot[None], key: str = LUNCH) -> None:
    await stand_on(app, pilot, key, "U")
    await until(pilot, lambda: isinstance(app.screen, Choice))


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
@pytest.mark.parametrize("plain", [False, True])
async def test_who_it_is_and_what_can_be_done_stand_there(
    stage: Stage, size: tuple[int, int], plain: bool
) -> None:
    app = stage.app(ScreenSettings(plain=plain))
    async with app.run_test(size=size) as pilot:
        await ask_about(app, pilot)
        told = [line.strip(" │▌") for line in text_of(app).splitlines()]
        told = [line for line in told if line]
        first = next(i for i, line in enumerate(told) if line.startswith("Chloe"))
        assert CHLOE in told[first + 1]
        for line in (
            "you are @you@sky.example here",
            "Unfollow them: what they post comes no longer",
            "Mute them: you see nothing of them",
            "Block them: neither sees the other",
            "Be @you@home.example instead",
        ):
            assert any(line in found for found in told[first:]), told
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is app.room)


async def test_whom_i_mute_is_gone_and_comes_back(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_about(app, pilot)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "Chloe is muted. u takes that back." in text_of(app))
        await until(pilot, lambda: LUNCH not in shown(app))
        assert app.room.inbox.entry() is not None
        await press(pilot, "u")
        await until(pilot, lambda: "Chloe is no longer muted." in text_of(app))
        await until(pilot, lambda: LUNCH in shown(app))


async def test_whom_i_muted_is_found_by_name_and_unmuted(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_about(app, pilot)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: LUNCH not in shown(app))
        await press(pilot, "J", "type:chloe")
        await until(pilot, lambda: CHLOE in text_of(app))
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.finding.stream.cursor == f"person:{CHLOE}")
        await press(pilot, "U")
        # What is in force is where the cursor begins.
        await until(pilot, asks(app, "Unmute them: you see them again"))
        await press(pilot, "enter")
        await until(pilot, lambda: not app.desk.reader.relation("sky", chloe(app)).muted)
        await until(pilot, lambda: app.desk.reader.entry(LUNCH))


async def test_whom_i_muted_stands_in_the_list_of_the_muted(stage: Stage) -> None:
    stage.store.cache.set_stance("home", "@gone@far.example", Stance.BLOCK, True)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_about(app, pilot)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: LUNCH not in shown(app))
        await press(pilot, "v", "j", "j", "enter")
        await until(pilot, lambda: "People you muted or blocked" in text_of(app))
        told = text_of(app)
        assert "No conversation is muted." in told
        assert "Chloe, muted on sky" in told
        assert "@gone@far.example, blocked on home" in told
        assert app.room.shelf.stream.cursor == f"person:{CHLOE}"
        await press(pilot, "t")
        await until(pilot, asks(app, "Unmute them: you see them again"))
        await press(pilot, "enter")
        await until(pilot, lambda: "Chloe, muted" not in text_of(app))
        assert app.room.shelf.stream.cursor == "person:@gone@far.example"
        await press(pilot, "enter")
        await until(pilot, asks(app, "Unblock them: you see each other again"))
        await press(pilot, "enter")
        await until(
            pilot, lambda: "home would not unblock @gone@far.example: it cannot find them" in text_of(app)
        )


async def test_a_list_of_the_muted_without_people_says_nothing_of_them(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "v", "j", "j", "enter")
        await until(pilot, lambda: "No conversation is muted." in text_of(app))
        assert "People" not in text_of(app)


@pytest.mark.parametrize("sure", [False, True])
async def test_blocking_asks_first(stage: Stage, sure: bool) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_about(app, pilot)
        await press(pilot, "j", "j", "enter")
        await until(pilot, asks(app, "Block Chloe?"))
        await press(pilot, *(["j"] if sure else []), "enter")
        await until(pilot, lambda: app.screen is app.room)
        await until(pilot, lambda: (LUNCH not in shown(app)) is sure)
        assert ("Chloe is blocked." in text_of(app)) is sure
        assert app.desk.reader.relation("sky", chloe(app)).blocked is sure


async def test_unfollowing_and_following(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_about(app, pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "You follow Chloe no longer." in text_of(app))
        await until(pilot, lambda: not app.desk.reader.relation("sky", chloe(app)).followed)
        # My other account still does.
        await press(pilot, "U")
        await until(pilot, asks(app, "you are @you@home.example here"))
        assert "Unfollow them: what they post comes no longer" in text_of(app)
        await press(pilot, "G", "enter")
        await until(pilot, asks(app, "you are @you@sky.example here"))
        assert "Unfollow" not in text_of(app)
        await press(pilot, "home", "enter")
        await until(pilot, lambda: app.desk.reader.relation("sky", chloe(app)).followed)


async def test_what_the_server_refuses_is_said_and_they_are_here_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: DemoProvider, person: PersonId, stance: Stance, on: bool) -> None:
        raise Offline("does not answer")

    monkeypatch.setattr(DemoProvider, "relate", refuse)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_about(app, pilot)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "sky does not answer, so it could not mute Chloe." in text_of(app))
        await until(pilot, lambda: LUNCH in shown(app))


async def test_in_a_conversation_their_posts_give_way_to_a_word(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter")
        await until(pilot, lambda: app.room.talk.post())
        await until(pilot, lambda: app.room.talk.post().author.name == "Ben")  # type: ignore[union-attr]
        await press(pilot, "U")
        await until(pilot, asks(app, "Ben"))
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "by somebody you muted" in text_of(app))
        await press(pilot, "u")
        await until(pilot, lambda: "by somebody you muted" not in text_of(app))


async def test_who_asks_to_follow_can_be_blocked(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_about(app, pilot, KIT)
        await press(pilot, "j", "j", "enter", "j", "enter")
        await until(pilot, lambda: KIT not in shown(app))


@pytest.mark.parametrize("looks", [(KIT, "enter"), (LUNCH, "J", "type:kit", "enter", "enter")])
async def test_who_is_looked_at_can_be_followed(stage: Stage, looks: tuple[str, ...]) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, looks[0])
        for key in looks[1:]:
            await press(pilot, key)
            await pilot.pause(0.3)
        await until(pilot, lambda: isinstance(app.screen, Look))
        await until(pilot, lambda: "U follow, mute, block" in text_of(app))
        await press(pilot, "U")
        await until(pilot, asks(app, "Follow them"))
        await press(pilot, "enter")
        await until(pilot, lambda: "You follow Kit. u takes that back." in text_of(app))
        assert app.screen is app.room


async def test_nothing_is_asked_about_me(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter", "home", "U")
        assert app.screen is app.room
        assert "That is you." in text_of(app)


async def test_where_nobody_can_be_followed_that_is_said(stage: Stage) -> None:
    for known in stage.store.cache.accounts():
        stage.store.cache.set_account(known.account, replace(known.capabilities, stances=()), known.verified)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "U")
        assert app.screen is app.room
        assert "Nobody can be followed, muted or blocked on sky." in text_of(app)


def chloe(app: ConnectApp) -> Person:
    person = app.desk.reader.person(CHLOE)
    assert person is not None
    return person
