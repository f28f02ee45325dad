"""The first screen: it finds out, asks, says what is in the way, and asks again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from connect_tui.provider import LoginAsk
from connect_tui.tui.render.pieces import Line
from connect_tui.tui.screens.welcome import ACCOUNT, DEMO, Attempt
from connect_tui.tui.welcome import WelcomeApp
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.typing import TypedLine

SIZES = [(40, 12), (60, 20), (80, 24), (140, 40)]


class Door:
    """What is behind the welcome: it does what `script` says, and remembers what was typed."""

    def __init__(self, script: Callable[[str, LoginAsk], Awaitable[str]]) -> None:
        self.typed: list[str] = []
        self.opened: list[str] = []
        self._script = script

    async def attempt(self, where: str, ask: LoginAsk) -> str:
        self.typed.append(where)
        return await self._script(where, ask)

    def app(self, browser: bool = False) -> WelcomeApp:
        attempt: Attempt = self.attempt

        def opens(url: str) -> bool:
            self.opened.append(url)
            return browser

        return WelcomeApp(attempt, opens)


async def fine(where: str, ask: LoginAsk) -> str:
    ask.say(f"You are @{where}.")
    return ""


def text(line: Line) -> str:
    return "".join(piece.text for piece in line)


def shown(pilot: Pilot[str], *ids: str) -> str:
    """What stands on the screen, in these notes or in all."""
    notes = [
        pilot.app.screen.query_one(f"#{name}", Note) for name in ids or ("words", "question", "sentences")
    ]
    return "\n".join(text(line) for note in notes for line in note._paragraphs)


async def until(pilot: Pilot[str], holds: Callable[[], bool]) -> None:
    for _ in range(1500):
        await pilot.pause(0.01)
        if holds():
            return
    raise AssertionError(f"it did not come; instead:\n{shown(pilot)}")


async def type_in(pilot: Pilot[str], words: str) -> None:
    pilot.app.screen.query_one(TypedLine).value = words
    await pilot.press("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_typed_leads_to_the_demo(size: tuple[int, int]) -> None:
    app = Door(fine).app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "Where is your account?" in shown(pilot)
        line = app.screen.query_one(TypedLine)
        assert line.has_focus
        assert 0 < line.region.bottom < size[1] - 2
        begin = {app.screen.query_one(f"#{name}").content_region.x for name in ("words", "answer", "footer")}
        assert len(begin) == 1
        await pilot.press("enter")
    assert app.return_value == DEMO


async def test_an_account_and_then_the_inbox() -> None:
    door = Door(fine)
    app = door.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await type_in(pilot, " me@pond.example ")
        await until(pilot, lambda: "Another account" in shown(pilot))
        assert "You are @me@pond.example." in shown(pilot)
        assert "demo" not in shown(pilot)
        await type_in(pilot, "pond.example/feed")
        await until(pilot, lambda: "You are @pond.example/feed." in shown(pilot))
        await pilot.press("enter")
    assert door.typed == ["me@pond.example", "pond.example/feed"]
    assert app.return_value == ACCOUNT


async def test_what_is_in_the_way_is_said_and_it_asks_again() -> None:
    async def away(where: str, ask: LoginAsk) -> str:
        return f"{where} cannot be reached."

    app = Door(away).app()
    async with app.run_test(size=(60, 20)) as pilot:
        await type_in(pilot, "pnd.example")
        await until(pilot, lambda: "pnd.example cannot be reached." in shown(pilot))
        assert "Where is your account?" in shown(pilot)
        line = app.screen.query_one(TypedLine)
        assert line.value == "pnd.example"
        assert line.has_focus
        await pilot.press("backspace", "e")
        assert line.value == "pnd.example", "one wrong letter took the others along"
        await pilot.press("ctrl+q")
    assert app.return_value is None


async def test_it_asks_what_the_login_asks_and_hides_a_secret() -> None:
    given: list[str] = []

    async def login(where: str, ask: LoginAsk) -> str:
        assert not ask.open("https://pond.example/authorize?x=1")
        ask.say("https://pond.example/authorize?x=1")
        given.append(await ask.ask("Which one?"))
        given.append(await ask.ask("Code:", secret=True))
        return ""

    door = Door(login)
    app = door.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "pond.example")
        await until(pilot, lambda: "Which one?" in shown(pilot, "question"))
        line = app.screen.query_one(TypedLine)
        assert not line.password
        assert not line.placeholder
        await pilot.press("alt+y")
        assert app.clipboard == "https://pond.example/authorize?x=1"
        await type_in(pilot, "2")
        await until(pilot, lambda: "Code:" in shown(pilot, "question"))
        assert line.password
        await type_in(pilot, "s3cr3t")
        await until(pilot, lambda: "Another account" in shown(pilot))
        assert not line.password
        assert "s3cr3t" not in shown(pilot)
    assert given == ["2", "s3cr3t"]
    assert door.opened == ["https://pond.example/authorize?x=1"]


async def test_a_login_can_be_stopped_at_any_time() -> None:
    left: list[str] = []

    async def slow(where: str, ask: LoginAsk) -> str:
        try:
            if where == "asks":
                await ask.ask("Code:")
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            left.append(where)
            raise
        return ""

    app = Door(slow).app()
    async with app.run_test(size=(60, 20)) as pilot:
        await type_in(pilot, "waits")
        await until(pilot, lambda: "looking" in shown(pilot))
        assert text(app.screen.query_one(Footer).left) == "esc stop   ctrl+q quit"
        await pilot.press("escape")
        await until(pilot, lambda: "Where is your account?" in shown(pilot))
        await type_in(pilot, "asks")
        await until(pilot, lambda: "Code:" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped." in shown(pilot))
        await type_in(pilot, "goes")
        await pilot.press("ctrl+q")
    assert left == ["waits", "asks", "goes"]


async def test_markup_of_strangers_stays_text() -> None:
    async def hostile(where: str, ask: LoginAsk) -> str:
        ask.say("[@click=app.quit]x[/] \x1b[2J")
        return "[/] [bold"

    app = Door(hostile).app()
    async with app.run_test(size=(60, 20)) as pilot:
        await type_in(pilot, "pond.example")
        await until(pilot, lambda: "[/] [bold" in shown(pilot))
        assert "[@click=app.quit]x[/]" in shown(pilot)
        assert "\x1b" not in app.export_screenshot()
