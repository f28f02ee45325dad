"""The program in a process of its own, as people run it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """Runs `connect-tui` in this folder; whatever it does, it must not show a traceback."""

    folder: Path

    def __call__(
        self, *arguments: str, typed: str | None = None, env: Mapping[str, str] | None = None
    ) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "connect_tui", *arguments],
            input=typed if typed is not None else "",
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **(env or {})},
            cwd=self.folder,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)
