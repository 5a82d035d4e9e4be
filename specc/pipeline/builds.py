"""Builds read back: tasks that `specc compile` wrote, as JSON lines, a manifest, an array, or a folder of shards, packed or not.
They are read as a stream, and checked again before they are paid for.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specc.audience.compression import format_inner, format_suffix, unpacked
from specc.audience.row import UnreadableAudienceError
from specc.base.errors import UnreadableError, UsageError
from specc.catalog.keywords import violations
from specc.catalog.media import contents_in
from specc.catalog.models import Model
from specc.catalog.policy import with_policies
from specc.catalog.project import NO_PROJECT, Project
from specc.catalog.validator import PlainValidator
from specc.check.settings import Settings
from specc.check.table import BY_CODE
from specc.compiler.output import unsafe_because
from specc.compiler.payload import digest, task_uuid
from specc.compiler.task import Task
from specc.pipeline.files import project_root
from specc.pipeline.folder import MANIFEST
from specc.pipeline.json_values import json_values
from specc.pipeline.outputs import json_text
from specc.pipeline.plugins import settings_of
from specc.pipeline.unit import models_of

SUFFIXES = frozenset((".jsonl", ".ndjson", ".json"))
ATTEMPTS_MAX = 100
_COMPILED = "give a file that `specc compile` wrote"


def is_build(path: Path) -> bool:
    return _manifest(path) is not None if path.is_dir() else _inner(path) in SUFFIXES


def read_build(path: Path, project: Project = NO_PROJECT) -> Iterator[Task]:
    """The tasks of a build, one by one. Raises `UsageError` with file and line for the first that isn't sound."""
    manifest = _manifest(path) if path.is_dir() else None
    checks = Checks(path, project)
    count = 0
    for task in _of_folder(path, manifest, checks) if manifest is not None else _of_file(path, path.name.removesuffix(format_suffix(path.name)), checks):
        count += 1
        yield task
    if not count:
        raise UsageError(f"{path} holds no task", _COMPILED)


def _of_folder(folder: Path, manifest: dict[str, Any], checks: "Checks") -> Iterator[Task]:
    """What the manifest lists, and all of it: a shard that was cut short isn't paid for as if it were whole."""
    for shard in manifest["shards"]:
        file, wanted = str(shard.get("file")), shard.get("tasks")
        if unsafe_because(file):
            raise UsageError(f"{folder / MANIFEST} names {file!r}, which is no shard", _COMPILED)
        found = 0
        for task in _of_file(folder / file, folder.name, checks):
            found += 1
            yield task
        if found != wanted:
            raise UsageError(f"{folder / file} holds {found:,} tasks, and {MANIFEST} says {wanted}", "compile the spec again")


def _of_file(path: Path, spec: str, checks: "Checks") -> Iterator[Task]:
    try:
        with path.open("rb") as stream:
            plain, _ = unpacked(stream, format_suffix(path.name))
            for line, value in json_values(plain, path):
                yield checks.task(value, path, line, spec)
    except UnreadableAudienceError as error:
        raise UnreadableError(f"can't read {path}: {error.problem}", error.help) from None
    except OSError as error:
        raise UnreadableError(f"can't read {path}: {error.strerror or error}") from None


def _manifest(folder: Path) -> dict[str, Any] | None:
    """What a folder of shards says of itself; None for any other folder."""
    with suppress(OSError, ValueError):
        found = json.loads((folder / MANIFEST).read_bytes())
        if isinstance(found, dict) and found.get("version") == 1 and isinstance(shards := found.get("shards"), list) and all(isinstance(shard, dict) for shard in shards):
            return found
    return None


def _inner(path: Path) -> str:
    return format_inner(format_suffix(path.name))


@dataclass(slots=True)
class _Known:
    validator: PlainValidator
    delivery: frozenset[str]


class Checks:
    """What a task has to hold to: the schema of its model, the project's policies, the UUID of its content, a file name that is safe everywhere."""

    def __init__(self, path: Path, project: Project) -> None:
        self._models = models_of(project, project_root(path))
        self._policies = project.policies
        self._settings = settings_of(project)
        self._known: dict[str, _Known] = {}

    def task(self, value: Any, path: Path, line: int, spec: str) -> Task:
        """The task of a line. Raises `UsageError`."""
        place = f"{path}:{line}"
        entry = value if isinstance(value, dict) and isinstance(value.get("task"), dict) else {"task": value}
        payload = entry["task"]
        model = self._models.get(str(payload.get("model"))) if isinstance(payload, dict) else None
        if model is None:
            raise UsageError(f"{place}: not a task of a known model", _COMPILED)
        known = self._of(model)
        for problem in _problems(known.validator, payload, self._settings):
            raise UsageError(f"{place}: {problem}", "mend the spec and compile it again")
        uuid = payload["taskUUID"]
        content = _content(payload, known.delivery, place)
        if not any(uuid == task_uuid(content, attempt) for attempt in range(ATTEMPTS_MAX)):
            raise UsageError(f"{place}: the task's UUID isn't that of its content: it was changed after it was compiled", "compile the spec again")
        return _task(entry, content, place, spec, _media(entry, path, place))

    def _of(self, model: Model) -> _Known:
        if model.id not in self._known:
            model = with_policies(model, self._policies)
            self._known[model.id] = _Known(PlainValidator(model.compiled_schema), frozenset(parameter.path for parameter in model.noted("delivery")))
        return self._known[model.id]


def _content(payload: dict[str, Any], delivery: frozenset[str], place: str) -> str:
    try:
        return digest(payload, delivery)
    except (UnicodeEncodeError, RecursionError):
        raise UsageError(f"{place}: the task holds text that is no Unicode, or is nested too deeply", _COMPILED) from None


def _task(entry: dict[str, Any], content: str, place: str, spec: str, media: dict[str, str]) -> Task:
    payload = entry["task"]
    uuid, cell, row = payload["taskUUID"], entry.get("cell"), entry.get("row")
    extension = str(payload.get("outputFormat", "MP4")).lower()
    file = str(entry.get("file") or f"{uuid}.{extension}")
    if reason := unsafe_because(file):
        raise UsageError(f"{place}: the file name {file!r} {reason}", "mend the spec and compile it again")
    return Task(
        str(entry.get("spec") or spec),
        str(entry.get("key") or uuid),
        row if isinstance(row, int) else None,
        {str(axis): str(name) for axis, name in cell.items()} if isinstance(cell, dict) else {},
        payload,
        content,
        uuid,
        file,
        media,
    )


def _media(entry: dict[str, Any], path: Path, place: str) -> dict[str, str]:
    """The files that a task needs, by their contents: from the current folder, or from the build's."""
    listed = entry.get("media")
    files = {str(sha256): str(file) for sha256, file in listed.items()} if isinstance(listed, dict) else {}
    needed = contents_in(json_text(entry["task"]))
    if missing := [sha256 for sha256 in needed if sha256 not in files]:
        raise UsageError(f"{place}: the task needs a file of your own that isn't listed (SHA-256 {missing[0]})", "compile the spec again")
    return {sha256: files[sha256] if Path(files[sha256]).exists() else str(path.parent / files[sha256]) for sha256 in needed}


def _problems(validator: PlainValidator, payload: Any, settings: Settings) -> Iterator[str]:
    for error in validator.iter_errors(payload):
        for violation in violations(error):
            if violation.rule not in settings.silenced and settings.severities.get(violation.rule, "error") == "error":
                yield BY_CODE[violation.rule].say(**violation.facts).message
