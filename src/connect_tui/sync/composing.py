"""How something that I write begins: whom it answers, who can read it, in which language. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.carrying import carried_along
from connect_tui.domain.draft import Draft
from connect_tui.domain.people import Account, Person, handle_key
from connect_tui.domain.post import Mention, Post
from connect_tui.domain.visibility import Visibility
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync.wording import named_in


class Recipient(Struct, frozen=True):
    """Somebody who may be named by what I write. `kept` is the one whom it answers, and cannot be left out;
    `carried` is who stands in that post only because others did (rule 7), and is named only on demand.
    """

    handle: str
    name: str
    kept: bool = False
    carried: bool = False


def recipients_of(parent: Post, me: frozenset[str], above: Post | None = None) -> tuple[Recipient, ...]:
    """Who may be named in an answer: the author first, then those whom the post names; never I myself.
    `above` is what the post itself answers, where that is known.
    """
    # What an unknown post says about who came along is not known either.
    unknown = above is None and parent.replies
    found: dict[str, Recipient] = {}
    if parent.author.key not in me:
        name = parent.author.name.strip() or parent.author.handle
        found[parent.author.key] = Recipient(parent.author.handle, name, kept=True)
    for mention in parent.mentions:
        if mention.key not in me:
            carried = not unknown and carried_along(parent, above, frozenset({mention.key}))
            found.setdefault(mention.key, Recipient(mention.handle, _name(mention), carried=carried))
    return tuple(found.values())


def reply(
    parent: Post,
    account: Account,
    can: Capabilities,
    *,
    me: frozenset[str],
    languages: tuple[str, ...],
    now: datetime,
    above: Post | None = None,
) -> Draft:
    """The draft of an answer: as visible as its parent, behind its warning, in its language, to its author
    and those whom it really speaks to. Where an answer reaches its author anyway, it names nobody; where
    warnings are about what is seen in a post, an answer needs none.
    """
    people = recipients_of(parent, me, above)
    return Draft(
        key=uuid4().hex,
        account=account.name,
        text="",
        changed=now,
        answers=parent.uri,
        visibility=no_wider(parent.visibility, can.visibilities),
        warning=parent.warning if can.content_warnings and not can.warnings else "",
        language=(parent.language or next(iter(languages), "")) if can.languages else "",
        recipients=tuple(person.handle for person in people if not person.carried and not can.reaches_author),
    )


def fresh(account: Account, can: Capabilities, *, languages: tuple[str, ...], now: datetime) -> Draft:
    """The draft of something new, as the account's own defaults want it; without those, as visible as the
    network's widest.
    """
    widest = can.visibilities[0] if can.visibilities else Visibility.PUBLIC
    wanted = account.visibility or widest
    return Draft(
        key=uuid4().hex,
        account=account.name,
        text="",
        changed=now,
        visibility=no_wider(wanted, can.visibilities),
        language=(account.language or next(iter(languages), "")) if can.languages else "",
        sensitive=account.sensitive,
    )


def within_reach(
    person: Person, handles: frozenset[str], accounts: Sequence[tuple[Account, Capabilities]]
) -> tuple[str, tuple[tuple[Account, Capabilities], ...]]:
    """The handle under which somebody can be written to, and my accounts that can, the one that saw them
    first; nothing where none can. `handles` are all that are theirs. The one that they name themselves comes
    first: who writes a feed cannot be answered there.
    """
    for handle in dict.fromkeys((person.elsewhere, person.handle, *sorted(handles))):
        can = [pair for pair in accounts if pair[1].publish and _form(pair[0].handle) == _form(handle)]
        if can:
            return handle, tuple(sorted(can, key=lambda pair: pair[0].name != person.id.account))
    return "", ()


def _form(handle: str) -> tuple[int, bool]:
    """What handles of one network have in common: how many signs they hold, and whether a path."""
    return handle.count("@"), "/" in handle


def follow_up(before: Draft, text: str, now: datetime) -> Draft:
    """The next part of a thread: it answers the part before, and goes to the same people in the same way."""
    return Draft(
        key=uuid4().hex,
        account=before.account,
        text=text,
        changed=now,
        visibility=before.visibility,
        warning=before.warning,
        language=before.language,
        recipients=before.recipients if before.visibility is Visibility.DIRECT else (),
        follows=before.key,
    )


def is_wider(draft: Draft, parent: Post | None) -> bool:
    """Whether more people could read it than what it answers."""
    return parent is not None and draft.visibility.wider_than(parent.visibility)


def newly_named(
    draft: Draft, recipients: Iterable[Recipient], me: frozenset[str], speaker: str
) -> tuple[str, ...]:
    """Whom a private answer names that what it answers did not: they would read it from then on. A name
    without a host is meant on the server of `speaker`, the handle that I write as.
    """
    if draft.visibility is not Visibility.DIRECT or not draft.answers:
        return ()
    known = {handle_key(recipient.handle) for recipient in recipients} | me
    return tuple(handle for handle in readers_of(draft, speaker) if handle_key(handle) not in known)


def readers_of(draft: Draft, speaker: str) -> tuple[str, ...]:
    """The handles of all whom a private text would reach: who is ticked, and who is named in it. Some servers
    take handles in its warning and in the answers of its poll for names as well.
    """
    words = (draft.text, draft.warning, *(draft.poll.options if draft.poll else ()))
    named = (handle for text in words for handle in named_in(text, speaker))
    return tuple({handle_key(handle): handle for handle in (*named, *draft.recipients)}.values())


def no_wider(wanted: Visibility, possible: tuple[Visibility, ...]) -> Visibility:
    """The widest of the possible ones that no more people can read than the wanted one; where a network
    has none, the narrowest that it has.
    """
    ordered = sorted(possible, key=list(Visibility).index)
    fitting = [visibility for visibility in ordered if not visibility.wider_than(wanted)]
    return fitting[0] if fitting else ordered[-1] if ordered else wanted


def after(visibility: Visibility, possible: tuple[Visibility, ...]) -> Visibility:
    """The next of the possible visibilities, in a circle."""
    if visibility not in possible:
        return possible[0] if possible else visibility
    return possible[(possible.index(visibility) + 1) % len(possible)]


def speak_as(draft: Draft, account: Account, can: Capabilities) -> Draft:
    """The same words from another account of mine, no more visible than they were to be."""
    return replace(
        draft,
        account=account.name,
        visibility=no_wider(draft.visibility, can.visibilities),
        warning=draft.warning if can.content_warnings else "",
        language=draft.language if can.languages else "",
    )


def _name(mention: Mention) -> str:
    """The name of somebody who is named, or the handle without its host."""
    return mention.name.strip() or "@" + mention.handle.removeprefix("@").partition("@")[0]
