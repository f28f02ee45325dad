"""What a configuration means: defaults, the files of `login`, and where files are looked for."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from connect_tui.config.load import Known, load
from connect_tui.config.locations import Locations
from connect_tui.config.model import Bindable, Config, Source
from connect_tui.config.problems import ConfigError
from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.people import Circle

Read = Callable[..., Config]


def test_without_any_file_there_are_the_defaults(tmp_path: Path, known: Known) -> None:
    config = load(Locations.inside(tmp_path), known)
    assert config == Config()
    assert config.attention.settings == AttentionSettings()


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path, known: Known) -> None:
    named = Locations.find({}, tmp_path / "mine.toml")
    with pytest.raises(ConfigError, match="there is no such file"):
        load(named, known)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, known: Known) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigError, match=r"config\.toml: cannot be read: Is a directory"):
        load(Locations.find({}, tmp_path / "config.toml"), known)


def test_every_part_is_read(read: Read) -> None:
    config = read(
        """
        [general]
        theme = "snow"
        languages = ["en", "pt-BR"]
        plain = true
        undo_send = "90s"
        [attention]
        active_for = "2d"
        waiting_order = "newest"
        favourite_acknowledges = false
        [circles]
        friends = ["@Ana@Example.social", "ben@example.social:8080", "@chloe.example.com"]
        family = []
        [keys]
        reply = "a"
        top = ["g g", "home"]
        later = []
        """
    )
    assert config.general.theme == "snow"
    assert config.general.languages == ("en", "pt-BR")
    assert config.general.plain
    assert config.general.undo_send == timedelta(seconds=90)
    assert config.attention.settings == AttentionSettings(
        active_for=timedelta(days=2), newest_first=True, favourite_acknowledges=False
    )
    friends = frozenset({"@ana@example.social", "@ben@example.social:8080", "@chloe.example.com"})
    assert config.circles == (Circle("friends", friends), Circle("family", frozenset()))
    assert config.keys == {"reply": ("a",), "top": ("g g", "home"), "later": ()}


def test_an_account_written_by_hand_is_whole(read: Read) -> None:
    config = read('[providers.home]\nkind="mastodon"\nserver="https://Example.social/"\ntoken_env="X"')
    (home,) = config.providers
    assert (home.name, home.kind) == ("home", "mastodon")
    assert home.values == {"server": "https://Example.social/"}
    assert (home.source, home.reference) == (Source.TOKEN_ENV, "X")
    assert home.address == "https://example.social"


@pytest.mark.parametrize(
    "server", ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80", "https://a.b"]
)
def test_plain_http_is_for_this_computer(read: Read, server: str) -> None:
    config = read(f'[providers.home]\nkind = "mastodon"\nserver = "{server}"')
    assert config.providers[0].values["server"] == server


HAND = '[providers.home]\nkind = "mastodon"\nserver = "https://example.social"\n'
LOGIN = '[providers.{0}]\nkind = "mastodon"\nserver = "https://example.social"\ncredential = "keyring"\n'


def test_files_of_login_are_merged_in_by_name(read: Read) -> None:
    config = read(HAND, work=LOGIN.format("work"), attic=LOGIN.format("attic"))
    assert [table.name for table in config.providers] == ["home", "attic", "work"]
    assert [table.source for table in config.providers] == [None, Source.CREDENTIAL, Source.CREDENTIAL]


def test_the_same_account_twice_is_an_error_in_the_file_of_login(read: Read, locations: Locations) -> None:
    with pytest.raises(ConfigError) as caught:
        read(HAND, home=LOGIN.format("home"))
    (problem,) = caught.value.problems
    assert problem.file == locations.logins / "home.toml"
    assert str(locations.config) in problem.message
    assert "connect-tui logout home" in problem.message


def test_login_may_add_the_credential(read: Read) -> None:
    config = read(HAND, home='[providers.home]\ncredential = "file"\n')
    assert (config.providers[0].source, config.providers[0].reference) == (Source.CREDENTIAL, "file")


def test_a_source_written_by_hand_wins_over_the_one_of_login(read: Read) -> None:
    config = read(HAND + 'token_env = "X"\n', home='[providers.home]\ncredential = "file"\n')
    assert config.providers[0].source is Source.TOKEN_ENV


def test_a_file_of_login_holds_accounts_only(read: Read) -> None:
    with pytest.raises(ConfigError, match="general: is no part of this file"):
        read("", home="[general]\nplain = true\n")


def test_faults_of_all_files_come_together(read: Read) -> None:
    with pytest.raises(ConfigError) as caught:
        read("[general]\nplan = true\n[keys]\nrply = 'r'", home="[providers.home]\n", work="=")
    assert [(problem.file.name, problem.line) for problem in caught.value.problems] == [
        ("config.toml", 2),
        ("config.toml", 4),
        ("home.toml", 1),
        ("work.toml", 1),
    ]


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        ("g g", ("g g",)),
        ("esc", ("escape",)),
        ("ctrl+x ctrl+s", ("ctrl+x ctrl+s",)),
        ("alt+enter", ("alt+enter",)),
        ("+", ("+",)),
        ("ctrl++", ("ctrl++",)),
        ("ü", ("ü",)),
        ("question_mark", None),  # the same key as "?", which asks for help
        ("?", None),
        ("shift+e", ("E",)),
        ("Ctrl+E", ("ctrl+e",)),
        ("PgUp", ("pageup",)),
        ("ctrl+shift+up", ("ctrl+shift+up",)),
        ("slash", ("/",)),
        ("", None),
        ("enter enter", None),  # "enter" opens at once
        ("cntrl+x", None),
        ("ctrl+", None),
        ("banana", None),
        ("\\u0007", None),
    ],
)
def test_keys(read: Read, written: str, accepted: tuple[str, ...] | None) -> None:
    text = f'[keys]\nreply = "{written}"'
    if accepted is None:
        with pytest.raises(ConfigError, match=r"keys\.reply"):
            read(text)
    else:
        assert read(text).keys == {"reply": accepted}


def test_keys_may_be_swapped(read: Read) -> None:
    assert read('[keys]\nreply = "e"\ndone = "r"').keys == {"reply": ("e",), "done": ("r",)}


def test_the_same_key_in_two_places_is_no_clash(read: Read) -> None:
    bound = read('[keys]\nreply = "ctrl+x"\nsend = "ctrl+x"').keys
    assert bound == {"reply": ("ctrl+x",), "send": ("ctrl+x",)}


def test_an_action_may_have_no_key_at_all(read: Read, actions: tuple[Bindable, ...]) -> None:
    assert read('[keys]\ndone = []\nreply = "e"').keys == {"done": (), "reply": ("e",)}


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    named = Locations.find({"CONNECT_TUI_CONFIG": str(tmp_path / "a.toml")})
    assert (named.config, named.named) == (tmp_path / "a.toml", True)
    assert named.logins == tmp_path / "providers.d"


def test_the_option_wins_over_the_environment(tmp_path: Path) -> None:
    named = Locations.find({"CONNECT_TUI_CONFIG": str(tmp_path / "a.toml")}, tmp_path / "b.toml")
    assert named.config == tmp_path / "b.toml"


def test_files_are_found_below_the_home(sealed: Path) -> None:
    found = Locations.find({})
    assert not found.named
    for place in (found.config, found.data, found.cache):
        assert place.is_relative_to(sealed)
        assert "connect-tui" in place.parts
