"""What I write, conversations, and what is gone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from connect_tui.contract.harness import Harness
from connect_tui.contract.words import all_posts, hearing, needs, outgoing, picture_in, unheard
from connect_tui.domain import clean
from connect_tui.domain.draft import DraftPoll
from connect_tui.domain.people import PersonId
from connect_tui.domain.post import MediaKind, PostId, Visibility
from connect_tui.provider import (
    NotFound,
    Provider,
    ProviderError,
    Rejected,
    Stance,
)


async def test_what_i_publish_is_mine(provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    me, words = await provider.verify(), unheard()
    post = await provider.publish(outgoing(words))
    assert words in post.text.plain
    assert post.author.key == me.key
    assert post.visibility is Visibility.PUBLIC
    assert post.uri
    assert post.id in {found.id for found in await all_posts(provider.mine)}


async def test_every_visibility_that_is_offered_is_kept(provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    for visibility in provider.capabilities.visibilities:
        post = await provider.publish(outgoing(unheard(), visibility=visibility))
        assert post.visibility is visibility
        assert (await provider.post(post.id)).visibility is visibility


async def test_a_warning_and_a_language_are_kept(provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    can = provider.capabilities
    warning = next(iter(can.warnings), "Spiders") if can.content_warnings else ""
    post = await provider.publish(
        outgoing(
            unheard(),
            warning=warning,
            language="de" if can.languages else "",
        )
    )
    read = await provider.post(post.id)
    assert read.warning == warning
    if can.languages:
        assert read.language == "de"


async def test_publishing_twice_with_one_key_does_what_is_said_of_it(provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    same = outgoing(unheard())
    one, other = await provider.publish(same), await provider.publish(same)
    assert (one.id == other.id) is provider.capabilities.idempotent_publish
    different = await provider.publish(outgoing(same.text))
    assert different.id not in (one.id, other.id)


@pytest.mark.parametrize("kind", ["empty", "too long"])
async def test_what_no_server_takes_is_rejected(provider: Provider, kind: str) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    text = "" if kind == "empty" else "a" * (provider.capabilities.length + 1)
    with pytest.raises(Rejected) as caught:
        await provider.publish(outgoing(text))
    assert str(caught.value)
    assert clean.line(str(caught.value)) == str(caught.value)


async def test_the_longest_post_is_taken(provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    text = "a" * provider.capabilities.length
    assert (await provider.publish(outgoing(text))).text.plain == text


async def test_an_edit_changes_the_words_and_keeps_the_name(provider: Provider) -> None:
    if not provider.capabilities.edit:
        pytest.skip("this network has no edits")
    before, words = await provider.publish(outgoing(unheard())), unheard()
    after = await provider.edit(before.id, outgoing(words))
    assert after.id == before.id
    assert after.uri == before.uri
    assert words in after.text.plain
    assert after.edited is not None
    assert words in (await provider.post(before.id)).text.plain


async def test_what_somebody_else_wrote_is_not_mine_to_change(harness: Harness, provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    said = await harness.say(unheard())
    with pytest.raises(ProviderError):
        await provider.delete(said)
    if provider.capabilities.edit:
        with pytest.raises(ProviderError):
            await provider.edit(said, outgoing(unheard()))
    assert (await provider.post(said)).id == said


async def test_a_reply_stands_under_its_parent(harness: Harness, provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    said = await harness.say(unheard(), to_me=True)
    reply = await provider.publish(outgoing(unheard(), parent=said))
    assert reply.copies[0].parent == said
    assert reply.replies
    assert (await provider.post(said)).has_replies
    assert {said, reply.id} <= {post.id for post in (await provider.conversation(said)).posts}


async def test_a_conversation_holds_what_is_above_and_below(harness: Harness, provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    top = await harness.say(unheard(), to_me=True)
    second = (await provider.publish(outgoing(unheard(), parent=top))).id
    third = await harness.say(unheard(), to_me=True, parent=second)
    fourth = (await provider.publish(outgoing(unheard(), parent=third))).id
    elsewhere = await harness.say(unheard())
    thread = await provider.conversation(second)
    parents = {post.id: post.copies[0].parent for post in thread.posts}
    assert parents[top] is None
    assert (parents[second], parents[third], parents[fourth]) == (top, second, third)
    assert elsewhere not in parents
    if provider.capabilities.complete_threads:
        assert thread.complete


async def test_a_conversation_is_muted_and_heard_again(harness: Harness, provider: Provider) -> None:
    if not provider.capabilities.thread_mutes:
        pytest.skip("this network mutes no conversations")
    said = await harness.say(unheard(), to_me=True)
    for on in (True, True, False, False):
        await provider.mute_conversation(said, on)
        assert (await provider.post(said)).copies[0].muted is on


async def test_a_post_that_i_delete_is_gone(provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    post = await provider.publish(outgoing(unheard()))
    await provider.delete(post.id)
    with pytest.raises(NotFound):
        await provider.post(post.id)
    with pytest.raises(NotFound):
        await provider.conversation(post.id)
    assert post.id not in {found.id for found in await all_posts(provider.mine)}


async def test_what_is_deleted_may_be_deleted_again(provider: Provider) -> None:
    needs(provider.capabilities.publish, "posts of mine")
    # After an answer that never came, nobody knows whether the first time worked.
    post = await provider.publish(outgoing(unheard()))
    await provider.delete(post.id)
    await provider.delete(post.id)
    with pytest.raises(NotFound):
        await provider.post(post.id)


async def test_a_post_that_somebody_deletes_is_gone(harness: Harness, provider: Provider) -> None:
    said = await harness.say(unheard(), to_me=True)
    await harness.remove(said)
    with pytest.raises(NotFound):
        await provider.post(said)
    assert said not in {post.id for post in await all_posts(hearing(provider))}
    assert said not in {post.id for post in await all_posts(provider.timeline)}


@pytest.mark.parametrize("key", ["99999999", "nothing", "", "../../accounts", "１２", "a b\n"])
async def test_a_name_that_means_nothing_is_an_error_of_the_family(provider: Provider, key: str) -> None:
    unknown = PostId(provider.name, key)
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: provider.post(unknown),
        lambda: provider.conversation(unknown),
    ]
    if Stance.FOLLOW in provider.capabilities.stances:
        nobody = PersonId(provider.name, key or "nobody")
        calls.append(lambda: provider.relate(nobody, Stance.FOLLOW, True))
    for call in calls:
        with pytest.raises(ProviderError) as caught:
            await call()
        assert clean.line(str(caught.value)) == str(caught.value) != ""
        assert provider.name not in str(caught.value).split()


async def test_a_post_is_found_by_its_address(harness: Harness, provider: Provider) -> None:
    said = await provider.post(await harness.say(unheard()))
    assert (await provider.post_at(said.uri)).id == said.id
    if said.url:
        assert (await provider.post_at(said.url)).id == said.id
    with pytest.raises(ProviderError):
        await provider.post_at(f"{said.uri}-that-nobody-wrote")


async def test_what_i_wrote_comes_back_as_i_wrote_it(provider: Provider) -> None:
    can, words = provider.capabilities, unheard()
    if not can.edit:
        pytest.skip("this network has no edits")
    warning = next(iter(can.warnings), "Spiders") if can.content_warnings else ""
    post = await provider.publish(outgoing(f"{words} <b>&amp;", warning=warning))
    source = await provider.source(post.id)
    assert source.text == f"{words} <b>&amp;"
    assert source.warning == warning
    assert (source.media, source.poll) == ((), None)


async def test_earlier_versions_can_be_read(provider: Provider) -> None:
    if not (provider.capabilities.edit and provider.capabilities.history):
        pytest.skip("this network keeps no earlier versions")
    first, second = unheard(), unheard()
    post = await provider.publish(outgoing(first))
    await provider.edit(post.id, outgoing(second))
    versions = await provider.history(post.id)
    assert first in versions[0].text.plain
    assert second in versions[-1].text.plain
    assert versions[0].written <= versions[-1].written


async def test_a_poll_is_asked(provider: Provider) -> None:
    if not provider.capabilities.polls:
        pytest.skip("this network has no polls")
    asked = DraftPoll(("Tea", "Coffee"), multiple=True, duration=timedelta(hours=6))
    post = await provider.publish(outgoing(unheard(), poll=asked))
    read = (await provider.post(post.id)).poll
    assert read is not None
    assert [option.title for option in read.options] == ["Tea", "Coffee"]
    assert read.multiple
    assert not read.closed
    assert read.closes is not None
    assert abs(read.closes - post.created - asked.duration) < timedelta(minutes=1)


async def test_what_is_attached_is_uploaded_first(provider: Provider, tmp_path: Path) -> None:
    if not provider.capabilities.media:
        pytest.skip("nothing can be attached on this network")
    picture, heard = picture_in(tmp_path), list[float]()
    name = await provider.upload(picture, "A red square", heard.append)
    assert name
    assert heard
    assert heard == sorted(heard)
    assert all(0 <= share <= 1 for share in heard)
    post = await provider.publish(outgoing(unheard(), media=(name,)))
    (attached,) = (await provider.post(post.id)).attachments
    assert attached.kind is MediaKind.IMAGE
    assert attached.alt == "A red square"
    if provider.capabilities.edit:
        (kept,) = (await provider.source(post.id)).media
        assert (kept.path, kept.alt) == ("", "A red square")
        after = await provider.edit(post.id, outgoing(unheard(), media=(kept.key,)))
        assert [left.alt for left in after.attachments] == ["A red square"]


async def test_a_file_that_is_not_there_is_rejected(provider: Provider, tmp_path: Path) -> None:
    if not provider.capabilities.media:
        pytest.skip("nothing can be attached on this network")
    with pytest.raises(Rejected) as caught:
        await provider.upload(tmp_path / "gone.png", "", list[float]().append)
    assert "gone.png" in str(caught.value)


async def test_tags_and_emoji_are_bare_words(provider: Provider) -> None:
    await provider.verify()
    if provider.capabilities.tags:
        await provider.publish(outgoing(f"{unheard()} #connecttui"))
        assert all(tag and not tag.startswith("#") for tag in await provider.tags("connect"))
    if provider.capabilities.emoji:
        assert all(":" not in emoji.shortcode for emoji in await provider.emoji())
