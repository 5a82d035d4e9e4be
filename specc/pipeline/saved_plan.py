"""A plan in a file: what was asked, what it followed from, and what is to happen to each task; and whether all of that still holds.

The file is one JSON document, with a task a line, so that it is read as a stream however many there are. It holds no key and no address
but the provider's host.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, Self

from specc import __version__
from specc.base.errors import UnreadableError, UsageError
from specc.base.resources import data_folder
from specc.catalog.project import Project
from specc.compiler.task import Task
from specc.pipeline.inputs import UNKNOWN, Inputs, changes
from specc.pipeline.json_values import exact_loads
from specc.pipeline.outputs import json_text
from specc.pipeline.planning import Ground, planned
from specc.pipeline.spool import Spool
from specc.pipeline.writing import AtomicFile, unwritable_copies
from specc.plan.calibration import Calibration
from specc.plan.forecast import Planned
from specc.plan.steps import SPENDS, Action

_HEAD: Final = re.compile(rb'\A\{\s*"version":\s*1,\s*"kind":\s*"plan"')
_TASKS: Final = b'  "tasks": ['
_COPIED_BYTES: Final = 1 << 20
_HEAD_LINES_MAX: Final = 1_000_000
_TOLD_MAX: Final = 3
_HELP: Final = "give a file that `specc plan --out` wrote"
_RATES, _OWN_RATES, _LEARNED = "prices and speech rates that ship with specc", "the project's prices and speech rates", "what earlier videos taught about lengths and prices"


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """The command line of a plan, as far as a run has to keep to it. `only` and `variables` are as they were written."""

    paths: tuple[str, ...]
    provider: str
    out: str
    only: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    limit: int | None = None
    variables: tuple[str, ...] = ()
    retakes: tuple[str, ...] = ()
    attempts: int = 3
    ledger: str | None = None
    max_cost: float | None = None
    price: str = "estimate"


@dataclass(frozen=True, slots=True)
class PlannedTask:
    spec: str
    key: str
    cell: Mapping[str, str]
    file: str
    digest: str
    action: Action

    @property
    def name(self) -> str:
        return ", ".join((self.key, *(f"{axis} {name}" for axis, name in self.cell.items())))


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`forecast` is what `specc plan --format json` said."""

    path: Path
    options: PlanOptions
    inputs: Mapping[str, str]
    forecast: Mapping[str, Any]
    _offset: int = 0

    def tasks(self) -> Iterator[PlannedTask]:
        """Each task in order, read anew. Raises `UsageError`."""
        with _opened(self.path) as stream:
            stream.seek(self._offset)
            for line in stream:
                text = line.strip().removesuffix(b",")
                if text == b"]":
                    return
                yield _task(text, self.path)
        raise UsageError(f"{self.path} was cut short", "make the plan again")


class PlanWriter:
    """Takes the tasks of a plan as they come; the file is there when `finish` has been called."""

    def __init__(self) -> None:
        self._tasks: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the block
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tasks.close()

    def add(self, item: Planned) -> None:
        task = item.task
        values = (task.spec, task.key, dict(task.cell), task.file, task.digest, str(item.decision.action))
        line = b'{"spec": %b, "key": %b, "cell": %b, "file": %b, "digest": %b, "action": %b}' % tuple(map(json_text, values))
        try:
            self._tasks.write((b",\n    " if self._count else b"\n    ") + line)
        except OSError as error:
            raise unwritable_copies(error) from None
        self._count += 1

    def finish(self, path: Path, options: PlanOptions, inputs: Inputs, forecast: Mapping[str, Any]) -> None:
        head = {"version": 1, "kind": "plan", "specc": __version__, "options": asdict(options), "inputs": inputs, "forecast": forecast}
        text = json.dumps(head, indent=2, ensure_ascii=False).encode(errors="replace")
        self._tasks.seek(0)
        with AtomicFile(path) as file:
            file.write(text.removesuffix(b"\n}") + b",\n" + _TASKS)
            while data := self._tasks.read(_COPIED_BYTES):
                file.write(data)
            file.write(b"\n  ]\n}\n")


def is_plan(path: Path) -> bool:
    """Whether a file is a saved plan: it is told by its beginning, as builds are JSON too."""
    try:
        with path.open("rb") as stream:
            return _HEAD.match(stream.read(200)) is not None
    except OSError:
        return False


def read_plan(path: Path) -> SavedPlan:
    """Raises `UsageError` for what is no plan."""
    if not is_plan(path):
        raise UsageError(f"{path} is no plan", _HELP)
    with _opened(path) as stream:
        lines: list[bytes] = []
        for line in stream:
            lines.append(line)
            if line.startswith(_TASKS) or len(lines) > _HEAD_LINES_MAX:
                break
        offset = stream.tell()
    try:
        head = exact_loads(b"".join(lines) + b"]}")
        options = _options(head["options"])
        inputs = {str(name): str(digest) for name, digest in head["inputs"].items()}
        return SavedPlan(path, options, inputs, dict(head["forecast"]), offset)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{path} isn't as `specc plan` wrote it", "make the plan again") from None


def check(plan: SavedPlan, spool: Spool, ground: Ground) -> UsageError | None:
    """What has changed since the plan was made, so that it can't be run as it is; None where it still holds. The spool has to have been filled
    with `has_inputs`, and `price_inputs` added to its inputs.

    What was made meanwhile is no change: a run that was broken off goes on. What would be paid for and isn't in the plan is.
    """
    found = [*_of_inputs(plan.inputs, spool.inputs), *_of_tasks(plan, spool, ground)]
    if plan.options.provider != ground.provider:
        found.insert(0, f"it is for {plan.options.provider}, and this run is at {ground.provider}")
    if not found:
        return None
    return UsageError(f"the plan {plan.path} no longer holds: {'; '.join(found)}", "look at it again: `specc plan` with the same options")


def price_inputs(project: Project, learned: Mapping[str, Calibration] | None = None) -> Inputs:
    """Digests of what estimates follow from."""
    schemas = data_folder("schemas")
    files = (*sorted((schemas / "prices").glob("*.json")), schemas / "speech-rates.json")
    shipped = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    own = json.dumps([{name: asdict(value) for name, value in rates.items()} for rates in (project.prices, project.speech_rates)], sort_keys=True)
    taught = json.dumps({model: asdict(calibration) for model, calibration in (learned or {}).items()}, sort_keys=True)
    return {_RATES: shipped, **{name: hashlib.sha256(text.encode()).hexdigest() for name, text in ((_OWN_RATES, own), (_LEARNED, taught))}}


def _of_inputs(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    names = [name for name in changes(before, now) if not before.get(name) == now.get(name) == UNKNOWN]
    if names:
        more = f" and {len(names) - _TOLD_MAX:,} more" if len(names) > _TOLD_MAX else ""
        yield f"{', '.join(names[:_TOLD_MAX])}{more} changed"


@dataclass(slots=True)
class _Others:
    """Videos that aren't as they were planned, and the first few."""

    count: int = 0
    names: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.count += 1
        if len(self.names) < _TOLD_MAX:
            self.names.append(name)

    def told(self, of_one: str, of_many: str) -> Iterator[str]:
        if self.count:
            more = f" and {self.count - len(self.names):,} more" if self.count > len(self.names) else ""
            yield f"{self.count:,} {of_one if self.count == 1 else of_many} ({'; '.join(self.names)}{more})"


def _of_tasks(plan: SavedPlan, tasks: Iterable[Task], ground: Ground) -> Iterator[str]:
    """Compares by name, with hashes for the tasks of the plan."""
    before = {_mark(old): (hash((old.file, old.digest)), old.action in SPENDS) for old in plan.tasks()}
    different, new, paid = _Others(), _Others(), _Others()
    for item in planned(tasks, ground):
        now = _planned(item)
        content, is_paid = before.pop(_mark(now), (None, False))
        if content is None:
            new.add(now.name)
        elif content != hash((now.file, now.digest)):
            different.add(now.name)
        elif item.is_first and item.is_spending and not is_paid:
            paid.add(f"{now.name}: {item.decision.reason}")
    gone = _Others(len(before), [old.name for old in islice((old for old in plan.tasks() if _mark(old) in before), _TOLD_MAX)])
    yield from different.told("video changed", "videos changed")
    yield from new.told("video has come on top", "videos have come on top")
    yield from gone.told("video is gone", "videos are gone")
    yield from paid.told("video would be paid for that the plan doesn't pay for", "videos would be paid for that the plan doesn't pay for")


def _mark(task: PlannedTask) -> int:
    return hash((task.spec, task.key, tuple(sorted(task.cell.items()))))


def _planned(item: Planned) -> PlannedTask:
    task = item.task
    return PlannedTask(task.spec, task.key, dict(task.cell), task.file, task.digest, item.decision.action)


def _options(value: Any) -> PlanOptions:
    from pydantic import TypeAdapter

    return TypeAdapter(PlanOptions).validate_python(value)


def _task(text: bytes, path: Path) -> PlannedTask:
    try:
        entry = exact_loads(text)
        return PlannedTask(entry["spec"], entry["key"], entry["cell"], entry["file"], entry["digest"], Action(entry["action"]))
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path} isn't as `specc plan` wrote it", "make the plan again") from None


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableError(f"can't read {path}: {error.strerror}") from None
