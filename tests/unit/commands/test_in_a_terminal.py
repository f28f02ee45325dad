"""The program at a real terminal: what it asks, what it hides, and how it ends."""

import sys
from pathlib import Path

from feed_documents import rss
from feed_server import FeedServer
from mock_mastodon import MockMastodon
from sitting import Sitting

CTRL_C, CTRL_Q = b"\x03", b"\x11"


def test_the_first_time_there_is_a_welcome(config: Path) -> None:
    with Sitting() as sitting:
        sitting.sees("Welcome to connect-tui")
        sitting.sees("Where is your account?")
        sitting.types(CTRL_C)
        assert sitting.ends() == 0
        assert "Traceback" not in sitting.seen


def test_the_welcome_leads_to_the_demo(config: Path) -> None:
    with Sitting() as sitting:
        sitting.sees("Where is your account?")
        sitting.types(b"\r")
        sitting.sees("Lunch? I am near the market until two.")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
    assert not config.exists()


def test_line_by_line_it_asks_again_and_no_line_ends_within_a_word(config: Path) -> None:
    with Sitting("--plain") as sitting:
        sitting.sees("Where is your account?")
        sitting.types(b"127.0.0.1:9\n")
        sitting.sees("127.0.0.1:9 cannot be reached.")
        sitting.sees("Where is your account?", times=2)
        assert [line for line in sitting.seen.splitlines() if len(line) > 80] == []
        sitting.types(b"\n")
        sitting.sees("Section: Waiting for you")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
    assert not config.exists()


def test_what_check_finds_ends_no_line_within_a_word(config: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n')
    with Sitting("check") as sitting:
        assert sitting.ends() == 0
        lines = [line for line in sitting.seen.splitlines() if len(line) > 80]
        assert [line for line in lines if " " in line.strip()] == []
        assert "keyring:" in sitting.seen


def test_line_by_line_one_account_may_follow_another(config: Path) -> None:
    with FeedServer() as server, Sitting("--plain") as sitting:
        address = server.put("/notes.xml", rss("<item><guid>1</guid><title>Frogs</title></item>"))
        sitting.sees("Where is your account?")
        sitting.types(f"{address}\n".encode())
        sitting.sees("Another account or feed?")
        sitting.types(b"\n")
        sitting.sees("Around you")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0


def test_the_demo_opens_the_screen(config: Path) -> None:
    with Sitting("--demo") as sitting:
        sitting.sees("Lunch? I am near the market until two.")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
        assert "Traceback" not in sitting.seen


def test_ctrl_c_ends_a_question(config: Path) -> None:
    with Sitting("login") as sitting:
        sitting.sees("the address of a feed:")
        sitting.types(CTRL_C)
        assert sitting.ends() == 130
        assert "Traceback" not in sitting.seen


def test_a_code_is_not_shown_while_it_is_typed(config: Path, server: MockMastodon) -> None:
    with Sitting("login", server.url, "--no-browser") as sitting:
        sitting.sees("Code: ")
        sitting.types(b"wrong-s3cr3t\n")
        assert sitting.ends() == 1
        assert "begin again" in sitting.seen
        assert "s3cr3t" not in sitting.seen
        assert "Traceback" not in sitting.seen


def test_a_post_from_the_editor(by_hand: dict[str, str], server: MockMastodon, tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text("import sys, pathlib\npathlib.Path(sys.argv[1]).write_text('From the editor.')\n")
    with Sitting("post", env={**by_hand, "EDITOR": f"{sys.executable} {editor}"}) as sitting:
        assert sitting.ends() == 0, sitting.seen
        status = sitting.seen.strip().splitlines()[-1].rsplit("/", 1)[1]
    found = server.call("GET", f"/api/v1/statuses/{status}", token=by_hand["MY_TOKEN"])
    assert "From the editor." in str(found["content"])


def test_an_editor_that_fails_sends_nothing(by_hand: dict[str, str]) -> None:
    with Sitting("post", env={**by_hand, "EDITOR": "false"}) as sitting:
        assert sitting.ends() == 2
        assert "Your editor ended with status 1, so nothing is sent." in sitting.seen


def test_an_editor_that_is_killed_sends_nothing_and_leaves_what_it_saved(
    by_hand: dict[str, str], tmp_path: Path
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('echo "Half a sent" >"$1"; kill -9 $$\n')
    with Sitting("post", env={**by_hand, "EDITOR": f"sh {editor}"}) as sitting:
        assert sitting.ends() == 2
        assert "Your editor was killed, so nothing is sent." in sitting.seen
    with Sitting("outbox", env=by_hand) as sitting:
        assert sitting.ends() == 0
        assert "Half a sent" in sitting.seen


def test_the_inbox_of_the_configuration_opens(config: Path) -> None:
    config.write_text('[providers.home]\nkind = "demo"\n[general]\ntheme = "hearth"\n')
    with Sitting() as sitting:
        sitting.sees("Which tomatoes would you plant?")
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
        assert "Traceback" not in sitting.seen
