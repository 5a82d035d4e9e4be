"""Tasks with what became of them, a line each: for people, as JSON lines, or as CSV (RFC 4180). They come and go in pages."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import orjson

from specc.plan.lifecycle import State
from specc.plan.result import Result
from specc.report.json import dumped
from specc.report.paint import Paint
from specc.report.table import NO_COST, Row, table
from specc.report.words import money, printable

Pages = Iterable[Sequence[Result]]
CELL: Final = "cell_"
"""What the name of an axis begins with where it is a column."""
SEPARATOR: Final = ";"
_COLOURS: Final = {State.DELIVERED: "green", State.FAILED: "red", State.BLOCKED: "red"}
_TIMES: Final = ("planned", "sent", "accepted", "made", "ended")


def fields(result: Result) -> dict[str, Any]:
    """All that is told of a task, in the order of the columns; `cell` stands for the columns of its axes."""
    error, times = result.error, result.times
    return {
        "provider": result.provider,
        "spec": result.spec,
        "key": result.key,
        "row": result.row,
        "cell": result.cell,
        "state": result.state,
        "attempt": result.attempt + 1,
        "cost_usd": result.cost_usd,
        "paid_before_usd": result.paid_usd,
        "shared_by": result.shared_by,
        "file": result.file,
        "files": result.files,
        "urls": result.urls,
        "uuid": result.uuid,
        "digest": result.digest,
        "model": result.model,
        "run": result.run,
        **{f"{name}_at": times.get(name) for name in _TIMES},
        "error_category": error.category if error else None,
        "error_code": error.code or None if error else None,
        "error_message": error.message if error else None,
    }


NAMES: Final = tuple(fields(Result("", "", "", None, {}, 0, "", "", 0, "", State.PLANNED, "")))
_HEAD, _TAIL = NAMES[: NAMES.index("cell")], NAMES[NAMES.index("cell") + 1 :]


def jsonl(pages: Pages, _axes: Sequence[str] = ()) -> Iterator[bytes]:
    for page in pages:
        yield b"".join(_json_line(fields(result)) for result in page)


def separated(pages: Pages, axes: Sequence[str]) -> Iterator[bytes]:
    """CSV with a head. Several files or addresses are parted by `;`. What isn't known is empty."""
    yield _csv([header(axes)])
    for page in pages:
        yield _csv(_csv_row(result, axes) for result in page)


def header(axes: Sequence[str]) -> list[str]:
    return [*_HEAD, *(CELL + axis for axis in axes), *_TAIL]


def text(pages: Pages, *, is_coloured: bool = False, columns: int = 80) -> Iterator[bytes]:
    """A table; a long one in pieces, whose columns may differ in width."""
    paint = Paint(is_coloured=is_coloured)
    for number, page in enumerate(pages):
        lines = table(_rows(page), columns, paint)
        yield "".join(f"{line}\n" for line in lines[number > 0 :]).encode("utf-8", errors="replace")


def _json_line(told: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return orjson.dumps(orjson.loads(dumped(told)), option=orjson.OPT_APPEND_NEWLINE)


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode("utf-8", errors="replace")


def _csv_row(result: Result, axes: Sequence[str]) -> list[Any]:
    told = fields(result) | {"files": SEPARATOR.join(result.files), "urls": SEPARATOR.join(result.urls)}
    return [*(told[name] for name in _HEAD), *(result.cell.get(axis) for axis in axes), *(told[name] for name in _TAIL)]


def _rows(page: Sequence[Result]) -> Iterator[Row]:
    yield ("task", "cell", "attempt", "cost", "state"), None
    for result in page:
        name = result.spec if result.key == result.spec else f"{result.spec} {result.key}"
        cost = NO_COST if result.cost_usd is None else money(result.cost_usd)
        state = f"{result.state}" + (f" ({result.error.category})" if result.error else "")
        yield (printable(name), printable(" ".join(result.cell.values())), str(result.attempt + 1), cost, state), _COLOURS.get(result.state, "yellow")


WRITERS: Final[dict[str, Callable[[Pages, Sequence[str]], Iterator[bytes]]]] = {"jsonl": jsonl, "csv": separated}
