"""What stands in the way of sending a draft, seen before it is tried: one sentence that says what and what to
do. Length is another matter: what is too long can be cut.
"""

import mimetypes
import re
from pathlib import Path

from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll
from connect_tui.domain.languages import is_language
from connect_tui.provider import Capabilities, MediaLimits, PollLimits

_NAMES = re.compile(r"(?<![\w@/.])@[\w.-]+(?:@[\w.-]+)?")
_KINDS = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WebP", "image/heic": "HEIC",
    "image/heif": "HEIF", "image/avif": "AVIF", "video/mp4": "MP4", "video/webm": "WebM",
    "video/quicktime": "MOV", "audio/mpeg": "MP3", "audio/ogg": "Ogg", "audio/wave": "WAV",
    "audio/wav": "WAV", "audio/flac": "FLAC",
}  # fmt: skip


def obstacle(draft: Draft, can: Capabilities) -> str:
    """The first thing that has to be mended before this can be sent; empty where nothing has."""
    if not (draft.text.strip() or draft.media or draft.poll):
        return "There is nothing to send yet."
    if not draft.media and not _NAMES.sub("", draft.text).strip(" ,.;:\n"):
        return (
            "Nothing stands here but names: say something to them." if draft.text.strip() else _WITHOUT_WORDS
        )
    if draft.language and not is_language(draft.language):
        return (
            f"“{draft.language}” is no language that is known here: choose another, such as “en” for English."
        )
    if draft.poll is not None:
        if not can.polls:
            return "This network knows no polls: take the poll away."
        if draft.media:
            return "A post holds a poll or media, not both: take one of them away."
        if found := poll_problem(draft.poll, can.poll_limits):
            return found
    return _media_problems(draft.media, can)


def poll_problem(poll: DraftPoll, limits: PollLimits) -> str:
    """What has to be mended about a poll."""
    options = [option.strip() for option in poll.options if option.strip()]
    if len(options) < 2:
        return "A poll needs at least two answers to choose from: add one, or take the poll away."
    if len(options) > limits.options:
        return "The poll has more answers than the network takes: leave some out."
    if len({option.casefold() for option in options}) < len(options):
        return "Two answers of the poll are the same: change one of them."
    for option in options:
        if len(option) > limits.option_length:
            return f"“{_short(option)}” is too long for an answer of a poll: shorten it."
    if not limits.shortest <= poll.duration <= limits.longest:
        return "The network does not keep a poll open for that long: choose another time."
    return ""


def media_problem(media: DraftMedia, limits: MediaLimits) -> str:
    """What has to be mended about something attached. Looks at the file: call it where that may wait."""
    if len(media.alt) > limits.alt_length:
        return f"The description of {name_of(media)} is longer than the network takes: shorten it."
    if not media.path:
        return ""
    path = Path(media.path)
    name = name_of(media)
    try:
        size = path.stat().st_size
        if not path.is_file():
            return f"{name} is no file: choose a picture, a film or a sound."
        with path.open("rb"):
            pass
    except FileNotFoundError:
        return (
            f"{name} is not there any more: {path.parent} does not hold it. Choose it again, or take it away."
        )
    except OSError as error:
        return f"{name} cannot be read: {error.strerror or 'the disk failed'}. Choose another file."
    return _kind_problem(path, size, name, limits)


def kind_of(path: Path) -> str:
    """The MIME type that the name of a file tells; empty where it tells none."""
    return mimetypes.guess_type(path.name)[0] or ""


def name_of(media: DraftMedia) -> str:
    """What an attachment is called: its file's name."""
    return Path(media.path).name if media.path else "what is attached"


def _kind_problem(path: Path, size: int, name: str, limits: MediaLimits) -> str:
    kind = kind_of(path)
    if not kind.startswith(("image/", "video/", "audio/")) or (limits.kinds and kind not in limits.kinds):
        known = list(dict.fromkeys(_KINDS[kind] for kind in limits.kinds if kind in _KINDS))
        takes = f"It takes {', '.join(known)}." if known else "Choose a picture, a film or a sound."
        return f"{name} is of a kind that the network does not take. {takes}"
    if not size:
        return f"{name} is empty: choose another file."
    most = limits.image_bytes if kind.startswith("image/") else limits.video_bytes
    if most is not None and size > most:
        return f"{name} is larger than the network takes ({_megabytes(most)} at most): choose a smaller one."
    return ""


def _media_problems(media: tuple[DraftMedia, ...], can: Capabilities) -> str:
    if media and not can.media:
        return "This network takes no media: take away what is attached."
    if len(media) > can.media_limits.at_once:
        return "More is attached than the network takes with one post: take something away."
    return next((found for one in media if (found := media_problem(one, can.media_limits))), "")


_WITHOUT_WORDS = "A poll needs a question: write it above."


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB" if size >= 1_000_000 else f"{size // 1000} kB"
