"""The forms in which tasks are written: an array to POST as it is, a task a line, or a line with all that is known of a task."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol, cast

from specc.audience.compression import pack_suffix
from specc.base.jsonvalue import Json
from specc.compiler.payload import compact
from specc.pipeline.build import Rejected
from specc.pipeline.unit import Unit

if TYPE_CHECKING:
    from specc.compiler.batch import Batch


class Writer(Protocol):
    def write(self, data: bytes) -> None: ...

    def restart(self) -> None:
        """Forgets what was written."""


class SharedWriter(Writer, Protocol):
    """A writer to whose file other processes write a part of what it gets."""

    @property
    def size(self) -> int:
        """How many bytes were written."""

    def handle(self) -> int | None:
        """None where nobody else can."""

    def reserve(self, size: int) -> int:
        """Leaves so many bytes out; where they start, if there is a handle."""

    def refuse(self, error: OSError) -> NoReturn:
        """Raises what an error of writing means."""


class Output:
    """A sink that writes tasks in one of the forms, and hands rejected rows on."""

    def __init__(self, form: str, writer: Writer, reject: Callable[[Rejected], None], restart: Callable[[], None]) -> None:
        self.name, self.form, self.is_once = form, FORMS[form], form != "manifest"
        self.is_part = False
        self.needs_numbers = form == "manifest"
        self._writer, self._reject, self._restart = writer, reject, restart
        self._count = 0

    @property
    def count(self) -> int:
        """How many tasks were written."""
        return self._count

    def begin(self) -> None:
        self._count = 0
        self._writer.restart()
        self._restart()

    def write(self, unit: Unit, made: Batch, again: frozenset[int]) -> None:
        if self.is_once:
            made = made.without(again)
        if not made:
            return
        lead = self.form.between if self._count else b"" if self.is_part else self.form.head
        self._count += len(made)
        first, *others = self.form.lines(unit, made)
        self._writer.write(self.form.between.join((lead + first, *others)))  # rather than before all of them: they are long

    def reject(self, item: Rejected) -> None:
        self._reject(item)

    def end(self) -> None:
        """Writes what comes after the last task."""
        self._writer.write(self.form.tail if self._count else self.form.empty)

    # With other processes

    def part(self, writer: Writer) -> Output:
        """A sink for tasks that come later: what it writes is for `place`, or to be `put`."""
        made = Output(self.name, writer, lambda _item: None, lambda: None)
        made.is_part = True
        return made

    @property
    def _shared(self) -> SharedWriter:
        return cast("SharedWriter", self._writer)

    @property
    def size(self) -> int:
        return self._shared.size

    def handle(self) -> int | None:
        return self._shared.handle()

    def place(self, count: int, size: int) -> int:
        if not count:
            return 0
        self._writer.write(self.form.between if self._count else self.form.head)
        self._count += count
        return self._shared.reserve(size)

    def put(self, data: bytes) -> None:
        self._writer.write(data)

    def refuse(self, error: OSError) -> NoReturn:
        self._shared.refuse(error)


def form_of(path: Path) -> str:
    """The form that a file's name tells, where no other is asked for: an array wouldn't be what `.jsonl` promises."""
    name = path.name.lower()
    return "jsonl" if name.removesuffix(pack_suffix(name)).endswith((".jsonl", ".ndjson")) else "json"


class Form:
    """`head`, lines with `between` in between, and `tail`; `empty` stands for all of it where there are no tasks."""

    def __init__(self, lines: Callable[[Unit, Batch], list[bytes]], *, head: bytes = b"", between: bytes = b"\n", tail: bytes = b"\n", empty: bytes = b"") -> None:
        self.lines, self.head, self.between, self.tail, self.empty = lines, head, between, tail, empty


def _tasks(unit: Unit, made: Batch) -> list[bytes]:
    """A task that needs files of one's own can't be posted as it is: it stands in an entry that lists them."""
    if unit.media is None or not unit.media.paths:
        return made.lines
    return [b'{%b"task":%b}' % (listed, line) if (listed := _media(unit, line)) else line for line in made.lines]


def _entries(unit: Unit, made: Batch) -> list[bytes]:
    cells = [compact(dict(program.cell.names)) for program in unit.programs]
    is_row, spec = unit.audience is not None, json_text(unit.name)
    return [
        b'{"spec":%b,"key":%b,"cell":%b,"row":%b,"file":%b,"digest":"%b",%b"task":%b}'
        % (spec, json_text(key), cells[cell], b"%d" % row if is_row else b"null", compact(file), digest.hex().encode(), _media(unit, line), line)
        for line, digest, file, key, row, cell in made.tuples()
    ]


def _media(unit: Unit, line: bytes) -> bytes:
    """The files that a task needs, by their contents, as a member of its entry; empty where it needs none."""
    files = unit.media.listed(line) if unit.media is not None else {}
    return b'"media":%b,' % compact(dict(files)) if files else b""


def json_text(value: Json) -> bytes:
    """A key, or what else names a video, as JSON: one that UTF-8 has no bytes for, too."""
    try:
        return compact(value)
    except UnicodeEncodeError:
        return json.dumps(value).encode()


FORMS = {
    "json": Form(_tasks, head=b"[\n", between=b",\n", tail=b"\n]\n", empty=b"[]\n"),
    "jsonl": Form(_tasks),
    "manifest": Form(_entries),
}
