"""No dataclass, table or printed object has a place where a number of people, posts or reactions could live."""

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from shapes import shape

import connect_tui
from connect_tui.store.store import Store, StorePaths

COUNT_LIKE = re.compile(
    r"(^|_)(count|counts|counter|amount|total|totals|tally|score|streak|karma|followers|followings?|likes?|favou?rites_?\w*count|"
    r"reposts?|reblogs|votes?|voters|unread|views|impressions|statuses|badge)(_|$)"
)
WHOLE_NUMBERS = {
    "connect_tui.domain.text.Span.start": "a place in a text",
    "connect_tui.domain.text.Span.end": "a place in a text",
    "connect_tui.domain.asking._Thanks.longest": "how many words a phrase of thanks has at most",
    "connect_tui.domain.post.PollOption.tenths": "a share, not a number of votes",
    "connect_tui.port.capabilities.Capabilities.length": "how long a post may be",
    "connect_tui.port.capabilities.Capabilities.link_length": "what a link counts in a post's length",
    "connect_tui.port.capabilities.MediaLimits.at_once": "how many files a post may have",
    "connect_tui.port.capabilities.MediaLimits.image_bytes": "how large a file may be",
    "connect_tui.port.capabilities.MediaLimits.video_bytes": "how large a file may be",
    "connect_tui.port.capabilities.MediaLimits.image_pixels": "how large a picture may be",
    "connect_tui.port.capabilities.MediaLimits.alt_length": "how long a description may be",
    "connect_tui.port.capabilities.PollLimits.options": "how many answers a poll may offer",
    "connect_tui.port.capabilities.PollLimits.option_length": "how long such an answer may be",
    "connect_tui.port.plugin.ProviderPlugin.port": "the version of the port",
}
"""The fields of the domain and the port that are whole numbers, and why each is no count."""


def classes(*packages: str) -> Iterator[type]:
    for package in packages:
        module = importlib.import_module(package)
        names = [package]
        if hasattr(module, "__path__"):
            names += [found.name for found in pkgutil.walk_packages(module.__path__, f"{package}.")]
        for name in names:
            if name.endswith("__main__"):
                continue
            for value in vars(importlib.import_module(name)).values():
                if isinstance(value, type) and value.__module__ == name:
                    yield value


def test_no_field_of_any_dataclass_is_named_like_a_count() -> None:
    assert Path(str(connect_tui.__file__)).exists()
    found = [
        f"{owner.__module__}.{owner.__qualname__}.{field}"
        for owner in classes("connect_tui")
        for field in shape(owner)
        if COUNT_LIKE.search(field)
    ]
    assert found == []


def test_every_whole_number_of_the_domain_and_the_port_says_what_it_is() -> None:
    found = {
        f"{owner.__module__}.{owner.__qualname__}.{field}"
        for owner in classes("connect_tui.domain", "connect_tui.port")
        for field, kind in shape(owner).items()
        if re.search(r"\b(int|float)\b", str(kind)) and "Place" not in str(kind)
    }
    assert found == set(WHOLE_NUMBERS) | {
        "connect_tui.domain.verdicts.Open.rank",
        "connect_tui.domain.entry.Entry.place",
    }


@pytest.mark.parametrize("name", ["cache.db", "mine.db"])
def test_no_column_of_any_table_is_named_like_a_count(tmp_path: Path, name: str) -> None:
    Store.open(StorePaths(tmp_path / "cache.db", tmp_path / "mine.db")).close()
    database = sqlite3.connect(tmp_path / name)
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert tables
    columns = [
        f"{table}.{row[1]}"
        for table in tables
        if "fts" not in table and "search" not in table
        for row in database.execute(f"PRAGMA table_info({table})")
    ]
    assert [column for column in columns if COUNT_LIKE.search(column.split(".")[1])] == []
    database.close()
