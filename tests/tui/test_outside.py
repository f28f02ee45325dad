"""What leaves the program: links and the editor."""

import signal
import sys
import webbrowser
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Attachment, Copy, Link, MediaKind, Post, PostId
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.tui.outside import EditorFailed, address_of, browse, edit, links_of

NOW = datetime(2026, 3, 18, tzinfo=UTC)


def a_post(**more: object) -> Post:
    return Post(
        uri="https://a.example/1",
        author=Person("@a@a.example", "A", PersonId("home", "a")),
        created=NOW,
        seen=NOW,
        copies=(Copy(PostId("home", "1")),),
        **more,  # type: ignore[arg-type]
    )


def test_only_links_that_may_open_are_offered_each_once() -> None:
    text = Text(
        "one two three",
        (
            Span(SpanKind.LINK, 0, 3, "https://a.example/page"),
            Span(SpanKind.LINK, 4, 7, "javascript:alert(1)"),
            Span(SpanKind.LINK, 8, 13, "file:///etc/passwd"),
        ),
    )
    post = a_post(
        text=text,
        link=Link("https://a.example/page"),
        attachments=(Attachment(MediaKind.IMAGE, "https://a.example/cat.png"),),
    )
    assert links_of(post) == ("https://a.example/page", "https://a.example/cat.png")


@pytest.mark.parametrize(
    ("url", "address"),
    [("https://a.example/@a/1", "https://a.example/@a/1"), ("", "https://a.example/1")],
)
def test_the_address_of_a_post(url: str, address: str) -> None:
    assert address_of(a_post(url=url)) == address


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "--version", "", "https://a b"])
def test_nothing_else_reaches_the_browser(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(name: str | None = None) -> None:
        raise AssertionError(f"{name} was asked for")

    monkeypatch.setattr(webbrowser, "get", never)
    assert browse(url) is False


def test_the_editor_gets_the_text_and_gives_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "file = pathlib.Path(sys.argv[-1])\n"
        "file.write_text(file.read_text(encoding='utf-8') + ' and more\\n', encoding='utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    assert edit("Ünicode") == "Ünicode and more"
    with pytest.raises(EditorFailed, match="ended with status 3"):
        edit("kept", f"{sys.executable} -c 'raise SystemExit(3)'")
    with pytest.raises(OSError, match="no-such-editor"):
        edit("text", "no-such-editor")


def test_what_an_editor_has_saved_is_not_lost(tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    saves = "import os, pathlib, sys\npathlib.Path(sys.argv[-1]).write_bytes('schön'.encode('latin-1'))\n"
    script.write_text(saves, encoding="utf-8")
    assert edit("before", f"{sys.executable} {script}") == "schön"
    script.write_text(f"{saves}os.kill(os.getpid(), 9)\n", encoding="utf-8")
    with pytest.raises(EditorFailed, match="was killed") as caught:
        edit("before", f"{sys.executable} {script}")
    assert caught.value.text == "schön"


def test_keys_that_end_a_program_are_the_editors(tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import os, pathlib, signal, sys, time\n"
        "for key in (signal.SIGINT, signal.SIGQUIT):\n"
        "    assert signal.getsignal(key) is not signal.SIG_IGN\n"
        "time.sleep(0.2)\n"
        "for key in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):\n"
        "    os.kill(os.getppid(), key)\n"
        "time.sleep(0.2)\n"
        "pathlib.Path(sys.argv[-1]).write_text('still here')\n",
        encoding="utf-8",
    )

    def heard(_number: int, _frame: object) -> None:
        raise AssertionError("a key in the editor reached the program")

    # Whoever runs the tests in the background has Ctrl-C ignored, and so would the editor.
    meant = {key: signal.signal(key, heard) for key in (signal.SIGINT, signal.SIGQUIT)}
    try:
        assert edit("before", f"{sys.executable} {script}") == "still here"
        assert signal.getsignal(signal.SIGINT) is signal.getsignal(signal.SIGQUIT) is heard
    finally:
        for key, before in meant.items():
            signal.signal(key, before)
