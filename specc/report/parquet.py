"""Tasks with what became of them as a Parquet file, a page of rows at a time."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from specc.base.errors import MissingExtraError
from specc.report.results import CELL, Pages, fields, header

_KINDS: Final = {"row": "Int64", "attempt": "Int64", "shared_by": "Int64", "run": "Int64", "cost_usd": "Float64", "paid_before_usd": "Float64"}
_LISTS: Final = frozenset({"files", "urls"})
_ROWS_MIN: Final = 10_000
"""In one frame: smaller ones cost more to hand over than to fill."""


class _Stream(io.RawIOBase):
    """As much of a file as the library writes to. It words an error anew, so that it is kept as it was."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        super().__init__()
        self._write = write
        self.error: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        try:
            self._write(bytes(data))
        except Exception as error:
            self.error = error
            raise
        return len(data)


def write_parquet(pages: Pages, axes: Sequence[str], write: Callable[[bytes], object]) -> None:
    """Raises MissingExtraError, and what `write` raises."""
    try:
        import polars as pl
        from polars.io.plugins import register_io_source
    except ImportError as error:
        raise MissingExtraError("a Parquet file", "data") from error
    schema = {name: pl.List(pl.String) if name in _LISTS else getattr(pl, _KINDS.get(name, "String")) for name in header(axes)}

    def frames(*_hints: Any) -> Iterator[pl.DataFrame]:
        for rows in _rows(pages, axes):
            yield pl.DataFrame({name: [row[name] for row in rows] for name in schema}, schema=schema)

    stream: Any = _Stream(write)
    try:
        register_io_source(frames, schema=schema).sink_parquet(stream)
    except pl.exceptions.PolarsError:
        if stream.error is not None:
            raise stream.error from None
        raise


def _rows(pages: Pages, axes: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    for page in pages:
        for result in page:
            told = fields(result)
            rows.append(told | {"state": str(told["state"])} | {CELL + axis: result.cell.get(axis) for axis in axes})
        if len(rows) >= _ROWS_MIN:
            yield rows
            rows = []
    yield rows
