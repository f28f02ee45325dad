"""On which line of a file a key stands."""

import pytest

from connect_tui.config.lines import Lines

TEXT = '''\
# [general]
top = 1
[general]
theme = "a"

[providers."my home"]
kind = "mastodon"
server.name = """
kind = "not this one"
"""
last = 2
[circles]
friends = [
  "@ana@example.social",
  '@ben@example.social',
]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("general",), 3),
        (("general", "theme"), 4),
        (("general", "missing"), 3),
        (("providers", "my home"), 6),
        (("providers", "my home", "kind"), 7),
        (("providers", "my home", "server", "name"), 8),
        (("providers", "my home", "last"), 11),
        (("nowhere",), None),
    ],
)
def test_line_of_a_key(path: tuple[str, ...], line: int | None) -> None:
    assert Lines(TEXT).of(*path) == line


@pytest.mark.parametrize(
    ("item", "line"),
    [("@ana@example.social", 14), ("@ben@example.social", 15), ("@chloe@example.social", 13)],
)
def test_line_of_an_item(item: str, line: int) -> None:
    assert Lines(TEXT).of_item(item, "circles", "friends") == line
