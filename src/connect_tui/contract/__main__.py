"""`python -m connect_tui.contract MODULE:NAME`: run the suite on one provider; the rest goes to pytest."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec

_USAGE = "usage: python -m connect_tui.contract MODULE:NAME [what pytest takes]"


def main(argv: Sequence[str]) -> int:
    """Run it; the exit status of pytest, or 2 where nothing could be run."""
    if not argv or argv[0].startswith("-") or ":" not in argv[0]:
        sys.stderr.write(f"{_USAGE}\nMODULE:NAME makes the harness, such as my_package.harness:MyHarness\n")
        return 2
    missing = [name for name in ("pytest", "pytest_asyncio") if find_spec(name) is None]
    if missing:
        sys.stderr.write(f'{" and ".join(missing)}: not installed. pip install "connect-tui[contract]"\n')
        return 2
    import pytest

    named, *further = argv
    plugin = ("-p", "connect_tui.contract.plugin", "--harness", named)
    settings = ("-o", "asyncio_mode=auto", "-p", "no:cacheprovider")
    return int(pytest.main([*plugin, *settings, "--pyargs", "connect_tui.contract.suite", *further]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
