"""Recorded answers of real servers, where the folder with them is present."""

import json
import os
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from msgspec.structs import replace

from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import PostId
from connect_tui.provider import (
    AuthExpired,
    Capabilities,
    Credential,
    Fact,
    MediaLimits,
    PollLimits,
    ProviderConfig,
)
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.mastodon.wire import WireStatus
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.reader import Json

FOLDER = os.environ.get("CONNECT_TUI_RECORDED", "")
FILES = sorted(Path(FOLDER).glob("*.json")) if FOLDER else []
pytestmark = pytest.mark.skipif(
    not FILES, reason="CONNECT_TUI_RECORDED names no folder with recorded answers"
)

PLANTED = 791_900_000
ME = PersonId("me", "1")
POST = PostId("me", "1")

Read = Callable[[MastodonProvider], Awaitable[object]]
READERS: list[tuple[str, str, Read]] = [
    (r"/api/v1/timelines/\w+", "/api/v1/timelines/home", lambda provider: provider.timeline()),
    (r"/api/v1/notifications", "", lambda provider: provider.addressed()),
    (r"/api/v1/accounts/\d+/statuses", "/api/v1/accounts/1/statuses", lambda provider: provider.mine()),
    (r"/api/v1/accounts/verify_credentials", "", lambda provider: provider.verify()),
    (r"/api/v1/accounts/relationships", "", lambda provider: provider.relations(people())),
    (r"/api/v1/accounts/search", "", lambda provider: provider.people("x")),
    (r"/api/v1/conversations", "", lambda provider: provider.facts(Fact.DIRECT)),
    (r"/api/v1/filters", "", lambda provider: provider.facts(Fact.FILTERS)),
    (r"/api/v1/lists", "", lambda provider: provider.facts(Fact.LISTS)),
    (r"/api/v1/statuses/\d+", "/api/v1/statuses/1", lambda provider: provider.post(POST)),
    (
        r"/api/v1/statuses/\d+/context",
        "/api/v1/statuses/1/context",
        lambda provider: provider.conversation(POST),
    ),
    (r"/api/v1/statuses/\d+/reblogged_by", "/api/v1/blocks", lambda provider: provider.facts(Fact.BLOCKS)),
    (r"/api/v2/search", "", lambda provider: both_searches(provider)),
    (r"/api/v[12]/instance", "", lambda provider: provider.verify()),
]
"""What was recorded, where the provider asks for it if not there, and how it is read."""


def people() -> tuple[Person, ...]:
    return tuple(Person("@a@b.example", "A", PersonId("me", key)) for key in ("117020457910412882", "23972"))


async def both_searches(provider: MastodonProvider) -> object:
    return await provider.people("x"), await provider.search("x")


def planted(body: object) -> object:
    """The same answer with numbers in every field that counts, so that a survivor can be seen."""
    if isinstance(body, list):
        return [planted(item) for item in body]
    if not isinstance(body, dict):
        return body
    return {
        name: PLANTED + len(name) if is_count(name, value) else planted(value) for name, value in body.items()
    }


def is_count(name: str, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and name not in ("id", "max_characters")


def statuses(body: object) -> Iterator[dict[str, object]]:
    """Every status, wherever it stands in an answer."""
    if isinstance(body, dict):
        if "account" in body and "content" in body and "id" in body:
            yield body
        for value in body.values():
            yield from statuses(value)
    elif isinstance(body, list):
        for item in body:
            yield from statuses(item)


def said(status: int, body: object) -> httpx.Response:
    """An answer as it comes over the wire: a response that is made with its content has been read already."""
    content = httpx.ByteStream(json.dumps(body).encode())
    return httpx.Response(status, headers={"content-type": "application/json"}, stream=content)


def answering(path: str, status: int, body: object) -> httpx.MockTransport:
    """Answers this path, and whatever else has to be known first."""
    me = {"id": "1", "acct": "me"}
    first = {"/api/v1/accounts/verify_credentials": me, "/api/v1/statuses/1": {"id": "1", "account": me}}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == path:
            return said(status, body)
        if request.url.path in first:
            return said(200, first[request.url.path])
        return said(404, {"error": "Record not found"})

    return httpx.MockTransport(answer)


def load(file: Path) -> tuple[str, int, object]:
    recorded = json.loads(file.read_text())
    path = urlsplit(recorded["request"].split(" ", 1)[1]).path.rstrip("/")
    return path, recorded["status"], planted(recorded["body"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_status_can_be_read(file: Path) -> None:
    for status in statuses(load(file)[2]):
        assert WireStatus.read(Json(status)) is not None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_no_count_survives(file: Path) -> None:
    path, status, body = load(file)
    found = [(asked or path, read) for pattern, asked, read in READERS if re.fullmatch(pattern, path)]
    if not found:
        pytest.skip("nothing that is asked for")
    ((asked, read),) = found
    config = ProviderConfig(name="me", values={}, credential=lambda: Credential("t"))
    transport = answering(asked, status, body)
    provider = MastodonProvider(config, read_address("https://odd.example"), transport=transport)
    provider.resume(Account("me", "@me@odd.example", "mastodon", ME), Capabilities())
    if status == 401:
        with pytest.raises(AuthExpired):
            await read(provider)
        return
    answer = await read(provider)
    # What a server takes at most is a number, and none of people or posts.
    can = replace(provider.capabilities, media_limits=MediaLimits(), poll_limits=PollLimits(), link_length=23)
    shown = f"{answer!r} {can!r}"
    await provider.close()
    assert str(PLANTED)[:7] not in shown
    if any(statuses(body)) and "notifications" not in path:
        assert "Post(" in shown
