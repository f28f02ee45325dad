"""Where secrets come from, where they are kept, and that nobody else sees them."""

import json
import os
import select
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from connect_tui.config import ring, secrets
from connect_tui.config.model import ProviderTable, Source
from connect_tui.config.secrets import Secrets, keyring_trouble
from connect_tui.provider import AuthExpired, Credential, NoSecret

SECRET = "s3cr3t-value"
CREDENTIAL = Credential(SECRET, (("client_secret", "another-s3cr3t"),))


class Box(KeyringBackend):
    """A keyring in memory; `keeps` is false for one that takes everything and keeps nothing."""

    def __init__(self, keeps: bool = True) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.keeps = keeps

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.keeps:
            self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


class Locked(Box):
    """A keyring that nobody opens."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")


class Broken(Box):
    """Somebody else's code, with a fault in it that speaks of what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise LookupError(f"no bus for {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise LookupError(f"no bus for {password}")


class Silent(Box):
    """A keyring that waits for somebody who never comes, until the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.over.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


def answered() -> None:
    """Wait until nobody asks a keyring any more."""
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join()


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    backend = Silent()
    keyring.set_keyring(backend)
    monkeypatch.setattr(ring, "PATIENCE", 0.05)
    yield backend
    backend.over.set()
    answered()


@pytest.fixture(autouse=True)
def box() -> Iterator[Box]:
    before = keyring.get_keyring()
    found = Box()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


def table(source: Source | None = None, reference: str = "", **changes: str) -> ProviderTable:
    server = changes.get("server", "https://example.social")
    return ProviderTable(
        name=changes.get("name", "home"),
        kind="mastodon",
        file=Path("config.toml"),
        values={"server": server},
        source=source,
        reference=reference,
    )


def python(code: str) -> str:
    return f'"{sys.executable}" -c "{code}"'


@pytest.mark.parametrize("keeps", [True, False])
def test_what_was_renewed_stands_in_the_place_of_what_was_kept(tmp_path: Path, box: Box, keeps: bool) -> None:
    box.keeps = keeps
    kept = Secrets(tmp_path, {})
    kept.keep(table(), CREDENTIAL)
    renewed = Credential(SECRET, (("token", "new"),))
    kept.keeper(table())(renewed)
    assert Secrets(tmp_path, {}).find(table()) == renewed
    kept.forget(table())
    kept.keeper(table())(CREDENTIAL)
    assert kept.find(table()) is None, "who was logged out is not logged in again"


@pytest.mark.parametrize("source", [Source.PASSWORD_ENV, Source.PASSWORD_COMMAND])
def test_what_the_user_keeps_elsewhere_is_not_kept_here(tmp_path: Path, box: Box, source: Source) -> None:
    kept = Secrets(tmp_path, {"X": SECRET})
    kept.keeper(table(source, "X"))(CREDENTIAL)
    assert (box.held, list(tmp_path.iterdir())) == ({}, [])


def test_a_place_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path, box: Box) -> None:
    kept = Secrets(tmp_path, {})
    box.keeps = False
    kept.keep(table(), CREDENTIAL)
    file = next(tmp_path.iterdir())
    file.unlink()
    file.mkdir()
    kept.keeper(table())(CREDENTIAL)


def test_from_the_environment(tmp_path: Path) -> None:
    found = Secrets(tmp_path, {"X": f" {SECRET}\n"}).find(table(Source.TOKEN_ENV, "X"))
    assert found == Credential(SECRET)
    assert found is not None
    assert str(found.refused) == "no longer takes the secret from the environment variable X: renew it there"


def test_from_a_command_without_a_shell(tmp_path: Path) -> None:
    command = python("import sys; print(sys.argv[1]); print('more')") + " '$HOME `x`'"
    assert Secrets(tmp_path, {}).find(table(Source.TOKEN_COMMAND, command)) == Credential("$HOME `x`")


@pytest.mark.parametrize(
    ("source", "reference", "said"),
    [
        (Source.TOKEN_ENV, "X", "the environment variable X is not set"),
        (Source.PASSWORD_ENV, "EMPTY", "the environment variable EMPTY is not set"),
        (Source.TOKEN_COMMAND, f"no-such-program {SECRET}", "no-such-program (token_command) cannot be run"),
        (Source.TOKEN_COMMAND, f"pass '{SECRET}", "cannot be read as a command"),
        (Source.TOKEN_COMMAND, python(f"print('{SECRET}'); exit(3)"), "ended with status 3"),
        (Source.PASSWORD_COMMAND, python(f"'{SECRET}'"), "(password_command) printed nothing"),
        (Source.TOKEN_COMMAND, "''", "cannot be run"),
        (Source.TOKEN_COMMAND, python("import time; time.sleep(20)"), "did not end in time"),
    ],
)
def test_a_place_that_gives_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Source, reference: str, said: str
) -> None:
    monkeypatch.setattr(secrets, "COMMAND_TIMEOUT", 0.5 if "sleep" in reference else 20)
    with pytest.raises(NoSecret) as caught:
        Secrets(tmp_path, {"EMPTY": " "}).find(table(source, reference))
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert isinstance(caught.value, AuthExpired)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_command_that_hangs_ends_with_the_program(tmp_path: Path) -> None:
    begun, pipe = tmp_path / "begun", tmp_path / "pipe"
    os.mkfifo(pipe)
    reads = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    command = f"sh -c 'exec 3>{pipe}; echo >{begun}; exec sleep 600'"
    asks = f"""
import threading
from pathlib import Path
from connect_tui.config.model import Source
from connect_tui.config.secrets import _from_command

asking = threading.Thread(target=_from_command, args=(Source.TOKEN_COMMAND, {command!r}), daemon=True)
asking.start()
while not Path({str(begun)!r}).exists():
    asking.join(0.01)
"""
    subprocess.run([sys.executable, "-c", asks], check=True, timeout=60)
    try:
        assert select.select([reads], [], [], 30)[0], "the command still holds its end of the pipe"
        assert os.read(reads, 1) == b""
    finally:
        os.close(reads)


def test_kept_in_the_keyring(tmp_path: Path, box: Box) -> None:
    kept = Secrets(tmp_path / "credentials", {})
    assert kept.keep(table(), CREDENTIAL) == "keyring"
    assert kept.find(table()) == CREDENTIAL
    assert not (tmp_path / "credentials").exists()
    kept.forget(table())
    assert kept.find(table()) is None
    assert not box.held


@pytest.mark.parametrize(
    "backend", [Box(keeps=False), Locked(), Broken()], ids=["forgetful", "locked", "broken"]
)
def test_kept_in_a_file_where_the_keyring_fails(tmp_path: Path, backend: Box) -> None:
    keyring.set_keyring(backend)
    folder = tmp_path / "credentials"
    kept = Secrets(folder, {})
    assert kept.keep(table(), CREDENTIAL) == "file"
    assert kept.find(table()) == CREDENTIAL
    (file,) = folder.iterdir()
    assert kept.fallback(table()) == file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    kept.forget(table())
    assert list(folder.iterdir()) == []


def test_without_any_keyring(tmp_path: Path) -> None:
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call] # the package has no annotations
    kept = Secrets(tmp_path, {})
    assert kept.find(table()) is None
    assert kept.keep(table(), CREDENTIAL) == "file"
    assert kept.find(table()) == CREDENTIAL
    assert kept.forget(table()) == ""
    assert kept.find(table()) is None
    assert keyring_trouble() == "there is no keyring on this system"


@pytest.mark.parametrize(("backend", "kind"), [(Locked(), "KeyringLocked"), (Broken(), "LookupError")])
def test_a_keyring_that_fails_is_named_and_nothing_that_it_says(
    tmp_path: Path, backend: Box, kind: str
) -> None:
    keyring.set_keyring(backend)
    kept = Secrets(tmp_path, {})
    with pytest.raises(NoSecret) as caught:
        kept.find(table())
    said = str(caught.value)
    assert said == f"has no secret: the keyring does not answer ({kind}). Unlock it, or log in again"
    assert caught.value.__suppress_context__
    assert keyring_trouble() == f"the keyring does not answer ({kind})"
    assert kept.forget(table()) == f"the keyring does not answer ({kind})"
    kept.keeper(table())(CREDENTIAL)
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_that_never_answers_keeps_nobody_waiting(tmp_path: Path, silent: Silent) -> None:
    kept = Secrets(tmp_path, {})
    assert kept.keep(table(), CREDENTIAL) == "file"
    assert kept.find(table()) == CREDENTIAL
    assert kept.forget(table()) == "the keyring does not answer"
    assert keyring_trouble() == "the keyring does not answer"
    with pytest.raises(NoSecret, match="the keyring does not answer"):
        kept.find(table())
    assert silent.asked == 1, "it is not asked again while it has not answered"


def test_a_keyring_that_answers_after_all_is_asked_again(tmp_path: Path, silent: Silent, box: Box) -> None:
    kept = Secrets(tmp_path, {})
    assert keyring_trouble() == "the keyring does not answer"
    silent.over.set()
    answered()
    keyring.set_keyring(box)
    assert kept.keep(table(), CREDENTIAL) == "keyring"
    assert kept.find(table()) == CREDENTIAL


def test_the_keyring_takes_over_from_the_file(tmp_path: Path, box: Box) -> None:
    keyring.set_keyring(Locked())
    kept = Secrets(tmp_path, {})
    kept.keep(table(), Credential("old"))
    keyring.set_keyring(box)
    assert kept.keep(table(), CREDENTIAL) == "keyring"
    assert list(tmp_path.iterdir()) == []
    assert kept.find(table()) == CREDENTIAL


@pytest.mark.parametrize("backend", [Box(), Box(keeps=False)], ids=["keyring", "file"])
def test_a_secret_belongs_to_one_server(tmp_path: Path, backend: Box) -> None:
    keyring.set_keyring(backend)
    kept = Secrets(tmp_path, {})
    kept.keep(table(), CREDENTIAL)
    assert kept.find(table(server="https://EXAMPLE.social/")) == CREDENTIAL
    assert kept.find(table(server="https://elsewhere.example")) is None
    assert kept.find(table(name="work")) is None


@pytest.mark.parametrize("held", ["", "{", "[]", json.dumps({"for": "mastodon home https://example.social"})])
def test_a_damaged_file_is_no_secret(tmp_path: Path, held: str) -> None:
    (tmp_path / "home.json").write_text(held, encoding="utf-8")
    try:
        assert Secrets(tmp_path, {}).find(table()) is None
    except NoSecret as error:
        assert "home.json" in str(error)  # noqa: PT017 - either is an answer, a crash is none


def test_forgotten_is_also_what_is_kept_elsewhere(tmp_path: Path) -> None:
    keyring.set_keyring(Locked())
    place, link = tmp_path / "elsewhere.json", tmp_path / "home.json"
    link.symlink_to(place)
    kept = Secrets(tmp_path, {})
    assert kept.keep(table(), CREDENTIAL) == "file"
    assert SECRET in place.read_text()
    assert link.is_symlink()
    kept.forget(table())
    assert not place.exists()
    assert not link.is_symlink()


def test_the_asker_gives_what_is_there_when_it_is_asked(tmp_path: Path) -> None:
    environ = {"X": "old"}
    ask = Secrets(tmp_path, environ).asker(table(Source.TOKEN_ENV, "X"))
    assert ask() == Credential("old")
    environ["X"] = SECRET
    assert ask() == Credential(SECRET)


def test_nothing_shows_a_secret() -> None:
    for shown in (repr(CREDENTIAL), str(CREDENTIAL), f"{CREDENTIAL}", repr([CREDENTIAL])):
        assert "s3cr3t" not in shown


def test_a_good_keyring_is_no_trouble() -> None:
    assert keyring_trouble() == ""
    keyring.set_keyring(Locked())
    assert "KeyringLocked" in keyring_trouble()
