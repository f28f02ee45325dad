"""What leaves the program: links to a browser, a text to an editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from connect_tui.domain import clean
from connect_tui.domain.post import Post
from connect_tui.domain.text import SpanKind


def links_of(post: Post) -> tuple[str, ...]:
    """The links of a post that may be opened: in its words, the page it points to, what is attached."""
    found = [span.target for span in post.text.of_kind(SpanKind.LINK)]
    if post.link:
        found.append(post.link.url)
    found += [attachment.url for attachment in post.attachments]
    if post.quote:
        found.append(post.quote.url)
    return tuple(dict.fromkeys(link for url in found if (link := clean.link(url))))


def address_of(post: Post) -> str:
    """The address at which people can read a post; empty where it has none that is safe to hand on."""
    return clean.link(post.url) or clean.link(post.uri)


def browse(url: str, browser: str = "") -> bool:
    """Open a link that `clean.link` lets pass; false where there is no browser. It may
    block: call it in a thread.
    """
    if not clean.link(url):
        return False
    import webbrowser

    for name in (browser, None):
        try:
            return webbrowser.get(name or None).open(url)
        except webbrowser.Error:
            continue
    return False


def edit(text: str, editor: str = "") -> str:
    """Have a text edited by the user's own editor; answers the text as it is then.

    The terminal must be given back before. The text as it was is answered where the editor fails.

    Raises:
        OSError: the editor cannot be started.
    """
    command = shlex.split(editor or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="connect-tui-") as folder:
        file = Path(folder, "draft.txt")
        file.write_text(text, encoding="utf-8")
        done = subprocess.run([*command, str(file)], check=False)  # noqa: S603 # the user's own command
        return file.read_text(encoding="utf-8").rstrip("\n") if done.returncode == 0 else text
