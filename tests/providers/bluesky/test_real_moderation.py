"""Labels and preferences, as the real servers hand them out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bluesky_harness import NAME, open_account
from bluesky_network import BlueskyNetwork, Someone

from connect_tui.domain.post import FilterContext, Post, PostId
from connect_tui.provider import Credential, Fact, Provider

Preference = dict[str, Any]


def prefer(me: Someone, *preferences: Preference) -> None:
    named = [{**found, "$type": f"app.bsky.actor.defs#{found['$type']}"} for found in preferences]
    me.call("app.bsky.actor.putPreferences", body={"preferences": named})


async def seen(provider: Provider, uri: str) -> Post:
    await provider.facts(Fact.FILTERS)
    return await provider.post(PostId(NAME, uri))


def filters(post: Post) -> dict[str, bool]:
    found = post.copies[0].filters
    assert all(contexts == frozenset(FilterContext) for contexts in (one.contexts for one in found))
    return {one.title: one.hides for one in found}


LABELLED = [
    ("!hide", [], {"hidden by moderation": True}),
    ("!warn", [], {"marked by moderation": False}),
    ("sexual", [], {"sexually suggestive": True}),
    ("nudity", [], {}),
    ("unheard-of", [], {}),
    ("nudity", [{"$type": "contentLabelPref", "label": "nudity", "visibility": "hide"}], {"nudity": True}),
    (
        "porn",
        [
            {"$type": "adultContentPref", "enabled": True},
            {"$type": "contentLabelPref", "label": "porn", "visibility": "ignore"},
        ],
        {},
    ),
]


@pytest.mark.parametrize(("value", "wanted", "found"), LABELLED)
async def test_a_label_does_what_i_chose(
    bluesky: BlueskyNetwork,
    provider: Provider,
    me: Someone,
    ana: Someone,
    value: str,
    wanted: list[Preference],
    found: dict[str, bool],
) -> None:
    prefer(me, *wanted)
    said = ana.say("A picture, perhaps.")
    assert filters(await seen(provider, said.uri)) == {}
    bluesky.label(said.uri, value, said.cid)
    assert filters(await seen(provider, said.uri)) == found
    bluesky.label(said.uri, value, said.cid, negated=True)
    assert filters(await seen(provider, said.uri)) == {}


async def test_a_label_on_a_person_is_one_on_what_they_say(
    bluesky: BlueskyNetwork, provider: Provider, ben: Someone
) -> None:
    said = ben.say("Hello.")
    bluesky.label(ben.did, "!warn")
    assert filters(await seen(provider, said.uri)) == {"marked by moderation": False}


async def test_what_an_author_says_of_it_is_a_content_warning(
    provider: Provider, me: Someone, ana: Someone
) -> None:
    def labels(*values: str) -> Preference:
        return {
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": value} for value in values],
        }

    prefer(me, {"$type": "adultContentPref", "enabled": True})
    shown = await seen(provider, ana.say("Look.", labels=labels("sexual", "graphic-media")).uri)
    assert (shown.warning, shown.sensitive, filters(shown)) == (
        "Sexually suggestive, graphic media",
        True,
        {},
    )
    prefer(me, {"$type": "adultContentPref", "enabled": False})
    hidden = await seen(provider, ana.say("Look.", labels=labels("porn")).uri)
    assert filters(hidden) == {"adult content": True}
    mine = await seen(provider, me.say("Look.", labels=labels("porn")).uri)
    assert (mine.warning, filters(mine)) == ("Adult content", {})
    command = await seen(provider, ana.say("Look.", labels=labels("!hide")).uri)
    assert (command.warning, filters(command)) == ("", {})


def word(value: str, *targets: str, **more: str) -> Preference:
    return {"value": value, "targets": list(targets or ("content", "tag")), "actorTarget": "all", **more}


async def test_muted_words_are_not_shown(provider: Provider, me: Someone, ana: Someone, ben: Someone) -> None:
    over = (datetime.now(UTC) - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    words = [
        word("spiders"),
        word("new york"),
        word("gone", expiresAt=over),
        word("tagonly", "tag"),
        word("strangers", actorTarget="exclude-following"),
    ]
    prefer(me, {"$type": "mutedWordsPref", "items": words})
    quoted = ben.say("Spiders everywhere")
    embed = {"$type": "app.bsky.embed.record", "record": quoted.ref}
    for someone, text, found in (
        (ana, "I saw SPIDERS.", {"spiders": True}),
        (ana, "Spidersilk is another thing", {}),
        (ana, "Off to New York!", {"new york": True}),
        (ana, "All gone", {}),
        (ana, "tagonly as a word", {}),
        (ana, "hello strangers", {}),
        (ben, "hello strangers", {"strangers": True}),
        (me, "my spiders", {}),
    ):
        assert filters(await seen(provider, someone.say(text).uri)) == found, text
    assert filters(await seen(provider, ana.say("Look", embed=embed).uri)) == {"spiders": True}
    assert filters(await seen(provider, ana.say("#tagonly here", facets=[_tag("tagonly")]).uri)) == {
        "tagonly": True
    }


def _tag(name: str) -> Preference:
    feature = {"$type": "app.bsky.richtext.facet#tag", "tag": name}
    return {"index": {"byteStart": 0, "byteEnd": len(name) + 1}, "features": [feature]}


async def test_posts_that_i_hid_elsewhere_and_muted_lists(
    provider: Provider, me: Someone, ana: Someone
) -> None:
    hidden = ana.say("Not for me.")
    prefer(me, {"$type": "hiddenPostsPref", "items": [hidden.uri]})
    assert filters(await seen(provider, hidden.uri)) == {"hidden by you": True}
    made = me.create("app.bsky.graph.list", {"name": "Noise", "purpose": "app.bsky.graph.defs#modlist"})
    me.create("app.bsky.graph.listitem", {"subject": ana.did, "list": made.uri})
    me.call("app.bsky.graph.muteActorList", body={"list": made.uri})
    me.network.flush()
    other = ana.say("Something else.")
    assert filters(await seen(provider, other.uri)) == {"muted list: Noise": True}


async def test_what_i_want_to_see_is_known_on_another_day_at_once(
    bluesky: BlueskyNetwork, provider: Provider, me: Someone, ana: Someone, secrets: list[Credential]
) -> None:
    prefer(me, {"$type": "mutedWordsPref", "items": [word("spiders")]})
    account = await provider.verify()
    said = ana.say("Spiders again")
    prefer(me)
    another = open_account(bluesky, me, secrets)
    another.resume(account, provider.capabilities, provider.memory)
    assert filters(await another.post(PostId(NAME, said.uri))) == {"spiders": True}
    await another.close()
