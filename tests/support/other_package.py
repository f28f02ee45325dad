"""A package of somebody else's with a provider in it, installed into a folder."""

import os
from pathlib import Path

POND = """
from datetime import UTC, datetime

from connect_tui.domain.people import Account, Person, PersonId, Profile
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.domain.text import Text
from connect_tui.provider import NotFound, Page, ProviderPlugin, Setting
from connect_tui.read_only import ReadOnly

DAY = datetime(2026, 3, 4, tzinfo=UTC)


class Pond(ReadOnly):
    def __init__(self, config):
        self.name = config.name

    def frog(self, text="The frogs are back."):
        frog = Person("@frog.pond", "Frog", PersonId(self.name, "frog"))
        return Post(uri="pond:1", author=frog, created=DAY, seen=DAY, copies=(Copy(PostId(self.name, "1")),), text=Text(text))

    async def verify(self):
        return Account(self.name, f"@{self.name}", "pond", PersonId(self.name, ""))

    async def timeline(self, cursor=None, *, now=False):
        return Page((self.frog(),))

    async def post(self, post):
        return self.frog()

    async def post_at(self, uri):
        raise NotFound("is not there")

    async def profile(self, person):
        return Profile(self.frog().author)

    async def posts_by(self, person, cursor=None):
        return Page((self.frog(),))

    async def close(self):
        pass


PLUGIN = ProviderPlugin(port=1, title="Pond", settings=(Setting(key="depth", doc="How deep."),), open=Pond)
"""


def install(folder: Path, code: str, kind: str = "pond") -> dict[str, str]:
    """Put it into this folder; the environment in which it is found."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pond_provider.py").write_text(code, encoding="utf-8")
    info = folder / "pond_things-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: pond-things\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(
        f"[connect_tui.providers]\n{kind} = pond_provider:PLUGIN\n", encoding="utf-8"
    )
    return {"PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])}
