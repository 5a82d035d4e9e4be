"""The project's file: `specc.toml`, or `[tool.specc]` in `pyproject.toml`, in the nearest folder that has one. Read here, meant in `catalog`."""

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specc.base.errors import UnreadableError, UsageError
from specc.base.location import dotted
from specc.base.similar import similar
from specc.catalog.project import NO_PROJECT, Project

if TYPE_CHECKING:
    from pydantic import ValidationError

OWN, SHARED = "specc.toml", "pyproject.toml"
_NAME = b"specc"
"""A `pyproject.toml` without it needn't be read as TOML, which it may not even be."""
_RANGES = ("usd_per_second", "usd_per_video", "words_per_second", "characters_per_second")
_UNKNOWN_KEY = "unexpected_keyword_argument"


def find_project(folder: Path) -> Path | None:
    """The project's file, looked for from a folder upwards. `specc.toml` comes before `pyproject.toml` beside it."""
    for above in (folder.absolute(), *folder.absolute().parents):
        if (above / OWN).is_file():
            return above / OWN
        if (above / SHARED).is_file() and _table(above / SHARED) is not None:
            return above / SHARED
    return None


def read_project(folder: Path) -> Project:
    """What the project of a folder says; nothing where there is none. Raises `UsageError` for a key or a value that makes no sense."""
    file = find_project(folder)
    return NO_PROJECT if file is None else read_project_file(file)


def read_project_file(file: Path) -> Project:
    table = _table(file)
    if not table:
        return NO_PROJECT
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Project).validate_json(json.dumps(_plain(table), default=str), strict=True)
    except ValidationError as error:
        raise _refused(file, error) from None


def _table(file: Path) -> Any:
    """What the file says of specc; None where it says nothing."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UnreadableError(f"can't read {_shown(file)}: {error.strerror}") from None
    if file.name == SHARED and _NAME not in raw:
        return None
    try:
        data = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{_shown(file)} is not TOML: {error}") from None
    if file.name != SHARED:
        return data
    tool = data.get("tool")
    return tool.get("specc") if isinstance(tool, dict) else None


def _plain(value: Any, name: str = "") -> Any:
    """A single figure is a range without any spread; a date is text."""
    if isinstance(value, dict):
        return {key: _plain(item, key) for key, item in value.items()}
    if name in _RANGES and isinstance(value, int | float) and not isinstance(value, bool):
        return {"low": value, "expected": value, "high": value}
    return value.isoformat() if isinstance(value, date) else value


def _refused(file: Path, error: "ValidationError") -> UsageError:
    problem = next((item for item in error.errors(include_url=False) if item["type"] == _UNKNOWN_KEY), error.errors(include_url=False)[0])
    route = tuple(problem["loc"])
    if problem["type"] == _UNKNOWN_KEY:
        near = similar(str(route[-1]), _known(route))
        return UsageError(f"{_shown(file)}: unknown key `{dotted(route)}`", f"did you mean {near[0]}?" if near else f"keys are {', '.join(_known(route))}")
    reason = problem["msg"].removeprefix("Value error, ")
    where = f" `{dotted(route)}`:" if route else ""
    return UsageError(f"{_shown(file)}:{where} {reason[:1].lower()}{reason[1:]}")


def _known(route: tuple[Any, ...]) -> Iterable[str]:
    """The keys that may stand where an unknown one does."""
    from specc.base.range import Range
    from specc.catalog.project import OwnPrice, OwnRate

    tables = {"prices": OwnPrice, "speech_rates": OwnRate}
    kinds: dict[int, Any] = {1: Project, 3: tables.get(route[0], Project)}
    names: tuple[str, ...] = kinds.get(len(route), Range).__slots__
    return names


def _shown(file: Path) -> str:
    """As short as it can be said from here."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
