"""What is written can be read again, whole."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connect_tui.domain.people import Account, FollowRequest, Person, PersonId
from connect_tui.domain.post import Boost, Copy, Filter, Post, PostId
from connect_tui.domain.text import Text
from connect_tui.provider import Capabilities
from connect_tui.store.codec import ACCOUNT, BOOST, CAPABILITIES, FOLLOW_REQUEST, POST, UnreadableError
from connect_tui.store.moments import from_micros, to_micros

moments = st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants it naive
st.register_type_strategy(datetime, moments)
copies = st.builds(Copy, filters=st.lists(st.builds(Filter), max_size=2).map(tuple))
posts = st.builds(
    Post,
    copies=st.lists(copies, min_size=1, max_size=2).map(tuple),
    text=st.builds(Text),
)


@settings(max_examples=80, deadline=None)
@given(posts)
def test_posts_come_back(post: Post) -> None:
    assert POST.decode(POST.encode(post)) == post


@given(st.builds(Boost), st.builds(Account), st.builds(Capabilities), st.builds(FollowRequest))
def test_everything_else_comes_back(
    boost: Boost, account: Account, capabilities: Capabilities, request: FollowRequest
) -> None:
    assert BOOST.decode(BOOST.encode(boost)) == boost
    assert ACCOUNT.decode(ACCOUNT.encode(account)) == account
    assert CAPABILITIES.decode(CAPABILITIES.encode(capabilities)) == capabilities
    assert FOLLOW_REQUEST.decode(FOLLOW_REQUEST.encode(request)) == request


@given(st.datetimes(timezones=st.timezones()))
def test_moments_come_back_to_the_microsecond(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment.astimezone(UTC)


def test_an_older_program_knew_fewer_fields() -> None:
    old = b'{"id":{"account":"home","key":"1"},"text":"a field that is no longer there"}'
    boost = Boost(
        PostId("home", "1"),
        "https://example/1",
        Person("@ana@example", "Ana", PersonId("home", "ana")),
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2026, 3, 1, tzinfo=UTC),
    )
    data = BOOST.encode(boost).replace(b'"url":"",', b"")
    assert BOOST.decode(data[:-1] + b"," + old[1:]) == boost


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"uri": 1}', b"\xff\xfe", b"null"])
def test_rubbish_is_told_apart(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        POST.decode(data)
