"""What is pasted, and what comes of it: the network is found out, and every plugin has its say."""

import tomllib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from command_line import CommandLine
from feed_documents import rss
from feed_server import FeedServer
from mock_mastodon import MockMastodon

from connect_tui import plugins
from connect_tui.commands.options import AccountError, UsageError
from connect_tui.commands.recognising import recognise
from connect_tui.plugins import PluginError
from connect_tui.provider import NotFound, Offline, ProviderPlugin, Recognised
from connect_tui.providers.mastodon import PLUGIN as MASTODON


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def run(config: Path, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def written(config: Path, name: str) -> dict[str, object]:
    file = config.parent / "providers.d" / f"{name}.toml"
    found: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8"))["providers"][name]
    return found


def test_feeds_are_taken_in_one_after_another(run: CommandLine, feeds: FeedServer, config: Path) -> None:
    item = "<item><guid>1</guid><title>Frogs</title></item>"
    one, two = feeds.put("/one", rss(item)), feeds.put("/two", rss(item.replace("Frogs", "Toads")))
    page = feeds.put(
        "/", '<html><link rel="alternate" type="application/rss+xml" href="/two"></html>', "text/html"
    )
    first = run("login", one)
    assert (first.status, first.err) == (0, "")
    assert "That is the feed “Pond”" in first.out
    assert "It is in the account “feed”" in first.out
    assert run("login", page).status == 0
    assert written(config, "feed") == {"kind": "feed", "urls": [one, two]}
    assert "in the account “feed” already" in run("login", two).out

    printed = run("inbox", "--refresh")
    assert printed.status == 0, printed.err
    assert "Frogs" in printed.out
    assert "Toads" in printed.out
    assert "needs no login" in run("login", "feed").err
    assert "It needs no secret." in run("accounts").out
    assert run("login", one, "--name", "pond").out.count("already") == 1
    assert run("logout", "feed").status == 0
    assert "There is no account yet." in run("accounts").out


def test_a_feed_is_taken_out_again(run: CommandLine, feeds: FeedServer, config: Path) -> None:
    one, two = feeds.put("/one", rss("")), feeds.put("/two", rss(""))
    assert [run("login", url).status for url in (one, two)] == [0, 0]
    out = run("logout", one.removeprefix("http://"))
    assert (out.status, out.out) == (0, f"{one} is no longer in the account “feed”.\n")
    assert written(config, "feed") == {"kind": "feed", "urls": [two]}
    assert run("logout", two).status == 0
    assert run("accounts").out.startswith("There is no account yet.")
    assert run("logout", two).status == 2
    config.write_text(f'[providers.news]\nkind = "feed"\nurls = ["{one}"]\n')
    assert "which is yours. Remove it there." in run("logout", one).err


def test_one_dead_feed_is_named_by_check_and_by_the_inbox(
    run: CommandLine, feeds: FeedServer, config: Path
) -> None:
    good = feeds.put("/good", rss("<item><guid>1</guid><title>Frogs</title></item>"))
    config.write_text(f'[providers.news]\nkind = "feed"\nurls = ["{good}", "{feeds.url}/bad"]\n')
    checked = run("check")
    assert checked.status == 1
    assert f"news: {feeds.url.removeprefix('http://')}/bad is not there." in checked.out
    printed = run("inbox", "--refresh")
    assert printed.status == 1
    assert "Frogs" in printed.out
    assert "/bad is not there. The rest was read." in printed.err


def test_a_feed_whose_address_is_none_is_a_fault_of_the_configuration(run: CommandLine, config: Path) -> None:
    config.write_text('[providers.news]\nkind = "feed"\nurls = ["javascript:alert(1)"]\n')
    ended = run("inbox", "--refresh")
    assert ended.status == 2
    assert "providers.news: “javascript:alert(1)” is no address of a feed" in ended.err


@pytest.mark.parametrize(
    "form", ["{host}", "http://{host}", "http://{host}/@me", "@me@{host}", "me@{host}", "acct:me@{host}"]
)
async def test_a_server_or_somebody_on_it(server: MockMastodon, form: str) -> None:
    assert MASTODON.recognise is not None
    found = await MASTODON.recognise(form.format(host=server.url.removeprefix("http://")))
    assert found is not None
    assert found.values == {"server": server.url}


BEFORE = (
    "https://ana:hunter2@a.example",
    "https://hunter2@a.example/",
    "ana:hunter2@a.example",
    "feed://a:hunter2@x/",
)


@pytest.mark.parametrize("typed", BEFORE)
def test_a_password_in_an_address_is_neither_used_nor_repeated(
    run: CommandLine, typed: str, config: Path
) -> None:
    ended = run("login", f" {typed} ")
    assert (ended.status, ended.out) == (2, "")
    assert "no place before a server" in ended.err
    assert "hunter2" not in ended.err
    config.write_text(f'[providers.news]\nkind = "feed"\nurls = ["{typed}"]\n')
    ended = run("inbox", "--refresh")
    assert (ended.status, "name or password before its server" in ended.err) == (2, True)
    assert "hunter2" not in ended.out + ended.err


async def test_a_handle_whose_domain_names_another_server(server: MockMastodon, feeds: FeedServer) -> None:
    host = feeds.url.removeprefix("http://")
    answer = f'{{"links": [{{"rel": "self", "href": "{server.url}/users/me"}}]}}'
    query = urlencode({"resource": f"acct:me@{host}"})
    feeds.put(f"/.well-known/webfinger?{query}", answer, "application/json")
    assert MASTODON.recognise is not None
    found = await MASTODON.recognise(f"@me@{host}")
    assert found is not None
    assert found.values == {"server": server.url}


async def test_a_handle_without_a_server_is_said(feeds: FeedServer) -> None:
    host = feeds.url.removeprefix("http://")
    assert MASTODON.recognise is not None
    with pytest.raises(NotFound, match=f"{host} is no server that speaks the Mastodon API"):
        await MASTODON.recognise(f"@me@{host}")


@pytest.mark.parametrize("text", ["", "@ana.example.org", "did:plc:abc", "https://pond.example/feed.xml", "two words",
                                  "https://me:secret@pond.example/", "http://pond.example", "nodot", "feed:pond.example"])  # fmt: skip
async def test_what_cannot_be_one_is_not_asked_for(text: str) -> None:
    assert MASTODON.recognise is not None
    assert await MASTODON.recognise(text) is None


Answer = Recognised | Exception | None


class Person:
    """Somebody who is asked; answers with what they were given."""

    def __init__(self, *answers: str) -> None:
        self.heard: list[str] = []
        self._answers = list(answers)

    def say(self, sentence: str) -> None:
        self.heard.append(sentence)

    def open(self, url: str) -> bool:
        return False

    async def ask(self, question: str, secret: bool = False) -> str:
        self.heard.append(question)
        return self._answers.pop(0)


def answering(answer: Answer) -> Callable[[str], Awaitable[Recognised | None]]:
    async def recognises(_: str) -> Recognised | None:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return recognises


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Networks of these kinds, that answer like this to whatever is pasted."""

    def installing(**answers: Answer) -> None:
        def load(kind: str) -> ProviderPlugin:
            answer = answers[kind]
            if isinstance(answer, PluginError):
                raise answer
            return ProviderPlugin(
                port=1,
                title=kind.title(),
                settings=(),
                open=lambda _: pytest.fail("opened"),
                recognise=answering(answer),
            )

        monkeypatch.setattr(plugins, "kinds", lambda: tuple(answers))
        monkeypatch.setattr(plugins, "load", load)

    return installing


POND, LAKE = Recognised("a pond", {"server": "pond"}), Recognised("a lake", {"handle": "lake"})


async def test_the_one_that_knows_it_is_taken(networks: Callable[..., None]) -> None:
    networks(sea=None, pond=POND, lake=Offline("lake.example cannot be reached"))
    found = await recognise("x", Person())
    assert (found.kind, found.found) == ("pond", POND)


async def test_where_several_know_it_the_person_chooses(networks: Callable[..., None]) -> None:
    networks(pond=POND, lake=LAKE)
    person = Person("3", "the lake", "2")
    assert (await recognise("x", person)).found == LAKE
    assert "  1  a pond" in person.heard
    assert "“the lake” is none of these." in person.heard
    with pytest.raises(UsageError, match="Nothing was chosen"):
        await recognise("x", Person(""))


async def test_a_plugin_that_fails_is_named_and_holds_up_no_other(networks: Callable[..., None]) -> None:
    networks(
        sea=PluginError("“sea” cannot be loaded: the package salt fails to import"),
        pond=POND,
        lake=ZeroDivisionError(),
    )
    person = Person()
    assert (await recognise("x", person)).kind == "pond"
    assert person.heard == ["“sea” cannot be loaded: the package salt fails to import."]


async def test_where_nobody_knows_it_the_reasons_are_said_once(networks: Callable[..., None]) -> None:
    networks(
        sea=None,
        pond=Offline("x.example cannot be reached"),
        lake=Offline("x.example cannot be reached"),
        bog=KeyError("k"),
    )
    with pytest.raises(AccountError) as caught:
        await recognise("x.example", Person())
    assert str(caught.value) == (
        "x.example cannot be reached. Bog failed to look: a fault of its package (KeyError). "
        "Look whether it is spelt right, and whether this computer is connected."
    )
    networks(sea=None)
    with pytest.raises(UsageError, match="“x” is no account, server or feed that can be found"):
        await recognise("x\x1b[2J", Person())


def test_no_kind_is_known_by_name_outside_of_the_providers(pytestconfig: pytest.Config) -> None:
    own = set(plugins.OWN)
    assert {"demo", "feed", "mastodon"} <= own
    folder = pytestconfig.rootpath / "src" / "connect_tui" / "commands"
    for file in folder.glob("*.py"):
        if file.name == "demo.py":
            continue
        text = file.read_text(encoding="utf-8")
        assert not {kind for kind in own if f'"{kind}"' in text}, file.name
