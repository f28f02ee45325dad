"""`python -m connect_tui`, and what the installed command calls."""

import gc
import sys


def main() -> None:
    """Run the program and end it with its exit status."""
    # Nothing that is imported is ever garbage: looking for it before the first frame only takes time.
    gc.disable()
    from connect_tui import cli

    sys.exit(cli.main())


if __name__ == "__main__":
    main()
