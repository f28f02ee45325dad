"""Checking `[general]` and `[attention]` against the model."""

from datetime import timedelta
from typing import TypeVar

import msgspec

from connect_tui.config import durations
from connect_tui.config.model import Attention, General, Setting, Value, settings_of
from connect_tui.config.problems import did_you_mean, found
from connect_tui.config.reading import Source
from connect_tui.domain.late import late

_Section = TypeVar("_Section", General, Attention)

_LANGUAGE = late(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def general(source: Source, themes: tuple[str, ...]) -> General:
    """The `[general]` table of a file, its faults noted there. Without `themes`, any name will do."""
    read = _section(source, "general", General())
    if themes and read.theme not in themes:
        source.complain(
            f"is {found(read.theme)}, which is no theme here.{did_you_mean(read.theme, themes)}",
            "general",
            "theme",
        )
    for code in read.languages:
        if not _LANGUAGE.fullmatch(code):
            source.complain(
                f"holds {found(code)}; languages are codes such as “en” or “pt-BR”",
                "general",
                "languages",
                item=code,
            )
    return read


def attention(source: Source) -> Attention:
    """The `[attention]` table of a file, its faults noted there."""
    return _section(source, "attention", Attention())


def _section(source: Source, name: str, defaults: _Section) -> _Section:
    """The defaults with what the file sets."""
    table = source.table(name)
    if not table:
        return defaults
    settings = {setting.name: setting for setting in settings_of(type(defaults))}
    values: dict[str, Value] = {}
    for key, written in table.items():
        if key not in settings:
            source.unknown("not a setting", key, tuple(settings), name)
            continue
        value = _value(source, settings[key], written, name)
        if value is not None:
            values[key] = value
    return msgspec.convert(values, type(defaults))


def _value(source: Source, setting: Setting, written: object, section: str) -> Value | None:
    """What was written for one setting; `None`, with a complaint, where it does not fit."""
    path = (section, setting.name)
    match setting.default:
        case bool():
            if isinstance(written, bool):
                return written
            source.complain(f"is {found(written)}; it has to be true or false, without quotes", *path)
        case timedelta():
            return _duration(source, written, *path)
        case tuple():
            return source.strings(written, *path)
        case _:
            if not isinstance(written, str):
                source.complain(f"is {found(written)}; it has to be a text in quotes", *path)
            elif setting.choices and written not in setting.choices:
                source.complain(f"is {found(written)}.{did_you_mean(written, setting.choices)}", *path)
            else:
                return written
    return None


def _duration(source: Source, written: object, *path: str) -> timedelta | None:
    try:
        if isinstance(written, str):
            return durations.parse(written)
    except ValueError:
        pass
    source.complain(
        f"is {found(written)}; it has to be a duration in quotes: a whole number and "
        f"s, m, h, d or w, such as “30s”, “48h” or “14d”",
        *path,
    )
    return None
