"""What the command line says before any network is asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CommandLine

ROOT = Path(__file__).parents[3]


def test_version(run: CommandLine) -> None:
    ended = run("--version")
    assert (ended.status, ended.out) == (0, "connect-tui 0.1.0\n")


def test_help_names_every_command(run: CommandLine) -> None:
    ended = run("--help")
    assert ended.status == 0
    for command in ("login", "logout", "accounts", "inbox", "reply", "post", "check"):
        assert f"\n    {command} " in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("inbx",), "invalid choice: 'inbx'"),
        (("inbox", "--section", "wating"), "“wating” is not known. Did you mean “waiting”?"),
        (("inbox", "--as-of", "yesterday"), "“yesterday” is no time"),
        (("inbox", "--account"), "expected one argument"),
        (("post", "Hello", "--visibility", "everybody"), "Allowed: public, unlisted, followers, direct"),
        (("reply",), "the following arguments are required: URI"),
        (("logout",), "the following arguments are required: NAME"),
        (("--demo", "inbox"), "The demo stands for itself"),
        ((), "There is no account yet. Log in: connect-tui login"),
        (("inbox",), "There is no account yet"),
        (("post", "Hello"), "There is no account yet"),
        (("logout", "home"), "There is no account “home”"),
        (("login", "not a server"), "“not a server” is no account, server or feed that can be found"),
        (("login", "https://me:secret@example.social/"), "A name or password has no place before a server"),
        (("login", "demo"), "needs no login"),
        (("login",), "Nothing was typed, so nothing was done"),
        (("--config", "missing.toml", "accounts"), "missing.toml: there is no such file"),
        (("accounts", "--config", "missing.toml"), "missing.toml: there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    ended = run(*arguments)
    assert ended.status == 2
    assert said in ended.err


def test_every_fault_of_the_configuration_is_one_line(run: CommandLine, config: Path) -> None:
    config.write_text(
        '[general]\nthem = "snow"\nplain = "no"\n[providers.home]\nkind = "mastodon"\n[providers.sky]\nkind = "blusky"\n'
    )
    ended = run("inbox")
    assert ended.status == 2
    assert ended.out == ""
    assert [line.partition(f"{config}, ")[2] for line in ended.err.splitlines()] == [
        "line 2: general.them: is not a setting. Did you mean “theme”? Allowed: theme, languages, editor, images, plain, undo_send, remind_alt",
        "line 3: general.plain: is “no”; it has to be true or false, without quotes",
        "line 4: providers.home.server: is missing. The server of the account: its name or its address, such as “https://example.social”",
        "line 7: providers.sky.kind: “blusky” is no kind of provider that is installed. Did you mean “bluesky”? Installed: bluesky, demo, feed, mastodon",
    ]


def test_the_environment_names_the_configuration(run: CommandLine, tmp_path: Path) -> None:
    ended = run("accounts", env={"CONNECT_TUI_CONFIG": str(tmp_path / "mine.toml")})
    assert ended.status == 2
    assert f"{tmp_path / 'mine.toml'}: there is no such file" in ended.err


def test_accounts_without_any(run: CommandLine) -> None:
    ended = run("accounts")
    assert ended.status == 0
    assert "There is no account yet" in ended.out


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        ('kind = "feed"\nurls = ["https://me:s3cr3t@pond.example/a"]', "feed https://…@pond.example/a"),
        ('kind = "feed"\nurls = ["me:s3cr3t@pond.example/a"]', "feed …@pond.example/a"),
        (
            'kind = "feed"\nurls = ["https://pond.example/@me", "feed://s3cr3t@pond.example"]',
            "feed https://pond.example/@me, feed://…@pond.example",
        ),
        ('kind = "bluesky"\nhandle = "@me.pond.example"', "bluesky @me.pond.example"),
    ],
)
def test_accounts_shows_no_password(run: CommandLine, config: Path, table: str, shown: str) -> None:
    config.write_text(f"[providers.here]\n{table}\n", encoding="utf-8")
    listed = run("accounts")
    assert f"  {shown}\n" in listed.out
    assert "s3cr3t" not in listed.out + listed.err


def test_the_example_is_what_the_program_prints(run: CommandLine) -> None:
    ended = run("check", "--example-config")
    assert ended.status == 0
    assert ended.out == (ROOT / "config.example.toml").read_text(encoding="utf-8")


def test_the_example_can_be_used(run: CommandLine, config: Path) -> None:
    config.write_text((ROOT / "config.example.toml").read_text(encoding="utf-8"))
    assert run("accounts").status == 0


def test_check_of_a_fresh_installation(run: CommandLine, config: Path) -> None:
    ended = run("check")
    assert ended.status == 0
    assert f"configuration: {config} is not there, which is fine" in ended.out
    assert "mine.db and" in ended.out
    assert "keyring: " in ended.out
    assert "terminal: this is none" in ended.out


def test_a_damaged_cache_is_set_aside_and_said(run: CommandLine, config: Path, sealed: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n')
    cache = sealed / "cache" / "connect-tui" / "cache.db"
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"no database at all" * 100)
    ended = run("inbox")
    assert ended.status == 0
    assert "cache.db was damaged" in ended.err
    assert "Nobody is waiting" not in ended.out
    assert "Nothing has been gathered here yet." in ended.out


def test_a_damaged_file_of_mine_is_left_alone(run: CommandLine, config: Path, sealed: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n')
    mine = sealed / "data" / "connect-tui" / "mine.db"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"no database at all" * 100)
    for command in (("inbox",), ("post", "Hello"), ("check",)):
        ended = run(*command)
        assert ended.status == 1
        assert str(mine) in ended.err + ended.out
        assert mine.read_bytes() == b"no database at all" * 100


def test_the_demo_answers_and_touches_nothing(run: CommandLine, sealed: Path) -> None:
    before = sorted(sealed.rglob("*"))
    ended = run("--demo")
    assert ended.status == 0, ended.err
    assert ended.out.count("Waiting for you") == 2
    first, _, second = ended.out.partition("You answer ")
    name = second.partition(":")[0]
    assert f"\n {name} " in first
    assert f"\n{name} answers:\n" in second
    assert sorted(sealed.rglob("*")) == before


def test_a_reader_that_has_read_enough_is_no_fault(sealed: Path, config: Path, tmp_path: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n')
    program = [sys.executable, "-m", "connect_tui"]
    subprocess.run([*program, "inbox", "--refresh"], check=True, capture_output=True, env=dict(os.environ))
    command = " ".join(f"'{word}'" for word in [*program, "inbox"]) + " | true"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.stderr == ""


def test_json_of_an_empty_inbox(run: CommandLine, config: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n')
    ended = run("inbox", "--json", "--as-of", "2026-03-01T18:00:00+01:00")
    assert ended.status == 0
    assert json.loads(ended.out) == {"as_of": "2026-03-01T17:00:00Z", "entries": [], "problems": []}
    assert "home has not been looked at yet: add --refresh." in ended.err


@pytest.mark.parametrize("command", ["accounts", "check", "export", "inbox"])
def test_what_cannot_be_written_is_said(sealed: Path, config: Path, command: str) -> None:
    config.write_text('[providers.home]\nkind = "demo"\naccount = "home"\n', encoding="utf-8")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "connect_tui", command],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    said = "connect-tui: what was printed could not all be written: No space left on device.\n"
    assert ended.returncode == 1
    assert ended.stderr.endswith(said)
    assert not list(sealed.rglob("connect-tui-fault-*"))


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", ["accounts", "export", "import", "post", "login", ""])
def test_streams_that_are_closed_are_empty(sealed: Path, config: Path, closed: str, arguments: str) -> None:
    config.write_text('[providers.home]\nkind = "demo"\naccount = "home"\n', encoding="utf-8")
    ended = subprocess.run(
        ["/bin/sh", "-c", f'exec "{sys.executable}" -m connect_tui {arguments} {closed}'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == (0 if arguments in ("accounts", "export") else 2), ended.stderr
    assert not list(sealed.rglob("connect-tui-fault-*"))
