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
