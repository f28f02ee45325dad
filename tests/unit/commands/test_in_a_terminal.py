"""The program at a real terminal: what it asks, what it hides, and how it ends."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from mock_mastodon import MockMastodon

CTRL_C, CTRL_Q = b"\x03", b"\x11"


class Sitting:
    """Somebody at a terminal of eighty columns, with the program in it."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        self._keys, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
        self.seen = ""
        self._program = subprocess.Popen(
            [sys.executable, "-m", "connect_tui", *arguments],
            stdin=there,
            stdout=there,
            stderr=there,
            env={**os.environ, "TERM": "xterm-256color", **(env or {})},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(there)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._program.poll() is None:
            self._program.send_signal(signal.SIGKILL)
            self._program.wait()
        os.close(self._keys)

    def sees(self, words: str) -> None:
        """Wait until these words have been on the terminal."""
        until = time.monotonic() + 20
        while words not in self.seen:
            assert time.monotonic() < until, f"{words!r} did not come; instead:\n{self.seen}"
            assert self._read(), f"it ended without {words!r}:\n{self.seen}"

    def types(self, keys: bytes) -> None:
        os.write(self._keys, keys)

    def ends(self) -> int:
        """Wait until the program has ended; its exit status."""
        until = time.monotonic() + 20
        while time.monotonic() < until and self._read():
            pass
        return self._program.wait(timeout=20)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._keys], [], [], 0.1)
        if not ready:
            return True
        try:
            arrived = os.read(self._keys, 65536)
        except OSError:
            return False
        self.seen += arrived.decode("utf-8", errors="replace")
        return bool(arrived)


def test_the_first_time_there_is_a_welcome(config: Path) -> None:
    with Sitting() as sitting:
        sitting.sees("Welcome to connect-tui")
        sitting.sees("or nothing for the demo:")
        sitting.types(CTRL_C)
        assert sitting.ends() == 130
        assert "Traceback" not in sitting.seen


def test_the_welcome_leads_to_the_demo(config: Path) -> None:
    with Sitting() as sitting:
        sitting.sees("or nothing for the demo:")
        sitting.types(b"\n")
        sitting.sees("Lunch? I am near the market until two.")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
    assert not config.exists()


def test_the_demo_opens_the_screen(config: Path) -> None:
    with Sitting("--demo") as sitting:
        sitting.sees("Lunch? I am near the market until two.")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
        assert "Traceback" not in sitting.seen


def test_ctrl_c_ends_a_question(config: Path) -> None:
    with Sitting("login") as sitting:
        sitting.sees("such as example.social:")
        sitting.types(CTRL_C)
        assert sitting.ends() == 130
        assert "Traceback" not in sitting.seen


def test_a_code_is_not_shown_while_it_is_typed(config: Path, server: MockMastodon) -> None:
    with Sitting("login", server.url, "--no-browser") as sitting:
        sitting.sees("Code: ")
        sitting.types(b"wrong-s3cr3t\n")
        assert sitting.ends() == 1
        assert "begin again" in sitting.seen
        assert "s3cr3t" not in sitting.seen
        assert "Traceback" not in sitting.seen


def test_a_post_from_the_editor(by_hand: dict[str, str], server: MockMastodon, tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text("import sys, pathlib\npathlib.Path(sys.argv[1]).write_text('From the editor.')\n")
    with Sitting("post", env={**by_hand, "EDITOR": f"{sys.executable} {editor}"}) as sitting:
        assert sitting.ends() == 0, sitting.seen
        status = sitting.seen.strip().splitlines()[-1].rsplit("/", 1)[1]
    found = server.call("GET", f"/api/v1/statuses/{status}", token=by_hand["MY_TOKEN"])
    assert "From the editor." in str(found["content"])


def test_an_editor_that_fails_sends_nothing(by_hand: dict[str, str]) -> None:
    with Sitting("post", env={**by_hand, "EDITOR": "false"}) as sitting:
        assert sitting.ends() == 2
        assert "Nothing was written, so nothing is sent." in sitting.seen


def test_the_inbox_of_the_configuration_opens(config: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n[general]\ntheme = "hearth"\n')
    with Sitting() as sitting:
        sitting.sees("Which tomatoes would you plant?")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
        assert "Traceback" not in sitting.seen
