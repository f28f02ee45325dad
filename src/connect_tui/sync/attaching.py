"""Files that go along with what I write: looked at before they leave, and brought to the server once."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from connect_tui.domain import clean
from connect_tui.domain.draft import Draft, DraftMedia
from connect_tui.domain.media_types import is_among, kind_of
from connect_tui.port.capabilities import Capabilities, MediaLimits
from connect_tui.port.failures import Rejected
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, Uploading
from connect_tui.sync.picture_size import pixels_of

UPLOADS_LIVE = timedelta(hours=12)
"""Servers throw away after a day what was brought to them and never posted."""
_TENTHS = 10


def file_faults(draft: Draft, can: Capabilities) -> tuple[str, ...]:
    """Why these files cannot be sent, each as a sentence. Looks at the disk: call it where that may wait."""
    found = (_fault(medium, draft.account, can.media_limits) for medium in draft.media if medium.path)
    return tuple(sentence for sentence in found if sentence)


class Attaching:
    """Brings the files of one account's drafts to its server."""

    def __init__(
        self,
        provider: Provider,
        store: Store,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
    ) -> None:
        self._provider = provider
        self._store = store
        self._clock = clock
        self._emit = emit

    async def bring(self, draft: Draft) -> Draft:
        """The draft with the server's name for each file; what is there already is not brought again. Each
        name is written down as soon as it is known.

        Raises:
            ProviderError: it did not work; nothing is posted by that.
        """
        if all(self._is_there(medium) for medium in draft.media):
            return draft
        left = replace(draft, media=tuple(m for m in draft.media if not self._is_there(m)))
        if wrong := await asyncio.to_thread(file_faults, left, self._provider.capabilities):
            raise Rejected(" ".join(wrong))
        for place, medium in enumerate(draft.media):
            if not self._is_there(medium):
                key = await self._provider.upload(
                    Path(medium.path), medium.alt, self._teller(draft.key, place, len(draft.media))
                )
                brought = replace(medium, key=key, uploaded=self._clock())
                draft = replace(draft, media=(*draft.media[:place], brought, *draft.media[place + 1 :]))
                self._store.mine.save_draft(draft)
        return draft

    def _is_there(self, medium: DraftMedia) -> bool:
        """Whether the server has it and still keeps it. Without a path it stood there before."""
        if not medium.path:
            return True
        if not medium.key or medium.uploaded is None:
            return False
        return timedelta(0) <= self._clock() - medium.uploaded < UPLOADS_LIVE

    def _teller(self, key: str, place: int, whole: int) -> Callable[[float], None]:
        """Tells of the share of all files that is there, whenever it has grown by a tenth."""
        told = -1

        def tell(share: float) -> None:
            nonlocal told
            now = (place + min(max(share, 0.0), 1.0)) / whole
            if int(now * _TENTHS) > told:
                told = int(now * _TENTHS)
                self._emit(Uploading(key, now))

        return tell


def kept(media: tuple[DraftMedia, ...], known: tuple[DraftMedia, ...]) -> tuple[DraftMedia, ...]:
    """These media, with what is known of those that were brought to the server as they are now."""
    there = {(medium.path, medium.alt): medium for medium in known if medium.path and medium.key}
    return tuple(_kept(medium, there) if medium.path else medium for medium in media)


def forgotten(media: tuple[DraftMedia, ...]) -> tuple[DraftMedia, ...]:
    """These media, to be brought to the server anew where that can be done."""
    return tuple(replace(medium, key="", uploaded=None) if medium.path else medium for medium in media)


def _kept(medium: DraftMedia, there: dict[tuple[str, str], DraftMedia]) -> DraftMedia:
    known = there.get((medium.path, medium.alt))
    return replace(medium, key=known.key if known else "", uploaded=known.uploaded if known else None)


def _fault(medium: DraftMedia, account: str, limits: MediaLimits) -> str:
    """What is wrong with one file; empty where nothing is."""
    path = Path(medium.path)
    name = clean.line(path.name) or clean.line(medium.path)
    try:
        if not path.is_file():
            where = clean.line(str(path.parent))
            gone = f"There is no file {name} in {where}. Look where it is, or take it away."
            return gone if not path.exists() else f"{name} is no file. Choose a picture, a film or a sound."
        size = path.stat().st_size
        with path.open("rb") as file:
            pixels = pixels_of(file.read(_HEAD))
    except OSError as error:
        return f"{name} cannot be read: {error.strerror or 'the disk failed'}. Choose another file."
    return _kind(name, account, limits) or _size(name, size, pixels, account, limits)


_HEAD = 256 * 1024
"""Bytes in which a picture says how large it is."""


def _kind(name: str, account: str, limits: MediaLimits) -> str:
    kind = kind_of(name)
    sort = kind.partition("/")[0]
    if limits.kinds and not is_among(kind, limits.kinds):
        same = [known for known in limits.kinds if known.startswith(f"{sort}/")]
        takes = ", ".join(known.partition("/")[2] for known in same or limits.kinds)
        return f"{name} is of a kind that {account} does not take. It takes: {takes}."
    if not limits.kinds and sort not in ("image", "video", "audio"):
        return f"{name} is no picture, film or sound. Choose another file."
    return ""


def _size(name: str, size: int, pixels: int | None, account: str, limits: MediaLimits) -> str:
    if not size:
        return f"{name} is empty. Choose another file."
    picture = kind_of(name).startswith("image/")
    most = limits.image_bytes if picture else limits.video_bytes
    if most is not None and size > most:
        return f"{name} has {_bytes(size)}, and {account} takes {_bytes(most)} at most. Make it smaller."
    if pixels is not None and limits.image_pixels is not None and pixels > limits.image_pixels:
        return f"{name} has more pixels than {account} takes. Make the picture smaller."
    return ""


def _bytes(size: int) -> str:
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
