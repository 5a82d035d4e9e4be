"""A bounded memory of a pure function: what is said often is worked out once."""

from collections.abc import Callable
from typing import Any

ENTRIES_MAX = 16_384
"""Of one memo. One that is full is emptied: memory stays flat, and a column of few values never fills it."""

ENTRIES_TOTAL_MAX = 65_536
"""Of all the memos of a spec."""


class Uncached(Exception):  # noqa: N818 - a way to hand over a value, not a failure
    """Raised by the function with a value that must be worked out anew each time, since it has something to say about the row."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Seen(set[Any]):
    """Arguments that a check has passed; like a memo of it, but quicker to ask. A value with something to say isn't kept."""

    __slots__ = ("_check", "_entries_max")

    def __init__(self, check: Callable[[Any], bool], entries_max: int = ENTRIES_MAX) -> None:
        super().__init__()
        self._check = check
        self._entries_max = entries_max

    def look(self, argument: Any) -> None:
        """Checks an argument that isn't here; it is from then on if it is in order."""
        if self._check(argument):
            if len(self) >= self._entries_max:
                self.clear()
            self.add(argument)


class Memo(dict[Any, Any]):
    """`memo[argument]` is the function's value. A failure isn't remembered."""

    __slots__ = ("_entries_max", "_function")

    def __init__(self, function: Callable[[Any], Any], entries_max: int = ENTRIES_MAX) -> None:
        super().__init__()
        self._function = function
        self._entries_max = entries_max

    def __missing__(self, argument: Any) -> Any:
        try:
            value = self._function(argument)
        except Uncached as uncached:
            return uncached.value
        if len(self) >= self._entries_max:
            self.clear()
        self[argument] = value
        return value
