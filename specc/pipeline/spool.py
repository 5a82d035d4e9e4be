"""Tasks set aside on disk between making them and paying for them: counted, read as often as needed, in flat memory.

Law: what is read is what was compiled, or what a build held when it was checked, whatever becomes of the files meanwhile. Nothing is
read of specs that have errors.
"""

import errno
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Final

from specc.base.errors import UsageError
from specc.base.location import Span
from specc.catalog.project import NO_PROJECT, Project
from specc.check.report import Report, Summary
from specc.compiler.task import Task
from specc.pipeline import Compilation, compilation
from specc.pipeline.builds import is_build, read_build
from specc.pipeline.folder import MANIFEST, file_digest
from specc.pipeline.inputs import Inputs
from specc.pipeline.json_values import exact_loads
from specc.pipeline.outputs import Output, json_text
from specc.pipeline.unit import Selection
from specc.pipeline.writing import unwritable_copies

_CHUNK_BYTES: Final = 1 << 20
_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT))
NOTHING: Final = Report((), Summary())

Watched = Callable[[Compilation], AbstractContextManager[None]]


@dataclass(slots=True)
class Spool:
    """`report` is of the specs, of builds there is none. `inputs` are digests of what all of it follows from, where they were asked for."""

    count: int = 0
    report: Report = NOTHING
    inputs: Inputs = field(default_factory=dict)
    made: Compilation | None = None
    _file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _start: int = 0
    _reading: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_sound(self) -> bool:
        """Whether its tasks may be read."""
        return not self.report.count("error")

    def __iter__(self) -> Iterator[Task]:
        """All tasks, those of builds before those of specs, each time anew. Several may read at once."""
        assert self.is_sound
        return (_task(exact_loads(line)) for line in self._lines())

    def locate(self, task: Task, parameter: str) -> Span | None:
        """Where in a spec a parameter of a task is written; None where it isn't."""
        return None if self.made is None else self.made.locate(task, parameter)

    def add(self, task: Task) -> None:
        self.write(_line(task))
        self.count += 1
        self._start = self._file.tell()

    def write(self, data: bytes) -> None:
        self._file.write(data)

    def restart(self) -> None:
        """Forgets what was written since the last task was added."""
        self._file.seek(self._start)
        self._file.truncate()

    def close(self) -> None:
        self._file.close()

    def _lines(self) -> Iterator[bytes]:
        position, rest = 0, b""
        while chunk := self._chunk(position):
            position += len(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines

    def _chunk(self, position: int) -> bytes:
        with self._reading:
            self._file.seek(position)
            return self._file.read(_CHUNK_BYTES)


@contextmanager
def spooled(paths: Iterable[Path], selection: Selection, *, jobs: int = 1, watched: Watched = lambda _made: nullcontext(), has_inputs: bool = False, project: Project = NO_PROJECT) -> Iterator[Spool]:
    """The tasks of builds, specs and folders of specs, in one project. `watched` is told how far the compilation is.

    Raises `UsageError` for a build that isn't sound and for what was asked for and isn't there; what is wrong in a spec is in the report.
    """
    wanted = list(paths)
    spool = Spool()
    try:
        try:
            _fill(spool, wanted, selection, _Ways(jobs, watched, has_inputs, project))
        except OSError as error:
            raise (unwritable_copies(error) if error.errno in _FULL and not error.filename else error) from None
        yield spool
    finally:
        spool.close()


@dataclass(frozen=True, slots=True)
class _Ways:
    jobs: int
    watched: Watched
    has_inputs: bool
    project: Project


def _fill(spool: Spool, paths: list[Path], selection: Selection, ways: _Ways) -> None:
    builds = [path for path in paths if is_build(path)]
    specs = [path for path in paths if path not in builds]
    chosen = _Chosen(selection)
    for path in builds:
        if ways.has_inputs:
            spool.inputs[str(path)] = file_digest(path / MANIFEST if path.is_dir() else path)
        _copy(spool, path, chosen, ways.project)
    left = None if selection.limit is None else selection.limit - spool.count
    if not specs:
        chosen.require_found()
    elif left is None or left > 0:
        made = spool.made = compilation(specs, replace(selection, limit=left), project=ways.project)
        made.jobs, made.costs = ways.jobs, None  # what has been paid already is known to plans and runs alone
        _compile(spool, made, ways)


def _copy(spool: Spool, build: Path, chosen: "_Chosen", project: Project) -> None:
    for task in read_build(build, project):
        if chosen.takes(task):
            if spool.count == chosen.selection.limit:
                return
            spool.add(task)


def _compile(spool: Spool, made: Compilation, ways: _Ways) -> None:
    if ways.has_inputs:
        spool.inputs.update(made.inputs())  # before the rows are read: a stream is read once
    output = Output("manifest", spool, _nothing, _nothing)
    with ways.watched(made):
        made.run(output)
    output.end()
    spool.count += output.count
    spool.report = made.report


@dataclass(slots=True)
class _Chosen:
    """Which tasks of builds were asked for."""

    selection: Selection
    found: set[str] = field(default_factory=set)

    def takes(self, task: Task) -> bool:
        selection = self.selection
        self.found |= {task.key} & selection.rows
        if axis := next((axis for axis in selection.only if axis not in task.cell), None):
            raise UsageError(f"the build of {task.spec} has videos without an axis '{axis}' to select from", "builds tell it where `specc compile --format manifest` wrote them")
        return (not selection.rows or task.key in selection.rows) and all(task.cell[axis] in names for axis, names in selection.only.items())

    def require_found(self) -> None:
        if self.selection.overrides:
            raise UsageError("--set: a build has no variables any more", "set them where it is compiled")
        if missing := self.selection.rows - self.found:
            raise UsageError(f"no row has the key {', '.join(sorted(missing))}", "builds that `specc compile --format manifest` wrote tell the keys of their rows")


def _line(task: Task) -> bytes:
    row = b"null" if task.row is None else b"%d" % task.row
    media = b'"media":%b,' % json_text(dict(task.media)) if task.media else b""
    values = (json_text(task.spec), json_text(task.key), json_text(dict(task.cell)), row, json_text(task.file), task.digest.encode(), media, json_text(task.payload))
    return b'{"spec":%b,"key":%b,"cell":%b,"row":%b,"file":%b,"digest":"%b",%b"task":%b}\n' % values


def _task(entry: dict[str, Any]) -> Task:
    payload = entry["task"]
    return Task(entry["spec"], entry["key"], entry["row"], entry["cell"], payload, entry["digest"], payload["taskUUID"], entry["file"], entry.get("media", {}))


def _nothing(*_: object) -> None:
    pass
