"""Patterns that are compiled when something is first looked for with them: most of them are not needed before
the first frame, and would take a sixth of what is loaded before it.
"""

import re
from typing import cast


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> object:
        # From then on it is found without coming here again.
        found = self.__dict__[name] = getattr(re.compile(*self._given), name)
        return cast("object", found)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, later; a pattern that is wrong is found out then."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
