"""What I do without words, how I stand with people, and finding."""

from uuid import uuid4

import pytest

from connect_tui.contract.harness import Harness
from connect_tui.contract.words import all_posts, counts, needs, outgoing, pages, unheard
from connect_tui.domain.people import Person, PersonId, handle_key
from connect_tui.domain.post import Post, PostId
from connect_tui.provider import (
    Fact,
    Facts,
    NotFound,
    Provider,
    Reaction,
    Stance,
    Timeline,
)


@pytest.mark.parametrize("reaction", list(Reaction))
async def test_a_reaction_is_shown_and_taken_back(
    harness: Harness, provider: Provider, reaction: Reaction
) -> None:
    can = provider.capabilities
    offered = {Reaction.FAVOURITE: can.favourite, Reaction.BOOST: can.boost, Reaction.BOOKMARK: can.bookmark}
    if not offered[reaction]:
        pytest.skip("this network does not have it")
    said = await harness.say(unheard())
    for on in (True, True, False, False):
        answered = await provider.react(said, reaction, on)
        read = await provider.post(said)
        for post in (answered, read):
            assert post.id == said
            shown = {
                Reaction.FAVOURITE: post.favourited,
                Reaction.BOOST: post.boosted,
                Reaction.BOOKMARK: post.bookmarked,
            }
            assert shown == {other: on and other is reaction for other in Reaction}


async def test_boosting_twice_boosts_once(harness: Harness, provider: Provider) -> None:
    if not provider.capabilities.boost:
        pytest.skip("this network has no boosts")
    me, said = await provider.verify(), await provider.post(await harness.say(unheard()))
    for _ in range(2):
        await provider.react(said.id, Reaction.BOOST, True)
    boosts = [boost for page in await pages(provider.timeline) for boost in page.boosts]
    assert len([boost for boost in boosts if boost.uri == said.uri and boost.by.key == me.key]) <= 1


async def test_my_favourites_are_a_fact(harness: Harness, provider: Provider) -> None:
    if not provider.capabilities.favourite:
        pytest.skip("this network has no favourites")
    said = await harness.say(unheard())
    await provider.react(said, Reaction.FAVOURITE, True)
    page = (await provider.facts(Fact.FAVOURITES)).page
    assert page is not None
    assert {post.id: post.favourited for post in page.posts}[said]


@pytest.mark.parametrize(
    ("stance", "fact"),
    [(Stance.MUTE, Fact.MUTES), (Stance.BLOCK, Fact.BLOCKS), (Stance.FOLLOW, Fact.FOLLOWS)],
)
async def test_how_i_stand_with_somebody_is_told(
    harness: Harness, provider: Provider, stance: Stance, fact: Fact
) -> None:
    needs(stance in provider.capabilities.stances, "such stance")
    someone = await harness.someone()
    author = (await provider.post(await harness.say(unheard()))).author
    assert author.id == someone
    for on in (False, True, True, False, False):
        await provider.relate(someone, stance, on)
        told = await provider.facts(fact)
        people = {Stance.MUTE: told.muted, Stance.BLOCK: told.blocked, Stance.FOLLOW: told.followed}[stance]
        assert people is not None
        assert (author.key in people) is on
        (relation,) = await provider.relations((author,))
        assert handle_key(relation.handle) == author.key
        felt = {Stance.MUTE: relation.muted, Stance.BLOCK: relation.blocked, Stance.FOLLOW: relation.followed}
        assert felt[stance] is on


async def test_relations_to_nobody_are_none(provider: Provider) -> None:
    nobody = Person("@nobody-at-all@nowhere.example", "Nobody", PersonId("elsewhere", "0"))
    assert await provider.relations(()) == ()
    assert await provider.relations((nobody,)) == ()


@pytest.mark.parametrize("accept", [True, False])
async def test_a_follow_request_is_told_and_answered(
    harness: Harness, provider: Provider, accept: bool
) -> None:
    needs(provider.capabilities.follow_requests, "follow requests")
    person = await harness.ask_to_follow()
    asking = (await provider.facts(Fact.FOLLOW_REQUESTS)).follow_requests or ()
    assert person in {request.person.id for request in asking}
    assert {request.account for request in asking} == {provider.name}
    await provider.answer_request(person, accept)
    left = (await provider.facts(Fact.FOLLOW_REQUESTS)).follow_requests or ()
    assert person not in {request.person.id for request in left}


async def test_somebody_is_told_in_their_own_words(harness: Harness, provider: Provider) -> None:
    author = (await provider.post(await harness.say(unheard()))).author
    profile = await provider.profile(author.id)
    assert profile.person == author
    for text in (profile.note, *(value for _, value in profile.fields)):
        assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)
    assert counts(profile) == []


async def test_what_somebody_wrote_is_told_newest_first(harness: Harness, provider: Provider) -> None:
    top = await harness.say(unheard())
    said = [top, await harness.say(unheard(), parent=top), await harness.say(unheard(), to_me=True)]
    written = set[PostId]()
    if provider.capabilities.publish:
        written.add((await provider.publish(outgoing(unheard(), parent=top))).id)
    author = (await provider.post(top)).author.id
    posts = await all_posts(lambda cursor: provider.posts_by(author, cursor))
    assert [post.id for post in posts][:3] == said[::-1]
    assert written.isdisjoint(post.id for post in posts)
    assert {post.author.id for post in posts} == {author}


async def test_nobody_is_not_found(provider: Provider) -> None:
    nobody = PersonId(provider.name, "999999999")
    with pytest.raises(NotFound):
        await provider.profile(nobody)
    with pytest.raises(NotFound):
        await provider.posts_by(nobody)


@pytest.mark.parametrize("fact", list(Fact))
async def test_a_fact_answers_what_was_asked_and_no_more(provider: Provider, fact: Fact) -> None:
    field = {
        Fact.MUTES: "muted",
        Fact.BLOCKS: "blocked",
        Fact.FOLLOW_REQUESTS: "follow_requests",
        Fact.FOLLOWS: "followed",
        Fact.LISTS: "lists",
        Fact.FAVOURITES: "page",
        Fact.DIRECT: "page",
    }.get(fact)
    told = await provider.facts(fact)
    times = [post.created for post in told.page.posts] if told.page else []
    assert times == sorted(times, reverse=True)
    assert {name for name in Facts.__struct_fields__ if getattr(told, name) is not None} <= {field}
    for keys in (told.muted, told.blocked, told.followed):
        assert all(handle_key(key) == key for key in keys or ())


async def test_people_are_found_by_name_and_handle(harness: Harness, provider: Provider) -> None:
    author = (await provider.post(await harness.say(unheard()))).author
    for query in (author.handle.split("@")[1], author.name):
        assert author.key in {person.key for person in await provider.people(query)}
    assert await provider.people(uuid4().hex) == ()


async def test_a_search_answers_with_posts(harness: Harness, provider: Provider) -> None:
    await harness.say(unheard())
    assert all(isinstance(post, Post) for post in await provider.search("Words"))
    assert await provider.search(uuid4().hex) == ()


@pytest.mark.parametrize("timeline", list(Timeline))
async def test_a_read_marker_is_kept_and_seen_from_elsewhere(
    harness: Harness, provider: Provider, timeline: Timeline
) -> None:
    if not provider.capabilities.read_markers:
        pytest.skip("this network keeps no read markers")
    fetch = {Timeline.HOME: provider.timeline, Timeline.ADDRESSED: provider.addressed}[timeline]
    first, second = [await harness.say(unheard(), to_me=True) for _ in range(2)]
    posts = {post.id: post for post in await all_posts(fetch)}
    for said in (first, second):
        await provider.set_marker(timeline, posts[said])
        other = harness.again()
        try:
            await other.verify()
            read = [await provider.marker(timeline), await other.marker(timeline)]
        finally:
            await other.close()
        if read == [None, None]:
            pytest.skip("this network keeps no marker for this timeline")
        for marker in read:
            assert marker is not None
            assert marker.post in (said, None)
            assert marker.at >= posts[said].created
