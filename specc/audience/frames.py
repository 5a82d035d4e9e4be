"""Tables of typed columns (Parquet, Arrow), read some rows at a time, so that a file of any size takes little memory.

What JSON has is taken as it is. Dates and times become ISO 8601 text. A decimal becomes a number, the nearest one, because a
contract bounds it as a number; a 32-bit float becomes the shortest number that is written the same (0.1, not
0.10000000149011612). Bytes and durations say nothing that could be spoken, and are refused.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from specc.audience.parts import Part, Reading
from specc.audience.row import BLOCK_ROWS, Block, Table, UnreadableAudienceError
from specc.base.errors import MissingExtraError

if TYPE_CHECKING:
    import polars as pl

_SLICE_ROWS = 1 << 14
_PART_ROWS_MIN = 1 << 12
_REFUSED = {"Binary": "bytes", "Duration": "durations", "Object": "objects", "Unknown": "values of an unknown type"}
_NATIVE = frozenset(("String", "Boolean", "Null", "Categorical", "Enum", "Float64", *(f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64, 128))))
_HELP = "write the file again"

Scan = Callable[[BinaryIO], "pl.LazyFrame"]


def parquet(stream: BinaryIO, reading: Reading) -> Table:
    return _table(_scan_parquet, stream, reading)


def arrow(stream: BinaryIO, reading: Reading) -> Table:
    return _table(_scan_arrow, stream, reading)


def split_parquet(stream: BinaryIO, reading: Reading, count: int) -> list[Part]:
    return _split(_scan_parquet, stream, reading, count)


def split_arrow(stream: BinaryIO, reading: Reading, count: int) -> list[Part]:
    return _split(_scan_arrow, stream, reading, count)


def _scan_parquet(stream: BinaryIO) -> "pl.LazyFrame":
    frame: pl.LazyFrame = _polars().scan_parquet(stream)
    return frame


def _scan_arrow(stream: BinaryIO) -> "pl.LazyFrame":
    frame: pl.LazyFrame = _polars().scan_ipc(stream)
    return frame


def _polars() -> Any:
    try:
        import polars as pl
    except ImportError:
        error = MissingExtraError("a file of typed columns", "data")
        raise UnreadableAudienceError(error.message, error.help) from None
    return pl


def _table(scan: Scan, stream: BinaryIO, reading: Reading) -> Table:
    if not stream.seekable():
        raise UnreadableAudienceError("a file of typed columns can't be read from a stream", "name a file that isn't compressed again")
    schema = _sound(scan, stream, lambda frame: frame.collect_schema())
    for name, kind in schema.items():
        if refused := _refused(kind):
            raise UnreadableAudienceError(f"the column `{name}` holds {refused}", "write it as text or as numbers, or leave it out")
    return Table(reading.file, tuple(schema), _blocks(scan, stream, reading), is_text=False, is_positional=True)


def _split(scan: Scan, stream: BinaryIO, reading: Reading, count: int) -> list[Part]:
    rows = _sound(scan, stream, lambda frame: frame.select(_polars().len()).collect().item())
    pieces = max(1, min(count, rows // _PART_ROWS_MIN))
    starts = [rows * index // pieces for index in range(pieces)]
    return [Part(reading.file, start, end, start + 1, is_last=end is None) for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _blocks(scan: Scan, stream: BinaryIO, reading: Reading) -> Iterator[Block]:
    """The line of a row is its number in its file."""
    start, end = reading.part.start, reading.part.end
    position = start
    while end is None or position < end:
        count = _SLICE_ROWS if end is None else min(_SLICE_ROWS, end - position)
        frame = _sound(scan, stream, partial(_collected, position=position, count=count))
        for piece in frame.iter_slices(BLOCK_ROWS):
            records = list(zip(*(_values(column) for column in piece.iter_columns()), strict=True))
            yield Block(reading.file, position - start + 1, records, range(position + 1, position + 1 + len(records)).__getitem__)
            position += len(records)
        if len(frame) < count:
            return


def _collected(frame: "pl.LazyFrame", *, position: int, count: int) -> "pl.DataFrame":
    return frame.slice(position, count).collect()


def _sound(scan: Scan, stream: BinaryIO, ask: Callable[["pl.LazyFrame"], Any]) -> Any:
    """What a file answers; it is damaged, or of another format, where the library fails in any of its ways."""
    errors = _polars().exceptions
    try:
        stream.seek(0)
        return ask(scan(stream))
    except (errors.PolarsError, errors.PanicException, OSError, ValueError) as error:
        reason = (str(error).splitlines() or ["no reason is given"])[0]
        raise UnreadableAudienceError(f"the file is damaged, or of another format: {reason}", _HELP) from None


def _refused(kind: Any) -> str:
    """What a type holds, at any depth, that can't be used."""
    inner = (*(field.dtype for field in getattr(kind, "fields", ())), getattr(kind, "inner", None))
    return _REFUSED.get(str(kind.base_type()), "") or next(filter(None, map(_refused, filter(None, inner))), "")


def _values(column: "pl.Series") -> list[Any]:
    pl = _polars()
    if str(column.dtype.base_type()) in _NATIVE:
        return column.to_list()
    if column.dtype == pl.Float32:
        return column.cast(pl.String).cast(pl.Float64).to_list()
    return [_plain(value) for value in column.to_list()]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date | datetime | time) else value
