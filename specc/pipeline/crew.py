"""Several processes over the rows of one unit: each takes the next part of the data, and what they made is joined in order.

The processes are forks: block functions, memories and hashes are there already. Law: what is joined is what one process would have
made. Where that can't be had (a part that was cut wrongly, more kinds of mistakes than are told apart) all of it is void, and one
process does it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn

from specc.base.errors import UnreadableError
from specc.pipeline.handing import Channel, Count, Failure, Order, Outcome
from specc.pipeline.portions import NO_PORTION, portions
from specc.pipeline.sinks import NotJoinedError
from specc.pipeline.workers import Worker, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specc.audience.parts import Part
    from specc.base.location import Source
    from specc.pipeline.bulk import Bulk
    from specc.pipeline.passes import Pass
    from specc.pipeline.rows import Audience
    from specc.pipeline.unit import Unit

_AHEAD_PARTS_MAX = 3
"""So many parts a process makes before it has to wait for those of others."""


def crew(bulk: Bulk, taker: Pass) -> Crew | None:
    """The processes for the rows that are left; None where one is enough, or more than one can't be had."""
    if taker.jobs <= 1 or not hasattr(os, "fork") or not taker.is_first:
        return None
    sink: Any = taker.sink
    found = portions(bulk.audience, taker.jobs, written=sink.size)
    is_numbered = sink.needs_numbers or _are_numbered(bulk.unit, bulk.audience)
    return None if found is None else Crew(bulk, taker, found.parts, found.skipped, is_numbered)


def _are_numbered(unit: Unit, audience: Audience) -> bool:
    """Whether a row's number tells in what is made of it."""
    used = any(reference.path[0] == "row_number" for scalar in unit.templates.scalars.values() for reference in scalar.references)
    return used or audience.key is None or unit.templates.is_open


@dataclass(slots=True, eq=False)
class _Member:
    """A process; the part that it makes, and how many it has made that it wasn't told the places of."""

    pid: int
    channel: Channel
    portion: _Portion | None = None
    places: list[int] = field(default_factory=list)
    untold: int = 0
    is_done: bool = False
    """Whether it was told that there are no more."""


@dataclass(slots=True, eq=False)
class _Portion:
    """A part that a process makes, or has made, whose turn hasn't come."""

    member: _Member
    part: Part
    rows: int | None = None
    is_told: bool = False
    """Whether its process knows how many rows come before."""
    outcome: Outcome | None = None


@dataclass(slots=True)
class Crew:
    """The first `skipped` rows of the first part are done already. `portions` are in the order of the data."""

    bulk: Bulk
    taker: Pass
    parts: Iterator[Part]
    skipped: int
    is_numbered: bool
    handle: int | None = None
    """Where processes write what they made; None where it is taken here."""
    members: list[_Member] = field(default_factory=list)
    portions: deque[_Portion] = field(default_factory=deque)

    def run(self) -> None:
        """All the rows that are left. Raises `NotJoinedError`."""
        import selectors

        self.handle = self.taker.sink.handle()  # type: ignore[attr-defined]
        known = self._known_sources()
        try:
            with selectors.DefaultSelector() as working:
                for _ in range(self.taker.jobs):
                    member = self._fork(known)
                    working.register(member.channel.incoming, selectors.EVENT_READ, member)
                self._order_idle()
                while working.get_map():
                    for key, _ in working.select():
                        if not self._hear(key.data):
                            working.unregister(key.fileobj)
        except EOFError:
            raise UnreadableError("a process that compiled a part of the rows was ended", "there may be too little memory: try --jobs 1") from None
        finally:
            self._end()

    def _known_sources(self) -> dict[str, Source]:
        unit = self.bulk.unit
        known = {place.value.source.name: place.value.source for place in unit.document.places.values()}
        return known | {source.name: source for source in unit.templates.partials.values()}

    def _fork(self, known: dict[str, Source]) -> _Member:
        (order, ordering), (answer, answering) = os.pipe(), os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        table = self.bulk.audience.table
        assert table is not None
        pid = os.fork()
        if pid == 0:
            for member in self.members:
                member.channel.close()
            os.close(ordering)
            os.close(answer)
            work(Worker(self.bulk, self.taker, Channel(order, answering, known), table, self.handle, self.is_numbered))
        os.close(order)
        os.close(answering)
        self.members.append(_Member(pid, Channel(answer, ordering, known)))
        return self.members[-1]

    def _hear(self, member: _Member) -> bool:
        """Takes a message of a process; whether there will be others."""
        message = member.channel.hear()
        if isinstance(message, Failure):
            self._raise(message)
        if message is None:
            return False
        assert member.portion is not None
        if isinstance(message, Count):
            member.portion.rows = message.rows
        else:
            member.portion.outcome = message
            member.portion = None
        self._tell_rows()
        while self.portions and self.portions[0].outcome is not None:
            self._absorb(self.portions.popleft())
        self._order_idle()
        return True

    def _tell_rows(self) -> None:
        """How many rows come before a part, where that is known and was asked."""
        before = self.bulk.audience.count
        for portion in self.portions:
            if portion.rows is None:
                return
            if not portion.is_told:
                portion.is_told = True
                portion.member.channel.send(before)
            before += portion.rows

    def _absorb(self, portion: _Portion) -> None:
        made, bulk, member = portion.outcome, self.bulk, portion.member
        assert made is not None
        if made.findings.has_overflowed:
            raise NotJoinedError
        rows = 0 if self.is_numbered else bulk.audience.count
        bulk.building.findings.absorb(made.findings, rows)
        bulk.audience.count += made.rows
        bulk.building.tasks += made.tasks
        bulk.redone += made.redone
        member.places.append(self.taker.sink.place(made.written, made.size))  # type: ignore[attr-defined]
        member.untold -= 1
        if self.handle is None:
            self._take_written(member, made.size)
        self._tell_position(portion.part)
        self.taker.absorb(made.spilled, [item if item.row is None else replace(item, row=item.row + rows) for item in made.rejects])

    def _take_written(self, member: _Member, size: int) -> None:
        self._order(member)
        while size:
            data = member.channel.hear()
            if isinstance(data, Failure):
                self._raise(data)
            self.taker.sink.put(data)  # type: ignore[attr-defined]
            size -= len(data)

    def _tell_position(self, part: Part) -> None:
        """Tells whoever watches how far the data has been read."""
        assert self.bulk.audience.sources is not None
        self.bulk.audience.sources.files.reading = part.file, lambda: part.end

    def _order_idle(self) -> None:
        """Gives the next parts to processes that have none, and aren't far ahead of others."""
        ahead = 1 if self.handle is None else _AHEAD_PARTS_MAX
        for member in self.members:
            if member.portion is None and not member.is_done and member.untold < ahead:
                self._order(member)

    def _order(self, member: _Member) -> None:
        part = self._next_part()
        if part is None and member.untold:
            return
        member.channel.send(Order(tuple(member.places), part, self.skipped))
        member.places.clear()
        member.is_done = part is None
        if part is not None:
            self.skipped = 0
            member.untold += 1
            member.portion = _Portion(member, part)
            self.portions.append(member.portion)

    def _next_part(self) -> Part | None:
        try:
            return next(self.parts, None)
        except (OSError, *NO_PORTION):
            raise NotJoinedError from None

    def _raise(self, failure: Failure) -> NoReturn:
        if failure.kind == "cut":
            raise NotJoinedError
        if failure.kind == "output":
            self.taker.sink.refuse(failure.error)  # type: ignore[attr-defined]
        raise failure.error if failure.kind == "system" else RuntimeError(failure.error)

    def _end(self) -> None:
        for member in self.members:
            with suppress(ProcessLookupError):
                os.kill(member.pid, signal.SIGKILL)
            os.waitpid(member.pid, 0)
            member.channel.close()
        self.members.clear()
