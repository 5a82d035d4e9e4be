"""The names of output files, as they are compared: which files a task fills, and whether names can meet at all."""

import unicodedata
from collections.abc import Iterable, Iterator

from specc.base.location import Route
from specc.compiler.bind import NEEDS_ROW
from specc.compiler.program import Program
from specc.pipeline.unit import Unit

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
    if scalar is None or key is None or program.file is not NEEDS_ROW or program.skeleton.get("numberResults", 1) != 1:
        return None
    from specc.compiler.pieces import ColumnText, NotPlainError, Words, cut

    try:
        pieces = cut(program.templates.environment, scalar, program.context, allows_empty=True)
    except NotPlainError:
        return None
    keys = [index for index, piece in enumerate(pieces) if piece == ColumnText(key)]
    words = "".join(piece.text for piece in pieces if isinstance(piece, Words))
    if len(keys) != 1 or not all(isinstance(piece, Words) for index, piece in enumerate(pieces) if index not in keys) or not words.isascii():
        return None
    return "".join(piece.text for piece in pieces[: keys[0]] if isinstance(piece, Words))
