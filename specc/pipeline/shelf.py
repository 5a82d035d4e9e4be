"""The videos of one side of a comparison, set aside in flat memory: identities and contents as hashes, by partition, the rest on disk.

Memory is some bytes a video (8 for its place on disk, 8 for its row, 8 for its partner), and one partition of both sides at a time; the
temporary files take 40 bytes a video, and its payload where that is kept.
"""

import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import IO, Any

import orjson

from specc.compiler.batch import Batch
from specc.pipeline.build import Rejected
from specc.pipeline.unit import Unit
from specc.plan.difference import Video

_PARTITIONS = 64
_HASH_BYTES = 16
_POSITION_BYTES = 8
_RECORD_BYTES = 2 * _HASH_BYTES + _POSITION_BYTES
_HELD_BYTES_MAX = 1 << 16
_MEMORY_BYTES_MAX = 1 << 22
_NAMED_MAX = 1000
ADDED, SAME = -1, -2


@dataclass(slots=True)
class _Partition:
    held: bytearray = field(default_factory=bytearray)
    file: "IO[bytes] | None" = None

    def flush(self) -> None:
        if self.file is None:
            self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self.file.write(self.held)
        self.held.clear()

    def records(self) -> Iterator[tuple[bytes, bytes, int]]:
        """Identity, content and position of each video."""
        data = bytes(self.held)
        if self.file is not None:
            self.file.seek(0)
            data = self.file.read() + data
        for start in range(0, len(data), _RECORD_BYTES):
            middle, end = start + _HASH_BYTES, start + 2 * _HASH_BYTES
            yield data[start:middle], data[middle:end], int.from_bytes(data[end : end + _POSITION_BYTES], "big")

    def close(self) -> None:
        if self.file is not None:
            self.file.close()


class Shelf:
    """A sink. `rejected` are hashes of the keys of rejected rows (of their numbers where they have no key), `named` the first of them."""

    is_once = False

    def __init__(self, *, keeps_payloads: bool) -> None:
        self._keeps_payloads = keeps_payloads
        self._unit: Unit | None = None
        self._partitions: list[_Partition] = []
        self._payloads: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES_MAX)  # noqa: SIM115 - closed by `close`
        self.begin()

    def begin(self) -> None:
        self.close()
        self._partitions = [_Partition() for _ in range(_PARTITIONS)]
        self._payloads = tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES_MAX)  # noqa: SIM115
        self._places = array("Q", [0])
        self.rows = array("q")
        self.rejected: set[int] = set()
        self.rejected_rows = array("q")
        self.named: list[Video] = []
        self.cells: list[dict[str, str]] = []
        self.has_rows = True
        self._unit = None

    def close(self) -> None:
        self._payloads.close()
        for partition in self._partitions:
            partition.close()

    @property
    def count(self) -> int:
        return len(self.rows)

    def write(self, unit: Unit, made: Batch, again: frozenset[int]) -> None:  # noqa: ARG002 - a sink's signature
        if not made:
            return
        if unit is not self._unit:
            self._open(unit)
        partitions, names, delivery, has_rows, position = self._partitions, self._names, self._delivery, self.has_rows, self.count
        for line, digest, file, key, row, cell in made.tuples():
            content = digest + file.encode() + (_of_delivery(line, delivery) if delivery else b"")
            identity = blake2b(names[cell] + (key.encode(errors="surrogatepass") if has_rows else b""), digest_size=_HASH_BYTES).digest()
            held = partitions[identity[0] % _PARTITIONS].held
            held += identity + blake2b(content, digest_size=_HASH_BYTES).digest() + position.to_bytes(_POSITION_BYTES, "big")
            self.rows.append(row)
            position += 1
        for partition in partitions:
            if len(partition.held) > _HELD_BYTES_MAX:
                partition.flush()
        if self._keeps_payloads:
            self._keep(made)

    def reject(self, item: Rejected) -> None:
        if item.row is not None:
            self.rejected_rows.append(item.row)
        mark = hash(_name(item.key, item.row))
        if mark not in self.rejected and len(self.named) < _NAMED_MAX:
            self.named.append(Video(item.key if item.row is not None else None, item.row, {}))
        self.rejected.add(mark)

    def rejection(self, video: Video) -> int | None:
        """Which of `rejected` is the video's row, by its key, or by its number where the rejected row has no key."""
        marks = (hash(_name(video.key, video.row)), hash(_name(None, video.row)))
        return next((mark for mark in marks if mark in self.rejected), None)

    def entry(self, position: int) -> tuple[dict[str, Any], Video]:
        """The payload of a video that was kept, and what it is."""
        start, end = self._places[position], self._places[position + 1]
        self._payloads.seek(start)
        payload, _, rest = self._payloads.read(end - start).partition(b"\n")
        row, cell, file, key = rest.decode(errors="surrogatepass").split("\0", 3)
        is_row = self.has_rows
        return orjson.loads(payload), Video(key if is_row else None, int(row) if is_row else None, self.cells[int(cell)], file)

    def _open(self, unit: Unit) -> None:
        self._unit = unit
        self.cells = [dict(program.cell.names) for program in unit.programs]
        self._names = [orjson.dumps(cell, option=orjson.OPT_SORT_KEYS) + b"\0" for cell in self.cells]
        self.has_rows = unit.audience is not None
        task = unit.document.get(("task",))
        delivery = unit.programs[0].delivery
        self._delivery = sorted(delivery & (task.keys() if isinstance(task, dict) else frozenset()))

    def _keep(self, made: Batch) -> None:
        entries = [b"%b\n%d\0%d\0%b\0%b" % (line, row, cell, file.encode(), key.encode(errors="surrogatepass")) for line, _, file, key, row, cell in made.tuples()]
        self._payloads.seek(0, 2)
        self._payloads.write(b"".join(entries))
        end = self._places[-1]
        for entry in entries:
            end += len(entry)
            self._places.append(end)


def _name(key: str | None, row: int | None) -> tuple[str, object]:
    return ("row", row) if key is None else ("key", key)


def _of_delivery(line: bytes, names: list[str]) -> bytes:
    """What the digest leaves out: it changes how a video is delivered, not the video."""
    payload = orjson.loads(line)
    return orjson.dumps([payload.get(name) for name in names], option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True, slots=True)
class Joined:
    """For each new video in order the position of the old one that it differs from, or `ADDED`, or `SAME`; and the old ones that are gone."""

    partners: "array[int]"
    gone: "array[int]"


def join(old: Shelf, new: Shelf) -> Joined:
    """Matches the videos of two sides by their identity."""
    partners, gone = array("q", [SAME]) * new.count, array("q")
    for left, right in zip(old._partitions, new._partitions, strict=True):  # noqa: SLF001 - a shelf's own
        known = {identity: (content, position) for identity, content, position in left.records()}
        for identity, content, position in right.records():
            found = known.pop(identity, None)
            if found is None:
                partners[position] = ADDED
            elif found[0] != content:
                partners[position] = found[1]
        gone.extend(position for _, position in known.values())
    return Joined(partners, array("q", sorted(gone)))
