"""Pictures on their way to my server: https://docs.bsky.app/docs/api/com-atproto-repo-upload-blob"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from connect_tui.domain import clean
from connect_tui.domain.media_types import is_among, kind_of
from connect_tui.provider import BadResponse, MediaLimits, Rejected
from connect_tui.providers.bluesky.client import Client
from connect_tui.providers.web.reader import Json

LIMITS = MediaLimits(
    kinds=("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"),
    at_once=4,
    image_bytes=2_000_000,
    video_bytes=0,
    alt_length=2000,
)
"""https://docs.bsky.app/docs/advanced-guides/posts#images-embeds; films need another service."""


async def upload(client: Client, path: Path, alt: str, progress: Callable[[float], None]) -> str:
    """Bring a picture to the server. What it is called there holds its description as well, since that stands
    in the post.
    """
    kind = kind_of(path.name)
    if not is_among(kind, LIMITS.kinds):
        raise Rejected(f"“{clean.line(path.name)}” is no picture that can be posted there")
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        shown = clean.line(str(path))
        raise Rejected(f"“{shown}” cannot be read: {error.strerror or 'the disk failed'}") from error
    if LIMITS.image_bytes is not None and len(content) > LIMITS.image_bytes:
        raise Rejected(f"“{clean.line(path.name)}” is larger than the two megabytes that can be posted there")
    progress(0.0)
    blob = (await client.upload(content, kind)).get("blob")
    if not blob.get("ref").text("$link"):
        raise BadResponse("does not say how it calls the file")
    progress(1.0)
    return json.dumps({"image": blob.value, "alt": alt}, sort_keys=True)


def embed_of(names: tuple[str, ...]) -> dict[str, object]:
    """`app.bsky.embed.images` of what was uploaded.

    Raises:
        Rejected: one of them was not uploaded here.
    """
    return {"$type": "app.bsky.embed.images", "images": [_image(name) for name in names]}


def _image(name: str) -> dict[str, object]:
    try:
        kept = Json(json.loads(name))
    except (ValueError, RecursionError) as error:
        raise Rejected("A picture has to be attached again") from error
    if not kept.get("image").is_object:
        raise Rejected("A picture has to be attached again")
    return {"image": kept.get("image").value, "alt": kept.text("alt")}
