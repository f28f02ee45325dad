"""What `connect-tui check` learns of an account and its server."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from odd_atproto import OddNetwork
from odd_server import OddServer, reply

from connect_tui.provider import Examined, Offline, ServerFault
from connect_tui.providers.bluesky.examining import examine

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DESCRIBED = "/xrpc/com.atproto.server.describeServer"
SESSION = "/xrpc/com.atproto.server.getSession"
HEALTH = "/xrpc/_health"


@pytest.fixture
async def odd() -> AsyncIterator[OddNetwork]:
    async with OddServer() as server:
        odd = OddNetwork(server)
        server.answers[DESCRIBED] = reply(
            {}, 200, date=format_datetime(NOW + timedelta(hours=2), usegmt=True)
        )
        server.answers[HEALTH] = reply({"version": "0.4.107\x1b[2J"})
        server.answers[SESSION] = odd.with_token({"active": True})
        yield odd


async def examined(odd: OddNetwork) -> Examined:
    return await examine(odd.config(), lambda: NOW)


async def test_the_server_its_clock_and_an_account_in_good_standing(odd: OddNetwork) -> None:
    assert await examined(odd) == Examined("an AT Protocol server 0.4.107", timedelta(hours=2))


@pytest.mark.parametrize(
    ("session", "trouble"),
    [
        ({}, ()),
        ({"active": False, "status": "suspended"}, ("is suspended by its server: ask there until when",)),
        (
            {"active": False, "status": "deactivated"},
            ("is deactivated: activate it again where you made it",),
        ),
        ({"active": False, "status": "\x1b]0;x\x07"}, ("is not active: ask its server why",)),
        ({"active": False}, ("is not active: ask its server why",)),
    ],
)
async def test_how_the_account_stands(odd: OddNetwork, session: object, trouble: tuple[str, ...]) -> None:
    odd.server.answers[SESSION] = odd.with_token(session)
    assert (await examined(odd)).troubles == trouble


async def test_a_server_that_does_not_say_what_it_runs(odd: OddNetwork) -> None:
    odd.server.answers[HEALTH] = reply({"error": "no"}, 404)
    assert (await examined(odd)).server == "an AT Protocol server"


async def test_a_server_that_fails(odd: OddNetwork) -> None:
    odd.server.answers[DESCRIBED] = reply({}, 500)
    with pytest.raises((ServerFault, Offline)):
        await examined(odd)
