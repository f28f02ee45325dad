"""What leaves the program: links to a browser, a text to an editor."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


class EditorFailed(Exception):
    """The editor did not end well. `str()` is a clause, how it ended; `text` is what is left: the text as it
    was where the editor says that nothing comes of it, as with `:cq`; where it was killed, what it saved.
    """

    def __init__(self, ended: str, text: str) -> None:
        super().__init__(ended)
        self.text = text


def edit(text: str, editor: str = "") -> str:
    """Have a text edited by the user's own editor; answers the text as it is then. The terminal must be
    given back before.

    Raises:
        OSError: the editor cannot be started.
        ValueError: what names it is no command.
        EditorFailed: it ended with a failure.
    """
    import shlex

    command = shlex.split(editor or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="connect-tui-") as folder:
        file = Path(folder, "draft.txt")
        file.write_text(text, encoding="utf-8", errors="replace")
        with subprocess.Popen([*command, str(file)]) as editing, _deaf():  # noqa: S603 # the user's own command
            status = editing.wait()
        if status > 0:
            raise EditorFailed(f"ended with status {status}", text)
        saved = _read(file).rstrip("\n")
        if status < 0:
            raise EditorFailed("was killed", saved)
        return saved


@contextmanager
def _deaf() -> Iterator[None]:
    """Without hearing the keys that end a program: they are the editor's, which has the terminal."""
    before = {key: signal.signal(key, signal.SIG_IGN) for key in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for key, meant in before.items():
            signal.signal(key, meant)


def _read(file: Path) -> str:
    """What an editor has written, in whatever encoding."""
    written = file.read_bytes()
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("latin-1")
