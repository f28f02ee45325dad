"""Feeds: what was seen in each feed of an account, in its own order.

Time does not do for this: feeds fill late, and a post may carry any date. The order in which the server shows
posts tells what is missing from a stretch that was read again.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from connect_tui.port.answers import Page

REMEMBERED = 400
"""Ids kept of one feed; more than a refresh ever reads."""
SHORE = 40
"""Ids kept below a gap."""
DOUBTS = 50
IN_VAIN = 10
"""So many pages in a row that bring nothing new end a gap: they would go on for ever."""
DEEPEST = 10_000
"""A gap is not read further down than this."""


class Gap(Struct, frozen=True):
    """Between the post `after` and the next one remembered, posts may be missing; `cursor` reads on there.
    `tries` says how often that brought nothing, in a row.
    """

    after: str
    cursor: str
    tries: int = 0


class Feed(Struct, frozen=True):
    """What is remembered of one feed of one account: the ids of posts and boosts, newest first.

    `doubts` are ids that vanished from a stretch that was read again, and that nobody has asked for yet.
    """

    order: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    doubts: tuple[str, ...] = ()

    @classmethod
    def load(cls, stored: bytes | None) -> "Feed":
        """What was stored of it; a form that is no longer understood counts as nothing."""
        if stored is None:
            return cls()
        try:
            return msgspec.json.decode(stored, type=cls)
        except msgspec.DecodeError:
            return cls()

    def dump(self) -> bytes:
        """The form in which it is stored."""
        return msgspec.json.encode(self)

    def overlaps(self, found: "Stretch") -> bool:
        """Whether some of what was read was known already."""
        return not set(self.order).isdisjoint(found.order)

    def news(self, found: "Stretch") -> bool:
        """Whether some of what was read was not known."""
        return not set(self.order).issuperset(found.order)

    def read_again(self, found: "Stretch", *, backfill: bool) -> "Feed":
        """The feed after its newest stretch was read (again).

        What the stretch covers and does not hold becomes a doubt. Where it does not reach what was known, a
        gap stays; with `backfill` also where nothing was known.
        """
        shown = set(found.order)
        present = shown.union(found.beside)
        if not found.whole:
            covered = 0
        elif found.older is None:
            covered = len(self.order)
        else:
            covered = max((i + 1 for i, key in enumerate(self.order) if key in shown), default=0)
        vanished = [key for key in self.order[:covered] if key not in present]
        older = [key for key in self.order[covered:] if key not in shown]
        gaps = (
            [] if found.older is None else [gap for gap in self.gaps if self._lies_below(gap, found, covered)]
        )
        apart = not self.overlaps(found) and (bool(self.order) or backfill)
        if found.order and found.older is not None and (apart or self._reads_into_gap(found, covered)):
            gaps.insert(0, Gap(found.order[-1], found.older))
        return self._bounded(
            order=(*found.order, *older),
            gaps=gaps,
            doubts=(*self.doubts, *(key for key in vanished if key not in self.doubts)),
        )

    def filled(self, gap: Gap, found: "Stretch", *, enough: bool) -> "Feed":
        """The feed after the next stretch within a gap was read; `enough` ends it there. One that brings
        nothing new is asked for once more before it is believed: it may have been meant for another question.
        """
        at = self.order.index(gap.after) + 1
        above, below = self.order[:at], self.order[at:]
        new = tuple(key for key in found.order if key not in self.order)
        if not new and not gap.tries:
            asked = replace(gap, tries=1)
            return replace(self, gaps=tuple(asked if other == gap else other for other in self.gaps))
        reached = any(key in below for key in found.order)
        tries = 0 if new else gap.tries + 1
        enough = enough or tries > IN_VAIN or at + len(new) > DEEPEST
        left = [other for other in self.gaps if other != gap]
        if not (reached or enough) and found.older is not None and found.older != gap.cursor:
            left.append(Gap((*above, *new)[-1], found.older, tries))
        return self._bounded(
            order=(*above, *new, *below),
            gaps=left,
            doubts=self.doubts,
        )

    def _lies_below(self, gap: Gap, found: "Stretch", covered: int) -> bool:
        """Whether the stretch that was read leaves a gap as it is: it begins below, or at the very end."""
        return self.order.index(gap.after) >= covered or (gap.after,) == found.order[-1:]

    def _reads_into_gap(self, found: "Stretch", covered: int) -> bool:
        """Whether the stretch ends in the middle of a gap: everything it shares is above one."""
        return any(
            self.order.index(gap.after) == covered - 1 and gap.after != found.order[-1] for gap in self.gaps
        )

    def topped(self, keys: Sequence[str]) -> "Feed":
        """The feed after these, newest first, came in on top; those that are known stay where they are."""
        new = tuple(dict.fromkeys(key for key in keys if key not in self.order))
        return self._bounded(order=(*new, *self.order), gaps=self.gaps, doubts=self.doubts)

    def without(self, key: str) -> "Feed":
        """The feed without this one, which is gone. Where a gap hangs on it, it stays."""
        if key not in self.order or any(gap.after == key for gap in self.gaps):
            return self
        return replace(self, order=tuple(other for other in self.order if other != key))

    def asked(self, key: str) -> "Feed":
        """The feed without this doubt: it was asked for."""
        return replace(self, doubts=tuple(other for other in self.doubts if other != key))

    def _bounded(
        self,
        *,
        order: Sequence[str],
        gaps: Sequence[Gap],
        doubts: Sequence[str],
    ) -> "Feed":
        # A gap that lies far down is still read on: it keeps the order alive as far as it needs, and so much
        # below it that reading on meets something known.
        depth = max((order.index(gap.after) + 1 + SHORE for gap in gaps if gap.after in order), default=0)
        kept = tuple(order[: max(REMEMBERED, depth)])
        return Feed(
            order=kept,
            gaps=tuple(gap for gap in gaps if gap.after in kept),
            doubts=tuple(doubts[:DOUBTS]),
        )


class Stretch(Struct, frozen=True):
    """Part of a feed as it was read: `older` is the cursor that reads on, `None` at the feed's end.

    `beside` are the ids of boosted posts: it is their boosts that have a place in the order. Where it is not
    `whole`, what it does not hold says nothing about what was known.
    """

    order: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    older: str | None = None
    whole: bool = True

    @classmethod
    def of(cls, page: Page, account: str, *, whole: bool = True) -> "Stretch":
        """The ids on this page, as the account's server names them."""
        boosts: dict[str, list[str]] = {}
        for boost in page.boosts:
            boosts.setdefault(boost.uri, []).append(boost.id.key)
        keys = {post.uri: (post.copy_of(account) or post.copies[0]).id.key for post in page.posts}
        order = (key for uri, own in keys.items() for key in boosts.get(uri, [own]))
        return cls(
            order=tuple(dict.fromkeys(order)),
            beside=tuple(key for uri, key in keys.items() if uri in boosts),
            older=page.older if page.posts or page.boosts else None,
            whole=whole,
        )

    def then(self, further: "Stretch") -> "Stretch":
        """Both stretches as one; `further` was read after this one."""
        return Stretch(
            tuple(dict.fromkeys((*self.order, *further.order))),
            tuple(dict.fromkeys((*self.beside, *further.beside))),
            further.older,
            further.whole,
        )
