"""The lines around what is being written: to whom, who can read it, as whom, what goes with it."""

from collections.abc import Sequence

from msgspec.structs import replace

from connect_tui.domain.draft import Draft
from connect_tui.domain.languages import language_name
from connect_tui.domain.people import handle_key
from connect_tui.domain.post import Visibility
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync.composing import Recipient, readers_of
from connect_tui.sync.measuring import excess
from connect_tui.tui.render.gauge import gauge
from connect_tui.tui.render.names import VISIBILITIES, listed
from connect_tui.tui.render.pieces import Line, Piece, Role, Shape, safe_line


def to_line(
    recipients: Sequence[Recipient], draft: Draft, at: int | None, can: Capabilities | None = None
) -> Line:
    """To whom; `at` is the one under the cursor while they are being chosen. Some networks reach whom it
    answers without a name.
    """
    reached = can is not None and can.reaches_author
    if draft.edits:
        return (Piece("Changing what you wrote", Role.SOFT),)
    if not recipients:
        return (Piece("To nobody by name" if draft.answers else "Something new", Role.SOFT),)
    line = [Piece("To ", Role.SOFT)]
    for index, recipient in enumerate(recipients):
        there = recipient.handle in draft.recipients or (reached and recipient.kept)
        shape = Shape.UNDERLINE if index == at else Shape.PLAIN
        line.append(Piece(safe_line(recipient.name), Role.PEOPLE if there else Role.SOFT, shape))
        line.append(Piece(" ✓  " if there else " –  ", Role.ACCENT if there else Role.SOFT))
    return tuple(line)


def send_line(draft: Draft, handle: str) -> Line:
    """How widely, in which language, who speaks: where there is little room, the first still stands there."""
    parts = [VISIBILITIES[draft.visibility]]
    if draft.language:
        parts.append(safe_line(language_name(draft.language)))
    parts.append(f"as {safe_line(handle)}")
    return (Piece(" · ".join(parts), Role.SOFT),)


def readers_line(draft: Draft, recipients: Sequence[Recipient], speaker: str) -> Line:
    """Who can read a direct message; nothing where more can. `speaker` is the handle that I write as."""
    if draft.visibility is not Visibility.DIRECT:
        return ()
    named = {handle_key(handle): handle for handle in readers_of(draft, speaker)}
    named.pop(handle_key(speaker), None)
    names = [safe_line(person.name) for person in recipients if named.pop(handle_key(person.handle), "")]
    names += [safe_line(handle) for handle in named.values()]
    if not names:
        return (Piece("Only those whom you name can read this, and you.", Role.ACCENT),)
    return (Piece(f"Only {listed([*names, 'you'], 6)} can read this.", Role.ACCENT),)


def gauge_line(draft: Draft, can: Capabilities | None, key: str) -> Line:
    """Whether it becomes too long; mostly nothing. `key` cuts it into parts."""
    if can is None:
        return ()
    said = gauge(draft.text, lambda words: -excess(replace(draft, text=words), can), can.length)
    if not said.endswith(("long", "fits")):
        return (Piece(said, Role.SOFT),) if said else ()
    return (Piece(said, Role.TROUBLE), Piece(f"  {key} makes a thread of it" if key else "", Role.SOFT))
