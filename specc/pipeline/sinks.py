"""Where tasks go, and who keeps what was made: what a pass over the rows of specs is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from specc.pipeline.build import Rejected
from specc.pipeline.unit import Unit

if TYPE_CHECKING:
    from specc.compiler.batch import Batch


class NotJoinedError(Exception):
    """What several processes made can't be joined: one has to do it."""


class Sink(Protocol):
    """Where tasks go. `begin` starts over: what was written before is void."""

    is_once: bool
    """Whether a content is written once, however many rows and specs make it."""

    def begin(self) -> None: ...

    def write(self, unit: Unit, made: Batch, again: frozenset[int]) -> None:
        """Tasks in order; `again` are the indexes of those whose content was written before."""

    def reject(self, item: Rejected) -> None: ...


class Keeper(Protocol):
    """Who keeps what was made, for a run that goes on where this one stops."""

    def enter(self, unit: Unit, taker: Any) -> None:
        """What follows is of this unit. Rows whose tasks are known may be taken out of its data and handed to `taker`."""

    def see(self, keys: list[str | None], *, is_sound: bool) -> None:
        """The rows whose tasks are written next, by key, None for one without a video; whether nothing was found in them."""


class PartedSink(Sink, Protocol):
    """A sink that goes on with what another process made for it."""

    needs_numbers: bool
    """Whether what is written tells the numbers of rows."""

    @property
    def count(self) -> int:
        """How many tasks were written, ..."""

    @property
    def size(self) -> int:
        """... and in how many bytes."""

    def part(self, writer: Any) -> PartedSink: ...

    def handle(self) -> int | None:
        """The descriptor by which parts are written at their places; None where they are `put`, one by one."""

    def place(self, count: int, size: int) -> int:
        """Goes on with so many tasks, in so many bytes, of a part; where they go."""

    def put(self, data: bytes) -> None: ...

    def refuse(self, error: OSError) -> NoReturn:
        """Raises what an error of writing a part means."""


class NoSink:
    """For who wants the findings alone."""

    is_once = False
    needs_numbers = False
    count = size = 0

    def part(self, writer: Any) -> NoSink:  # noqa: ARG002 - nothing is written
        return self

    def handle(self) -> int:
        return -1

    def place(self, count: int, size: int) -> int:  # noqa: ARG002 - as above
        return 0

    def begin(self) -> None:
        pass

    def write(self, unit: Unit, made: Batch, again: frozenset[int]) -> None:
        pass

    def reject(self, item: Rejected) -> None:
        pass
