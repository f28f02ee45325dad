"""One stack of everything that can be taken back, newest first."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """Something done: what is said when it is taken back, and how."""

    said: str
    undo: Callable[[], None]


@dataclass(slots=True)
class UndoStack:
    """The steps that can be taken back."""

    _steps: list[Step] = field(default_factory=list)

    def did(self, said: str, undo: Callable[[], None]) -> None:
        """Something was done that can be taken back."""
        self._steps.append(Step(said, undo))

    def undo(self) -> str:
        """Take back what was done last. Answers what to say about it."""
        if not self._steps:
            return "There is nothing to take back."
        step = self._steps.pop()
        step.undo()
        return step.said
