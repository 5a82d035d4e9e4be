"""Reads a file of faults. Whatever is wrong with it is told in one line, with the place in it."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from specc.base.errors import UnreadableError, UsageError
from specc.run.sandbox.faults.rules import FaultFile
from specc.syntax.parse import decode, parse

_HELP = "`specc sandbox --help` shows an example"
_MESSAGES = {"model_type": "it is not a mapping", "extra_forbidden": "there is no such key"}


def read_faults(path: Path) -> FaultFile:
    """The rules of a YAML or JSON file. Raises UnreadableError and UsageError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"can't read {path}: {error.strerror or error}") from None
    source, problems = decode(str(path), raw)
    document = parse(source)
    for problem in (*problems, *document.faults):
        line = source.position(problem.span.start).line
        what = problem.facts.get("problem", f"`specc explain {problem.rule}` tells what is wrong")
        raise UsageError(f"{path}:{line}: {what}", _HELP)
    return checked(document.data, str(path))


def checked(data: Any, name: str) -> FaultFile:
    """The rules that plain data hold. Raises UsageError, which begins with the name."""
    try:
        return FaultFile.model_validate({"rules": data} if isinstance(data, list) else data or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        wording = _MESSAGES.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise UsageError(f"{name}: {_where(first['loc'])}{wording[:1].lower()}{wording[1:]}", _HELP) from None


def _where(place: tuple[int | str, ...]) -> str:
    """`rule 2, status: ` for a reader who counts from one."""
    steps = list(place)
    if steps[:1] == ["rules"] and len(steps) > 1:
        steps[:2] = [f"rule {int(steps[1]) + 1}"]
    return ", ".join(map(str, steps)) + ": " if steps else ""
