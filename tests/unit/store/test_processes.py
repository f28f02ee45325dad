"""Several processes at once, and processes that die."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import Post
from connect_tui.store import opening
from connect_tui.store.store import Store, StoreError, StorePaths

MakePost = Callable[..., Post]

START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.store.store import Store, StorePaths
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
paths, name = StorePaths(Path(sys.argv[1]), Path(sys.argv[2])), sys.argv[3]
ana = Person("@ana@example", "Ana", PersonId("home", "ana"))
def post(key, parent):
    copies = (Copy(PostId("home", key), PostId("home", parent)),)
    return Post(uri=f"https://example/{key}", author=ana, created=NOON, seen=NOON, copies=copies)
"""
WRITE = """
with Store.open(paths) as store:
    for number in range(40):
        store.cache.merge([post(f"{name}{number}", f"{name}{number - 1}" if number else "root")])
        store.mine.wrote_to([f"@{name}{number}@example"])
"""
DRAFT = """
store = Store.open(paths)
number = 0
while True:
    number += 1
    store.mine.save_draft(Draft(key="k", account="home", text=f"{number} " * 200, changed=NOON))
    store.cache.merge([post(str(number), str(number - 1))])
    print(number, flush=True)
"""
SEND = """
store = Store.open(paths)
with store.mine.sending_lock() as sending:
    assert sending
    store.mine.claim("k", NOON)
    print("sending", flush=True)
    sys.stdin.read()
"""
LOOK = """
with Store.open(paths) as store:
    print([draft.text for draft in store.mine.drafts()], store.cache.all_groups() != [], flush=True)
"""
CLAIM = """
with Store.open(paths) as store:
    won = [draft.key for draft in store.mine.ready(NOON) if store.mine.claim(draft.key, NOON)]
    print("\\n".join(won), flush=True)
"""


@contextmanager
def running(script: str, paths: StorePaths, name: str = "p") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", START + script, str(paths.cache), str(paths.mine), name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_processes_write_at_once_and_see_each_other(paths: StorePaths) -> None:
    # Neither finds the files: one of them makes them.
    names = ("a", "b", "c")
    with (
        running(WRITE, paths, names[0]) as one,
        running(WRITE, paths, names[1]) as two,
        running(WRITE, paths, names[2]) as three,
    ):
        assert [process.wait(60) for process in (one, two, three)] == [0, 0, 0]
    with Store.open(paths) as store:
        (group,) = store.cache.all_groups()
        conversation = store.cache.conversation(group)
        assert conversation is not None
        everything = {f"{name}{number}" for name in names for number in range(40)}
        assert {post.id.key for post in conversation.posts} == everything
        assert store.mine.written_to() == {f"@{key}@example" for key in everything}


def test_who_comes_and_goes_takes_nothing_from_a_process_that_has_the_files_open_twice(
    paths: StorePaths, make_post: MakePost
) -> None:
    """The screen and the engine have a connection each; `connect-tui inbox` in another terminal has a third."""

    def look() -> str:
        with running(LOOK, paths) as other:
            return str(other.communicate(timeout=60)[0]).strip()

    draft = Draft(key="k", account="home", text="before", changed=datetime(2026, 3, 1, 12, tzinfo=UTC))
    with Store.open(paths) as one, Store.open(paths) as two:
        one.mine.save_draft(draft)
        assert look() == "['before'] False"
        two.mine.save_draft(replace(draft, text="after"))
        two.cache.merge([make_post("1")])
        assert look() == "['after'] True"


def test_a_draft_that_was_acknowledged_survives_a_kill(paths: StorePaths) -> None:
    with running(DRAFT, paths) as process:
        assert process.stdout is not None
        acknowledged = 0
        while acknowledged < 60:
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
    acknowledged = max(acknowledged, *map(int, rest), 0)
    with Store.open(paths) as store:
        draft = store.mine.draft("k")
        assert draft is not None
        assert int(draft.text.split()[0]) in (acknowledged, acknowledged + 1)
        assert len(set(draft.text.split())) == 1
        assert store.notices == ()
        (group,) = store.cache.all_groups()
        assert store.cache.conversation(group) is not None


def test_the_sending_lock_ends_with_its_process(paths: StorePaths) -> None:
    with Store.open(paths) as store:
        with running(
            'store = Store.open(paths); d = Draft(key="k", account="home", text="x", changed=NOON)\n'
            "store.mine.save_draft(d); store.mine.queue('k', NOON)",
            paths,
        ) as process:
            assert process.wait(30) == 0
        with running(SEND, paths) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "sending\n"
            with store.mine.sending_lock() as ours:
                assert not ours
            assert store.mine.stranded() == ()
            process.kill()
            process.wait(10)
        limit = time.monotonic() + 5
        while not store.mine.stranded() and time.monotonic() < limit:
            time.sleep(0.01)
        with store.mine.sending_lock() as ours:
            assert ours
            assert [draft.state for draft in store.mine.stranded()] == [DraftState.SENDING]


def test_each_draft_is_claimed_once(paths: StorePaths) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    keys = {f"k{number}" for number in range(40)}
    with Store.open(paths) as store:
        for key in keys:
            store.mine.save_draft(
                Draft(key=key, account="home", text="x", changed=noon, state=DraftState.QUEUED)
            )
        with running(CLAIM, paths) as one, running(CLAIM, paths) as two:
            claimed = [*(one.communicate(timeout=60)[0].split()), *(two.communicate(timeout=60)[0].split())]
        assert sorted(claimed) == sorted(keys)


def test_a_writer_that_keeps_the_file_busy_is_named(
    paths: StorePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.05)
    with (
        Store.open(paths) as store,
        Store.open(paths) as other,
        store.mine._db.transaction(),
        pytest.raises(StoreError, match=r"mine\.db busy"),
    ):
        other.mine.wrote_to(["@ana@example"])


def test_each_thread_needs_a_store_of_its_own(store: Store, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(sqlite3.ProgrammingError):
        pool.submit(store.cache.all_groups).result()
