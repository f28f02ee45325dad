"""What a network would refuse, said before it is asked: what is wrong, where, and what to do. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePath

from connect_tui.domain import clean
from connect_tui.domain.draft import Draft, DraftPoll
from connect_tui.domain.languages import is_language
from connect_tui.port.capabilities import Capabilities, PollLimits
from connect_tui.sync.measuring import excess
from connect_tui.sync.wording import says_nothing


def faults(draft: Draft, can: Capabilities) -> tuple[str, ...]:
    """Why this cannot be sent as it is, each as a sentence; none where nothing is in the way. The files
    themselves are not looked at (`sync.attaching` does that).
    """
    return (*_words(draft, can), *_readers(draft, can), *_media(draft, can), *_poll(draft, can))


def _words(draft: Draft, can: Capabilities) -> Iterator[str]:
    if not can.publish:
        yield f"{draft.account} can only be read."
    if not draft.media and draft.poll is None and says_nothing(draft.text):
        named = bool(draft.text.strip())
        yield "It names people and says nothing yet." if named else "There is nothing to send yet."
    elif draft.poll is not None and says_nothing(draft.text):
        yield "A poll needs a question: write it as the text."
    if (over := excess(draft, can)) > 0:
        yield f"That is {_letters(over)} longer than {draft.account} takes. Shorten it, or split it."


def _readers(draft: Draft, can: Capabilities) -> Iterator[str]:
    if draft.visibility not in can.visibilities:
        possible = ", ".join(can.visibilities)
        yield f"{draft.account} cannot post as {draft.visibility}. It can: {possible}."
    if draft.warning and not can.content_warnings:
        yield f"{draft.account} knows no content warnings. Take the warning away, or say it in the text."
    elif can.warnings and not _knows(draft.warning, can.warnings):
        yield f"{draft.account} knows these warnings only: {', '.join(can.warnings)}."
    if draft.language and can.languages and not is_language(draft.language):
        shown = clean.line(draft.language, 40)
        yield f"“{shown}” is no language code. Write it as in en, de or pt-BR."


def _knows(warning: str, warnings: tuple[str, ...]) -> bool:
    """Whether a warning is made of those that there are."""
    known = {name.casefold() for name in warnings}
    return not warning or all(part.strip().casefold() in known for part in warning.split(","))


def _media(draft: Draft, can: Capabilities) -> Iterator[str]:
    if not draft.media:
        return
    if not can.media:
        yield f"{draft.account} takes no pictures or files."
        return
    limits = can.media_limits
    if len(draft.media) > limits.at_once:
        yield f"{draft.account} takes no more than {limits.at_once} files with one post. Leave some out."
    for medium in draft.media:
        if (over := len(medium.alt) - limits.alt_length) > 0:
            name = clean.line(PurePath(medium.path).name) or "a picture"
            yield f"The description of {name} is {_letters(over)} too long for {draft.account}. Shorten it."
    if draft.poll is not None and not can.poll_limits.with_media:
        yield f"{draft.account} takes a poll or files with one post, not both. Leave one of them out."


def _poll(draft: Draft, can: Capabilities) -> Iterator[str]:
    if draft.poll is None:
        return
    if not can.polls:
        yield f"{draft.account} knows no polls."
        return
    yield from _answers(draft.poll, can.poll_limits, draft.account)
    if not can.poll_limits.shortest <= draft.poll.duration <= can.poll_limits.longest:
        shortest, longest = _span(can.poll_limits.shortest), _span(can.poll_limits.longest)
        yield f"On {draft.account} a poll is open for {shortest} at least and {longest} at most."


def _answers(poll: DraftPoll, limits: PollLimits, account: str) -> Iterator[str]:
    options = [option.strip() for option in poll.options]
    written = [option.casefold() for option in options if option]
    if len(written) < 2:
        yield "A poll needs at least two answers to choose from. Add one, or take the poll away."
    elif "" in options:
        yield "An answer of the poll is empty. Write it, or take it away."
    if len(set(written)) < len(written):
        yield "Two answers of the poll are the same. Change one of them."
    if len(options) > limits.options:
        yield f"A poll has no more than {limits.options} answers on {account}. Leave some out."
    for option in options:
        if (over := len(option) - limits.option_length) > 0:
            yield f"The answer “{clean.line(option, 30)}…” is {_letters(over)} too long for {account}."


def _letters(over: int) -> str:
    return "one character" if over == 1 else f"{over} characters"


def _span(length: timedelta) -> str:
    """How long, in the largest unit that fits."""
    seconds = int(length.total_seconds())
    for unit, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit and seconds % unit == 0:
            whole = seconds // unit
            return f"a{'n' if name == 'hour' else ''} {name}" if whole == 1 else f"{whole} {name}s"
    return f"{seconds} seconds"
