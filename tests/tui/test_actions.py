"""The registry of actions, and that everything in it can be done."""

from itertools import combinations
from pathlib import Path

import pytest
from stage import GARDEN, Stage, stand_on, until

from connect_tui.tui.actions import ACTIONS, ALSO, BY_NAME, FOOTERS, GROUPS, Where, keys_page
from connect_tui.tui.keys import Keymap, normal
from connect_tui.tui.widgets.part import Part

MOVES = {"line_up", "line_down", "up", "down", "top", "bottom", "page_up", "page_down"}
GLOBAL = {"help", "themes", "palette", "aside", "suspend", "quit"}


def test_names_are_unique_and_every_action_is_explained() -> None:
    assert len(BY_NAME) == len(ACTIONS)
    assert ALSO.keys() <= BY_NAME.keys()
    assert all(action.title and action.help and action.where for action in ACTIONS)
    assert {action.where for action in ACTIONS} == {places for _, places in GROUPS}


def test_no_two_actions_share_a_key_in_one_place() -> None:
    for one, other in combinations(ACTIONS, 2):
        if one.where & other.where:
            for mine in map(normal, one.keys):
                for theirs in map(normal, other.keys):
                    shorter = min(len(mine), len(theirs))
                    assert mine[:shorter] != theirs[:shorter], (one.name, other.name)


@pytest.mark.parametrize("where", Where)
def test_the_footer_names_at_most_five_that_mean_something_there(where: Where) -> None:
    assert len(FOOTERS[where]) <= 5
    names = [hint if isinstance(hint, str) else hint[0] for hint in FOOTERS[where]]
    assert all(where in BY_NAME[name].where for name in names)


@pytest.mark.parametrize(
    ("keys", "actions"),
    [
        (["j"], ["down"]),
        (["down"], ["line_down"]),
        (["g", "g"], ["", "top"]),
        (["g", "j"], ["", "down"]),
        (["G"], ["bottom"]),
        (["g", "x", "g", "g"], ["", "warning", "", "top"]),
        (["ctrl+d"], ["page_down"]),
        (["question_mark"], ["help"]),
        (["ctrl+s"], [None]),
        (["e", "z"], ["done", "later"]),
        (["ctrl+z"], ["suspend"]),
        (["dollar_sign"], [None]),
    ],
)
def test_keys_and_sequences_find_their_action(keys: list[str], actions: list[str | None]) -> None:
    keymap = Keymap()
    assert [keymap.press(key, Where.INBOX) for key in keys] == actions


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("g g", ("g", "g")),
        ("?", ("question_mark",)),
        ("Ctrl+D", ("ctrl+d",)),
        ("G", ("G",)),
        ("esc", ("escape",)),
        ("alt+?", ("alt+question_mark",)),
        ("+", ("plus",)),
        ("PageUp", ("pageup",)),
    ],
)
def test_keys_as_people_write_them(written: str, keys: tuple[str, ...]) -> None:
    assert normal(written) == keys


def test_an_action_without_a_key_is_not_found_and_not_hinted_at() -> None:
    keymap = Keymap({"reply": ()})
    assert keymap.press("r", Where.INBOX) is None
    assert keymap.first("reply") == ""
    assert "reply" not in keymap.hints()


async def test_everything_in_the_registry_can_be_done_where_it_says(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        parts: dict[Where, Part] = {
            Where.INBOX: app.room.inbox,
            Where.CONVERSATION: app.room.talk,
            Where.ANSWERING: app.room.answering,
            Where.SHELF: app.room.shelf,
            Where.FINDING: app.room.finding,
            Where.COMPOSER: app.room.talk.composer,
        }
        for where, part in parts.items():
            wanted = {action.name for action in ACTIONS if where in action.where} - MOVES - GLOBAL
            assert wanted == set(part.deeds())


def test_the_page_of_keys_is_the_one_made_from_the_registry() -> None:
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    assert page.read_text(encoding="utf-8") == keys_page()
