"""A sink that writes a file for every so many rows of a spec, and goes on where a run before it stopped.

Law: which shard a row's tasks are in follows from its number alone; the shards in order hold what one file would, and it makes no
difference how often their writing was interrupted. A shard is taken over from the run before it only if nothing was found in its
rows and nothing that came twice changes it; for everything else there is no need to know how it was made.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from specc.audience.row import Block
from specc.compiler.batch import Batch, Made
from specc.compiler.residual import Hole
from specc.pipeline.build import Rejected
from specc.pipeline.folder import Folder, Shard, file_digest
from specc.pipeline.outputs import Output
from specc.pipeline.passes import Pass
from specc.pipeline.shares import piece
from specc.pipeline.spill import dumps, loads
from specc.pipeline.unit import Unit
from specc.pipeline.writing import AtomicFile

SUFFIXES = {"json": ".json", "jsonl": ".jsonl", "manifest": ".jsonl"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What every shard is like."""

    form: str
    rows: int
    packing: str = ""

    def file(self, number: int) -> str:
        return f"part-{number:05d}{SUFFIXES[self.form]}{self.packing}"


class Shards:
    def __init__(self, folder: Folder, layout: Layout, reject: Callable[[Rejected], None], restart: Callable[[], None]) -> None:
        self.is_once = layout.form != "manifest"
        self.folder, self.layout = folder, layout
        self.done: list[Shard] = []
        self.taken_over = 0
        self._reject, self._restart = reject, restart
        self._passes = 0
        self._open: _Open | None = None
        self._keeps_seen = False
        self._unit: Unit | None = None
        self._keys: list[str | None] = []
        self._is_sound = True
        self._before = self._row = 0
        """How many shards are of earlier units; of the unit's rows, how many are in shards."""
        self._is_replaying = False

    # As a sink

    def begin(self) -> None:
        self._abandon()
        self._restart()
        self.done.clear()
        self._unit, self._passes, self.taken_over = None, self._passes + 1, 0

    def enter(self, unit: Unit, taker: Pass) -> None:
        self._finish()
        self._unit, self._row, self._before = unit, 0, len(self.done)
        is_counted = any(isinstance(program.skeleton.get("numberResults"), Hole) for program in unit.programs)  # files are then told by the task alone
        self._keeps_seen = self._passes == 1 and unit.audience is not None and not is_counted
        if unit.audience is not None and unit.audience.table is not None:
            blocks = self._unknown(unit.audience.table.blocks, taker)
            unit.audience.table = replace(unit.audience.table, blocks=blocks)

    def see(self, keys: list[str | None], *, is_sound: bool) -> None:
        self._keys, self._is_sound = keys, is_sound

    def write(self, unit: Unit, made: Batch, again: frozenset[int]) -> None:
        if self._is_replaying:
            return
        if unit.audience is None:
            self._shard().write(unit, (), made, again)
            return
        before = unit.audience.start
        keys, start = self._keys, 0
        while keys:
            count = min(len(keys), self.layout.rows - self._row % self.layout.rows)
            end = bisect_left(made.rows, before + self._row + count + 1)
            shard = self._shard()
            shard.is_sound &= self._is_sound
            shard.write(unit, keys[:count], made.part(start, end), frozenset(index - start for index in again if start <= index < end))
            self._row += count
            keys, start = keys[count:], end
            if self._row % self.layout.rows == 0:
                self._finish()

    def reject(self, item: Rejected) -> None:
        self._reject(item)

    def end(self) -> list[Shard]:
        """All shards, after the last task."""
        self._finish()
        return self.done

    def close(self) -> None:
        self._abandon()
        self.folder.close()

    # One shard after the other

    def _shard(self) -> "_Open":
        if self._open is None:
            assert self._unit is not None
            file = self.layout.file(len(self.done))
            if self.folder.known.pop(file, None) is not None:
                self.folder.note({"void": file})
            self._open = _Open(self.folder, self.layout, file, self._row, keeps_seen=self._keeps_seen)
        return self._open

    def _finish(self) -> None:
        """Closes the open shard. A spec without an audience has one, and it may be empty."""
        unit = self._unit
        if self._open is None and (unit is None or unit.audience is not None or not unit.programs):
            return
        shard, self._open = self._shard(), None
        assert unit is not None
        before = None if unit.audience is None else unit.audience.start
        made = shard.finish(unit, None if before is None else (before + shard.first + 1, before + self._row))
        self.done.append(made)
        if shard.is_sound and shard.keeps_seen:
            self.folder.known[made.file] = made
            self.folder.note({name: getattr(made, name) for name in Shard.__dataclass_fields__})
        if unit.audience is None:
            self._unit = None

    def _abandon(self) -> None:
        if self._open is not None:
            self._open.abandon()
            self._open = None

    # What is known already

    def _unknown(self, blocks: Iterator[Block], taker: Pass) -> Iterator[Block]:
        """The data without the rows of shards that are known; in their place, their tasks are handed over."""
        skipped_to = 0
        for block in blocks:
            assert taker.unit is not None
            assert taker.unit.audience is not None
            first, count = block.number - 1 - taker.unit.audience.start, len(block.records)
            start = position = min(count, max(0, skipped_to - first))
            while position < count:
                row = first + position
                if row % self.layout.rows == 0 and self.layout.file(self._before + row // self.layout.rows) in self.folder.known:
                    if start < position:
                        yield piece(block, start, position)
                        start = position
                    if (shard := self._known(row, taker)) is not None:
                        skipped_to = row + self._replay(shard, taker)
                        start = position = min(count, skipped_to - first)
                        continue
                position = min(count, position + self.layout.rows - row % self.layout.rows)
            if start < count:
                yield piece(block, start, count)

    def _known(self, row: int, taker: Pass) -> Shard | None:
        """The shard that starts at a row, if it can be taken over."""
        assert taker.unit is not None
        assert taker.unit.audience is not None
        shard = self.folder.known.get(self.layout.file(len(self.done)))
        number = taker.unit.audience.start + row + 1
        if shard is None or (shard.spec, shard.first_row) != (taker.unit.document.source.name, number):
            return None
        assert shard.last_row is not None
        return None if taker.is_changed((number, shard.last_row + 1), shard.tasks) else shard

    def _replay(self, shard: Shard, taker: Pass) -> int:
        """Hands over what is to be compared of a shard; the number of its rows."""
        assert taker.unit is not None
        assert taker.unit.audience is not None
        assert taker.building is not None
        rows = 0
        self._is_replaying = True
        with self.folder.seen(shard.file).open("rb") as stream:
            for line in stream:
                keys, made = loads(line)
                taker.building.tasks += len(made)
                taker.take(keys, Batch.of(Made(b"", bytes.fromhex(digest), *others) for digest, *others in made))
                rows += len(keys)
        self._is_replaying = False
        taker.unit.audience.count += rows
        self.done.append(shard)
        self.taken_over += self._passes == 1
        self._row += rows
        return rows


class _Open:
    """A shard that is being written, and beside it what of it is to be compared with others, block by block."""

    def __init__(self, folder: Folder, layout: Layout, file: str, first: int, *, keeps_seen: bool) -> None:
        self.first, self.keeps_seen, self.is_sound = first, keeps_seen, True
        self._folder, self._file, self._tasks = folder, file, 0
        self._stack, self._writer, self._seen = ExitStack(), AtomicFile(folder.staged(file)), AtomicFile(folder.seen(file), is_lasting=False)
        try:
            self._stack.enter_context(self._writer)
            if keeps_seen:
                self._stack.enter_context(self._seen)
        except BaseException:
            self.abandon()
            raise
        self._output = Output(layout.form, self._writer, _nothing, _nothing)

    def write(self, unit: Unit, keys: Any, made: Batch, again: frozenset[int]) -> None:
        self._tasks += len(made) - (len(again) if self._output.is_once else 0)
        if made:
            self._output.write(unit, made, again)
        if self.keeps_seen:
            self._seen.write(dumps([keys, [(digest.hex(), *others) for _, digest, *others in made.tuples()]]) + b"\n")

    def finish(self, unit: Unit, rows: tuple[int, int] | None) -> Shard:
        self._output.end()
        self._stack.close()
        path = self._folder.staged(self._file)
        first, last = rows or (None, None)
        return Shard(self._file, unit.document.source.name, first, last, self._tasks, path.stat().st_size, file_digest(path))

    def abandon(self) -> None:
        """Leaves nothing of it."""
        self._stack.pop_all()
        self._writer.discard()
        self._seen.discard()


def _nothing(*_: object) -> None:
    pass
