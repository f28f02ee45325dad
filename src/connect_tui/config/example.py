"""The example file, printed from the model: every setting, its default, and a line on what it does."""

from collections.abc import Mapping
from datetime import timedelta
from textwrap import wrap

from connect_tui.config import durations, model
from connect_tui.config.model import SOURCE_DOCS, Attention, Bindable, General, Value, settings_of
from connect_tui.port.plugin import ProviderPlugin, Setting

_WIDTH = 100
_COLUMN = 38
_HEAD = """\
# The configuration of connect-tui. Every setting stands here with its default; what is left out keeps it.
# The program reads this file and never writes it. It is printed by: connect-tui check --example-config
"""
_CIRCLES = """\
# Groups of people, in the order in which they matter: among those who wait, they come first.
[circles]
# friends = ["@ana@example.social", "@ben@example.social"]
# neighbours = ["@chloe.example.com"]
"""
_PROVIDERS = """\
# Accounts: one table each. The name after the dot is yours to choose; it is what the screen shows.
# “connect-tui login” writes such a table into a file of its own; written here, none is needed.
"""
_KEYS = """\
# Keys: one, or a list of them. Keys pressed one after another are written with a space between them.
[keys]
"""


def example(plugins: Mapping[str, ProviderPlugin], actions: tuple[Bindable, ...]) -> str:
    """The example file for these providers, by kind, and these actions."""
    parts = [
        _HEAD,
        "[general]\n" + "".join(map(_setting, settings_of(General))),
        "[attention]\n" + "".join(map(_setting, settings_of(Attention))),
        _CIRCLES,
        _PROVIDERS + "".join(_provider(kind, plugins[kind]) for kind in plugins),
        _KEYS + "".join(_binding(action) for action in actions),
    ]
    return "\n".join(parts)


def _setting(setting: model.Setting) -> str:
    allowed = f" {' or '.join(_toml(choice) for choice in setting.choices)}." if setting.choices else ""
    return f"{_comment(setting.doc + allowed)}{setting.name} = {_toml(setting.default)}\n"


def _provider(kind: str, plugin: ProviderPlugin) -> str:
    """A table that is commented out: nobody has this account."""
    rows = [f"\n# {plugin.title}\n# [providers.{kind}]\n# kind = {_toml(kind)}\n"]
    rows += [_provider_setting(setting) for setting in plugin.settings]
    if plugin.login is not None:
        rows.append("# Where its secret comes from: one of these, or where “connect-tui login” put it.\n")
        rows += [
            f"# {_beside(f'{key} = {_toml(written)}', doc)}" for key, (doc, written) in SOURCE_DOCS.items()
        ]
    return "".join(rows)


def _provider_setting(setting: Setting) -> str:
    needed = "" if setting.required else " May be left out."
    return f"{_comment(setting.doc + needed)}# {setting.key} = {_toml(setting.example)}\n"


def _binding(action: Bindable) -> str:
    written = _toml(action.keys[0] if len(action.keys) == 1 else action.keys)
    return _beside(f"{action.name} = {written}", action.doc)


def _beside(line: str, doc: str) -> str:
    """A setting with its explanation behind it."""
    return f"{line:<{_COLUMN}}  # {doc}\n"


def _comment(doc: str) -> str:
    return "".join(f"# {row}\n" for row in wrap(doc, _WIDTH))


def _toml(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case timedelta():
            return _toml(durations.spell(value))
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return "[" + ", ".join(_toml(item) for item in value) + "]"
