"""What the screen loads before its first frame."""

import subprocess
import sys

import pytest

SLOW = ("httpx", "httpcore", "keyring", "selectolax", "websockets", "markdown_it", "anyio")


@pytest.mark.parametrize("module", ["connect_tui.tui.app", "connect_tui.tui.actions"])
def test_nothing_of_the_network_is_loaded(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{n.split('.')[0] for n in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert [name for name in SLOW if name in loaded] == []
    assert "tui" not in loaded


def test_the_registry_of_actions_needs_no_textual() -> None:
    code = "import sys, connect_tui.tui.actions; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
