"""A thousand faults over every step of sending: nothing is lost, nothing is doubled, nothing is guessed.

More, and others, by hand: CONNECT_TUI_FAULT_SEEDS=1000-1400 python -m pytest tests/sync/test_thousand_faults.py
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from gremlin import Life

pytestmark = pytest.mark.xdist_group("faults")
"""They are counted together, so they run together."""
FAULTS = 1000
JOBS, TRIES = 16, 6


_FIRST, _, _LAST = os.environ.get("CONNECT_TUI_FAULT_SEEDS", "0-24").partition("-")
SEEDS = range(int(_FIRST), int(_LAST) + 1)
struck: dict[tuple[int, str], list[str]] = {}


@pytest.mark.parametrize("keys", ["honoured", "ignored", "ignored silently"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_everything_arrives_once(tmp_path: Path, seed: int, keys: str) -> None:
    life = Life(tmp_path, seed, honours_key=keys == "honoured", says_so=keys != "ignored silently")
    try:
        await life.live(JOBS, TRIES)
        struck[seed, keys] = life.gremlin.struck
        assert Counter(life.arrived()) == Counter(life.wanted())
        sent = [life.draft(key) for key in life.drafts]
        uris = [draft.sent_uri for draft in sent if not draft.edits]
        assert len(set(uris)) == len(uris)
    finally:
        life.world.end()


def test_a_thousand_faults_have_struck() -> None:
    assert len(struck) == 3 * len(SEEDS)
    assert sum(1 for found in struck.values() for what in found if not what.startswith("clock")) >= FAULTS
    kinds = {what.split(" ")[0] for found in struck.values() for what in found}
    assert {"publish", "upload", "edit", "mine", "clock", "COMMIT", "UPDATE", "INSERT"} <= kinds
