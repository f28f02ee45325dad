"""`python -m connect_tui`, and what the installed command calls."""

import sys

from connect_tui import cli


def main() -> None:
    """Run the program and end it with its exit status."""
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
