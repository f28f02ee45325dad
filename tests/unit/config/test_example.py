"""The example names every setting, says its default, and can be used as it is."""

import re
from collections.abc import Callable, Mapping

from connect_tui.config.example import example
from connect_tui.config.model import SOURCE_DOCS, Attention, Bindable, Config, General, settings_of
from connect_tui.provider import ProviderPlugin

Plugins = Mapping[str, ProviderPlugin]
Read = Callable[..., Config]


def test_as_it_stands_it_is_the_default(plugins: Plugins, actions: tuple[Bindable, ...], read: Read) -> None:
    config = read(example(plugins, actions))
    assert (config.general, config.attention) == (General(), Attention())
    assert (config.circles, config.providers) == ((), ())
    assert config.keys == {action.name: action.keys for action in actions}


def test_what_is_commented_out_is_valid_too(
    plugins: Plugins, actions: tuple[Bindable, ...], read: Read
) -> None:
    text = re.sub(r"^# (?=\[providers|\w+ = )", "", example(plugins, actions), flags=re.MULTILINE)
    one_source = re.sub(r"^(token_command|password_\w+) = .*\n", "", text, flags=re.MULTILINE)
    config = read(one_source)
    assert [circle.name for circle in config.circles] == ["friends", "neighbours"]
    assert [table.name for table in config.providers] == list(plugins)
    assert config.providers[0].values == {"server": "https://example.social", "tags": ("gardens",)}


def test_it_names_every_setting(plugins: Plugins, actions: tuple[Bindable, ...]) -> None:
    text = example(plugins, actions)
    names = [setting.name for table in (General, Attention) for setting in settings_of(table)]
    names += [str(source) for source in SOURCE_DOCS]
    names += [setting.key for plugin in plugins.values() for setting in plugin.settings]
    names += [action.name for action in actions]
    for name in names:
        assert re.search(rf"^(# )?{name} = ", text, re.MULTILINE), name


def test_every_setting_says_what_it_does() -> None:
    for table in (General, Attention):
        for setting in settings_of(table):
            assert setting.doc.endswith("."), setting.name
