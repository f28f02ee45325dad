"""The networks, one folder each."""

import sys

# httpx has a command line of its own, and loads it with all that it needs where somebody has that installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # Python's own way to say: not this one
