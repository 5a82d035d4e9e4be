"""Several processes over the rows of one unit: each takes every n-th part of the data, and what they made is joined in order.

The processes are forks: block functions, memories and hashes are there already. Law: what is joined is what one process would have
made. Where that can't be had (a part that was cut wrongly, more kinds of mistakes than are told apart) all of it is void, and one
process does it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, NoReturn

from specc.base.errors import UnreadableError
from specc.pipeline.handing import Failure, Outcome, OutcomePickler, OutcomeUnpickler, RawWriter, RejectingSink
from specc.pipeline.portions import NO_PORTION, portions
from specc.pipeline.shares import piece
from specc.pipeline.sinks import NotJoinedError
from specc.pipeline.sources import open_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from specc.audience.parts import Part
    from specc.audience.row import Block
    from specc.pipeline.build import Building, Rejected
    from specc.pipeline.bulk import Bulk
    from specc.pipeline.passes import Pass
    from specc.pipeline.rows import Audience
    from specc.pipeline.unit import Unit

_WRITTEN, _UNWRITTEN = b"+", b"-"


def crew(bulk: Bulk, taker: Pass) -> Crew | None:
    """The processes for the rows that are left; None where one is enough, or more than one can't be had."""
    if taker.jobs <= 1 or not hasattr(os, "fork") or not taker.is_first:
        return None
    is_numbered = taker.sink.needs_numbers or _are_numbered(bulk.unit, bulk.audience)  # type: ignore[attr-defined]
    found = portions(bulk.audience, taker.jobs, is_numbered=is_numbered)
    return None if found is None else Crew(bulk, taker, found.parts, found.skipped, found.starts)


def _are_numbered(unit: Unit, audience: Audience) -> bool:
    """Whether a row's number tells in what is made of it."""
    used = any(reference.path[0] == "row_number" for scalar in unit.templates.scalars.values() for reference in scalar.references)
    return used or audience.key is None or unit.templates.is_open


@dataclass(slots=True)
class Crew:
    """`skipped` rows of the first part are done already; `starts` has the number of rows before each part, where it matters."""

    bulk: Bulk
    taker: Pass
    parts: list[Part]
    skipped: int
    starts: list[int]
    written: list[IO[bytes]] = field(default_factory=list)
    outcomes: list[IO[bytes]] = field(default_factory=list)
    pids: list[int] = field(default_factory=list)

    @property
    def jobs(self) -> int:
        return min(self.taker.jobs, len(self.parts))

    def run(self) -> None:
        """All the rows that are left. Raises `NotJoinedError`."""
        folder: Path | None = self.taker.folder
        with ExitStack() as files:
            self.written = [files.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in self.parts]
            self.outcomes = [files.enter_context(tempfile.TemporaryFile()) for _ in self.parts]
            try:
                self._join([files.enter_context(self._fork(number)) for number in range(self.jobs)])
            finally:
                self._end()

    def _fork(self, number: int) -> IO[bytes]:
        """Starts a process; what it writes to the pipe is a sign for each part that is done, or can't be written."""
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._work(number, writing)
        os.close(writing)
        self.pids.append(pid)
        return os.fdopen(reading, "rb", buffering=0)

    def _join(self, signs: list[IO[bytes]]) -> None:
        known = {place.value.source.name: place.value.source for place in self.bulk.unit.document.places.values()}
        known |= {source.name: source for source in self.bulk.unit.templates.partials.values()}
        for number, (written, outcome) in enumerate(zip(self.written, self.outcomes, strict=True)):
            sign = signs[number % len(signs)].read(1)
            if sign == _UNWRITTEN:
                _raise(Failure("system", "what it made can't be written"), self.taker.folder)
            if not sign:
                raise UnreadableError("a process that compiled a part of the rows was ended", "there may be too little memory: try --jobs 1")
            outcome.seek(0)
            made = OutcomeUnpickler(outcome, known).load()
            if isinstance(made, Failure):
                _raise(made, self.taker.folder)
            self._tell_position(self.parts[number])
            self._absorb(made, written, rows=0 if self.starts else self.bulk.audience.count - (self.skipped if number == 0 else 0))
            outcome.truncate(0)
            written.truncate(0)
            if made.is_end:
                return

    def _absorb(self, made: Outcome, written: IO[bytes], *, rows: int) -> None:
        """`rows` come before those that the part has numbered from 1."""
        if made.findings.has_overflowed:
            raise NotJoinedError
        bulk = self.bulk
        bulk.building.findings.absorb(made.findings, rows)
        bulk.audience.count += made.rows
        bulk.building.tasks += made.tasks
        bulk.redone += made.redone
        written.seek(0)
        self.taker.sink.absorb(written, made.written)  # type: ignore[attr-defined]
        self.taker.absorb(made.spilled, [item if item.row is None else replace(item, row=item.row + rows) for item in made.rejects])

    def _tell_position(self, part: Part) -> None:
        """Tells whoever watches how far the data has been read."""
        assert self.bulk.audience.sources is not None
        self.bulk.audience.sources.files.reading = part.file, lambda: part.end

    def _end(self) -> None:
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.pids.clear()

    def _blocks(self, part: Part, streams: ExitStack) -> Iterator[Block]:
        audience = self.bulk.audience
        assert audience.sources is not None
        assert audience.table is not None
        return open_part(audience.sources, part, audience.table, streams).blocks

    # In a process of its own

    def _work(self, number: int, sign: int) -> NoReturn:
        """Every n-th part. It leaves without whatever Python, or this program, would do at its end."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            for index in range(number, len(self.parts), self.jobs):
                OutcomePickler(self.outcomes[index], pickle.HIGHEST_PROTOCOL).dump(self._attempt(index))
                self.outcomes[index].flush()
                self.written[index].flush()
                os.write(sign, _WRITTEN)
        except OSError:
            os.write(sign, _UNWRITTEN)
        finally:
            os._exit(0)

    def _attempt(self, index: int) -> Outcome | Failure:
        try:
            return self._part(index)
        except NO_PORTION:
            return Failure("cut", "")
        except OSError as error:
            return Failure("system", error.strerror or str(error))
        except Exception:  # noqa: BLE001 - told by the process that waits for it
            import traceback

            return Failure("bug", traceback.format_exc())

    def _part(self, index: int) -> Outcome:
        bulk, audience = self.bulk, self.bulk.audience
        assert audience.table is not None
        sink = self.taker.sink.part(RawWriter(self.written[index]))  # type: ignore[attr-defined]
        rejects: list[Rejected] = []
        taker = self.taker.part(RejectingSink(sink, rejects))
        building: Building = taker.building  # type: ignore[assignment]
        with ExitStack() as streams:
            blocks = self._blocks(self.parts[index], streams)
            start = self.starts[index] if self.starts else 0
            audience.table = replace(audience.table, blocks=_from_row(blocks, self.skipped if index == 0 else 0, start))
            audience.count, audience.is_part = 0, True
            bulk.taker, bulk.building, bulk.redone = taker, building, 0
            bulk.rest()
        taker.finish()
        return Outcome(building.findings, taker.raw(), rejects, audience.count, building.tasks, sink.count, bulk.redone, audience.is_broken)


def _from_row(blocks: Iterator[Block], skipped: int, start: int) -> Iterator[Block]:
    """The blocks after some rows, numbered as those after `start` others."""
    for block in blocks:
        done = min(max(0, skipped - block.number + 1), len(block.records))
        if done < len(block.records):
            yield replace(piece(block, done, len(block.records)), number=block.number + done + start)


def _raise(failure: Failure, folder: Path | None) -> NoReturn:
    if failure.kind == "cut":
        raise NotJoinedError
    if failure.kind == "system":
        folders = dict.fromkeys(str(name) for name in (tempfile.gettempdir(), folder) if name is not None)
        raise UnreadableError(f"a process that compiled a part of the rows failed: {failure.message}", f"its temporary files are in {' and '.join(folders)}")
    raise RuntimeError(failure.message)
