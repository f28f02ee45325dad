"""Finding providers: what can be wrong with a package, and what is said about it."""

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path

import pytest

from connect_tui import plugins
from connect_tui.plugins import GROUP, OWN, PluginError, kinds, load

Install = Callable[..., None]

FINE = """
from connect_tui.provider import ProviderPlugin
PLUGIN = ProviderPlugin(port={port}, title="Pond", settings=(), open=lambda config: None)
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Make a module importable and register it as the provider `pond`."""
    monkeypatch.syspath_prepend(tmp_path)

    def installing(code: str, kind: str = "pond", value: str = "pond_provider:PLUGIN") -> None:
        (tmp_path / "pond_provider.py").write_text(code, encoding="utf-8")
        monkeypatch.delitem(sys.modules, "pond_provider", raising=False)
        points = EntryPoints([EntryPoint(kind, value, GROUP), EntryPoint("puddle", "nowhere:PLUGIN", GROUP)])
        monkeypatch.setattr(plugins, "_registered", lambda: points)

    return installing


def test_a_plugin_is_loaded_by_its_kind(install: Install) -> None:
    install(FINE.format(port=1))
    assert load("pond").title == "Pond"


def test_kinds_are_listed_without_importing_any(install: Install) -> None:
    install("raise RuntimeError('imported')")
    assert set(kinds()) == {*OWN, "pond", "puddle"}
    assert "pond_provider" not in sys.modules


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import a_package_that_is_missing", "pond_provider fails to import (ModuleNotFoundError"),
        ("1 / 0", "pond_provider fails to import (ZeroDivisionError"),
        ("def (", "pond_provider fails to import (SyntaxError"),
        ("", "pond_provider fails to import (AttributeError"),
        ("PLUGIN = 3", "pond_provider:PLUGIN in the package pond_provider is no ProviderPlugin"),
        (FINE.format(port=0), "written for port 0, this connect-tui has port 1. Update pond_provider"),
        (FINE.format(port=9), "written for port 9, this connect-tui has port 1. Update connect-tui"),
    ],
)
def test_a_plugin_that_does_not_fit_is_named(install: Install, code: str, said: str) -> None:
    install(code)
    with pytest.raises(PluginError) as caught:
        load("pond")
    assert said in str(caught.value)


def test_an_unknown_kind_gets_the_nearest(install: Install) -> None:
    install(FINE.format(port=1))
    with pytest.raises(
        PluginError, match=r"“pnd” is no kind.*Did you mean “pond”\? Installed: .*, pond, puddle"
    ):
        load("pnd")


def test_a_folder_without_entry_point_says_how_to_register_it(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(FINE.format(port=1))
    monkeypatch.setattr(plugins, "OWN", ())
    with pytest.raises(PluginError, match=r"“mastodon” is in the source tree .*pip install -e \."):
        load("mastodon")


def test_two_packages_of_one_kind_are_both_named(install: Install) -> None:
    install(FINE.format(port=1), kind="puddle")
    with pytest.raises(PluginError, match="“puddle” is offered by nowhere and pond_provider"):
        load("puddle")


def test_our_own_are_registered_and_nobody_takes_their_place(install: Install) -> None:
    ours = {point.name: point.value for point in entry_points(group=GROUP) if point.module.startswith(GROUP)}
    assert ours == {kind: f"{GROUP}.{kind}:PLUGIN" for kind in OWN}
    install(FINE.format(port=1), kind="mastodon")
    assert load("mastodon").title.startswith("Mastodon")
