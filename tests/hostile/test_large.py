"""Far too much of everything: on every wire it is read in a moment, and whoever else is busy has their turn."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from attacks import ATTACKS, HEAVY, UNCLEAN
from hostile_wires import WIRES, WireServer
from wire_samples import ITEM, STATUS, texts, twenty_times_as_many_plain_words

from connect_tui.domain.post import Post
from connect_tui.provider import Fact
from connect_tui.providers.bluesky.facets import read_text
from connect_tui.providers.bluesky.mapping import Mapper as BlueskyMapper
from connect_tui.providers.bluesky.moderation import Preferences
from connect_tui.providers.bluesky.profile import read_profile as bluesky_profile
from connect_tui.providers.bluesky.recent import Recent
from connect_tui.providers.bluesky.wire import WirePost
from connect_tui.providers.mastodon.instance import read_instance
from connect_tui.providers.mastodon.mapping import Mapper as MastodonMapper
from connect_tui.providers.mastodon.profile import read_profile as mastodon_profile
from connect_tui.providers.mastodon.wire import WireOldFilter, WireStatus, read_emoji
from connect_tui.providers.web.html import read_html
from connect_tui.providers.web.reader import Json

MANY = 20_000
"""Entries of a list that should have a few."""
NASTY = "".join(list(ATTACKS.values())[::7])[:3_000]
LONG = NASTY * 20
NOW = datetime(2026, 3, 1, tzinfo=UTC)
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"


def status(**fields: Any) -> Json:
    return Json({**STATUS, **fields})


def mapped(json: Json) -> Post | None:
    read = WireStatus.read(json)
    return MastodonMapper("home", "far.example", "https://far.example").post(read, NOW) if read else None


def posted(**fields: Any) -> Post | None:
    """A post of the AT Protocol with these in its record, or, with a `view_` in front, beside it."""
    post = ITEM["post"]
    record = {**post["record"], **{k: v for k, v in fields.items() if not k.startswith("view_")}}
    view = {k.removeprefix("view_"): v for k, v in fields.items() if k.startswith("view_")}
    read = WirePost.read(Json({**post, "record": record, **view}))
    return BlueskyMapper("sky", Recent(lambda: NOW)).post(read, NOW) if read else None


PERSON = {"id": "1", "acct": LONG, "username": NASTY, "url": f"https://far.example/{'x' * 2_000}"}
FACET = {
    "index": {"byteStart": 0, "byteEnd": 5},
    "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "javascript:x"}] * 400,
}
LABEL = {"src": DID, "val": LONG, "uri": LONG}
PICTURE = {"alt": LONG, "fullsize": "https://far.example/" + "x" * 2_000}
LARGE: dict[str, Callable[[], object]] = {
    "text": lambda: mapped(status(content=LONG * 20)),
    "warning": lambda: mapped(status(spoiler_text=LONG * 20)),
    "mentions": lambda: mapped(status(mentions=[PERSON] * MANY, content="@a " * 30_000)),
    "mentions with names": lambda: mapped(
        status(mentions=[{**PERSON, "acct": f"{NASTY[:300]}{n}"[-300:]} for n in range(2_000)])
    ),
    "files": lambda: mapped(status(media_attachments=[{"type": "image", "description": LONG}] * MANY)),
    "options": lambda: mapped(
        status(poll={"id": "1", "options": [{"title": LONG}] * MANY, "own_votes": list(range(MANY))})
    ),
    "filters that match": lambda: mapped(
        status(filtered=[{"filter": {"title": LONG, "context": ["home"] * MANY}}] * 400)
    ),
    "filters": lambda: WireOldFilter.read_all(
        Json([{"phrase": NASTY[:500], "context": ["home"] * MANY}] * 400)
    ),
    "a quote in a quote": lambda: mapped(status(quote=nested("quote"), content=LONG)),
    "a boost of a boost": lambda: mapped(status(reblog=nested("reblog"))),
    "emoji": lambda: [read_emoji(Json({"shortcode": LONG})) for _ in range(20)],
    "rules of a server": lambda: read_instance(
        Json({"version": LONG, "domain": LONG, "languages": [LONG] * MANY, "rules": [{"text": LONG}] * MANY,
              "configuration": {"media_attachments": {"supported_mime_types": [NASTY] * MANY}},
              "pleroma": {"metadata": {"features": [LONG] * MANY}}})
    ),
    "a profile": lambda: mastodon_profile(
        MastodonMapper("home", "far.example", "https://far.example"),
        Json({**STATUS["account"], "note": LONG * 20, "fields": [{"name": LONG, "value": NASTY}] * MANY}),
    ),
    "a post of the AT Protocol": lambda: posted(text=LONG * 20),
    "facets": lambda: posted(text=LONG, facets=[FACET] * 400),
    "facets side by side": lambda: posted(
        text="x" * MANY,
        facets=[{**FACET, "index": {"byteStart": n, "byteEnd": n + 1},
                 "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": NASTY}]} for n in range(MANY)],
    ),
    "languages": lambda: posted(langs=[LONG] * MANY),
    "labels": lambda: posted(view_labels=[LABEL] * MANY),
    "pictures": lambda: posted(
        view_embed={"$type": "app.bsky.embed.images#view", "images": [PICTURE] * MANY}
    ),
    "who may answer": lambda: posted(
        view_viewer={"replyDisabled": True},
        view_threadgate={"uri": f"at://{DID}/app.bsky.feed.threadgate/1",
                         "record": {"allow": [{"$type": LONG}] * MANY}, "lists": [{"name": LONG}] * MANY},
    ),
    "a profile of the AT Protocol": lambda: described(LONG * 5),
    "a profile of tags": lambda: described("#a " * 100_000),
    "a profile of mentions": lambda: described("@a.example " * 100_000),
    "a profile of addresses": lambda: described("https://a.example/" + "()" * 50 + ")" * 100_000),
    "what labelers mean": lambda: Preferences.read(
        Json([{"$type": "x#mutedWordsPref", "items": [{"value": NASTY[:100], "targets": ["content"]}] * MANY}]),
        Json([{"creator": {"did": DID}, "policies": {"labelValueDefinitions": [
            {"identifier": "x", "locales": [{"lang": "en", "name": NASTY}] * MANY}] * 20}}]),
    ),
}  # fmt: skip


def described(note: str) -> object:
    """A profile of the AT Protocol."""
    profile = {"did": DID, "handle": LONG, "displayName": LONG, "description": note, "pronouns": LONG}
    return bluesky_profile(BlueskyMapper("sky", Recent(lambda: NOW)), Json(profile))


def nested(key: str) -> dict[str, Any]:
    """A status in a status in a status."""
    found: dict[str, Any] = {**STATUS, "content": LONG}
    for _ in range(80):
        found = {**STATUS, "content": LONG, key: found}
    return found


@pytest.mark.parametrize("name", LARGE)
def test_far_too_much_is_read_in_a_moment(name: str) -> None:
    """A hundred milliseconds of this machine, or what it needs for twenty times as many plain words."""
    taken = [seconds_for(LARGE[name]) for _ in range(3)]
    assert min(taken) < max(0.1, twenty_times_as_many_plain_words()), taken


@pytest.mark.parametrize("name", LARGE)
def test_far_too_much_is_clean_in_the_end(name: str) -> None:
    for path, text in texts(LARGE[name]()):
        assert not UNCLEAN.search(text), path


def seconds_for(read: Callable[[], object]) -> float:
    before = time.thread_time()
    read()
    return time.thread_time() - before


@pytest.mark.parametrize(
    ("network", "reads"),
    [
        ("mastodon", "connect_tui.providers.mastodon.mapping.read_html"),
        ("bluesky", "connect_tui.providers.bluesky.mapping.read_text"),
    ],
)
async def test_between_two_posts_everybody_has_their_turn(
    network: str, reads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    real: Any = read_html if network == "mastodon" else read_text

    def read(*args: Any, **more: Any) -> Any:
        happened.append("post")
        return real(*args, **more)

    async def go_on() -> None:
        while True:
            happened.append("turn")
            await asyncio.sleep(0)

    with WireServer(WIRES[network]([text[:5_000] for text in HEAVY.values()])) as server:
        provider = WIRES[network]([]).provider(server.url)
        await provider.verify()
        monkeypatch.setattr(reads, read)
        for ask in (provider.timeline, provider.addressed, lambda: provider.facts(Fact.FAVOURITES)):
            happened.clear()
            other = asyncio.create_task(go_on())
            await ask()
            other.cancel()
            assert happened.count("post") >= len(HEAVY), ask
            # A post may hold a quote, and be looked at for words that are muted.
            together = [len(run) for run in "".join(word[0] for word in happened).split("t")]
            assert max(together) <= 3, ask
        await provider.close()


def test_the_samples_are_what_they_seem() -> None:
    assert mapped(status()) is not None
    assert posted() is not None
    assert mapped(status(account=None)) is None
