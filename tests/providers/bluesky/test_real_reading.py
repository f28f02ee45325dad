"""What is read from the real servers."""

import struct
import zlib
from pathlib import Path

import pytest
from bluesky_harness import NAME
from bluesky_network import BlueskyNetwork, Someone

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.people import PersonId, handle_key
from connect_tui.domain.post import MediaKind, Post, PostId
from connect_tui.domain.text import SpanKind
from connect_tui.provider import Fact, NotAllowed, NotFound, Provider, Rejected, Stance, Timeline


def post_id(uri: str) -> PostId:
    return PostId(NAME, uri)


async def read(provider: Provider, uri: str) -> Post:
    return await provider.post(post_id(uri))


async def test_a_post_is_read_as_it_was_written(provider: Provider, me: Someone, ana: Someone) -> None:
    said = ana.say(
        f"Grüße 👋🏽 @{me.handle}: https://paths.example/a?b=c",
        names=(me,),
        langs=["de-CH", "en"],
        tags=["unseen"],
    )
    post = await read(provider, said.uri)
    assert post.uri == post.id.key == said.uri
    assert post.author.handle == f"@{ana.handle}"
    assert post.author.name == "Ana"
    assert post.url == f"https://bsky.app/profile/{ana.handle}/post/{said.uri.rsplit('/')[-1]}"
    assert post.language == "de-CH"
    words = {post.text.plain[span.start : span.end]: (span.kind, span.target) for span in post.text.spans}
    assert words == {
        f"@{me.handle}": (SpanKind.MENTION, f"@{me.handle}"),
        "https://paths.example/a?b=c": (SpanKind.LINK, "https://paths.example/a?b=c"),
    }
    assert [(mention.handle, mention.person) for mention in post.mentions] == [
        (f"@{me.handle}", PersonId(NAME, me.did))
    ]
    assert post == await provider.post_at(post.url) or (await provider.post_at(post.url)).uri == post.uri


async def test_nobody_can_name_me_by_showing_my_handle_for_another_one(
    provider: Provider, me: Someone, ana: Someone, ben: Someone
) -> None:
    text = f"@{me.handle} look here"
    index = {"byteStart": 0, "byteEnd": len(f"@{me.handle}")}
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": ben.did}
    said = ana.create(
        "app.bsky.feed.post", {"text": text, "facets": [{"index": index, "features": [feature]}]}
    )
    post = await read(provider, said.uri)
    assert handle_key(f"@{me.handle}") not in {mention.key for mention in post.mentions}


async def test_reposts_are_boosts_and_a_boost_leads_to_its_post(
    provider: Provider, ana: Someone, ben: Someone
) -> None:
    said = ben.say("A heron stood by the lake.")
    ana.create("app.bsky.feed.repost", {"subject": said.ref})
    page = await provider.timeline()
    (boost,) = page.boosts
    assert (boost.uri, boost.by.handle) == (said.uri, f"@{ana.handle}")
    assert (await provider.post(boost.id)).uri == said.uri
    assert [post.uri for post in page.posts] == [said.uri]


async def test_quotes_and_what_became_of_them(
    bluesky: BlueskyNetwork, provider: Provider, me: Someone, ana: Someone, ben: Someone
) -> None:
    mine = me.say("The museum opens at nine.")
    embed = {"$type": "app.bsky.embed.record", "record": mine.ref}
    quoting = ana.say("Good to know.", embed=embed)
    post = await read(provider, quoting.uri)
    assert post.quote is not None
    assert (post.quote.uri, post.quote.text.plain) == (mine.uri, "The museum opens at nine.")
    assert quoting.uri in {found.uri for found in (await provider.addressed()).posts}

    gone = ben.say("Soon gone.")
    other = ana.say("Look.", embed={"$type": "app.bsky.embed.record", "record": gone.ref})
    ben.delete(gone.uri)
    post = await read(provider, other.uri)
    assert post.quote is not None
    assert (post.quote.uri, post.quote.author, post.quote.text.plain) == (gone.uri, None, "")

    profile = {
        "$type": "app.bsky.embed.external",
        "external": {"uri": "https://a.example/", "title": "A page", "description": "1,204 likes"},
    }
    linked = await read(provider, ana.say("Read this.", embed=profile).uri)
    assert linked.link is not None
    assert (linked.link.url, linked.link.title) == ("https://a.example/", "A page")
    assert "1,204" not in repr(linked)


async def test_a_thread_with_what_is_gone_and_who_is_blocked(
    bluesky: BlueskyNetwork, provider: Provider, me: Someone, ana: Someone, ben: Someone
) -> None:
    top = ana.say("Who is coming?")
    mine = me.say("I am.", answers=top.uri)
    by_ben = ben.say("And I!", answers=mine.uri)
    below = ana.say("Good.", answers=by_ben.uri)
    side = ana.say("Bring tea.", answers=mine.uri)
    whole = await provider.conversation(post_id(mine.uri))
    assert {post.uri for post in whole.posts} == {top.uri, mine.uri, by_ben.uri, below.uri, side.uri}
    assert whole.complete
    assert (await provider.conversation(post_id(below.uri))).posts[0].uri == top.uri

    await provider.relate(PersonId(NAME, ben.did), Stance.BLOCK, True)
    bluesky.flush()
    left = await provider.conversation(post_id(mine.uri))
    assert by_ben.uri not in {post.uri for post in left.posts}
    assert {top.uri, mine.uri, side.uri} <= {post.uri for post in left.posts}
    from_below = await provider.conversation(post_id(below.uri))
    assert [post.uri for post in from_below.posts] == [below.uri]
    assert from_below.posts[0].copies[0].parent == post_id(by_ben.uri)

    ana.delete(top.uri)
    headless = await provider.conversation(post_id(mine.uri))
    assert top.uri not in {post.uri for post in headless.posts}
    assert {mine.uri, side.uri} <= {post.uri for post in headless.posts}


async def test_a_thread_deeper_than_one_answer_is_whole(
    provider: Provider, me: Someone, ana: Someone
) -> None:
    chain = [ana.say("1").uri]
    for number in range(2, 96):
        chain.append(ana.say(str(number), answers=chain[-1]).uri)
    thread = await provider.conversation(post_id(chain[-1]))
    assert [post.uri for post in thread.posts] == chain
    assert thread.complete
    assert [post.uri for post in (await provider.conversation(post_id(chain[0]))).posts] == chain


RULES = [
    ([], "Nobody can answer."),
    ([{"$type": "app.bsky.feed.threadgate#mentionRule"}], "Only people it mentions can answer."),
    ([{"$type": "app.bsky.feed.threadgate#followingRule"}], "Only people Ana follows can answer."),
    (
        [{"$type": f"app.bsky.feed.threadgate#{rule}"} for rule in ("mentionRule", "followingRule")],
        "Only people it mentions and people Ana follows can answer.",
    ),
]


@pytest.mark.parametrize(("allow", "sentence"), RULES)
async def test_who_may_answer_is_said_before_i_write(
    provider: Provider, me: Someone, ana: Someone, allow: list[object], sentence: str
) -> None:
    top = ana.say("Only for some.")
    gate = {
        "$type": "app.bsky.feed.threadgate",
        "post": top.uri,
        "allow": allow,
        "createdAt": "2026-01-01T00:00:00Z",
    }
    ana.put("app.bsky.feed.threadgate", top.uri.rsplit("/")[-1], gate)
    below = ana.say("More.", answers=top.uri)
    assert (await read(provider, top.uri)).closed == sentence
    thread = {post.uri: post.closed for post in (await provider.conversation(post_id(below.uri))).posts}
    assert thread == {top.uri: sentence, below.uri: sentence}
    assert {post.closed for post in (await provider.timeline()).posts} == {sentence}
    with pytest.raises(NotAllowed) as caught:
        await provider.publish(Outgoing(key="k", text="All the same", parent=post_id(top.uri)))
    assert sentence.rstrip(".") in str(caught.value)


async def test_who_may_answer_may(provider: Provider, me: Someone, ana: Someone) -> None:
    top = ana.say(f"For @{me.handle}.", names=(me,))
    rule = {"$type": "app.bsky.feed.threadgate#mentionRule"}
    gate = {
        "$type": "app.bsky.feed.threadgate",
        "post": top.uri,
        "allow": [rule],
        "createdAt": "2026-01-01T00:00:00Z",
    }
    ana.put("app.bsky.feed.threadgate", top.uri.rsplit("/")[-1], gate)
    ana.network.flush()
    assert (await read(provider, top.uri)).closed == ""
    answer = await provider.publish(Outgoing(key="k", text="Thank you", parent=post_id(top.uri)))
    assert answer.copies[0].parent == post_id(top.uri)


async def test_how_far_i_have_read_is_kept_in_step(provider: Provider, me: Someone, ana: Someone) -> None:
    said = ana.say(f"@{me.handle} hello", names=(me,))
    (post,) = (await provider.addressed()).posts
    assert [await provider.marker(timeline) for timeline in Timeline] == [None, None]
    await provider.set_marker(Timeline.ADDRESSED, post)
    ana.network.flush()
    marker = await provider.marker(Timeline.ADDRESSED)
    assert marker is not None
    assert marker.at > post.created
    (notice,) = me.call("app.bsky.notification.listNotifications", params={"reasons": ["mention"]})[
        "notifications"
    ]
    assert (notice["uri"], notice["isRead"]) == (said.uri, True)
    assert me.call("app.bsky.notification.getUnreadCount")["count"] == 0
    later = ana.say(f"@{me.handle} one more", names=(me,))
    notices = me.call("app.bsky.notification.listNotifications", params={"reasons": ["mention"]})[
        "notifications"
    ]
    assert {notice["uri"]: notice["isRead"] for notice in notices} == {said.uri: True, later.uri: False}


async def test_lists_are_circles(provider: Provider, me: Someone, ana: Someone, ben: Someone) -> None:
    made = me.create(
        "app.bsky.graph.list", {"name": "Neighbours", "purpose": "app.bsky.graph.defs#curatelist"}
    )
    me.create("app.bsky.graph.list", {"name": "Noise", "purpose": "app.bsky.graph.defs#modlist"})
    for someone in (ana, ben):
        me.create("app.bsky.graph.listitem", {"subject": someone.did, "list": made.uri})
    lists = (await provider.facts(Fact.LISTS)).lists or ()
    members = frozenset({f"@{ana.handle}", f"@{ben.handle}"})
    assert [(circle.name, circle.members) for circle in lists] == [("Neighbours", members)]


async def test_pictures_are_posted_with_their_description(
    bluesky: BlueskyNetwork, provider: Provider, me: Someone, tmp_path: Path
) -> None:
    picture = tmp_path / "roses.png"
    picture.write_bytes(_png())
    heard: list[float] = []
    name = await provider.upload(picture, "Red roses", heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    post = await provider.publish(Outgoing(key="k", text="", media=(name,), sensitive=True))
    bluesky.flush()
    for found in (post, await provider.post(post.id)):
        (attached,) = found.attachments
        assert (attached.kind, attached.alt) == (MediaKind.IMAGE, "Red roses")
        assert found.sensitive
    (tmp_path / "large.png").write_bytes(_png() + b"\0" * 2_000_001)
    (tmp_path / "film.mp4").write_bytes(b"film")
    for wrong in ("large.png", "film.mp4", "gone.png"):
        with pytest.raises(Rejected) as caught:
            await provider.upload(tmp_path / wrong, "", heard.append)
        assert wrong in str(caught.value)


async def test_the_address_of_a_post_quotes_it(
    bluesky: BlueskyNetwork, provider: Provider, ana: Someone, tmp_path: Path
) -> None:
    said = ana.say("The museum opens at nine.")
    address = (await read(provider, said.uri)).url
    await provider.publish(Outgoing(key="k", text=f"Come along: {address}"))
    picture = tmp_path / "roses.png"
    picture.write_bytes(_png())
    name = await provider.upload(picture, "Red roses", list[float]().append)
    await provider.publish(Outgoing(key="k2", text=f"Roses {address}", media=(name,)))
    bluesky.flush()
    for post in (await provider.mine()).posts:
        assert post.quote is not None
        assert (post.quote.uri, post.quote.text.plain) == (said.uri, "The museum opens at nine.")
        assert [found.alt for found in post.attachments] == (
            ["Red roses"] if "Roses" in post.text.plain else []
        )

    gate = {"$type": "app.bsky.feed.postgate", "post": said.uri, "createdAt": "2026-01-01T00:00:00Z",
            "embeddingRules": [{"$type": "app.bsky.feed.postgate#disableRule"}]}  # fmt: skip
    ana.put("app.bsky.feed.postgate", said.uri.rsplit("/")[-1], gate)
    bluesky.flush()
    for number, link in enumerate(
        (address, "https://bsky.app/profile/nobody-at-all.test/post/3jzfcijpj2z2a")
    ):
        post = await provider.publish(Outgoing(key=f"l{number}", text=f"Only a link: {link}"))
        assert post.quote is None
        assert [span.target for span in post.text.spans] == [link]


async def test_a_warning_of_mine_is_a_label(bluesky: BlueskyNetwork, provider: Provider) -> None:
    post = await provider.publish(Outgoing(key="k", text="Look", warning="nudity, Graphic media"))
    bluesky.flush()
    for found in (post, await provider.post(post.id)):
        assert (found.warning, found.sensitive) == ("Nudity, graphic media", True)
    with pytest.raises(Rejected) as caught:
        await provider.publish(Outgoing(key="k2", text="Look", warning="Spiders"))
    assert "Graphic media" in str(caught.value)


async def test_who_is_nobody_is_not_found(provider: Provider) -> None:
    for uri in (
        "https://bsky.app/profile/nobody.test/post/3jzfcijpj2z2a",
        "at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3jzfcijpj2z2a",
        "https://elsewhere.example/",
    ):
        with pytest.raises(NotFound):
            await provider.post_at(uri)


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )
