"""The terminal as a place to print to and to be asked from; it may as well be a pipe."""

import asyncio
import os
import shutil
import sys
import termios
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from itertools import groupby
from typing import TextIO

from connect_tui.commands.options import UsageError
from connect_tui.domain.clean import safe

_LOOKED_AT_AGAIN = 0.5
"""Seconds."""
PIPE_WIDTH = 80
"""The width of a text for somebody who is not looking at a terminal."""
_BROWSER_PATIENCE = 1.0


class Terminal:
    """Standard output, standard error and, where somebody sits there, the keyboard."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                # A pipe gets UTF-8 whatever the locale; a terminal gets what it can show.
                encoding = None if stream.isatty() else "utf-8"
                stream.reconfigure(encoding=encoding, errors="replace")

    @property
    def interactive(self) -> bool:
        """Whether a person can see the output and type an answer."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    @property
    def typed(self) -> bool:
        """Whether standard input is a keyboard."""
        return sys.stdin.isatty()

    @property
    def width(self) -> int:
        """How many cells a line may take."""
        return shutil.get_terminal_size((PIPE_WIDTH, 24)).columns if sys.stdout.isatty() else PIPE_WIDTH

    def out(self, text: str = "") -> None:
        """One or more lines on standard output; nothing in them steers a terminal."""
        sys.stdout.write(safe(text) + "\n")

    def say(self, text: str) -> None:
        """Sentences on standard output; on a terminal, no line of them ends within a word."""
        self.out(_in_lines(text, sys.stdout))

    def err(self, text: str) -> None:
        """The same on standard error. Where nothing can be said, that cannot be said either."""
        with suppress(OSError):
            sys.stdout.flush()
        with suppress(OSError):
            sys.stderr.write(safe(_in_lines(text, sys.stderr)) + "\n")
            sys.stderr.flush()

    def read(self) -> str:
        """All of standard input.

        Raises:
            UsageError: it is not UTF-8 text.
        """
        try:
            return sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError:
            raise UsageError("What came on standard input is not UTF-8 text.") from None


class Asking:
    """How a login talks with the person at the terminal."""

    def __init__(self, terminal: Terminal, browser: bool) -> None:
        self._terminal = terminal
        self._browser = browser
        self._typed = b""

    def say(self, sentence: str) -> None:
        """Tell them something."""
        self._terminal.say(sentence)

    def open(self, url: str) -> bool:
        """Open a page in their browser; false where that cannot be done."""
        return self._browser and open_page(url, self._terminal.environ)

    async def ask(self, question: str, secret: bool = False) -> str:
        """Ask them for a line; a secret is not shown.

        Raises:
            UsageError: nobody answers.
        """
        # The echo goes before the question comes: some type faster than that.
        with _hidden(sys.stdin.fileno()) if secret and self._terminal.typed else _shown():
            sys.stdout.write(f"{safe(question.rstrip())} ")
            sys.stdout.flush()
            line = await self._line(sys.stdin.fileno())
        if secret and self._terminal.typed:
            self._terminal.out()
        return line.decode("utf-8", errors="replace").strip()

    async def _line(self, descriptor: int) -> bytes:
        """The next line. It is read without a thread, so that Ctrl-C ends the waiting at once."""
        while b"\n" not in self._typed:
            arrived = await _readable(descriptor)
            if not arrived:
                if not self._typed:
                    raise UsageError("Nothing was typed, so nothing was done.")
                break
            self._typed += arrived
        line, _, self._typed = self._typed.partition(b"\n")
        return line


def _in_lines(text: str, stream: TextIO) -> str:
    """The text as it is, or for somebody who looks at it, broken between words: a screen reader reads a
    terminal line by line. An address stays whole, so that it can be copied.
    """
    if not stream.isatty():
        return text
    width = shutil.get_terminal_size((PIPE_WIDTH, 24)).columns
    return "\n".join(row for line in text.split("\n") for row in _broken(line, width))


def _broken(line: str, width: int) -> Iterator[str]:
    """A line in as many as it takes, all of them as far in as it is."""
    if line.isascii() and len(line) <= width:
        yield line
        return
    # What measures is loaded where something is to be measured.
    from connect_tui.tui.render.pieces import cells_of
    from connect_tui.tui.render.wrap import wrap_text

    said = line.lstrip()
    behind = line[: len(line) - len(said)]
    room = max(1, width - len(behind))

    def whole(word: str) -> bool:
        return cells_of(word) > room and (word.isascii() or "://" in word)

    for long, words in groupby(said.split(" "), whole):
        if long:
            yield from (behind + word for word in words)
        else:
            for row in wrap_text(" ".join(words), room):
                yield behind + "".join(piece.text for piece in row)


def open_page(url: str, environ: Mapping[str, str]) -> bool:
    """Open a page in the user's browser; false where that cannot be done."""
    if not _has_browser(environ):
        return False
    # A browser may stay in the foreground for as long as it is open: it is not waited for.
    opened: list[bool] = []
    import webbrowser

    opening = threading.Thread(target=lambda: opened.append(webbrowser.open(url)), daemon=True)
    opening.start()
    opening.join(_BROWSER_PATIENCE)
    return opened[0] if opened else True


async def _readable(descriptor: int) -> bytes:
    """What can be read now, waiting for it; empty at the end."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def arrived() -> None:
        if not ready.done():
            ready.set_result(None)

    try:
        loop.add_reader(descriptor, arrived)
    except PermissionError:
        return os.read(descriptor, 4096)  # a file, which is always ready
    try:
        # Ctrl-C that comes just before the loop goes to sleep wakes nobody: it is found when somebody looks.
        while not ready.done():
            await asyncio.wait({ready}, timeout=_LOOKED_AT_AGAIN)
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, 4096)


@contextmanager
def _hidden(descriptor: int) -> Iterator[None]:
    """The keyboard without echo."""
    before = termios.tcgetattr(descriptor)
    without = [*before]
    without[3] &= ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSADRAIN, without)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextmanager
def _shown() -> Iterator[None]:
    yield


def _has_browser(environ: Mapping[str, str]) -> bool:
    """Whether a page would open beside the terminal, and not in it."""
    if environ.get("BROWSER") or sys.platform == "darwin":
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
