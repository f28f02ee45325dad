"""What is imported when, seen at run time: the core knows neither the screen's library nor the network's."""

import subprocess
import sys

import pytest

from connect_tui.commands import arguments
from connect_tui.commands.options import Options

WALK = """
import importlib, pkgutil, sys
import connect_tui
left_out = ("connect_tui.tui", "connect_tui.providers", "connect_tui.themes", "connect_tui.commands")
for module in pkgutil.walk_packages(connect_tui.__path__, "connect_tui.", onerror=lambda name: None):
    if not module.name.startswith(left_out):
        importlib.import_module(module.name)
"""


def loaded(code: str, *arguments: str) -> set[str]:
    """The names of all modules that are loaded after this code."""
    show = "\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}{show}", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_core_imports_neither_screen_nor_network() -> None:
    found = loaded(WALK)
    for part in (
        "domain.attention",
        "provider",
        "port.login",
        "plugins",
        "store.store",
        "config.load",
        "sync.engine",
        "cli",
    ):
        assert f"connect_tui.{part}" in found
    assert found.isdisjoint({"textual", "rich", "httpx", "websockets", "keyring", "selectolax"})


def test_modules_are_not_loaded_a_second_time_under_their_folders() -> None:
    found = loaded(
        "import connect_tui.__main__, connect_tui.tui.app, connect_tui.providers.mastodon.provider"
    )
    assert "connect_tui.tui.app" in found
    assert found.isdisjoint({"tui", "providers", "themes"})


@pytest.mark.parametrize("kind", ["demo", "feed", "mastodon"])
def test_looking_at_a_plugin_does_not_load_the_network(kind: str) -> None:
    code = f"from connect_tui.plugins import load\nload({kind!r})"
    found = loaded(code)
    assert f"connect_tui.providers.{kind}" in found
    assert found.isdisjoint({"httpx", "textual", "selectolax", "feedparser"})


def test_listing_plugins_loads_none() -> None:
    found = loaded("from connect_tui.plugins import kinds\nassert kinds()")
    assert not {name for name in found if name.startswith("connect_tui.providers.")}


def test_the_screen_does_not_load_the_network() -> None:
    assert loaded("import connect_tui.tui.app").isdisjoint({"httpx", "websockets"})


@pytest.mark.parametrize("network", ["demo", "feed", "mastodon"])
def test_a_provider_loads_nothing_of_the_core(network: str) -> None:
    found = loaded(f"import connect_tui.providers.{network}.provider")
    parts = {name.split(".")[1] for name in found if name.startswith("connect_tui.")}
    assert parts - {"read_only"} == {"provider", "port", "domain", "providers"}


def test_nothing_typed_is_what_an_empty_line_means() -> None:
    assert arguments.parser().parse_args([], namespace=Options()) == Options()


def test_asking_for_the_version_is_quick() -> None:
    found = loaded("sys.argv = ['connect-tui']\nfrom connect_tui.commands.arguments import parser\nparser()")
    assert found.isdisjoint({"textual", "httpx", "keyring", "selectolax"})
