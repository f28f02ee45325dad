"""People answer back: soon, sensibly, in their language, and not for ever."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from demo_harness import DemoHarness
from gathering import gather

from connect_tui.domain.asking import closing
from connect_tui.domain.draft import Outgoing
from connect_tui.domain.entry import Reason, Section
from connect_tui.domain.people import PersonId
from connect_tui.domain.post import Post, PostId, Visibility
from connect_tui.provider import Arrived, NotFound, Opened, Stance
from connect_tui.providers.demo import voices
from connect_tui.providers.demo.community import settle
from connect_tui.providers.demo.network import Network
from connect_tui.providers.demo.parts import HOME, SKY
from connect_tui.providers.demo.provider import DemoProvider


@pytest.fixture
def home() -> DemoHarness:
    return DemoHarness("home")


@pytest.fixture
def sky() -> DemoHarness:
    return DemoHarness("sky")


async def find(harness: DemoHarness, name: str) -> Post:
    """A post by its name in `community.toml`."""
    note = next(note for note in harness.network.notes(harness.part) if note.name == name)
    return await harness.provider.post(harness.view.key(note.number))


async def write(harness: DemoHarness, text: str, parent: Post | None = None, language: str = "en") -> Post:
    visibility = parent.visibility if parent is not None else Visibility.PUBLIC
    return await harness.provider.publish(
        Outgoing(
            key=uuid4().hex,
            text=text,
            parent=parent.id if parent is not None else None,
            visibility=visibility,
            language=language,
        )
    )


async def answers(harness: DemoHarness, mine: Post, after: float = 6) -> list[Post]:
    """What stands directly under a post of mine when so many seconds have gone by."""
    harness.clock.turn(after)
    thread = await harness.provider.conversation(mine.id)
    return [post for post in thread.posts if post.copies[0].parent == mine.id]


async def test_somebody_answers_within_two_to_six_seconds(home: DemoHarness) -> None:
    mine = await write(home, "@ben Black Krim it is.", await find(home, "garden-tomatoes"))
    assert await answers(home, mine, 1.9) == []
    (answer,) = await answers(home, mine, 4.1)
    assert answer.author.name == "Ben"
    assert timedelta(seconds=2) <= answer.created - mine.created <= timedelta(seconds=6)
    assert answer.id in {post.id for post in (await home.provider.addressed()).posts}
    assert "@you@home.example" in {mention.handle for mention in answer.mentions}
    assert "sunny wall" in answer.text.plain


async def test_the_inbox_moves_when_i_answer_and_when_they_do(home: DemoHarness) -> None:
    asked = await find(home, "garden-tomatoes")
    mine = await write(home, "@ben Black Krim it is.", asked)
    settled = await gather([home.provider], home.clock())
    assert settled.entry("/garden").section is Section.ACTIVE
    await answers(home, mine)
    waiting = await gather([home.provider], home.clock())
    assert waiting.entry("/garden").section is Section.WAITING
    assert waiting.entry("/garden").reason is Reason.ASKED


async def test_a_conversation_comes_to_its_end_with_thanks(home: DemoHarness) -> None:
    parent = await find(home, "garden-tomatoes")
    said: list[Post] = []
    for words in ("Black Krim.", "Saturday is good.", "I will listen for it.", "See you.", "Until then."):
        mine = await write(home, f"@ben {words}", parent)
        found = await answers(home, mine)
        if not found:
            break
        (parent,) = found
        said.append(parent)
    assert len(said) == voices.TURNS
    assert closing(said[-1])
    assert not any(closing(post) for post in said[:-1])
    assert (await gather([home.provider], home.clock())).entry("/garden").section is not Section.WAITING


async def test_lines_of_nobodys_own_end_as_well_and_do_not_repeat(home: DemoHarness) -> None:
    parent: Post | None = None
    said: list[str] = []
    for words in ("@dev The old loom looks well.", "@dev It does.", "@dev So it is.", "@dev And on."):
        mine = await write(home, words, parent)
        found = await answers(home, mine)
        if not found:
            break
        (parent,) = found
        said.append(parent.text.plain)
    assert len(said) == voices.TURNS == len(set(said))
    assert said[0].endswith("?")
    assert "Thank you" in said[-1]


@pytest.mark.parametrize(
    ("part", "name", "script"),
    [
        ("home", "bread", r"[\u0600-\u06ff]"),
        ("home", "practice", r"[\u0900-\u097f]"),
        ("sky", "kiln", r"[\u3040-\u30ff]"),
    ],
)
async def test_they_answer_in_their_language(part: str, name: str, script: str) -> None:
    harness = DemoHarness(part)
    mine = await write(harness, "Yes, gladly.", await find(harness, name))
    (answer,) = await answers(harness, mine)
    assert re.search(script, answer.text.plain)
    assert answer.language in ("ar", "hi", "ja")


async def test_they_answer_in_mine_where_i_begin(home: DemoHarness) -> None:
    mine = await write(home, "@noor The bread smells good down here.", language="en")
    (answer,) = await answers(home, mine)
    assert answer.language == "en"
    assert not re.search(r"[\u0600-\u06ff]", answer.text.plain)


async def test_a_question_of_mine_is_taken_up(home: DemoHarness) -> None:
    lines = settle(home.clock()).lines["ben"]["en"]["asked"]
    mine = await write(home, "@ben Do you have seedlings to spare?", await find(home, "garden-tomatoes"))
    (answer,) = await answers(home, mine)
    assert any(line in answer.text.plain for line in lines)
    assert "sunny wall" in answer.text.plain


async def test_thanks_are_met_with_thanks_once(home: DemoHarness) -> None:
    mine = await write(home, "@samir Thank you!", await find(home, "hedge-samir"))
    (answer,) = await answers(home, mine)
    assert closing(answer)
    assert await answers(home, await write(home, "@samir Thanks!", answer)) == []


async def test_a_private_answer_stays_private(sky: DemoHarness) -> None:
    mine = await write(sky, "Gladly.", await find(sky, "lunch"))
    assert mine.mentions[0].handle == "@chloe@sky.example"
    (answer,) = await answers(sky, mine)
    assert answer.visibility is Visibility.DIRECT
    assert answer.id not in {post.id for post in (await sky.provider.timeline()).posts}
    assert answer.id in {post.id for post in (await sky.provider.addressed()).posts}


async def test_somebody_takes_up_what_i_say_to_nobody(home: DemoHarness) -> None:
    mine = await write(home, "The first snow, and nobody has stepped into it yet.")
    (answer,) = await answers(home, mine)
    assert answer.text.plain.endswith("?")


async def test_everybody_whom_i_name_answers_up_to_two(home: DemoHarness) -> None:
    mine = await write(home, "@wren @greta @dev The kettle hums again.")
    assert {post.author.name for post in await answers(home, mine)} == {"Wren 📻", "Greta"}


async def test_two_posts_in_a_row_get_one_answer(home: DemoHarness) -> None:
    asked = await find(home, "garden-tomatoes")
    first, second = (
        await write(home, "@ben Black Krim.", asked),
        await write(home, "@ben Or the red ones.", asked),
    )
    assert len(await answers(home, first)) + len(await answers(home, second)) == 1


@pytest.mark.parametrize("stance", [Stance.MUTE, Stance.BLOCK])
async def test_whom_i_do_not_hear_does_not_answer(home: DemoHarness, stance: Stance) -> None:
    asked = await find(home, "garden-tomatoes")
    await home.provider.relate(PersonId("home", "ben"), stance, True)
    assert await answers(home, await write(home, "@ben Black Krim.")) == []
    assert asked.id not in {post.id for post in (await home.provider.addressed()).posts}


async def test_a_machine_does_not_answer(home: DemoHarness) -> None:
    assert (
        await answers(home, await write(home, "@noticeboard Thank you.", await find(home, "library"))) == []
    )


async def test_nobody_answers_what_i_took_back(home: DemoHarness) -> None:
    mine = await write(home, "@ben Never mind.")
    before = len((await home.provider.addressed()).posts)
    await home.provider.delete(mine.id)
    home.clock.turn(10)
    assert len((await home.provider.addressed()).posts) == before
    with pytest.raises(NotFound):
        await home.provider.publish(Outgoing(key="again", text="@ben And?", parent=mine.id))


async def test_the_seed_decides(home: DemoHarness) -> None:
    async def told(seed: str) -> list[tuple[str, datetime]]:
        harness = DemoHarness("home", seed)
        found: list[tuple[str, datetime]] = []
        for person in ("ben", "dev", "greta", "wren", "tomas"):
            mine = await write(harness, f"@{person} Good morning. What is new?")
            found += [(post.text.plain, post.created) for post in await answers(harness, mine)]
        return found

    assert await told("one") == await told("one")
    assert await told("one") != await told("two")


async def test_a_muted_conversation_is_muted_everywhere_in_it(home: DemoHarness) -> None:
    asked = await find(home, "garden-tomatoes")
    await home.provider.mute_conversation(asked.id, True)
    assert (await find(home, "garden-krim")).copies[0].muted
    assert (await find(home, "garden")).copies[0].muted
    assert not (await find(home, "hedge")).copies[0].muted


async def test_an_answer_arrives_by_stream_without_being_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "SOONEST", timedelta(milliseconds=20))
    monkeypatch.setattr(voices, "LATEST", timedelta(milliseconds=60))
    network = Network("", lambda: datetime.now(UTC))
    provider = DemoProvider("home", network, HOME)
    stream = provider.stream()
    assert await anext(stream) == Opened()
    mine = await provider.publish(Outgoing(key="one", text="@dev How is the old loom?"))
    arrived: list[PostId | None] = []
    async with asyncio.timeout(20):
        async for event in stream:
            assert isinstance(event, Arrived)
            arrived += [post.copies[0].parent for post in event.posts if post.author.name == "Dev"]
            if arrived:
                break
    assert arrived == [mine.id]
    await provider.close()


async def test_both_parts_hear_of_what_is_said_in_both(home: DemoHarness) -> None:
    sky = DemoProvider("sky", home.network, SKY)
    stream = sky.stream()
    assert await anext(stream) == Opened()
    moon = next(note for note in home.network.notes(HOME) if note.name == "kiln-moon")
    mine = await home.provider.publish(
        Outgoing(key="moon", text="Good night, moon.", parent=home.view.key(moon.number))
    )
    assert mine.uri in {
        post.uri for post in (await sky.conversation(PostId("sky", f"s{moon.number:04d}"))).posts
    }
    home.clock.turn(6)
    await home.provider.timeline()
    async with asyncio.timeout(20):
        event = await anext(stream)
    assert isinstance(event, Arrived)
    assert event.posts[0].author.name == "はるか Haruka"
    await sky.close()
