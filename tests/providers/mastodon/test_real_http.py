"""The provider over real HTTP against a server of another make."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from mock_mastodon import MockMastodon, User

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.post import FilterContext, PostId, Visibility
from connect_tui.domain.text import SpanKind
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Fact,
    NotAllowed,
    NotFound,
    Page,
    Provider,
    RateLimited,
    Reaction,
    Rejected,
    ServerFault,
    Stance,
)
from connect_tui.providers.mastodon.provider import MastodonProvider

Connect = Callable[[User], MastodonProvider]
NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)


def plain(page: Page) -> list[str]:
    return [post.text.plain for post in page.posts]


async def test_it_is_a_provider(server: MockMastodon, connect: Connect) -> None:
    assert isinstance(connect(server.user("me")), Provider)


async def test_verify_says_who_i_am_and_what_the_server_can_do(
    server: MockMastodon, connect: Connect
) -> None:
    provider = connect(server.user("me", display_name="Me Myself"))
    account = await provider.verify()
    assert (account.name, account.handle, account.network) == ("me", "@me@mock.local", "mastodon")
    assert account.display_name == "Me Myself"
    can = provider.capabilities
    assert can.edit
    assert can.polls
    assert can.idempotent_publish
    assert can.streaming
    assert can.length == 500
    assert can.visibilities == tuple(Visibility)


async def test_the_home_timeline_has_posts_and_boosts(server: MockMastodon, connect: Connect) -> None:
    me, ana, ben = server.user("me"), server.user("ana"), server.user("ben", domain="far.example")
    me.follow(ana)
    far = ben.post("from afar", at=NOON)
    ana.post("from near", at=NOON)
    ana.boost(far, at=NOON + timedelta(hours=1))
    page = await connect(me).timeline()
    assert plain(page) == ["from afar", "from near"]
    assert page.posts[0].author.handle == "@ben@far.example"
    assert [(boost.by.handle, boost.uri, boost.created) for boost in page.boosts] == [
        ("@ana@mock.local", far.uri, NOON + timedelta(hours=1))
    ]


async def test_paging_ends_and_leaves_nothing_out(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    me.follow(ana)
    written = [f"post {number}" for number in range(85)]
    for text in written:
        ana.post(text)
    provider = connect(me)
    found: list[str] = []
    cursor = None
    for _ in range(4):
        page = await provider.timeline(cursor)
        found += plain(page)
        cursor = page.older
        if cursor is None:
            break
    assert found == written[::-1]
    assert cursor is None


async def test_only_words_to_me_are_addressed(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    mine = me.post("hello")
    ana.follow(me)
    ana.favourite(mine)
    ana.boost(mine)
    ana.post("@me are you there?", answers=mine)
    page = await connect(me).addressed()
    assert plain(page) == ["@me are you there?"]
    assert page.boosts == ()
    post = page.posts[0]
    assert post.copies[0].parent == PostId("me", mine.id)
    assert [mention.handle for mention in post.mentions] == ["@me@mock.local"]
    assert [(span.start, span.end, span.target) for span in post.text.of_kind(SpanKind.MENTION)] == [
        (0, 3, "@me@mock.local")
    ]


async def test_mine_is_what_i_wrote_from_anywhere(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    asked = ana.post("@me well?")
    me.post("@ana well", answers=asked)
    me.post("secret", visibility="direct")
    me.boost(asked)
    page = await connect(me).mine()
    assert plain(page) == ["secret", "@ana well"]
    assert page.boosts == ()


async def test_a_conversation_has_what_is_above_and_below(server: MockMastodon, connect: Connect) -> None:
    me, ana, ben = server.user("me"), server.user("ana"), server.user("ben")
    top = ana.post("top")
    middle = me.post("middle", answers=top)
    ben.post("below", answers=middle)
    provider = connect(me)
    thread = await provider.conversation(PostId("me", middle.id))
    assert [post.text.plain for post in thread.posts] == ["top", "middle", "below"]
    assert thread.complete


async def test_publishing_twice_with_one_key_gives_one_post(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    asked = ana.post("@me well?", visibility="private")
    provider = connect(me)
    outgoing = Outgoing(
        key="7d1f",
        text="@ana yes & <no>",
        parent=PostId("me", asked.id),
        visibility=Visibility.FOLLOWERS,
        warning="spoilers",
        language="de",
    )
    first = await provider.publish(outgoing)
    second = await provider.publish(outgoing)
    assert first.uri == second.uri
    assert first.text.plain == "@ana yes & <no>"
    assert first.visibility is Visibility.FOLLOWERS
    assert (first.warning, first.language, first.sensitive) == ("spoilers", "de", True)
    assert first.copies[0].parent == PostId("me", asked.id)
    assert plain(await provider.mine()) == ["@ana yes & <no>"]


async def test_the_server_s_reason_is_what_a_refused_post_says(
    server: MockMastodon, connect: Connect
) -> None:
    provider = connect(server.user("me"))
    with pytest.raises(Rejected, match=r"^Text is too long \(maximum is 500 characters\)$"):
        await provider.publish(Outgoing(key="1", text="x" * 501))
    with pytest.raises(Rejected, match=r"^Text can't be blank$"):
        await provider.publish(Outgoing(key="2", text=" "))


async def test_editing_and_deleting(server: MockMastodon, connect: Connect) -> None:
    provider = connect(server.user("me"))
    post = await provider.publish(Outgoing(key="1", text="teh cat", warning="cats"))
    edited = await provider.edit(post.id, Outgoing(key="2", text="the cat"))
    assert edited.text.plain == "the cat"
    assert edited.edited is not None
    assert edited.warning == ""
    assert (await provider.post(post.id)).text.plain == "the cat"
    await provider.delete(post.id)
    with pytest.raises(NotFound):
        await provider.post(post.id)
    await provider.delete(post.id)


async def test_a_post_of_somebody_else_is_not_mine_to_delete(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    post = ana.post("hers")
    with pytest.raises(NotAllowed, match="This action is not allowed"):
        await connect(me).delete(PostId("me", post.id))


@pytest.mark.parametrize("reaction", list(Reaction))
async def test_reactions_and_back(server: MockMastodon, connect: Connect, reaction: Reaction) -> None:
    me, ana = server.user("me"), server.user("ana")
    key = PostId("me", ana.post("nice").id)
    provider = connect(me)

    def done(post: object) -> bool:
        return bool(
            getattr(post, {"favourite": "favourited", "boost": "boosted", "bookmark": "bookmarked"}[reaction])
        )

    answered = await provider.react(key, reaction, True)
    assert answered.id == key
    assert done(answered)
    assert done(await provider.post(key))
    assert not done(await provider.react(key, reaction, False))
    assert not done(await provider.post(key))


async def test_stances_show_as_facts_and_relations(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana", domain="far.example")
    provider = connect(me)
    await provider.verify()
    (person,) = await provider.people("ana")
    assert person.handle == "@ana@far.example"
    for stance in Stance:
        await provider.relate(person.id, stance, True)
    (relation,) = await provider.relations((person,))
    # Blocking ends following, on every server.
    assert (relation.handle, relation.followed, relation.blocked, relation.muted) == (
        ana.handle,
        False,
        True,
        True,
    )
    assert (await provider.facts(Fact.MUTES)).muted == {"@ana@far.example": None}
    assert (await provider.facts(Fact.BLOCKS)).blocked == frozenset({"@ana@far.example"})
    for stance in Stance:
        await provider.relate(person.id, stance, False)
    (relation,) = await provider.relations((person,))
    assert (relation.followed, relation.blocked, relation.muted) == (False, False, False)
    assert (await provider.facts(Fact.MUTES)).muted == {}


async def test_follow_requests_are_people_and_can_be_answered(server: MockMastodon, connect: Connect) -> None:
    me, ana, ben = server.user("me", locked=True), server.user("ana"), server.user("ben")
    ana.follow(me)
    ben.follow(me)
    provider = connect(me)
    requests = (await provider.facts(Fact.FOLLOW_REQUESTS)).follow_requests
    assert requests is not None
    by_name = {request.person.name: request.person.id for request in requests}
    assert set(by_name) == {"Ana", "Ben"}
    await provider.answer_request(by_name["Ana"], True)
    await provider.answer_request(by_name["Ben"], False)
    assert (await provider.facts(Fact.FOLLOW_REQUESTS)).follow_requests == ()
    followers = server.call("GET", f"/api/v1/accounts/{me.id}/followers")["items"]
    assert isinstance(followers, list)
    assert [follower["username"] for follower in followers] == ["ana"]


async def test_lists_are_circles(server: MockMastodon, connect: Connect) -> None:
    me, ana, ben = server.user("me"), server.user("ana"), server.user("Ben", domain="far.example")
    me.make_list("Friends", ana, ben)
    me.make_list("Nobody")
    lists = (await connect(me).facts(Fact.LISTS)).lists
    assert lists is not None
    assert {circle.name: circle.members for circle in lists} == {
        "Friends": frozenset({"@ana@mock.local", "@ben@far.example"}),
        "Nobody": frozenset(),
    }


async def test_follows_favourites_and_direct_messages(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    me.follow(ana)
    me.favourite(ana.post("good"))
    ana.post("@me psst", visibility="direct")
    provider = connect(me)
    assert (await provider.facts(Fact.FOLLOWS)).followed == frozenset({"@ana@mock.local"})
    favourites = (await provider.facts(Fact.FAVOURITES)).page
    assert favourites is not None
    assert [(post.text.plain, post.favourited) for post in favourites.posts] == [("good", True)]
    direct = (await provider.facts(Fact.DIRECT)).page
    assert direct is not None
    assert [(post.text.plain, post.direct) for post in direct.posts] == [("@me psst", True)]


async def test_filters_come_with_the_posts(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    me.follow(ana)
    me.add_filter("Sports", "football", "home")
    ana.post("football tonight")
    ana.post("tea tonight")
    page = await connect(me).timeline()
    tea, football = page.posts
    assert tea.copies[0].filters == ()
    (found,) = football.copies[0].filters
    assert (found.title, found.hides, found.contexts) == ("Sports", True, frozenset({FilterContext.HOME}))


async def test_a_muted_conversation_says_so(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    key = PostId("me", ana.post("@me hm").id)
    provider = connect(me)
    await provider.mute_conversation(key, True)
    assert (await provider.post(key)).copies[0].muted
    await provider.mute_conversation(key, False)
    assert not (await provider.post(key)).copies[0].muted


async def test_a_post_is_found_by_its_uri(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    post = ana.post("here")
    provider = connect(me)
    assert (await provider.post_at(post.uri)).id == PostId("me", post.id)
    for wrong in ("https://mock.local/@ana/1", "https://nowhere.example/1", "not a uri", "https://[broken"):
        with pytest.raises(NotFound):
            await provider.post_at(wrong)


async def test_search_finds_words(server: MockMastodon, connect: Connect) -> None:
    me = server.user("me")
    me.post("a needle")
    me.post("hay")
    assert [post.text.plain for post in await connect(me).search("needle")] == ["a needle"]


async def test_quotes_and_polls_arrive_without_numbers(server: MockMastodon, connect: Connect) -> None:
    me, ana, ben = server.user("me"), server.user("ana"), server.user("ben")
    me.follow(ana)
    poll = ana.post("tea or coffee?", poll=("tea", "coffee"))
    for voter in (me, ben, server.user("cleo")):
        ben_votes = voter is ben
        voter.vote(poll, 1 if ben_votes else 0)
    quoted = ben.post("wise words")
    ana.post("see:", quotes=quoted)
    quoting, asking = (await connect(me).timeline()).posts
    assert quoting.quote is not None
    assert quoting.quote.author is not None
    assert (quoting.quote.uri, quoting.quote.author.name, quoting.quote.text.plain) == (
        quoted.uri,
        "Ben",
        "wise words",
    )
    assert asking.poll is not None
    assert [(option.title, option.tenths, option.mine) for option in asking.poll.options] == [
        ("tea", 7, True),
        ("coffee", 3, False),
    ]
    assert asking.poll.voted


async def test_a_refused_token_asks_for_a_login(server: MockMastodon, connect: Connect) -> None:
    me = server.user("me")
    stranger = User(server, "me", me.domain, me.id, "wrong")
    with pytest.raises(AuthExpired, match="no longer takes the login"):
        await connect(stranger).verify()


FAULTS = [
    ({"status": 500}, ServerFault, r"has a fault \(500\)"),
    ({"status": 503}, ServerFault, r"has a fault \(503\)"),
    ({"status": 403}, NotAllowed, "refuses"),
    ({"status": 404}, NotFound, "does not have that"),
    ({"kind": "malformed"}, BadResponse, "cannot be read"),
    ({"kind": "ratelimit", "status": 429}, RateLimited, "asks to wait"),
]


@pytest.mark.parametrize(("fault", "error", "sentence"), FAULTS)
async def test_faults_become_sentences(
    server: MockMastodon,
    connect: Connect,
    fault: dict[str, str],
    error: type[Exception],
    sentence: str,
) -> None:
    provider = connect(server.user("me"))
    await provider.verify()
    server.fail("/api/v1/timelines/home", **fault)  # type: ignore[arg-type] # a table of keywords
    with pytest.raises(error, match=sentence):
        await provider.timeline()


async def test_a_limited_account_is_not_asked_again_too_soon(server: MockMastodon, connect: Connect) -> None:
    provider = connect(server.user("me"))
    await provider.verify()
    server.fail("/api/v1/timelines/home", kind="ratelimit", status=429, times=1)
    with pytest.raises(RateLimited) as first:
        await provider.timeline()
    assert timedelta(minutes=4) < first.value.retry_at - datetime.now(UTC) < timedelta(minutes=6)
    with pytest.raises(RateLimited) as second:
        await provider.timeline()
    assert second.value.retry_at == first.value.retry_at


async def test_resuming_asks_nothing(server: MockMastodon, connect: Connect) -> None:
    me = server.user("me")
    provider = connect(me)
    account = await provider.verify()
    capabilities = provider.capabilities
    me.post("hello")
    server.fail("/api/*/instance", status=500)
    server.fail("/api/v1/accounts/verify_credentials", status=500)
    again = connect(me)
    again.resume(account, capabilities)
    page = await again.mine()
    assert [post.author.handle for post in page.posts] == ["@me@mock.local"]
    assert again.capabilities == capabilities
