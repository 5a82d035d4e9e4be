"""Builds read back: tasks that `specc compile` wrote, as JSON lines, a manifest, or one array; checked again before they are paid for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from specc.base.errors import UnreadableError, UsageError
from specc.catalog.keywords import violations
from specc.catalog.media import contents_in
from specc.catalog.models import Model, bundled_models
from specc.catalog.validator import PlainValidator
from specc.check.table import BY_CODE
from specc.compiler.output import unsafe_because
from specc.compiler.payload import compact, digest, task_uuid
from specc.compiler.task import Task

SUFFIXES = (".jsonl", ".json")
ATTEMPTS_MAX = 100


def is_build(path: Path) -> bool:
    return path.suffix in SUFFIXES


def read_build(path: Path) -> list[Task]:
    """The tasks of a build. Raises `UsageError` with file and line for the first that isn't sound."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableError(f"can't read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8", "give a file that `specc compile` wrote") from None
    tasks = [_task(value, path, line) for line, value in _values(text, path)]
    if not tasks:
        raise UsageError(f"{path} holds no task", "give a file that `specc compile` wrote")
    return tasks


def _values(text: str, path: Path) -> Iterator[tuple[int, Any]]:
    if text.lstrip().startswith("["):
        yield from ((index, value) for index, value in enumerate(_json(text, path, 1), 1))
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _json(line, path, number)


def _json(text: str, path: Path, line: int) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(f"{path}:{line}: not JSON: {error}", "give a file that `specc compile` wrote") from None


def _task(value: Any, path: Path, line: int) -> Task:
    entry = value if isinstance(value, dict) and isinstance(value.get("task"), dict) else {"task": value}
    payload = entry["task"]
    model = bundled_models().get(str(payload.get("model"))) if isinstance(payload, dict) else None
    if model is None:
        raise UsageError(f"{path}:{line}: not a task of a known model", "give a file that `specc compile` wrote")
    for problem in _problems(model, payload):
        raise UsageError(f"{path}:{line}: {problem}", "mend the spec and compile it again")
    uuid = payload["taskUUID"]
    extension = str(payload.get("outputFormat", "MP4")).lower()
    file = str(entry.get("file") or f"{uuid}.{extension}")
    if reason := unsafe_because(file):
        raise UsageError(f"{path}:{line}: the file name {file!r} {reason}", "mend the spec and compile it again")
    delivery = frozenset(parameter.path for parameter in model.parameters() if parameter.notes.get("delivery"))
    content = digest(payload, delivery)
    if uuid not in {task_uuid(content, attempt) for attempt in range(ATTEMPTS_MAX)}:
        raise UsageError(f"{path}:{line}: the task's UUID isn't that of its content: it was changed after it was compiled", "compile the spec again")
    media = _media(entry, payload, path, line)
    cell = entry.get("cell")
    row = entry.get("row")
    return Task(
        path.stem,
        str(entry.get("key") or uuid),
        row if isinstance(row, int) else None,
        {str(axis): str(name) for axis, name in cell.items()} if isinstance(cell, dict) else {},
        payload,
        content,
        uuid,
        file,
        media,
    )


def _media(entry: dict[str, Any], payload: dict[str, Any], path: Path, line: int) -> dict[str, str]:
    """The files that a task needs, by their contents: from the current folder, or from the build's."""
    listed = entry.get("media")
    files = {str(sha256): str(file) for sha256, file in listed.items()} if isinstance(listed, dict) else {}
    needed = contents_in(compact(payload))
    if missing := [sha256 for sha256 in needed if sha256 not in files]:
        raise UsageError(f"{path}:{line}: the task needs a file of your own that isn't listed (SHA-256 {missing[0]})", "compile the spec again")
    return {sha256: files[sha256] if Path(files[sha256]).exists() else str(path.parent / files[sha256]) for sha256 in needed}


def _problems(model: Model, payload: Any) -> Iterator[str]:
    for error in PlainValidator(model.compiled_schema).iter_errors(payload):
        for violation in violations(error):
            yield BY_CODE[violation.rule].say(**violation.facts).message
