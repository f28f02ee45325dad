"""`export` and `import`: everything of mine, out and in again."""

import codecs
import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from command_line import CommandLine

from connect_tui.store.mine import KIND


@pytest.fixture
def run(tmp_path: Path, config: Path) -> CommandLine:
    config.write_text('[providers.home]\nkind = "demo"\n', encoding="utf-8")
    return CommandLine(tmp_path, apart=False)


@pytest.fixture
def exported(run: CommandLine, tmp_path: Path) -> Path:
    """A file with a draft and somebody I have written to."""
    lines = [
        {"what": "connect-tui", "schema": KIND.newest, "made": "2026-03-01T12:00:00Z"},
        {
            "what": "draft", "key": "0a", "account": "home", "text": "Soup?\x1b[2J", "changed": "2026-03-01T12:00:00Z",
            "answers": "", "visibility": "public", "warning": "", "language": "en", "recipients": [],
            "state": "writing", "not_before": None, "first_tried": None, "problem": "", "sent_uri": "",
        },
        {"what": "written-to", "handle": "ana@a.example"},
        {"what": "end"},
    ]  # fmt: skip
    file = tmp_path / "mine.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def without_times(text: str) -> list[str]:
    return text.splitlines()[1:]


def test_in_and_out_again(run: CommandLine, exported: Path, tmp_path: Path) -> None:
    ended = run("import", str(exported))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "Imported: drafts, whom you have written to.\n"
    out = run("export")
    assert out.status == 0
    assert out.out.isascii()
    assert "\x1b" not in out.out
    first, *records, last = map(json.loads, out.out.splitlines())
    assert (first["what"], first["schema"], last) == ("connect-tui", KIND.newest, {"what": "end"})
    assert [record["what"] for record in records] == ["draft", "written-to"]
    file = tmp_path / "again.jsonl"
    written = run("export", str(file))
    assert written.status == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert without_times(file.read_text()) == without_times(out.out)
    assert run("import", str(file)).out == "All of it is here already.\n"
    assert run("import", typed=out.out).out == "All of it is here already.\n"


def test_what_a_disk_has_spoilt_is_said_and_the_rest_goes_out(
    run: CommandLine, exported: Path, sealed: Path
) -> None:
    run("import", str(exported))
    (mine,) = sealed.rglob("mine.db")
    with contextlib.closing(sqlite3.connect(mine)) as database, database:
        database.execute("UPDATE drafts SET recipients = x'ff'")
        database.execute("INSERT INTO marks (kind, made) VALUES ('dome', 'noon')")
    ended = run("export")
    assert ended.err == "Part of this cannot be read any more, and is left out: marks.\n"
    assert "Soup?" in ended.out
    assert f"files: part of {mine} cannot be read any more: marks\n" in run("check").out


def test_no_file_is_written_over(run: CommandLine, exported: Path) -> None:
    before = exported.read_bytes()
    ended = run("export", str(exported))
    assert ended.status == 2
    assert "is there already" in ended.err
    assert exported.read_bytes() == before


BAD = {
    "empty": ("", 1, "it is empty"),
    "something else": ("hello\n", 1, "does not begin as an export"),
    "json, but something else": ('{"a": 1}\n', 1, "does not begin as an export"),
    "newer": ('{"what": "connect-tui", "schema": 999}\n{"what": "end"}\n', 1, "a newer connect-tui wrote it"),
    "cut short": ('{"what": "connect-tui", "schema": 1}\n{"what": "written-to", "han', 2, "it ends too early"),
    "no json": ('{"what": "connect-tui", "schema": 1}\n\nwords\n{"what": "end"}\n', 3, "no line of JSON"),
    "a list": ('{"what": "connect-tui", "schema": 1}\n[]\n{"what": "end"}\n', 2, "no JSON object"),
    "too deep": ('{"what": "connect-tui", "schema": 1}\n' + "[" * 100_000 + '\n{"what": "end"}\n', 2, "no line of JSON"),
    "unfit": (
        '{"what": "connect-tui", "schema": 1}\n{"what": "written-to", "handle": "a"}\n'
        '{"what": "written-to"}\n{"what": "end"}\n', 3, "“handle” is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "said"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_said_with_its_line(
    run: CommandLine, tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(text, encoding="utf-8")
    ended = run("import", str(file))
    assert ended.status == 2
    assert f"{file}, line {line}: " in ended.err
    assert said in ended.err
    assert "Nothing was imported." in ended.err
    assert len(run("export").out.splitlines()) == 2


def test_bytes_that_are_no_text(run: CommandLine, exported: Path) -> None:
    data = exported.read_bytes().replace(b"ana@", b"\xff\xfe")
    exported.write_bytes(data)
    ended = run("import", str(exported))
    assert ended.status == 2
    assert "line 3: it is no line of JSON in UTF-8" in ended.err


def test_a_file_that_is_not_there_is_named(run: CommandLine, tmp_path: Path) -> None:
    for file, why in ((tmp_path / "gone", "No such file or directory"), (tmp_path, "Is a directory")):
        ended = run("import", str(file))
        assert ended.status == 2
        assert ended.err == (
            f"connect-tui: {file} cannot be read: {why}. Name a file that an export wrote.\n"
        )


def test_the_mark_that_some_editors_put_before_a_text_is_passed_over(
    run: CommandLine, exported: Path
) -> None:
    exported.write_bytes(codecs.BOM_UTF8 + exported.read_bytes().replace(b"\n", b"\r\n"))
    ended = run("import", str(exported))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "Imported: drafts, whom you have written to.\n"


def test_a_folder_that_is_not_there_is_named(run: CommandLine, tmp_path: Path) -> None:
    ended = run("export", str(tmp_path / "nowhere" / "mine.jsonl"))
    assert ended.status == 2
    folder = tmp_path / "nowhere"
    assert ended.err == (f"connect-tui: There is no folder {folder}. Make it first, or name another file.\n")
    assert not folder.exists()


def test_a_file_that_cannot_be_written_is_named_as_it_was_called(run: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / ("long" * 60 + ".jsonl")  # the name that stands in for it is too long
    ended = run("export", str(file))
    assert ended.status == 1
    assert ended.err == f"connect-tui: {file} cannot be used: File name too long.\n"
