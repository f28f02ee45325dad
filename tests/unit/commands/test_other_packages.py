"""A package of somebody else's that does not do its part: it is named, and everything else goes on."""

import json
from pathlib import Path

import pytest
from command_line import CommandLine
from other_package import POND, install
from sitting import Sitting

CONFIG = '[providers.home]\nkind = "demo"\n[providers.water]\nkind = "pond"\ndepth = "2"\n'


@pytest.fixture
def run(config: Path, tmp_path: Path) -> CommandLine:
    config.write_text(CONFIG)
    return CommandLine(tmp_path)


def changed(old: str, new: str) -> str:
    assert old in POND
    return POND.replace(old, new)


TIMELINE = "        return Page((self.frog(),))\n\n    async def post("
FAULTS = {
    "fails to import": ("import a_package_that_is_missing", "the package pond-things fails to import (ModuleNotFoundError"),
    "has a wrong port": (changed("port=1", "port=7"), "written for port 7, this connect-tui has port 1. Update connect-tui."),
    "is no plugin": ("PLUGIN = 3", "pond_provider:PLUGIN in the package pond-things is no ProviderPlugin"),
    "fails to open": (changed("self.name = config.name", "self.name = config.nmae"), "pond-things fails to open an account (AttributeError"),
    "is no provider": (changed("open=Pond", "open=lambda config: object()"), "what the package pond-things opens is no Provider; it lacks addressed,"),
    "fails when it is asked": (
        changed(TIMELINE, TIMELINE.replace("return Page((self.frog(),))", "return {}['posts']")),
        "the provider in the package pond-things failed (KeyError in timeline). Tell its authors.",
    ),
    "answers with something else": (
        changed(TIMELINE, TIMELINE.replace("return Page((self.frog(),))", "return [self.frog()]")),
        "pond-things answered timeline with something else than the port says. Tell its authors.",
    ),
    "answers with something else inside": (
        changed("created=DAY", "created='yesterday'"), "pond-things answered timeline with something else than the port says",
    ),
    "does not clean": (
        changed("The frogs are back.", "The \\x1b[2Jfrogs are back."), "pond-things handed out text that is not clean (timeline)",
    ),
    "speaks for another account": (
        changed('Copy(PostId(self.name, "1"))', 'Copy(PostId("home", "1"))'), "pond-things handed out what belongs to another account",
    ),
    "is not asynchronous": (
        changed("    async def verify", "    def verify"), "pond-things failed (TypeError in verify)",
    ),
    "fails while nobody is": (changed("return Account(", "return 1 / 0, Account("), "pond-things failed (ZeroDivisionError in verify)"),
}  # fmt: skip


def test_one_that_does_its_part_is_like_any_other(run: CommandLine, tmp_path: Path) -> None:
    env = install(tmp_path / "site", POND)
    ended = run("inbox", "--refresh", env=env)
    assert (ended.status, ended.err) == (0, "")
    assert "The frogs are back." in ended.out
    assert "water: @water on pond answers." in run("check", env=env).out


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_one_that_does_not_is_named_and_the_rest_goes_on(run: CommandLine, tmp_path: Path, name: str) -> None:
    code, said = FAULTS[name]
    env = install(tmp_path / "site", code)
    ended = run("inbox", "--json", "--refresh", env=env)
    assert ended.status == 1
    found = json.loads(ended.out)
    assert {entry["provider"] for entry in found["entries"]} == {"home"}
    (problem,) = found["problems"]
    assert said in json.dumps(problem, ensure_ascii=False)
    assert said in ended.err
    assert "water" in ended.err
    checked = run("check", env=env)
    assert checked.status == 1
    assert "home: @you@home.example on demo answers." in checked.out
    if name != "does not clean" and "timeline" in said:
        assert said.removesuffix(" Tell its authors.").removesuffix(".") in checked.out


def test_one_that_is_gone_leaves_the_others_and_what_it_brought(run: CommandLine, tmp_path: Path) -> None:
    env = install(tmp_path / "site", POND)
    assert run("inbox", "--refresh", env=env).status == 0
    install(tmp_path / "site", "1 / 0")
    ended = run("inbox", env=env)
    assert ended.status == 1
    assert "The frogs are back." in ended.out
    assert (
        "water: “pond” cannot be loaded: the package pond-things fails to import (ZeroDivisionError"
        in ended.err
    )
    assert "fails to import" in run("accounts", env=env).out
    assert run("inbox", "--account", "home", env=env).err == ""
    posted = run("post", "Hello?", "--account", "home", "--visibility", "public", env=env)
    assert posted.status == 0, posted.err


def test_the_screen_opens_and_says_so(config: Path, tmp_path: Path) -> None:
    config.write_text(CONFIG)
    env = install(tmp_path / "site", "1 / 0")
    with Sitting(env=env) as sitting:
        sitting.sees("Which tomatoes would you plant?")
        sitting.sees("water")
        sitting.types(b"\x11")
        assert sitting.ends() == 0
        assert "Traceback" not in sitting.seen


def test_its_account_can_be_logged_out_of(run: CommandLine, config: Path, tmp_path: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n')
    (config.parent / "providers.d").mkdir()
    (config.parent / "providers.d" / "water.toml").write_text('[providers.water]\nkind = "pond"\n')
    ended = run("logout", "water", env=install(tmp_path / "site", "1 / 0"))
    assert (ended.status, ended.err) == (0, "")
    assert not (config.parent / "providers.d" / "water.toml").exists()


def test_a_kind_that_nobody_offers_is_a_fault_of_the_configuration(run: CommandLine) -> None:
    ended = run("inbox")
    assert ended.status == 2
    assert "“pond” is no kind of provider that is installed." in ended.err
