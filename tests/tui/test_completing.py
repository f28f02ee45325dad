"""What is being typed, and what it can be gone on with."""

import pytest

from connect_tui.domain.post import Mention
from connect_tui.tui import completing
from connect_tui.tui.completing import Begun, Kind, Suggestion, begun
from connect_tui.tui.emoji import find, names


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("@", Begun(Kind.PERSON, "", 0)),
        ("Ask @be", Begun(Kind.PERSON, "be", 4)),
        ("(@ben.b", Begun(Kind.PERSON, "ben.b", 1)),
        ("@ben@ho", Begun(Kind.PERSON, "ben@ho", 0)),
        ("@ben@home.example", Begun(Kind.PERSON, "ben@home.example", 0)),
        ("@ben ", None),
        ("me@home", None),
        ("https://far.example/@dev", None),
        ("#gar", Begun(Kind.TAG, "gar", 0)),
        ("#", None),
        ("C#n", None),
        ("so :tom", Begun(Kind.EMOJI, "tom", 3)),
        (":t", None),
        ("at 10:30", None),
        ("https://x", None),
        ("done:tomato", None),
        (":)", None),
        ("a :tomato:", None),
        ("", None),
    ],
)
def test_what_is_begun(before: str, found: Begun | None) -> None:
    assert begun(before) == found


KNOWN = (
    Mention("@ben@home.example", "Ben Ortega"),
    Mention("@benita@sky.example", ""),
    Mention("@dev@home.example", "Dev"),
    Mention("@BEN@home.example", "Ben, met again"),
    Mention("@ana.blue.example", "Ana Ortiz"),
)


@pytest.mark.parametrize(
    ("text", "inserted"),
    [
        ("be", ["@ben", "@benita@sky.example"]),
        ("BEN@h", ["@ben"]),
        ("ort", ["@ben", "@ana.blue.example"]),
        ("", ["@ben", "@benita@sky.example", "@dev", "@ana.blue.example"]),
        ("nobody", []),
    ],
)
def test_people_are_found_by_handle_and_by_name_in_their_order(text: str, inserted: list[str]) -> None:
    assert [found.insert for found in completing.people(text, KNOWN, "home.example")] == inserted


def test_people_stand_by_name_and_elsewhere_with_their_server() -> None:
    [ben, benita] = completing.people("ben", KNOWN)
    assert ben == Suggestion("@ben@home.example", "Ben Ortega", "@ben@home.example")
    assert benita == Suggestion("@benita@sky.example", "@benita@sky.example")


def test_a_hashtag_is_offered_once_and_as_it_was_first_written() -> None:
    found = completing.tags("gar", ("Garden", "garden", "weather", "garlic"))
    assert [suggestion.insert for suggestion in found] == ["#Garden", "#garlic"]


@pytest.mark.parametrize(
    ("text", "languages", "sign"),
    [
        ("tomato", (), "🍅"),
        ("tomate", ("de",), "🍅"),
        ("+1", (), "👍"),
        ("thumbs_up", ("pt-BR",), "👍"),
        ("heart", (), "❤️"),
    ],
)
def test_an_emoji_is_found_by_its_names(text: str, languages: tuple[str, ...], sign: str) -> None:
    assert sign in [found for _, found in find(text, names(languages))]


def test_an_unknown_language_brings_no_names_of_its_own() -> None:
    assert names(("xx",)) == names(())


def test_emoji_of_the_server_stay_as_their_names() -> None:
    found = completing.emoji("tom", ("atom", "tomo"), (("tomato", "🍅"),))
    assert [suggestion.insert for suggestion in found] == [":tomo:", ":atom:", "🍅"]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", None),
        ("nu", "Nudity"),
        ("Nudity, ad", "Nudity, Adult content"),
        ("nudity,AD", "nudity,Adult content"),
        ("Nudity, ", None),
        ("Nudity, nu", None),
        ("Spiders", None),
    ],
)
def test_each_of_several_warnings_is_completed(typed: str, line: str | None) -> None:
    assert completing.warnings(typed, ("Adult content", "Nudity")) == line
