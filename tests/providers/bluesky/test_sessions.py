"""Sessions, and everything that can stand between an account and its server."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from odd_atproto import DID, HANDLE, OddNetwork, error, token
from odd_server import Asked, OddServer, Raw, Reply, page, reply

from connect_tui.domain import clean
from connect_tui.domain.draft import Outgoing
from connect_tui.domain.post import PostId
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Credential,
    NotAllowed,
    NotFound,
    Offline,
    ProviderError,
    RateLimited,
    Rejected,
    ServerFault,
)
from connect_tui.providers.bluesky.tid import record_key

CREATE = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
TIMELINE = "/xrpc/app.bsky.feed.getTimeline"
HANDLES = "/xrpc/com.atproto.identity.resolveHandle"


@pytest.fixture
async def odd() -> AsyncIterator[OddNetwork]:
    async with OddServer() as server:
        yield OddNetwork(server)


async def test_one_login_for_many_questions_and_for_other_days(odd: OddNetwork) -> None:
    first = odd.open()
    await first.verify()
    await first.timeline()
    await first.close()
    again = odd.open()
    await again.verify()
    await again.close()
    assert len(odd.server.asked(CREATE)) == 1
    assert len(odd.server.asked(HANDLES)) == 1
    kept = odd.kept[-1]
    assert (kept.secret, dict(kept.extra)["access"]) == ("right", token("access-1"))
    assert "right" not in repr(kept)


async def test_a_token_that_runs_out_is_renewed_and_kept(odd: OddNetwork) -> None:
    provider = odd.open()
    await provider.verify()
    before = dict(odd.kept[-1].extra)
    odd.server.answers[TIMELINE] = _wants(odd, 2)
    assert (await provider.timeline()).posts == ()
    kept = dict(odd.kept[-1].extra)
    assert kept["refresh"] == token("refresh-2") != before["refresh"]
    assert len(odd.server.asked(REFRESH)) == 1
    assert len(odd.server.asked(CREATE)) == 1
    await provider.close()


async def test_many_questions_at_once_renew_a_token_once(odd: OddNetwork) -> None:
    provider = odd.open()
    await provider.verify()
    odd.server.answers[TIMELINE] = _wants(odd, 2)
    await asyncio.gather(*(provider.timeline() for _ in range(5)))
    assert len(odd.server.asked(REFRESH)) == 1
    await provider.close()


def _wants(odd: OddNetwork, session: int) -> Reply:
    """An answer for whoever has a session at least as new as this one."""

    def answering(asked: Asked) -> Raw:
        return reply({"feed": []}) if odd.session >= session else error("ExpiredToken")

    return answering


async def test_what_another_program_renewed_is_taken_up(odd: OddNetwork) -> None:
    one, other = odd.open(), odd.open()
    await one.verify()
    await other.verify()
    odd.server.answers[TIMELINE] = _wants(odd, 2)
    await one.timeline()
    odd.server.answers[TIMELINE] = odd.with_token({"feed": []})
    await other.timeline()
    assert len(odd.server.asked(REFRESH)) == 1
    assert len(odd.server.asked(CREATE)) == 1
    for provider in (one, other):
        await provider.close()


async def test_a_session_that_is_worth_nothing_is_begun_anew(odd: OddNetwork) -> None:
    provider = odd.open()
    await provider.verify()
    odd.session = 7
    odd.kept[:] = [odd.kept[-1]]
    await provider.timeline()
    assert len(odd.server.asked(REFRESH)) == 1
    assert len(odd.server.asked(CREATE)) == 2
    assert dict(odd.kept[-1].extra)["access"] == token("access-8")
    await provider.close()


async def test_a_password_that_is_no_longer_taken_needs_a_login(odd: OddNetwork) -> None:
    provider = odd.open()
    await provider.verify()
    odd.session, odd.password = 7, "another"
    with pytest.raises(AuthExpired):
        await provider.timeline()
    odd.password = "right"
    await provider.timeline()
    await provider.close()


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (Credential(""), "no app password is stored"),
        (
            Credential("right", (("account", "somebody.example"),)),
            "the stored password is for @somebody.example",
        ),
        (Credential("right", (("did", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"),)), "is another account now"),
        (Credential("right", (("pds", "https://before.example"),)), "the account has moved to 127.0.0.1"),
    ],
)
async def test_a_password_goes_only_where_it_was_given(odd: OddNetwork, kept: Credential, said: str) -> None:
    odd.kept[:] = [kept]
    provider = odd.open()
    with pytest.raises(AuthExpired) as caught:
        await provider.verify()
    assert said in str(caught.value)
    assert odd.server.asked(CREATE) == []
    await provider.close()


UNREACHABLE = "http://127.0.0.1:9"
IN_THE_WAY: list[tuple[str, dict[str, Reply], type[ProviderError], str]] = [
    ("nobody has the handle", {HANDLES: error("HandleNotFound")}, NotFound, f"@{HANDLE}"),
    ("told in another way", {HANDLES: error("InvalidRequest", "Unable to resolve handle")}, NotFound, f"@{HANDLE}"),
    ("a DID that leads nowhere", {f"/{DID}": reply({"message": "not registered"}, 404)}, NotFound, DID),
    ("a DID that was given up", {f"/{DID}": reply({"message": "gone"}, 410)}, NotFound, DID),
    ("no DID at all", {HANDLES: reply({"did": "nonsense"})}, BadResponse, "no DID"),
    ("a DID of an unknown kind", {HANDLES: reply({"did": "did:key:zabc"})}, NotFound, "did:key:zabc"),
    ("a DID of a host that is none", {HANDLES: reply({"did": "did:web:..%2f"})}, NotFound, "names no server"),
    ("another document", {f"/{DID}": reply({"id": "did:plc:x"})}, BadResponse, DID),
    ("a document without a server", {f"/{DID}": reply({"id": DID, "alsoKnownAs": [f"at://{HANDLE}"]})}, NotFound, "no server"),
    ("another handle", {f"/{DID}": reply({"id": DID, "alsoKnownAs": ["at://other.example"]})}, Rejected, f"@{HANDLE}"),
    ("a web page for a directory", {f"/{DID}": page()}, BadResponse, "web page"),
    ("a service that fails", {HANDLES: reply({}, 502)}, ServerFault, "502"),
    ("a wrong password", {CREATE: error("AuthenticationRequired", "Invalid", 401)}, AuthExpired, "login"),
    ("a second factor", {CREATE: error("AuthFactorTokenRequired", "code", 401)}, AuthExpired, "app password"),
    ("a closed account", {CREATE: error("AccountTakedown", "Account has been taken down", 401)}, NotAllowed, "closed"),
    ("too many logins", {CREATE: error("RateLimitExceeded", "Rate Limit Exceeded", 429)}, RateLimited, "wait"),
    ("a session that is none", {CREATE: reply({"did": DID})}, BadResponse, "no session"),
    ("a session of somebody else", {CREATE: reply({"did": "did:plc:a", "accessJwt": "a", "refreshJwt": "b"})}, BadResponse, "no session"),
    ("nothing that can be read", {CREATE: reply(b"{", content_type="application/json")}, BadResponse, "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "kind", "said"), [case[1:] for case in IN_THE_WAY], ids=[case[0] for case in IN_THE_WAY]
)
async def test_what_stands_in_the_way_of_a_login_is_said(
    odd: OddNetwork, answers: dict[str, Reply], kind: type[ProviderError], said: str
) -> None:
    odd.server.answers.update(answers)
    provider = odd.open()
    with pytest.raises(kind) as caught:
        await provider.verify()
    assert said in str(caught.value)
    assert clean.line(str(caught.value)) == str(caught.value)
    await provider.close()


async def test_a_server_that_is_away(odd: OddNetwork) -> None:
    odd.server.answers[f"/{DID}"] = odd.document(UNREACHABLE)
    provider = odd.open()
    with pytest.raises(Offline):
        await provider.verify()
    await provider.close()
    for away in ("service", "plc"):
        other = odd.open(**{away: UNREACHABLE})
        with pytest.raises(Offline):
            await other.verify()
        await other.close()


@pytest.mark.parametrize(
    "pds", ["http://elsewhere.example", "ftp://a.example", "nonsense", "", "http://10.0.0.1"]
)
async def test_a_server_without_a_safe_address_gets_no_password(odd: OddNetwork, pds: str) -> None:
    odd.server.answers[f"/{DID}"] = odd.document(pds)
    provider = odd.open()
    with pytest.raises(BadResponse) as caught:
        await provider.verify()
    assert "no address that is safe" in str(caught.value)
    await provider.close()


async def test_a_did_of_a_host_is_found_there(odd: OddNetwork) -> None:
    host = odd.server.url.removeprefix("http://").replace(":", "%3A")
    did = f"did:web:{host}"
    service = {
        "id": f"{did}#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": odd.server.url,
    }
    odd.server.answers["/.well-known/did.json"] = reply({"id": did, "service": [service]})
    odd.server.answers[CREATE] = reply({"did": did, "accessJwt": "a", "refreshJwt": "b"})
    odd.server.answers["/xrpc/app.bsky.actor.getProfile"] = reply({"did": did, "handle": "handle.invalid"})
    odd.server.answers["/xrpc/app.bsky.actor.getPreferences"] = reply({"preferences": []})
    provider = odd.open(handle=did)
    account = await provider.verify()
    assert (account.person.key, account.handle) == (did, f"@{did}")
    assert odd.server.asked(HANDLES) == []
    await provider.close()


async def test_a_server_that_asks_to_wait_is_left_alone(odd: OddNetwork) -> None:
    provider = odd.open()
    await provider.verify()
    reset = int((datetime.now(UTC) + timedelta(minutes=3)).timestamp())
    odd.server.answers[TIMELINE] = error(
        "RateLimitExceeded", "Rate Limit Exceeded", 429, ratelimit_reset=str(reset), ratelimit_remaining="0"
    )
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            await provider.timeline()
        assert timedelta(minutes=2) < caught.value.retry_at - datetime.now(UTC) <= timedelta(minutes=3)
    assert len(odd.server.asked(TIMELINE)) == 1
    await provider.close()


async def test_an_allowance_that_is_used_up_is_not_tried(odd: OddNetwork) -> None:
    provider = odd.open()
    await provider.verify()
    reset = int((datetime.now(UTC) + timedelta(minutes=3)).timestamp())
    odd.server.answers[TIMELINE] = reply({"feed": []}, ratelimit_remaining="0", ratelimit_reset=str(reset))
    await provider.timeline()
    with pytest.raises(RateLimited):
        await provider.timeline()
    assert len(odd.server.asked(TIMELINE)) == 1
    await provider.close()


ANSWERS: list[tuple[Reply, type[ProviderError]]] = [
    (page(), BadResponse),
    (reply([]), BadResponse),
    (reply({"feed": "none"}), BadResponse),
    (reply({}, 500), ServerFault),
    (reply({}, 302, location="https://evil.example/"), BadResponse),
    (error("InvalidRequest", "cursor \x1b[2J is wrong"), BadResponse),
    (error("UpstreamFailure", "", 502), ServerFault),
    (error("MethodNotImplemented", "", 501), NotFound),
    (reply({}, 403), NotAllowed),
    (Raw(b""), BadResponse),
    (Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"), BadResponse),
    (reply(b"[" * 100_000, content_type="application/json"), BadResponse),
]


@pytest.mark.parametrize(("answer", "kind"), ANSWERS)
async def test_odd_answers_are_errors_of_the_family(
    odd: OddNetwork, answer: Reply, kind: type[ProviderError]
) -> None:
    provider = odd.open()
    await provider.verify()
    odd.server.answers[TIMELINE] = answer
    with pytest.raises(kind) as caught:
        await provider.timeline()
    assert clean.line(str(caught.value)) == str(caught.value) != ""
    await provider.close()


async def test_an_answer_that_never_came_is_no_second_post(odd: OddNetwork) -> None:
    kept: dict[str, object] = {}

    def put(asked: Asked) -> Raw:
        body = json.loads(asked.body)
        key = body["rkey"]
        if key in kept:
            return error("InvalidSwap", "Record was at another cid")
        kept[key] = body["record"]
        # The connection breaks before anything is said.
        return Raw(b"")

    def get(asked: Asked) -> Raw:
        key = asked.query["rkey"][0]
        uri = f"at://{DID}/app.bsky.feed.post/{key}"
        return reply({"uri": uri, "cid": "bafy", "value": kept[key]})

    odd.server.answers["/xrpc/com.atproto.repo.putRecord"] = put
    odd.server.answers["/xrpc/com.atproto.repo.getRecord"] = get
    provider = odd.open()
    await provider.verify()
    same = Outgoing(key="one and the same", text="Once only")
    with pytest.raises(ProviderError):
        await provider.publish(same)
    post = await provider.publish(same)
    assert post.text.plain == "Once only"
    assert list(kept) == [post.uri.rsplit("/")[-1]]
    await provider.close()


async def test_what_arrived_is_found_by_its_key_although_its_parent_has_gone_since(odd: OddNetwork) -> None:
    kept: dict[str, object] = {}

    def get(asked: Asked) -> Raw:
        uri = f"at://{DID}/app.bsky.feed.post/{asked.query['rkey'][0]}"
        return (
            reply({"uri": uri, "cid": "bafy", "value": kept[uri]}) if uri in kept else error("RecordNotFound")
        )

    odd.server.answers["/xrpc/com.atproto.repo.getRecord"] = get
    odd.server.answers["/xrpc/app.bsky.feed.getPosts"] = reply({"posts": []})
    provider = odd.open()
    await provider.verify()
    parent = PostId("sky", "at://did:plc:ana/app.bsky.feed.post/3k")
    answer = Outgoing(key="k", text="Here", parent=parent)
    with pytest.raises(NotFound):
        await provider.publish(answer)
    kept[f"at://{DID}/app.bsky.feed.post/{record_key('k')}"] = {
        "text": "Here",
        "createdAt": "2026-03-01T12:00:00Z",
    }
    assert (await provider.publish(answer)).text.plain == "Here"
    await provider.close()


async def test_a_picture_that_the_server_has_thrown_away_is_said(odd: OddNetwork) -> None:
    odd.server.answers["/xrpc/com.atproto.repo.putRecord"] = error(
        "BlobNotFound", "Could not find blob: bafk"
    )
    provider = odd.open()
    await provider.verify()
    with pytest.raises(Rejected, match="Sent again, it goes along once more"):
        await provider.publish(Outgoing(key="k", text="Look"))
    await provider.close()
