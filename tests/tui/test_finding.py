"""Finding what was said, going through it, asking the servers, and going somewhere by name."""

from concurrent.futures import Future

import pytest
from msgspec.structs import replace
from stage import GARDEN, LUNCH, Stage, press, text_of, until

from connect_tui.sync.discovering import Discovered
from connect_tui.tui.actions import Where
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.render.found import FoundRow, PersonRow
from connect_tui.tui.screens.jump import JumpTo
from connect_tui.tui.screens.look import Look
from connect_tui.tui.settings import ScreenSettings


def found(app: ConnectApp) -> list[str]:
    """The posts that are shown as found."""
    return [row.post.uri for row in app.room.finding.stream.rows if isinstance(row, FoundRow)]


def people(app: ConnectApp) -> list[str]:
    rows = app.room.finding.stream.rows
    return [row.person.name for row in rows if isinstance(row, PersonRow)]


async def test_finds_as_one_types_and_forgets_what_was_typed_before(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/")
        assert app.room.where() is Where.FINDING
        assert "from:ana" in text_of(app)
        await press(pilot, "type:garden")
        await until(pilot, lambda: GARDEN in found(app))
        await press(pilot, "type: zzz")
        await until(pilot, lambda: "Nothing that is here" in text_of(app))
        assert not found(app)


@pytest.mark.parametrize(
    ("typed", "uri"),
    [
        ("market", LUNCH),
        ("ma", LUNCH),
        ("窯", "https://sky.example/users/haruka/kiln"),
        ("日曜", "https://sky.example/users/haruka/kiln"),
        ("from:chloe market", LUNCH),
        ("from:me garden", GARDEN),
        ("lunch since:yesterday", LUNCH),
    ],
)
async def test_finds_words_people_and_days(stage: Stage, typed: str, uri: str) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", f"type:{typed}")
        await until(pilot, lambda: uri in found(app) or not uri)


async def test_goes_through_what_was_found_and_back(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", "type:from:ben")
        await until(pilot, lambda: len(found(app)) > 2)
        await press(pilot, "enter")
        assert app.room.finding.stream.has_focus
        app.room.finding.stream.go_to(found(app)[0])
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.stream.has_focus)
        assert app.room.talk.stream.cursor == found(app)[0]
        await press(pilot, "n")
        await until(pilot, lambda: app.room.talk.stream.cursor == found(app)[1])
        await press(pilot, "N")
        await until(pilot, lambda: app.room.talk.stream.cursor == found(app)[0])
        await press(pilot, "N")
        await until(pilot, lambda: "That was the first one." in text_of(app))
        await press(pilot, "q")
        assert app.room.finding.stream.has_focus
        assert app.room.finding.stream.cursor == found(app)[0]
        await press(pilot, "escape")
        assert app.room.where() is Where.INBOX


async def test_letters_are_typed_and_arrows_lead_to_what_was_found(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", "type:Jq from:ben")
        assert app.room.finding._line.value == "Jq from:ben"
        await press(pilot, "ctrl+u", "type:from:ben")
        await until(pilot, lambda: found(app))
        await press(pilot, "down")
        assert app.room.finding.stream.has_focus
        await press(pilot, "up")
        assert app.room.finding._line.has_focus
        await press(pilot, "down", "/")
        assert app.room.finding._line.has_focus
        await press(pilot, "escape")
        assert app.room.where() is Where.INBOX


async def test_the_servers_are_asked_with_one_key_more(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await until(pilot, lambda: not app.room.inbox.looking)
        await press(pilot, "/", "type:garden", "ctrl+s")
        await until(pilot, lambda: "home and sky" in text_of(app) and "Asking" not in text_of(app))
        assert GARDEN in found(app)
        await press(pilot, "ctrl+u", "type:tomatoes", "enter", "G", "enter")
        await until(pilot, lambda: "home and sky" in text_of(app) and "Asking" not in text_of(app))


NEW = "https://sky.example/users/chloe/elsewhere"
ANSWERS = [
    (False, (), NEW, "What sky found stands at the end."),
    (False, (), "", "sky found nothing more."),
    (True, (), "", "sky found nothing more."),
    (False, ("sky does not search.",), "", "sky does not search."),
    (True, ("sky does not search.",), "", "sky does not search."),
]


@pytest.mark.parametrize(("plain", "refused", "uri", "said"), ANSWERS)
@pytest.mark.parametrize("on_the_line", [False, True])
async def test_what_the_servers_answered_is_said_and_gone_to(
    stage: Stage, plain: bool, refused: tuple[str, ...], uri: str, said: str, on_the_line: bool
) -> None:
    app = stage.app(ScreenSettings(plain=plain))
    known = stage.store.cache.post(LUNCH)
    assert known is not None
    posts = (replace(known, uri=uri),) if uri else ()
    answer: Future[Discovered] = Future()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        app.desk.discover = lambda query: answer  # type: ignore[method-assign]
        await press(pilot, "/", "type:the")
        await until(pilot, lambda: len(found(app)) > 10)
        stream = app.room.finding.stream
        await press(pilot, *(("down", "end", "enter") if on_the_line else ("ctrl+s",)))
        await until(pilot, lambda: app.room.status.left[0].text == "Asking home and sky …")
        answer.set_result(Discovered(posts=posts, asked=("sky",), refused=refused))
        await until(pilot, lambda: app.room.status.left[0].text == said)
        if on_the_line and (plain or uri):
            assert stream.cursor == (uri or "no-more")
        assert uri in {"", *found(app)}


async def test_what_cannot_be_understood_is_said(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", "type:since:never")
        await until(pilot, lambda: "“since:never”" in text_of(app))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Type some." in text_of(app))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("since:never", "“since:never”: no day that is known here. After since: comes a day, such as"),
        ("in:home", "comes a day, such as 2026-03-01, yesterday, last week or March."),
        ("in:home on:sky", "“in:home” and “on:sky”: no day that is known here. After in: and on: comes"),
        ("in:home in:sky", "“in:home” and “in:sky”: no day that is known here. After in: comes"),
        ("soup gestern", "“gestern” as a word; the day is “yesterday”"),
        ("soup october", "“October” as a word; the time is “in October”"),
        ("soup -leek -from:ben", "without “leek” · not by ben"),
        ("monday soup", "“Monday” as a word; the time is “on Monday”"),
    ],
)
async def test_what_was_understood_is_said_to_its_end(stage: Stage, typed: str, said: str) -> None:
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", f"type:{typed}")
        await until(pilot, lambda: said in " ".join(text_of(app).split()))


async def test_somebody_found_leads_to_what_they_said(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", "type:chloe")
        await until(pilot, lambda: "Chloe" in people(app))
        await press(pilot, "enter")
        app.room.finding.stream.go_to(
            next(r.key for r in app.room.finding.stream.rows if isinstance(r, PersonRow))
        )
        await until(pilot, lambda: "enter what they said" in text_of(app))
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.finding._line.value == "from:@chloe@sky.example")
        await until(pilot, lambda: LUNCH in found(app))
        await press(pilot, "home")
        await until(pilot, lambda: "enter a look at them" in text_of(app))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, Look))
        await press(pilot, "escape")
        assert isinstance(app.room.finding.stream.row, PersonRow)


async def test_somebody_of_whom_nothing_is_here_is_looked_at(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: not app.room.inbox.looking)
        known = {row[0] for row in stage.store.cache._db.rows("SELECT handle FROM folk")}
        stage.store.cache._db.run("DELETE FROM folk WHERE handle LIKE '@greta%'")
        assert any(handle.startswith("@greta") for handle in known)
        await press(pilot, "/", "type:greta", "ctrl+s")
        await until(pilot, lambda: "Greta" in people(app))
        await press(pilot, "enter")
        app.room.finding.stream.go_to(
            next(r.key for r in app.room.finding.stream.rows if isinstance(r, PersonRow))
        )
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, Look))
        await until(pilot, lambda: "looking" not in text_of(app))
        assert "asked to follow" not in text_of(app)
        await press(pilot, "escape")
        assert app.room.where() is Where.FINDING


async def test_goes_to_a_person_by_name(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "J")
        assert isinstance(app.screen, JumpTo)
        await press(pilot, "type:chl", "enter")
        await until(pilot, lambda: LUNCH in found(app))
        await press(pilot, "q", "J", "type:nobodyhere", "enter")
        assert "is called that" in text_of(app)
        await press(pilot, "escape")
        assert app.room.where() is Where.INBOX


async def test_what_is_new_begins_at_its_top(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", "type:from:dev")
        await until(pilot, lambda: len(found(app)) > 3)
        await press(pilot, "enter", "G")
        await press(pilot, "J", "type:wren", "enter")
        await until(pilot, lambda: "from:@wren" in text_of(app) and found(app))
        stream = app.room.finding.stream
        await until(pilot, lambda: stream.cursor == next(row.key for row in stream.rows if row.selectable))
        assert "People" in text_of(app)


async def test_the_footer_names_keys_that_do_not_type(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/")
        assert "esc back" in text_of(app)
        assert "down what was found" in text_of(app)


async def test_goes_to_a_circle_and_to_an_account_from_anywhere(stage: Stage) -> None:
    stage.store.mine.set_circle_member("Friends", "@chloe@sky.example", True)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "/", "type:garden")
        await until(pilot, lambda: found(app))
        await press(pilot, "enter", "J", "type:sky", "enter")
        assert app.room.where() is Where.INBOX
        assert "Only sky" in text_of(app)
        await press(pilot, "J", "type:frien", "enter")
        await until(pilot, lambda: "Friends" in text_of(app) and "Only with" in text_of(app))
        await press(pilot, "J", "type:everyb", "enter")
        await until(pilot, lambda: "Only" not in text_of(app))


async def test_who_is_called_so_comes_before_what_only_holds_it(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "J", "type:b")
        await until(pilot, lambda: "@ben@home.example" in text_of(app))
        text = text_of(app)
        assert text.index("@ben@home.example") < text.index("Everybody")
