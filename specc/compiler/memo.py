"""A bounded memory of a pure function: what is said often is worked out once."""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

ENTRIES_MAX = 16_384
"""Of one memory. One that is full is emptied after its block: memory stays flat, and a column of few values never fills it."""

ENTRIES_TOTAL_MAX = 65_536
"""Of all the memories of a spec."""

_CACHED_ENTRIES = 1024
"""More don't stay in the processor's cache. With all arguments hashed first, it looks for several values while it waits for one."""


class Noted(Exception):  # noqa: N818 - a way to hand over a value, not a failure
    """Raised by a function with a value and what there is to say about the rows that have it."""

    def __init__(self, value: Any, notes: list[Any]) -> None:
        super().__init__()
        self.value = value
        self.notes = notes


class Memo(dict[Any, Any]):
    """`memo[argument]` is the function's value. A failure isn't remembered. `odd` has the notes on arguments that have any; `count` is how
    often a value was worked out."""

    __slots__ = ("_entries_max", "_function", "_known", "count", "odd")

    def __init__(self, function: Callable[[Any], Any], entries_max: int = ENTRIES_MAX) -> None:
        super().__init__()
        self._function = function
        self._entries_max = entries_max
        self._known: dict[Any, Any] = {}
        """The first values in a plain dictionary, which gives many at once for less."""
        self.odd: dict[Any, list[Any]] = {}
        self.count = 0

    def __missing__(self, argument: Any) -> Any:
        try:
            value = self._function(argument)
        except Noted as noted:
            value = noted.value
            self.odd[argument] = noted.notes
        self[argument] = value
        if len(self) <= _CACHED_ENTRIES:
            self._known[argument] = value
        self.count += 1
        return value

    def of_all(self, arguments: Sequence[Any]) -> Sequence[Any]:
        """The value of each argument."""
        if len(self) > _CACHED_ENTRIES:
            deque(map(hash, arguments), maxlen=0)
        elif len(arguments) > 1:
            with suppress(KeyError):
                return tuple(itemgetter(*arguments)(self._known))
        return list(map(self.__getitem__, arguments))

    def trim(self) -> None:
        if len(self) > self._entries_max:
            self.clear()
            self._known.clear()
            self.odd.clear()


class Seen(set[Any]):
    """Values that have been looked at. They may be those that a memo gives: `source`."""

    __slots__ = ("_asked", "_entries_max", "_settled", "_source", "_tried")

    def __init__(self, entries_max: int = ENTRIES_MAX, source: Memo | None = None) -> None:
        super().__init__()
        self._entries_max = entries_max
        self._source = source
        self._settled = self._tried = self._asked = -1
        """How many values the source had worked out when all of them had been looked at; when that was last tried; and at the last block."""

    def covers(self, values: Collection[Any]) -> bool:
        """Whether all of a block's values have been looked at. No value is asked for where its source gives none but such."""
        if self._source is None:
            return self.issuperset(values)
        if self._source.count == self._settled:
            return True
        if not self.issuperset(values):
            return False
        if self._source.count == self._asked != self._tried:  # few are new by now
            self._tried = self._asked
            if self.issuperset(self._source.values()):
                self._settled = self._asked
        self._asked = self._source.count
        return True

    def trim(self) -> None:
        if len(self) > self._entries_max:
            self.clear()


@dataclass(frozen=True, slots=True, eq=False)
class Memories:
    """Those of a unit, each of so many entries."""

    entries_max: int
    _kept: list[Memo | Seen] = field(default_factory=list)

    def memo(self, function: Callable[[Any], Any]) -> Memo:
        memo = Memo(function, self.entries_max)
        self._kept.append(memo)
        return memo

    def seen(self, source: Memo | None = None) -> Seen:
        seen = Seen(self.entries_max, source)
        self._kept.append(seen)
        return seen

    def trim(self) -> None:
        """Keeps memory flat. Within a block nothing is forgotten."""
        for memory in self._kept:
            memory.trim()
