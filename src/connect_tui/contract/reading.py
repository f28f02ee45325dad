"""Who I am, and what I read: timelines, pages, names."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from connect_tui.contract.harness import Harness
from connect_tui.contract.words import MANY, MEMORY, all_posts, hearing, needs, outgoing, timelines, unheard
from connect_tui.domain.post import Post, PostId, Visibility
from connect_tui.provider import (
    POSTS_AT_ONCE,
    Fact,
    Page,
    Provider,
    ProviderError,
)


async def test_it_is_a_provider_and_says_who_i_am(harness: Harness) -> None:
    provider = harness.provider
    assert isinstance(provider, Provider)
    account = await provider.verify()
    assert account == await provider.verify()
    assert account.name == provider.name == account.person.account
    assert account.handle.startswith("@")
    if not provider.capabilities.anonymous:
        assert "." in account.handle.rpartition("@")[2] or ":" in account.handle


async def test_an_account_is_taken_up_without_asking_again(harness: Harness, provider: Provider) -> None:
    account, capabilities = await provider.verify(), provider.capabilities
    said = await harness.say(unheard())
    await provider.timeline()
    fresh = harness.again()
    fresh.resume(account, capabilities, provider.memory)
    assert fresh.capabilities == capabilities
    assert (await fresh.post(said)).uri == (await provider.post(said)).uri
    await fresh.close()


async def test_capabilities_fit_together(provider: Provider) -> None:
    can = provider.capabilities
    assert can.publish is bool(can.visibilities)
    assert can.direct_messages == (Visibility.DIRECT in can.visibilities)
    assert can.length > 0
    assert len(set(can.visibilities)) == len(can.visibilities)
    assert len(set(can.stances)) == len(can.stances)
    if can.anonymous:
        assert (can.stances, can.visibilities) == ((), ())
        offered = (can.publish, can.follow_requests, can.read_markers, can.direct_messages)
        assert not any(offered)


async def test_what_it_remembers_is_small_and_means_nothing_elsewhere(
    harness: Harness, provider: Provider
) -> None:
    account, said = await provider.verify(), await harness.say(unheard())
    await provider.timeline()
    assert len(provider.memory) <= MEMORY
    for nonsense in (b"", b"\x00\xff", b"{", b"[[[1, 2]]]", b'{"a": null}'):
        fresh = harness.again()
        fresh.resume(account, provider.capabilities, nonsense)
        assert said in {post.id for post in await all_posts(fresh.timeline)}
        await fresh.close()


async def test_paging_ends_and_nothing_stands_twice(harness: Harness, provider: Provider) -> None:
    said = [await harness.say(unheard(), to_me=True) for _ in range(MANY)]
    for fetch in (provider.timeline, hearing(provider)):
        keys = [post.id for post in await all_posts(fetch)]
        assert len(keys) == len(set(keys))
        assert [key for key in keys if key in said] == said[::-1]


async def test_pages_are_newest_first(harness: Harness, provider: Provider) -> None:
    for _ in range(3):
        await harness.say(unheard(), to_me=True)
    if provider.capabilities.publish:
        await provider.publish(outgoing(unheard()))
    for name, fetch in timelines(provider).items():
        times = [post.created for post in await all_posts(fetch)]
        assert times == sorted(times, reverse=True), name


async def test_what_arrives_between_two_pages_moves_nothing(harness: Harness, provider: Provider) -> None:
    said = [await harness.say(unheard(), to_me=True) for _ in range(MANY)]
    fetch = hearing(provider)
    first = await fetch(None)
    if provider.capabilities.anonymous and first.older is None:
        pytest.skip("this network gives everything at once")
    assert first.older is not None
    await harness.say(unheard(), to_me=True)
    second = await fetch(first.older)
    keys = [post.id for post in (*first.posts, *second.posts)]
    assert len(keys) == len(set(keys))
    assert [key for key in keys if key in said] == said[::-1][: len([key for key in keys if key in said])]


async def test_a_cursor_that_was_never_given_is_refused_or_leads_to_a_page(provider: Provider) -> None:
    # A cursor is opaque: a server may make something of it, but nothing else than the family may come out.
    with suppress(ProviderError):
        assert isinstance(await provider.timeline("what is this?"), Page)


async def test_names_are_stable(harness: Harness, provider: Provider) -> None:
    await harness.say(unheard(), to_me=True)
    for fetch in timelines(provider).values():
        first, again = await all_posts(fetch), await all_posts(fetch)
        assert [(post.id, post.uri) for post in first] == [(post.id, post.uri) for post in again]
        for post in first[:3]:
            assert post.id.account == provider.name
            alone = await provider.post(post.id)
            assert (alone.id, alone.uri, alone.author.handle) == (post.id, post.uri, post.author.handle)


async def test_the_order_in_which_things_arrive_does_not_matter(harness: Harness, provider: Provider) -> None:
    account, top = await provider.verify(), await harness.say(unheard(), to_me=True)
    said = (top, await harness.say(unheard(), parent=top), await harness.say(unheard()))
    lives: list[dict[PostId, Post]] = []
    for order in (said, said[::-1]):
        fresh = harness.again()
        fresh.resume(account, provider.capabilities)
        found: dict[PostId, Post] = {}
        for post in order:
            found |= {post: await fresh.post(post)}
            found |= {other.id: other for other in (await fresh.conversation(post)).posts}
        for fetch in list(timelines(fresh).values())[:: 1 if order is said else -1]:
            found |= {post.id: post for post in await all_posts(fetch)}
        lives.append({key: replace(post, seen=post.created) for key, post in found.items() if key in said})
        await fresh.close()
    assert lives[0].keys() == set(said)
    assert lives[0] == lives[1]


async def test_several_posts_are_had_at_once(harness: Harness, provider: Provider) -> None:
    if not provider.capabilities.many_posts:
        pytest.skip("this network gives posts one by one")
    said = [await harness.say(unheard()) for _ in range(POSTS_AT_ONCE - 2)]
    gone = await harness.say(unheard())
    await harness.remove(gone)
    unknown = PostId(provider.name, "no-such-post")
    found = {post.id: post for post in await provider.posts((*said, gone, unknown))}
    assert found.keys() == set(said)
    assert found[said[0]].uri == (await provider.post(said[0])).uri
    assert await provider.posts((gone,)) == ()
    assert await provider.posts(()) == ()
    assert provider.capabilities.many_posts


async def test_what_is_not_for_me_is_left_out_among_several(harness: Harness, provider: Provider) -> None:
    if not (provider.capabilities.many_posts and provider.capabilities.direct_messages):
        pytest.skip("this network gives posts one by one, or has no private messages")
    said = await harness.say(unheard())
    to_me = await harness.say(unheard(), to_me=True, visibility=Visibility.DIRECT)
    assert {post.id for post in await provider.posts((said, to_me))} == {said, to_me}


async def test_what_is_said_to_me_is_addressed(harness: Harness, provider: Provider) -> None:
    needs(not provider.capabilities.anonymous, "words to me")
    me = await provider.verify()
    said = await harness.say(unheard(), to_me=True)
    aside = await harness.say(unheard())
    posts = {post.id: post for post in await all_posts(provider.addressed)}
    assert said in posts
    assert aside not in posts
    assert me.key in {mention.key for mention in posts[said].mentions}
    assert all(post.author.key != me.key for post in posts.values())


async def test_nothing_is_said_to_nobody(harness: Harness, provider: Provider) -> None:
    needs(provider.capabilities.anonymous, "reading without being anybody")
    me = await provider.verify()
    await harness.say(f"{unheard()} {me.handle}", to_me=True)
    for post in await all_posts(provider.timeline):
        assert post.visibility is Visibility.PUBLIC
        assert not post.mentions
        assert not post.replies
        assert post.author.key != me.key


async def test_a_reply_to_me_is_addressed(harness: Harness, provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    mine = await provider.publish(outgoing(unheard()))
    said = await harness.say(unheard(), to_me=True, parent=mine.id)
    posts = {post.id: post for post in await all_posts(provider.addressed)}
    assert posts[said].copies[0].parent == mine.id


async def test_a_private_message_arrives(harness: Harness, provider: Provider) -> None:
    if not provider.capabilities.direct_messages:
        pytest.skip("this network has no private messages")
    said = await harness.say(unheard(), to_me=True, visibility=Visibility.DIRECT)
    found = {post.id: post for post in await all_posts(provider.addressed)}
    told = (await provider.facts(Fact.DIRECT)).page
    found |= {post.id: post for post in (told.posts if told else ())}
    assert found[said].visibility is Visibility.DIRECT
    assert said not in {post.id for post in await all_posts(provider.mine)}


async def test_times_know_their_zone_and_lie_in_the_past(harness: Harness, provider: Provider) -> None:
    await harness.say(unheard(), to_me=True)
    for fetch in timelines(provider).values():
        for post in await all_posts(fetch):
            assert post.created.utcoffset() is not None
            assert post.seen.utcoffset() is not None
            assert datetime(2006, 1, 1, tzinfo=UTC) < post.time <= post.seen
