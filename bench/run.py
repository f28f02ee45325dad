"""Measure everything, and print and put into the table of bench/README.md each row as soon as it is measured.

python bench/run.py            # as `make bench` does; ten minutes
python bench/run.py --quick    # tiny sizes, to see that it works; renews nothing unless told where
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bench_arrivals
import bench_inbox
import bench_refresh
import bench_screen
import bench_store
from homes import Home
from table import Row, line, put, table

README = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Sizes:
    """How many posts are few and many, how many of them are one thread, and how often things are done."""

    small: int = 1_000
    large: int = 100_000
    few_long: int = 500
    long: int = 5_000
    rounds: int = 300
    starts: int = 9
    keys: int = 1_000
    still: float = 20.0
    """Seconds for which an idle program is watched."""


QUICK = Sizes(small=150, large=600, few_long=40, long=60, rounds=4, starts=1, keys=6, still=1.0)


def measure(sizes: Sizes, folder: Path) -> Iterator[Row]:
    """Row after row, as they are measured."""
    small, large, keys = sizes.small, sizes.large, sizes.keys
    yield from bench_inbox.rows(folder / "inbox", small, large, sizes.rounds)
    yield from bench_store.rows(folder / "store", small, large, sizes.rounds)
    few = Home.filled(folder / "few", small, sizes.few_long)
    many = Home.filled(folder / "many", large, sizes.long)
    # First those that let a server answer: they need a home in which no program was started yet.
    yield from bench_arrivals.rows(many, folder / "arrivals")
    yield from bench_refresh.rows(many, folder / "refresh", keys // 2)
    yield from bench_screen.rows(few, many, sizes.starts, keys, sizes.still)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure, as ratios within one run.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    parser.add_argument("--into", type=Path, help="the document whose table is renewed")
    options = parser.parse_args()
    document = options.into or (None if options.quick else README)
    day = f"{datetime.now(UTC):%d %B %Y}"
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="connect-tui-bench-") as folder:
        for row in measure(QUICK if options.quick else Sizes(), Path(folder)):
            rows.append(row)
            print(line(row), flush=True)
            if document is not None:
                put(document, table(rows, f"From a run of {day} that has not come to its end:"))
    if document is not None:
        put(document, table(rows, f"From one run, of {day}:"))


if __name__ == "__main__":
    main()
