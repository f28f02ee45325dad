"""The benchmarks work: what they measure is for people to read, and is not tested."""

import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench"


def test_a_quick_run_renews_the_table_of_a_document(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text((BENCH / "README.md").read_text("utf-8"), "utf-8")
    ended = subprocess.run(
        [sys.executable, BENCH / "run.py", "--quick", "--into", document],
        capture_output=True, text=True, timeout=300, env=os.environ | {"TMPDIR": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    rows = [line for line in ended.stdout.splitlines() if line.startswith("| ")]
    assert len(rows) > 10
    text = document.read_text("utf-8")
    assert ended.stdout.strip() in text
    assert text.startswith("# Measured")
    assert "`community.py` makes the posts" in text
