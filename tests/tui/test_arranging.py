"""What stands where: the columns of the room come and go, and nothing else is styled by that."""

from collections.abc import Iterable

import pytest
from stage import Stage, press, until
from textual.dom import DOMNode
from textual.widget import Widget

from connect_tui.tui.app import ConnectApp

PLACES = {
    "a conversation": ["enter"],
    "and back": ["enter", "q"],
    "one after another": ["w"],
    "the shelf": ["v", "enter"],
    "finding": ["slash"],
    "a conversation that was found": ["slash", "type:tea", "enter", "enter"],
}


@pytest.mark.parametrize("columns", [80, 130], ids=["narrow", "wide"])
@pytest.mark.parametrize("keys", PLACES.values(), ids=list(PLACES))
async def test_whatever_is_shown_looks_as_if_all_were_styled_anew(
    stage: Stage, keys: list[str], columns: int
) -> None:
    app = stage.app()
    async with app.run_test(size=(columns, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, *keys)
        before = looks(app)
        app.stylesheet.update(app.room)
        assert looks(app) == before


async def test_a_conversation_is_opened_without_styling_what_is_in_the_columns(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(130, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "enter", "q")
        update, styled = app.stylesheet.update_nodes, list[DOMNode]()

        def counted(nodes: Iterable[DOMNode], animate: bool = False) -> None:
            styled.extend(found := list(nodes))
            update(found, animate=animate)

        monkeypatch.setattr(app.stylesheet, "update_nodes", counted)
        await press(pilot, "enter")
        room = app.room
        columns = {room.inbox, room.shelf, room.finding, room.answering, room.talk.parent}
        assert set(styled) <= columns | {room.inbox.stream, room.talk.stream}


def looks(app: ConnectApp) -> dict[Widget, dict[str, object]]:
    widgets = (node for node in app.room.walk_children() if isinstance(node, Widget))
    return {widget: {**widget.styles.get_render_rules()} for widget in widgets}
