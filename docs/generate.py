"""Renew what is made from the program itself: `docs/keys.md`, `docs/providers.md`, `config.example.toml`, the
screenshots.

With `--check`, change nothing and say what is out of date. Pictures show the time: they are only looked for.
"""

import asyncio
import html
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from networks import networks_page

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
KETTLE = "https://home.example/users/wren/kettle"
"""A conversation of the demo's, long enough for a picture."""
ANSWER = "Tell me when it is on the air."
PICTURES = {
    "inbox": ((92, 32), "hearth", ()),
    "conversation": ((132, 43), "hearth", ("enter", "r", *ANSWER)),
    "finding": ((132, 24), "light", ("/", *"garden", "down")),
}
"""The pictures in the README: columns and lines of the terminal, the theme, and the keys that lead there."""


_CELL = 12.2
"""The width of a cell in such a picture."""
SPOKEN = {" ": "space", ".": "full_stop", "?": "question_mark"}
"""Keys by Textual's names."""


def main() -> int:
    """Renew or check; the exit status says whether all is as it should be."""
    checking = "--check" in sys.argv[1:]
    stale = [path for path, text in texts().items() if not path.exists() or path.read_text("utf-8") != text]
    stale += [path for path in map(picture, PICTURES) if not path.exists()]
    if checking:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: make docs", file=sys.stderr)
        broken = broken_links()
        for complaint in broken:
            print(complaint, file=sys.stderr)
        return 1 if stale or broken else 0
    for path, text in texts().items():
        path.write_text(text, "utf-8")
    IMAGES.mkdir(exist_ok=True)
    asyncio.run(take_pictures())
    return 0


def texts() -> dict[Path, str]:
    """The generated texts, by where they stand."""
    return {
        ROOT / "docs" / "keys.md": keys(),
        ROOT / "docs" / "providers.md": networks_page(),
        ROOT / "config.example.toml": example(),
    }


def keys() -> str:
    """The table of keys, from the registry of actions."""
    from connect_tui.tui.actions import keys_page

    return keys_page()


def example() -> str:
    """The example configuration, as the program prints it."""
    command = [sys.executable, "-m", "connect_tui", "check", "--example-config"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def picture(name: str) -> Path:
    """Where a picture stands."""
    return IMAGES / f"{name}.svg"


async def take_pictures() -> None:
    """Visit the demo as anybody would, and take pictures on the way."""
    from connect_tui.commands.demo import demo_session
    from connect_tui.sync.engine import Engine
    from connect_tui.sync.finder import Finder
    from connect_tui.sync.reading import Reader
    from connect_tui.tui.app import ConnectApp
    from connect_tui.tui.settings import ScreenSettings

    for name, (size, theme, keys) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            session = demo_session(Path(folder))
            with session.store() as store:
                app = ConnectApp(
                    Reader(store, None, session.config.attention.settings, (), lambda: datetime.now(UTC)),
                    lambda emit, session=session: Engine(
                        session.store(), session.providers(), session.sync_settings, emit
                    ),
                    settings=ScreenSettings(theme=theme, languages=("en",)),
                    accounts=store.cache.accounts,
                    clock=lambda: datetime.now(UTC).astimezone(),
                    finder=Finder(session.store),
                )
                async with app.run_test(size=size) as pilot:
                    await pilot.pause(3)
                    if keys:
                        app.room.inbox.stream.go_to(KETTLE)
                    for key in keys:
                        await pilot.press(SPOKEN.get(key, key))
                        await pilot.pause(0.1)
                    await pilot.pause(1)
                    svg = app.export_screenshot(title="connect-tui")
        picture(name).write_text(without_fonts(svg), "utf-8")


def without_fonts(svg: str) -> str:
    """A picture that fetches nothing: the reader's own monospace font will do. Wide characters get the room
    of two, which Rich does not give them.
    """
    svg = re.sub(r'(<text [^>]*textLength=")[\d.]+("[^>]*>)([^<]*)', _with_room, svg)
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r'font-family: ?"?Fira Code"?,? ?', "font-family: ", svg)
    return "\n".join(line.rstrip() for line in svg.split("\n") if line.strip()) + "\n"


def _with_room(text: re.Match[str]) -> str:
    from rich.cells import cell_len

    return f"{text[1]}{_CELL * cell_len(html.unescape(text[3])):g}{text[2]}{text[3]}"


def broken_links() -> list[str]:
    """Links of the documents to files that are not there."""
    return [
        f"{document.relative_to(ROOT)} links to {target}, which is not there"
        for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]


if __name__ == "__main__":
    sys.exit(main())
