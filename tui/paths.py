"""Files: by the beginning of their path, as a shell completes them, and whether a network takes them. Looks
at the disk: call it in a thread.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from connect_tui.domain.draft import DraftMedia
from connect_tui.domain.media_types import is_among, kind_of
from connect_tui.provider import MediaLimits

MOST = 50
_LOOKED_AT = 5000
"""Names of a folder that are looked at; a folder of more is not one to find a picture in by letters."""


def whole(typed: str) -> str:
    """The absolute path that is meant; quotes and escapes of a shell, as a terminal puts them around a file
    that is dropped into it, are taken away.
    """
    bare = typed.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    elif not Path(bare).expanduser().exists():
        bare = bare.replace("\\ ", " ")
    return str(Path(bare.removeprefix("file://")).expanduser().absolute()) if bare else ""


def complete(typed: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """What the path can be gone on with, as it would be typed: folders, ending in a slash, then files whose
    names end in one of these `kinds` (".png"); all files where there are none. Hidden ones only where their
    dot is typed. Nothing where the folder cannot be read.
    """
    folder, _, begun = typed.rpartition("/")
    before = f"{folder}/" if "/" in typed else ""
    place = Path(before or ".").expanduser()
    found = [
        (not entry[1], entry[0].casefold(), entry[0])
        for entry in _entries(place)
        if entry[0].casefold().startswith(begun.casefold())
        and entry[0].startswith(".") <= begun.startswith(".")
        and (entry[1] or not kinds or entry[0].casefold().endswith(kinds))
    ]
    return tuple(f"{before}{name}{'' if is_file else '/'}" for is_file, _, name in sorted(found)[:MOST])


def _entries(place: Path) -> Iterator[tuple[str, bool]]:
    """The names in a folder, each with whether it is a folder itself."""
    try:
        with os.scandir(place) as entries:
            for _, entry in zip(range(_LOOKED_AT), entries, strict=False):
                if entry.name.isprintable():
                    yield entry.name, entry.is_dir()
    except OSError:
        return


def fault_of(media: DraftMedia, limits: MediaLimits) -> str:
    """Why this file cannot be sent, as a sentence that says what to do; empty where it can."""
    if not media.path:
        return ""
    path, name = Path(media.path), name_of(media)
    try:
        size = path.stat().st_size
        if not path.is_file():
            return f"{name} is no file: choose a picture, a film or a sound."
        with path.open("rb"):
            pass
    except FileNotFoundError:
        return f"{name} is not in {path.parent}: choose it where it is now, or take it away."
    except OSError as error:
        return f"{name} cannot be read: {error.strerror or 'the disk failed'}. Choose another file."
    return _size_fault(kind_of(name), size, name, limits)


def name_of(media: DraftMedia) -> str:
    """What an attachment is called: its file's name."""
    return Path(media.path).name if media.path else "what is attached"


def _size_fault(kind: str, size: int, name: str, limits: MediaLimits) -> str:
    picture = kind.startswith("image/")
    if not kind.startswith(("image/", "video/", "audio/")) or not is_among(kind, limits.kinds or (kind,)):
        known = dict.fromkeys(one.partition("/")[2].upper() for one in limits.kinds if "-" not in one)
        takes = f"It takes {', '.join(known)}." if known else "Choose a picture, a film or a sound."
        return f"{name} is of a kind that the network does not take. {takes}"
    if not size:
        return f"{name} is empty: choose another file."
    most = limits.image_bytes if picture else limits.video_bytes
    if most is not None and size > most:
        return f"{name} is larger than the network takes, {_bytes(most)} at most: choose a smaller one."
    return ""


def _bytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB" if size >= 1_000_000 else f"{size // 1000} kB"
