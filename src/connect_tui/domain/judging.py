"""Is a post still open? The rules of attention, one function each, on one conversation."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from connect_tui.domain.asking import asks, closing
from connect_tui.domain.carrying import carried_along
from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import AttentionSettings, Reason
from connect_tui.domain.marks import Mark, MarkKind, Marks
from connect_tui.domain.people import Account, People
from connect_tui.domain.post import Boost, FilterContext, Post
from connect_tui.domain.turns import Turn, turns_by_post
from connect_tui.domain.verdicts import Addressed, Closed, Open, Owed

_TIERS = (Reason.DIRECT, Reason.ASKED, Reason.REPLIED, Reason.MENTIONED)


class Context(Struct, frozen=True, dict=True):
    """Everything but the conversation that a judgement depends on."""

    me: tuple[Account, ...]
    marks: Marks
    people: People
    settings: AttentionSettings
    now: datetime

    @cached_property
    def mine(self) -> frozenset[str]:
        """The handle keys of all my accounts."""
        return frozenset(account.key for account in self.me)


class Case:
    """One conversation before the rules, with what several of them need worked out once."""

    def __init__(self, conversation: Conversation, context: Context) -> None:
        self.conversation = conversation
        self.context = context
        self.people = context.people
        self.settings = context.settings
        self.me = context.mine
        self.uri = conversation.uri

    @cached_property
    def addressed(self) -> dict[str, frozenset[Addressed]]:
        """Every post that is addressed to me, by its URI, and in which ways."""
        found = ((post.uri, self._ways(post)) for post in self.conversation.posts)
        return {uri: ways for uri, ways in found if ways}

    @cached_property
    def shown(self) -> tuple[Post, ...]:
        """The posts that rule 1 leaves, in reading order."""
        return tuple(
            post
            for post in self.conversation.posts
            if not is_gone(post, self.context, addressed=post.uri in self.addressed)
        )

    @cached_property
    def _shown_uris(self) -> frozenset[str]:
        return frozenset(post.uri for post in self.shown)

    @cached_property
    def mine(self) -> tuple[Post, ...]:
        """My own posts that stand, from all my accounts, by time."""
        return tuple(sorted((p for p in self.shown if p.author.key in self.me), key=lambda post: post.time))

    @cached_property
    def muted(self) -> bool:
        """Whether I muted the conversation, here or on a server."""
        posts, marks = self.conversation.posts, self.context.marks
        if any(copy.muted for post in posts for copy in post.copies):
            return True
        return any(mark.kind is MarkKind.MUTED for post in posts for mark in marks.on(post.uri))

    @property
    def took_part(self) -> bool:
        """Whether a post of mine stands in it."""
        return bool(self.mine)

    @property
    def any_addressed(self) -> bool:
        """Whether a post that is shown is addressed to me."""
        return any(post.uri in self.addressed for post in self.shown)

    @cached_property
    def among_several(self) -> bool:
        """Whether two or more people speak: all my accounts are one, automated ones are none."""
        speakers = {post.author.key for post in self.shown if self.human(post)}
        return len(speakers - self.me) + self.took_part > 1

    @cached_property
    def spoke_last(self) -> bool:
        """Whether the newest word of a person is mine, and I spoke to somebody."""
        spoken = [post for post in self.shown if self.human(post)]
        if not self.among_several:
            return False
        return max(spoken, key=lambda post: (post.time, post.uri)).author.key in self.me

    @cached_property
    def turns(self) -> dict[str, Turn]:
        """The turn that each post belongs to, by the post's URI."""
        return turns_by_post(self.conversation, self.shown, [post.time for post in self.mine])

    def human(self, post: Post) -> bool:
        """Whether a person wrote it: I am one, whatever my account is flagged as."""
        return not post.author.automated or post.author.key in self.me

    def shows(self, post: Post) -> bool:
        """Whether rule 1 leaves this post."""
        return post.uri in self._shown_uris

    def shows_boost(self, boost: Boost) -> bool:
        """Whether somebody else, whom I want to see, passed on a post that is shown."""
        return (
            boost.uri in self._shown_uris
            and boost.by.key not in self.me
            and not self.people.hides(boost.by.key, self.context.now)
        )

    def young(self, post: Post) -> bool:
        """Whether a post is young enough to keep its conversation alive."""
        return self.context.now < post.time + self.settings.active_for

    def exchanges(self) -> Iterator[tuple[Post, Post]]:
        """Every two posts in which somebody answers a person who had answered them."""
        for post in self.shown:
            answered = self.conversation.parent(post.uri)
            before = self._other_before.get(answered.uri) if answered else None
            if answered is None or before is None or not self.shows(answered):
                continue
            if not self.human(post) or not self.human(answered):
                continue
            if before.author.key == post.author.key != answered.author.key:
                yield post, answered

    @cached_property
    def _other_before(self) -> dict[str, Post]:
        """For each post the nearest one above it that somebody else wrote."""
        found: dict[str, Post] = {}
        for post in self.conversation.posts:
            parent = self.conversation.parent(post.uri)
            if parent is None:
                continue
            if parent.author.key != post.author.key:
                found[post.uri] = parent
            elif parent.uri in found:
                found[post.uri] = found[parent.uri]
        return found

    def account_for(self, post: Post) -> Account:
        """The account of mine that a post names, answers or quotes; else one that sees it."""
        if len(self.context.me) == 1:
            return self.context.me[0]
        parent = self.conversation.parent(post.uri)
        named = {mention.key for mention in post.mentions}
        tests = (
            lambda account: account.key == post.author.key,
            lambda account: account.key in named,
            lambda account: parent is not None and account.key == parent.author.key,
            lambda account: (
                post.quote is not None
                and post.quote.author is not None
                and account.key == post.quote.author.key
            ),
            lambda account: post.copy_of(account.name) is not None,
        )
        for test in tests:
            for account in self.context.me:
                if test(account):
                    return account
        return self.context.me[0]

    def next_change(self, *moments: datetime) -> datetime | None:
        """The first of these moments, or of those at which a mute or a `later` runs out, after now.

        A judgement at that moment may still come out the same; before it, it does.
        """
        if self.muted:
            return None
        authors = {post.author.key for post in self.conversation.posts}
        authors.update(boost.by.key for boost in self.conversation.boosts)
        ends = [self.people.mute_ends(author, self.context.now) for author in authors]
        later = [
            mark.until
            for post in self.shown
            if post.uri in self.addressed
            for mark in self.context.marks.on(post.uri)
            if mark.kind is MarkKind.LATER
        ]
        return min((m for m in (*moments, *ends, *later) if m and m > self.context.now), default=None)

    def verdicts(self) -> tuple[list[Open], list[Owed]]:
        """The addressed posts that are open, and those for which nothing is owed; closed ones are neither."""
        open_: list[Open] = []
        owed: list[Owed] = []
        for post in self.shown:
            ways = self.addressed.get(post.uri)
            asking = bool(ways) and asks(post.text)
            if not ways or self.closed_by(post, asking):
                continue
            aside = self._nothing_owed(post, ways, asking)
            if aside is not None:
                owed.append(Owed(post, aside, asking))
            else:
                open_.append(self._open(post, ways, asking))
        return open_, owed

    def closed_by(self, post: Post, asking: bool) -> Closed | None:
        """Rules 3 to 5: what closed this post, if anything did."""
        if mark := self._mark_on(post):
            return Closed.LATER if mark.kind is MarkKind.LATER else Closed.DONE
        if self._answered(post):
            return Closed.ANSWERED
        if not asking and self.settings.favourite_acknowledges and post.uri in self._acknowledged:
            return Closed.ACKNOWLEDGED
        return None

    def _ways(self, post: Post) -> frozenset[Addressed]:
        """The ways in which a post by somebody else is addressed to me."""
        if post.author.key in self.me:
            return frozenset()
        named = any(mention.key in self.me for mention in post.mentions)
        parent = self.conversation.parent(post.uri)
        answers_me = parent is not None and parent.author.key in self.me
        quotes_me = (
            post.quote is not None and post.quote.author is not None and post.quote.author.key in self.me
        )
        ways = set()
        # A direct message that names nobody can only be here because it was sent to me.
        if post.direct and (named or answers_me or not post.mentions):
            ways.add(Addressed.DIRECT)
        if answers_me:
            ways.add(Addressed.REPLY)
        if named:
            ways.add(Addressed.NAMED)
        if quotes_me:
            ways.add(Addressed.QUOTED)
        return frozenset(ways)

    def _mark_on(self, post: Post) -> Mark | None:
        """Rule 3: a mark closes the posts that were known, unless an edit addressed one to me since."""
        for mark in self.context.marks.on(post.uri):
            # Whatever the date on the edit: the mark did not know it as addressed to me, and now it is.
            if post.uri not in mark.addressed and post.edited is not None:
                continue
            if mark.kind is MarkKind.DONE:
                return mark
            if mark.kind is MarkKind.LATER and mark.until is not None and self.context.now < mark.until:
                return mark
        return None

    def _answered(self, post: Post) -> bool:
        """Rule 4: I answered it or a later post of its turn, or somewhere below it with its author's name."""
        if post.uri in self._answered_in_turn or post.uri in self._answered_below.get(post.author.key, ()):
            return True
        wrote = self._last_wrote_to.get(self._party(post)) if post.direct else None
        return wrote is not None and wrote > post.time

    @cached_property
    def _answered_in_turn(self) -> frozenset[str]:
        answered = {self.conversation.parents.get(mine.uri) for mine in self.mine}
        return self._back_from({post.uri for post in self.shown if post.uri in answered})

    def _back_from(self, closed: set[str]) -> frozenset[str]:
        """These posts, and the earlier ones of their turns."""
        reached: set[str] = set()
        for turn in {id(turn): turn for turn in self.turns.values()}.values():
            last = max((i for i, post in enumerate(turn.posts) if post.uri in closed), default=-1)
            reached.update(post.uri for post in turn.posts[: last + 1])
        return frozenset(reached)

    @cached_property
    def _last_wrote_to(self) -> dict[frozenset[str], datetime]:
        """When I last wrote to just these people in private."""
        return {self._party(mine): mine.time for mine in self.mine if mine.direct}

    @cached_property
    def _answered_below(self) -> dict[str, set[str]]:
        """For everybody whom I named: the posts that stand above the place where I did."""
        above: dict[str, set[str]] = {}
        for mine in self.mine:
            for mention in mine.mentions:
                reached = above.setdefault(mention.key, set())
                for ancestor in self.conversation.above(mine.uri):
                    if ancestor.uri in reached:
                        break
                    reached.add(ancestor.uri)
        return above

    @cached_property
    def _acknowledged(self) -> frozenset[str]:
        """Rule 5: what I favourited, and what came before it in the same turn."""
        return self._back_from({post.uri for post in self.shown if post.favourited})

    def _nothing_owed(self, post: Post, ways: frozenset[Addressed], asking: bool) -> Reason | None:
        """Rules 6 to 10: why nothing is owed for this post, if so.

        Rule 6 leaves a question open only where rules 7 to 10 would: otherwise my naming somebody would lift
        what stood aside into `waiting` (`docs/decisions/0004-attention-in-code.md`).
        """
        if not asking and self._maybe_answered(post):
            return Reason.MAYBE_ANSWERED
        if not post.direct and self._carried_along(post):
            return Reason.CC
        if not post.direct and post.author.automated and not self.people.knows(post.author.key):
            return Reason.BOT
        if ways == {Addressed.QUOTED} and not asking:
            return Reason.QUOTED
        if self.mine and self.mine[0].time < post.time and closing(post):
            return Reason.CLOSING
        return None

    def _maybe_answered(self, post: Post) -> bool:
        """Rule 6: I named the author later, elsewhere in the conversation."""
        named = self._last_named.get(post.author.key)
        return named is not None and named > post.time

    @cached_property
    def _last_named(self) -> dict[str, datetime]:
        """When I last named each person."""
        return {mention.key: mine.time for mine in self.mine for mention in mine.mentions}

    def _carried_along(self, post: Post) -> bool:
        """Rule 7: I am named because others were. An unknown parent decides nothing."""
        if post.uri in self.conversation.gaps:
            return False
        return carried_along(post, self.conversation.parent(post.uri), self.me)

    def _open(self, post: Post, ways: frozenset[Addressed], asking: bool) -> Open:
        """Rule 11: it is open; where it stands among others."""
        turn = self.turns[post.uri]
        since = turn.first.time
        reason = self._reason(post, ways, asking)
        tier = Reason.MENTIONED if reason is Reason.MAYBE_ANSWERED else reason
        earlier_from = turn.newest + self.settings.waiting_for
        earlier = self.context.now >= earlier_from
        group = 2 if earlier else (0 if self.people.knows(post.author.key) else 1)
        seconds = -since.timestamp() if self.settings.newest_first else since.timestamp()
        circle = self.people.circle_rank(post.author.key)
        rank = (group, _TIERS.index(tier), circle, seconds, post.uri)
        return Open(post, turn, reason, asking, earlier, earlier_from, since, rank)

    def _reason(self, post: Post, ways: frozenset[Addressed], asking: bool) -> Reason:
        if asking and self._maybe_answered(post):
            return Reason.MAYBE_ANSWERED
        if Addressed.DIRECT in ways:
            return Reason.DIRECT
        if asking:
            return Reason.ASKED
        return Reason.REPLIED if Addressed.REPLY in ways else Reason.MENTIONED

    def _party(self, post: Post) -> frozenset[str]:
        """Everybody but me whom a direct message is between."""
        return frozenset({post.author.key, *(mention.key for mention in post.mentions)} - self.me)


def is_gone(post: Post, context: Context, *, addressed: bool) -> bool:
    """Rule 1: deleted, by somebody I block or mute, or hidden by a filter where the post would stand.

    A post addressed to me stands among notifications; any other at home, or in a thread if it answers.
    """
    if post.deleted:
        return True
    if post.author.key in context.mine:
        return False
    if context.people.hides(post.author.key, context.now):
        return True
    places = {FilterContext.NOTIFICATIONS} if addressed else {FilterContext.HOME}
    if post.replies and not addressed:
        places.add(FilterContext.THREAD)
    return any(
        found.hides and not places.isdisjoint(found.contexts)
        for copy in post.copies
        for found in copy.filters
    )
