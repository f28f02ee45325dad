"""The lines above what is being written: to whom, who can read it, as whom."""

from collections.abc import Sequence

from connect_tui.domain.draft import Draft
from connect_tui.domain.post import Visibility
from connect_tui.sync.composing import Recipient
from connect_tui.tui.render.names import VISIBILITIES, listed
from connect_tui.tui.render.pieces import Line, Piece, Role, Shape, safe_line

LANGUAGES = {
    "ar": "Arabic",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def to_line(recipients: Sequence[Recipient], ticked: Sequence[str], at: int | None, new: bool) -> Line:
    """To whom; `at` is the one under the cursor while they are being chosen."""
    if not recipients:
        return (Piece("Something new" if new else "To nobody by name", Role.SOFT),)
    line = [Piece("To ", Role.SOFT)]
    for index, recipient in enumerate(recipients):
        there = recipient.handle in ticked
        shape = Shape.UNDERLINE if index == at else Shape.PLAIN
        line.append(Piece(safe_line(recipient.name), Role.PEOPLE if there else Role.SOFT, shape))
        line.append(Piece(" ✓  " if there else " –  ", Role.ACCENT if there else Role.SOFT))
    return tuple(line)


def send_line(draft: Draft, handle: str) -> Line:
    """Who can read it, in which language, as whom."""
    parts = [VISIBILITIES[draft.visibility]]
    if draft.language:
        parts.append(LANGUAGES.get(draft.language.split("-")[0].casefold(), safe_line(draft.language)))
    return (Piece(" · ".join([*parts, f"as {safe_line(handle)}"]), Role.SOFT),)


def readers_line(draft: Draft, recipients: Sequence[Recipient]) -> Line:
    """Who can read a direct message; nothing where more can."""
    if draft.visibility is not Visibility.DIRECT:
        return ()
    if not draft.answers:
        return (Piece("Only those whom you name can read this, and you.", Role.ACCENT),)
    names = [safe_line(person.name) for person in recipients if person.handle in draft.recipients]
    return (Piece(f"Only {listed([*names, 'you'], 6)} can read this.", Role.ACCENT),)
