"""Logging in as a person does: with a browser that comes back, or with a code that is pasted."""

import os
import subprocess
import sys
from pathlib import Path

from command_line import Ended
from mock_mastodon import MockMastodon

_BROWSER = """\
import sys, urllib.parse, urllib.request
parts = urllib.parse.urlsplit(sys.argv[1])
query = dict(urllib.parse.parse_qsl(parts.query))
form = {key: query.get(key, "") for key in ("redirect_uri", "client_id", "scope", "state")}
data = urllib.parse.urlencode({**form, "username": sys.argv[2]}).encode()
urllib.request.urlopen(f"{parts.scheme}://{parts.netloc}/oauth/authorize", data).read()
"""


def browser(folder: Path, name: str) -> str:
    """What BROWSER has to be: a program that allows whatever it is shown, as this person."""
    script = folder / "browser.py"
    script.write_text(_BROWSER, encoding="utf-8")
    return f"{sys.executable} {script} %s {name}"


def paste(server: MockMastodon, name: str, *arguments: str, code: str = "") -> Ended:
    """Run a command that prints an address, open that as this person, and type the code that is shown there,
    or another one.
    """
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "connect_tui", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=dict(os.environ),
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        lines = []
        for line in program.stdout:
            lines.append(line)
            if line.startswith("http"):
                shown = server.authorize(line.strip(), name)
                program.stdin.write(f"{code or shown}\n")
                program.stdin.close()
                break
        out = "".join(lines) + program.stdout.read()
        err = program.stderr.read()
    return Ended(program.wait(), out, err)
