"""The names of output files, as they are compared: which files a task fills, and whether names can meet at all."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specc.base.location import Route, reached
from specc.compiler.bind import NEEDS_ROW
from specc.compiler.program import Program
from specc.pipeline.unit import Unit
from specc.template.names import Path

_FILE: Route = ("output", "file")


def file_names(file: str, count: object) -> Iterator[str]:
    """The files a task fills, one for each of its `count` results, as the least careful file system compares names."""
    stem, dot, extension = file.rpartition(".")
    for number in range(1, count + 1 if isinstance(count, int) else 2):
        name = file if number == 1 else f"{stem}-{number}{dot}{extension}"
        yield unicodedata.normalize("NFC", name).casefold()


def folded(files: Iterable[str]) -> list[str]:
    """Names as the least careful file system compares them."""
    names = list(files)
    joined = "\n".join(names)
    if joined.isascii() and joined.count("\n") == len(names) - 1:
        lower = joined.lower()
        return names if lower == joined else lower.split("\n")
    return [unicodedata.normalize("NFC", name).casefold() for name in names]


def files_by_key(unit: Unit) -> bool:
    """Whether rows with different keys can't write the same file: its name is the key, between words that tell cells apart."""
    around = [_before_key(unit, program) for program in unit.programs if program.is_made]
    before = [words.casefold() for words in around if words is not None]
    return len(before) == len(around) and len(set(before)) == len(before) and len({len(word) for word in before}) == 1


def _before_key(unit: Unit, program: Program) -> str | None:
    """The words before the key in the names of a cell's files, or None: they aren't a key between words."""
    scalar = program.templates.scalars.get(_FILE)
    key = unit.audience.key if unit.audience else None
    if scalar is None or scalar.plain is None or key is None or program.file is not NEEDS_ROW or program.skeleton.get("numberResults", 1) != 1:
        return None
    words: list[str] = []
    before: str | None = None
    for piece in scalar.plain.pieces:
        if piece == ("row", key):
            if before is not None:
                return None
            before = "".join(words)
        else:
            words.append(piece if isinstance(piece, str) else _constant(piece, program.context))
    return before if all(word.isascii() and word for word in words) else None


def _constant(path: Path, context: Mapping[str, Any]) -> str:
    """The text of a constant of the cell; empty where a path leads to none."""
    value = reached(context, path)
    return value if isinstance(value, str) else ""
