"""Histories of a small town for tests of what always holds, whatever was said."""

from datetime import timedelta

from hypothesis import strategies as st
from msgspec.structs import replace
from town import NOW, Town, say

from connect_tui.domain.post import Post

NAMES = ("me", "worker", "ben", "chloe", "dev", "botty")
TEXTS = (
    "The beans are up.", "Which ones?", "Thank you!", "🙏", "", "Could you show me", "`a?` is code",
    "hello @me", "@me @ben see", "@ben @chloe and", "What would @me do?", "@ana @ben @chloe @dev @eva hi", "@worker well?",
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn, most: int = 9) -> list[Post]:
    """Some posts: any parents, circles and gaps among them, any time, any flags."""
    keys = [f"p{i}" for i in range(draw(st.integers(1, most)))]
    posts = []
    for i, key in enumerate(keys):
        minutes = draw(st.integers(1, 40 * 24 * 60))
        moment = NOW - timedelta(minutes=minutes)
        post = say(
            draw(st.sampled_from(NAMES)),
            draw(st.sampled_from(TEXTS)),
            key,
            draw(st.sampled_from([None, None, *keys, *keys[:i], *keys[:i], "gone"])),
            direct=draw(st.integers(0, 5)) == 0,
            quoting=draw(st.sampled_from([None, None, None, None, "me", "ben"])),
            account=draw(st.sampled_from(["home", "home", "home", "work"])),
            favourited=draw(st.booleans()),
            deleted=draw(st.integers(0, 9)) == 0,
        )
        posts.append(replace(post, created=moment, seen=moment))
    return posts


def town(posts: list[Post]) -> Town:
    return Town(
        posts, follows=("ben",), written=("chloe",), muted={"dev": "+1h"}, circles={"choir": ("chloe",)}
    )
