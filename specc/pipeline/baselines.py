"""A baseline on disk: JSON, version 1, a finding a line and sorted, so that its differences in git are small."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from specc.base.errors import UnreadableError, UsageError
from specc.check.baseline import Compared, Known, compared, known
from specc.check.report import Report
from specc.pipeline.writing import write_text

VERSION = 1
_WAY_OUT = "remove it, and write it anew with --write-baseline"
_KEYS = {"file": str, "rule": str, "at": str, "fingerprint": str, "count": int}


@dataclass(frozen=True, slots=True)
class Scope:
    """The files and folders that are looked at. `is_whole`: all that is wrong with them is told, so that what isn't is gone."""

    paths: tuple[Path, ...]
    is_whole: bool = True


def read_baseline(file: Path) -> tuple[Known, ...]:
    """Raises `UsageError` for what is none."""
    try:
        data = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise UsageError(f"there is no baseline {file}", f"write it with --write-baseline {file}") from None
    except OSError as error:
        raise UsageError(f"can't read {file}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{file} is no baseline: it is not JSON", _WAY_OUT) from None
    version = data.get("version") if isinstance(data, dict) else None
    if version != VERSION or isinstance(version, bool):
        problem = "it has no `version`" if version is None else f"it is of version {json.dumps(version)[:20]}, and {VERSION} is the one that is read"
        raise UsageError(f"{file} is no baseline: {problem}", _WAY_OUT)
    entries = data.get("findings")
    if not isinstance(entries, list):
        raise UsageError(f"{file} is no baseline: its `findings` are no list", _WAY_OUT)
    return tuple(_entry(file, number, entry) for number, entry in enumerate(entries))


def require_baseline(file: Path) -> None:
    """Raises `UsageError` for a file that something is in, and no baseline of whatever version."""
    try:
        raw = file.read_bytes() if file.is_file() else b""
        data = json.loads(raw or b'{"findings": []}')
    except OSError as error:
        raise UnreadableError(f"can't read {file}: {error.strerror}") from None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or "findings" not in data or data.keys() - {"version", "findings"}:
        raise UsageError(f"{file} is there already and is no baseline, so it isn't written over", "name another file, or remove it first")


def write_baseline(file: Path, report: Report) -> tuple[Known, ...]:
    """Writes what is found."""
    entries = known(report.findings, _Naming(file))
    _write(file, entries)
    return entries


def against_baseline(file: Path, report: Report, scope: Scope) -> tuple[Report, Compared]:
    """The report without what the baseline knows."""
    made = compared(report.findings, read_baseline(file), _Naming(file), _Looked(file, scope))
    return replace(report, findings=made.new), made


def update_baseline(file: Path, made: Compared) -> None:
    """Takes what is gone out of the baseline; nothing is added."""
    if made.gone:
        _write(file, made.kept)


class _Naming:
    def __init__(self, file: Path) -> None:
        self._folder = file.absolute().parent

    def __call__(self, name: str) -> str:
        return Path(os.path.relpath(Path(name).absolute(), self._folder)).as_posix()


class _Looked:
    """Whether a file of the baseline is among those that are looked at, or below them; one that is no longer there, too."""

    def __init__(self, file: Path, scope: Scope) -> None:
        self._folder = Path(os.path.abspath(file)).parent  # noqa: PTH100 - a path's own method keeps `..`
        self._paths = [Path(os.path.abspath(path)) for path in scope.paths]  # noqa: PTH100 - as above
        self._is_whole = scope.is_whole

    def __call__(self, name: str) -> bool:
        path = Path(os.path.abspath(self._folder / name))  # noqa: PTH100 - as above
        return self._is_whole and any(path == above or above in path.parents for above in self._paths)


def _entry(file: Path, number: int, entry: Any) -> Known:
    values = {"count": 1, **entry} if isinstance(entry, dict) else {}
    if values.keys() != _KEYS.keys() or any(type(values[key]) is not kind for key, kind in _KEYS.items()) or values["count"] < 1:
        raise UsageError(f"{file} is no baseline: findings[{number}] makes no sense", _WAY_OUT)
    return Known(**values)


def _write(file: Path, entries: Iterable[Known]) -> None:
    lines = ",\n".join(f"    {json.dumps(_plain(entry), ensure_ascii=False)}" for entry in sorted(entries))
    listed = f"\n{lines}\n  " if lines else ""
    text = f'{{\n  "version": {VERSION},\n  "findings": [{listed}]\n}}\n'
    write_text(file, text.encode("utf-8", errors="replace").decode())


def _plain(entry: Known) -> dict[str, object]:
    shown: dict[str, object] = {"file": entry.file, "rule": entry.rule, "at": entry.at, "fingerprint": entry.fingerprint}
    return shown if entry.count == 1 else {**shown, "count": entry.count}
