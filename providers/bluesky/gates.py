"""Why I may not answer: https://docs.bsky.app/docs/tutorials/thread-gates"""

from connect_tui.providers.bluesky.wire import WireGate

UNKNOWN = "Its author has limited who can answer."


def closed_sentence(gate: WireGate | None, author: str) -> str:
    """Who can answer, as a sentence; the gate stands only on the post that begins a conversation."""
    if gate is None or gate.allow is None:
        return UNKNOWN
    lists = " and ".join(f"the list “{name}”" for name in gate.lists) or "a list"
    people = {
        "mentionRule": "people it mentions",
        "followingRule": f"people {author} follows",
        "followerRule": f"people who follow {author}",
        "listRule": f"people on {lists}",
    }
    allowed = [people[rule] for rule in dict.fromkeys(gate.allow) if rule in people]
    if not allowed:
        return "Nobody can answer." if not gate.allow else UNKNOWN
    return f"Only {_joined(allowed)} can answer."


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
