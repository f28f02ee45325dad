"""Measure everything, print it, and renew the table in bench/README.md.

python bench/run.py            # as `make bench` does; a few minutes
python bench/run.py --quick    # tiny sizes, to see that it works; renews nothing unless told where
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bench_inbox
import bench_refresh
import bench_screen
import bench_store
from table import Row, put, table

README = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Sizes:
    """How many posts are few and many, and how often things are done."""

    small: int = 1_000
    large: int = 100_000
    rounds: int = 300
    starts: int = 9
    keys: int = 1_000
    long: int = 5_000


QUICK = Sizes(small=100, large=400, rounds=4, starts=1, keys=6, long=60)


def measure(sizes: Sizes, folder: Path) -> list[Row]:
    small, large = sizes.small, sizes.large
    parts: list[Callable[[], list[Row]]] = [
        lambda: bench_inbox.rows(folder / "inbox", small, large, sizes.rounds),
        lambda: bench_store.rows(folder / "store", small, large, sizes.rounds),
        lambda: bench_screen.rows(
            _made(folder / "screen"), small, large, sizes.starts, sizes.keys, sizes.long
        ),
        lambda: bench_refresh.rows(folder / "refresh", large, sizes.keys),
    ]
    return [row for part in parts for row in part()]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure, as ratios within one run.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    parser.add_argument("--into", type=Path, help="the document whose table is renewed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="connect-tui-bench-") as folder:
        made = table(measure(QUICK if options.quick else Sizes(), Path(folder)))
    print(made)
    document = options.into or (None if options.quick else README)
    if document is not None:
        put(document, made)


if __name__ == "__main__":
    main()
