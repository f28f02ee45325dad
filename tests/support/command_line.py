"""The command line as people use it."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from connect_tui import cli


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """Runs `connect-tui`; whatever it does, it must not show a traceback.

    `apart`: in a process of its own, in this folder. Otherwise here, which is several times as quick.
    """

    folder: Path
    apart: bool = True

    def __call__(self, *arguments: str, typed: str = "", env: Mapping[str, str] | None = None) -> Ended:
        if self.apart:
            return self._apart(arguments, typed, env or {})
        return _here(arguments, typed, env or {})

    def _apart(self, arguments: tuple[str, ...], typed: str, env: Mapping[str, str]) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "connect_tui", *arguments],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **env},
            cwd=self.folder,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)


def _here(arguments: tuple[str, ...], typed: str, env: Mapping[str, str]) -> Ended:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    keys = io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")
    with (
        patch.dict(os.environ, env),
        patch.object(sys, "stdin", keys),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        status = cli.main(arguments)
    return Ended(status, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
