"""Where an account's secret is kept, and how it is found when it is needed.

A table may name an environment variable or a command. Otherwise `login` keeps the secret in the system's
keyring, or, where there is none, in a file that only its owner can read. What is kept is bound to the
provider's kind, the server and the account's name: a secret is never handed to another server because a
configuration was changed.
"""

import atexit
import json
import logging
import os
import shlex
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from connect_tui.config import ring
from connect_tui.config.locations import make_private
from connect_tui.config.model import ProviderTable, Source
from connect_tui.config.ring import NoRingError, RingError
from connect_tui.config.write import write_private
from connect_tui.port.failures import NoSecret
from connect_tui.port.login import Credential

_log = logging.getLogger(__name__)
COMMAND_TIMEOUT = 30.0
"""Seconds that a command may take to print a secret."""


class Secrets:
    """The secrets of all accounts. Nothing of them is ever in a message, a log or a `repr`."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._environ = environ

    def asker(self, table: ProviderTable) -> Callable[[], Credential | None]:
        """A function that finds the account's secret as it is then; it may take a while."""
        return lambda: self.find(table)

    def find(self, table: ProviderTable) -> Credential | None:
        """The account's secret, as it is now; `None` where nothing was ever kept.

        Raises:
            NoSecret: the table names a place that does not give it.
        """
        match table.source:
            case Source.TOKEN_ENV | Source.PASSWORD_ENV:
                return self._from_environment(table.reference)
            case Source.TOKEN_COMMAND | Source.PASSWORD_COMMAND:
                return _from_command(table.source, table.reference)
            case _:
                return self.kept(table)

    def kept(self, table: ProviderTable) -> Credential | None:
        """What a login kept for the account, wherever its table says that a secret comes from.

        Raises:
            NoSecret: the place does not give it.
        """
        return _read(self._file(table.name), _label(table)) or _from_keyring(_label(table))

    def keeper(self, table: ProviderTable) -> Callable[[Credential], None]:
        """A function that keeps what has changed of the account's secret, such as a token that was renewed.

        It keeps nothing where the table names a variable or a command, or where the account was logged out
        meanwhile. A place that cannot be written costs a login some day, and is no reason to stop now.
        """

        def keep(credential: Credential) -> None:
            if table.source not in (None, Source.CREDENTIAL):
                return
            try:
                if self.find(table) is not None:
                    self.keep(table, credential)
            except (OSError, NoSecret) as error:
                _log.info("%s: a renewed secret could not be kept: %s", table.name, type(error).__name__)

        return keep

    def keep(self, table: ProviderTable, credential: Credential) -> str:
        """Keep a secret: in the keyring, or else in a file. Answers with `keyring` or `file`.

        Raises:
            OSError: neither can be written.
        """
        label, file = _label(table), self._file(table.name)
        if _to_keyring(label, _encode(credential)):
            _remove(file)
            return "keyring"
        make_private(self._folder)
        write_private(file, json.dumps({"for": label, "credential": _encode(credential)}))
        return "file"

    def forget(self, table: ProviderTable) -> str:
        """Forget what was kept for an account. What a command or variable gives is not touched. Answers with
        what was in the way of that, as a clause, or with nothing.
        """
        _remove(self._file(table.name))
        try:
            ring.drop(_label(table))
        except NoRingError:
            return ""
        except RingError as error:
            return str(error)
        return ""

    def fallback(self, table: ProviderTable) -> Path | None:
        """The file that holds the account's secret, where it is one."""
        file = self._file(table.name)
        return file if file.exists() else None

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _from_environment(self, variable: str) -> Credential:
        secret = self._environ.get(variable, "").strip()
        if not secret:
            raise NoSecret(f"has no secret: the environment variable {variable} is not set")
        return Credential(secret, place=f"the environment variable {variable}")


def _remove(file: Path) -> None:
    """Remove a file, and what it is a link to."""
    Path(os.path.realpath(file)).unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def keyring_trouble() -> str:
    """Why the system's keyring cannot be used, as a clause; empty where it can."""
    try:
        ring.check()
    except RingError as error:
        return str(error)
    return ""


def _label(table: ProviderTable) -> str:
    """What a secret is bound to."""
    return " ".join(part for part in (table.kind, table.name, table.address) if part)


def _from_command(key: Source, command: str) -> Credential:
    """The first line that a command prints. Its words are not repeated: they may hold the secret."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise NoSecret(f"has no secret: {key} cannot be read as a command ({error})") from None
    if not words:
        raise NoSecret(f"has no secret: {key} is empty")
    program = Path(words[0]).name
    try:
        status, printed = _run(words)
    except subprocess.TimeoutExpired:
        raise NoSecret(f"has no secret: {program} ({key}) did not end in time") from None
    except OSError as error:
        raise NoSecret(f"has no secret: {program} ({key}) cannot be run: {error.strerror}") from None
    if status:
        raise NoSecret(f"has no secret: {program} ({key}) ended with status {status}")
    secret = printed.partition("\n")[0].strip()
    if not secret:
        raise NoSecret(f"has no secret: {program} ({key}) printed nothing")
    return Credential(secret, place=f"{program} ({key})")


def _run(words: Sequence[str]) -> tuple[int, str]:
    """The status that a command ends with, and what it prints. It does not outlive the program."""
    begun: list[subprocess.Popen[str]] = []
    beginning = threading.Lock()

    def end() -> None:
        with beginning:  # the program may end while it is being started
            for process in begun:
                process.kill()

    atexit.register(end)
    try:
        with beginning:
            begun.append(_begin(words))
        with begun[0] as process:
            try:
                printed, _ = process.communicate(timeout=COMMAND_TIMEOUT)
            finally:
                process.kill()
    finally:
        atexit.unregister(end)
    return process.returncode, printed


def _begin(words: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _read(file: Path, label: str) -> Credential | None:
    """What a file of ours holds for this account and server."""
    try:
        held: object = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise NoSecret(f"has no secret: {file} cannot be read. Log in again") from None
    if not isinstance(held, dict) or held.get("for") != label:
        return None
    return _decode(held.get("credential"))


def _from_keyring(label: str) -> Credential | None:
    try:
        held = ring.get(label)
    except NoRingError:
        return None
    except RingError as error:
        raise NoSecret(f"has no secret: {error}. Unlock it, or log in again") from None
    return _decode(held) if held else None


def _to_keyring(label: str, held: str) -> bool:
    try:
        return ring.put(label, held)
    except RingError:
        return False


def _encode(credential: Credential) -> str:
    return json.dumps({"secret": credential.secret, "extra": dict(credential.extra)})


def _decode(held: object) -> Credential | None:
    """A credential as `_encode` wrote it; `None` for anything else."""
    try:
        parts: object = json.loads(held) if isinstance(held, str) else None
    except ValueError:
        return None
    if not isinstance(parts, dict) or not isinstance(parts.get("secret"), str):
        return None
    extra = parts.get("extra")
    pairs = extra.items() if isinstance(extra, dict) else ()
    return Credential(parts["secret"], tuple((str(name), str(value)) for name, value in pairs))
