"""Files by the beginning of their path, as a shell completes them. Reads folders: call it in a thread."""

import os
from collections.abc import Iterator
from pathlib import Path

from connect_tui.domain.draft import DraftMedia

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
    elif not os.path.exists(_at_home(bare)):  # noqa: PTH110 - what cannot be the name of a file does not exist
        bare = bare.replace("\\ ", " ")
    return str(Path(_at_home(bare.removeprefix("file://"))).absolute()) if bare else ""


def complete(typed: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """What the path can be gone on with, as it would be typed: folders, ending in a slash, then files whose
    names end in one of these `kinds` (".png"); all files where there are none. Hidden ones only where their
    dot is typed. Nothing where the folder cannot be read, and no folders while nothing is typed.
    """
    folder, _, begun = typed.rpartition("/")
    before = f"{folder}/" if "/" in typed else ""
    place = _at_home(before or ".")
    found = [
        (not entry[1], entry[0].casefold(), entry[0])
        for entry in _entries(place)
        if entry[0].casefold().startswith(begun.casefold())
        and (typed or not entry[1])
        and entry[0].startswith(".") <= begun.startswith(".")
        and (entry[1] or not kinds or entry[0].casefold().endswith(kinds))
    ]
    return tuple(f"{before}{name}{'' if is_file else '/'}" for is_file, _, name in sorted(found)[:MOST])


def _at_home(typed: str) -> str:
    """The path with the home of whom it begins with; as it is, where nobody has that name."""
    return os.path.expanduser(typed)  # noqa: PTH111 - which raises where nobody has that name


def _entries(place: str) -> Iterator[tuple[str, bool]]:
    """The names in a folder, each with whether it is a folder itself."""
    try:
        with os.scandir(place) as entries:
            for _, entry in zip(range(_LOOKED_AT), entries, strict=False):
                if entry.name.isprintable():
                    yield entry.name, entry.is_dir()
    except (OSError, ValueError):  # such as a name with NUL in it
        return


def name_of(media: DraftMedia) -> str:
    """What an attachment is called: its file's name."""
    return Path(media.path).name if media.path else "what is attached"
