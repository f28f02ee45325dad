"""A configuration's surroundings: two invented providers and a few actions."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from connect_tui.config.load import Known, load
from connect_tui.config.locations import Locations
from connect_tui.config.model import Bindable, Config
from connect_tui.plugins import UnknownKind
from connect_tui.provider import (
    PORT_VERSION,
    Login,
    LoginAsk,
    Provider,
    ProviderConfig,
    ProviderPlugin,
    Setting,
)


def _open(config: ProviderConfig) -> Provider:
    raise AssertionError("a configuration is read without opening any provider")


async def _login(values: Mapping[str, str], ask: LoginAsk) -> Login:
    raise AssertionError("a configuration is read without logging in")


_PLUGINS = {
    "mastodon": ProviderPlugin(
        port=PORT_VERSION,
        title="Mastodon",
        settings=(
            Setting("server", "Where the account lives", "https://example.social", required=True),
            Setting("tags", "What else to follow", ("gardens",), many=True),
        ),
        open=_open,
        login=_login,
    ),
    "plain": ProviderPlugin(port=PORT_VERSION, title="Plain", settings=(), open=_open),
}


def _load(kind: str) -> ProviderPlugin:
    if kind not in _PLUGINS:
        raise UnknownKind(f"“{kind}” is no kind of provider that is installed. Installed: mastodon, plain")
    return _PLUGINS[kind]


_INBOX, _COMPOSER = frozenset({"inbox"}), frozenset({"composer"})


@pytest.fixture
def actions() -> tuple[Bindable, ...]:
    return (
        Bindable("reply", ("r",), "answer", _INBOX),
        Bindable("done", ("e",), "done", _INBOX),
        Bindable("later", ("z",), "later", _INBOX),
        Bindable("top", ("home",), "to the top", _INBOX),
        Bindable("open", ("enter",), "open", _INBOX),
        Bindable("help", ("?",), "help", _INBOX),
        Bindable("write", ("c",), "write", _INBOX),
        Bindable("send", ("ctrl+s",), "send", _COMPOSER),
        Bindable("sort", ("ctrl+s",), "sort", _INBOX),
    )


@pytest.fixture
def plugins() -> Mapping[str, ProviderPlugin]:
    return _PLUGINS


@pytest.fixture
def known(actions: tuple[Bindable, ...]) -> Known:
    return Known(load=_load, actions=actions, themes=("hearth", "snow"))


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    found = Locations.inside(tmp_path)
    found.logins.mkdir(parents=True)
    return found


@pytest.fixture
def read(locations: Locations, known: Known) -> Callable[..., Config]:
    """Read `config.toml` with this text, and files of `login` by name."""

    def reading(text: str = "", **logins: str) -> Config:
        locations.config.write_text(text, encoding="utf-8")
        for name, login in logins.items():
            (locations.logins / f"{name}.toml").write_text(login, encoding="utf-8")
        return load(locations, known)

    return reading
