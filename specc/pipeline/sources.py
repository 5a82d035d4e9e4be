"""Where an audience's rows come from: the spec itself, a file, several, or standard input; whole, or part by part."""

import re
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from specc.audience.compression import format_suffix
from specc.audience.parts import Part, Reading
from specc.audience.readers import is_read_in_order, open_table, split_table
from specc.audience.row import Block, Table, UnreadableAudienceError
from specc.audience.several import in_order, join_tables
from specc.base.globs import MAGIC
from specc.base.jsonvalue import text_of
from specc.base.location import Route
from specc.base.similar import similar
from specc.check.rule import did_you_mean
from specc.pipeline.files import SpecFiles
from specc.syntax.document import Document

_FROM: Route = ("audience", "from")
_STDIN = "-"
_NAMES_MAX = 5000
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """The files of an audience by the names their spec gives them, and how they are to be read."""

    files: SpecFiles
    names: tuple[str, ...]
    encoding: str
    delimiter: str | None

    def paths(self) -> Iterator[Path]:
        return (self.files.folder / name for name in self.names if name != _STDIN)

    @property
    def is_several(self) -> bool:
        return len(self.names) > 1


def find_sources(document: Document, files: SpecFiles) -> Sources | None:
    """None where the rows stand in the spec. Raises `UnreadableAudienceError`."""
    source = document.get(_FROM)
    items = source if isinstance(source, list) else [source]
    if isinstance(source, list) and not any(isinstance(item, str) for item in source):
        return None
    if any(isinstance(item, dict) for item in items):
        raise UnreadableAudienceError("rows and names of files are mixed", "write rows, or name files")
    names = tuple(name for item in items if isinstance(item, str) for name in _expanded(files, item))
    if len(names) > 1 and _STDIN in names:
        raise UnreadableAudienceError("standard input can't be one of several files", "name files, or `-` alone")
    if twice := next((name for index, name in enumerate(names) if name in names[:index]), None):
        raise UnreadableAudienceError(f"the file `{twice}` is named twice", "name each file once")
    encoding, delimiter = (document.get(("audience", key)) for key in ("encoding", "delimiter"))
    return Sources(files, names, text_of(encoding) or "utf-8", text_of(delimiter))


def open_sources(sources: Sources, streams: ExitStack) -> Table:
    """The table of all files. What it opens is closed by `streams`, or as soon as it has been read."""
    if not sources.is_several:
        return streams.enter_context(_opened(sources, Part(sources.names[0])))
    table = join_tables([partial(_opened, sources, Part(name)) for name in sources.names])
    assert isinstance(table.blocks, Generator)
    streams.callback(table.blocks.close)
    return table


def fraction_read(sources: Sources) -> float | None:
    """How much of the files' bytes has been read; None where that isn't known, or says nothing."""
    reading = sources.files.reading
    if reading is None or reading[0] not in sources.names or not all(is_read_in_order(_suffix(name)) for name in sources.names):
        return None
    current, tell = reading
    position = tell()
    sizes = [sources.files.audience_size(name) for name in sources.names]
    before = sum(sizes[: sources.names.index(current)])
    return (before + (sources.files.audience_size(current) if position is None else position)) / max(1, sum(sizes))


def open_inline(document: Document) -> Table:
    source = document.get(_FROM)
    rows = [(index, item) for index, item in enumerate(source if isinstance(source, list) else ()) if isinstance(item, dict)]
    columns = tuple(dict.fromkeys(name for _, item in rows for name in item))
    blocks = (_inline_block(document, index, item) for index, item in rows)
    return Table(document.source.name, columns, blocks, is_text=False, is_positional=False)


def split_sources(sources: Sources, count: int) -> Iterator[Part]:
    """The files cut into about `count` parts in all, at least one a file, in order; a source that can't be cut is one. A part
    is looked for when it is asked for. Raises OSError.
    """
    if sources.names == (_STDIN,):
        yield Part(_STDIN)
        return
    sizes = [sources.files.audience_size(name) for name in sources.names]
    for name, size in zip(sources.names, sizes, strict=True):
        share = round(count * size / max(1, sum(sizes)))
        with _stream(sources, name) as stream:
            yield from split_table(stream, Reading(name, sources.encoding), suffix=_suffix(name), count=max(1, share))


def open_part(sources: Sources, part: Part, first: Table, streams: ExitStack) -> Table:
    """The table of a part, its columns in the order of the whole's, `first`. Its rows are numbered from 1, its lines are its
    file's own. Raises `BadCutError`, here or as it is read.
    """
    columns = None
    if part.start and not sources.is_several:
        columns = first.columns
    elif part.start:
        with _opened(sources, Part(part.file)) as whole:
            columns = whole.columns
    return in_order(streams.enter_context(_opened(sources, part, columns)), first)


def _expanded(files: SpecFiles, name: str) -> list[str]:
    if _ADDRESS.match(name):
        raise UnreadableAudienceError(f"`{name}` is an address, and only files are read", 'get the file first and name it, or pipe its rows in as CSV: `from: "-"`')
    try:
        if not MAGIC.intersection(name) or files.has_audience(name):
            return [name]
        found = files.match_audience(name)
    except OSError as error:
        raise _missing(files, name, error) from None
    if not found:
        raise UnreadableAudienceError(f"no file matches `{name}`", f"the path is looked up from {files.folder or '.'}")
    return found


@contextmanager
def _opened(sources: Sources, part: Part, columns: tuple[str, ...] | None = None) -> Iterator[Table]:
    """Of several files, the one that can't be opened is named."""
    shown = "stdin" if part.file == _STDIN else str(sources.files.folder / part.file)
    reading = Reading(shown, sources.encoding, sources.delimiter, part, columns)
    with _stream(sources, part.file) as stream:
        try:
            table = open_table(stream, reading, suffix=_suffix(part.file))
        except UnreadableAudienceError as error:
            problem = f"{shown}: {error.problem}" if sources.is_several else error.problem
            raise UnreadableAudienceError(problem, error.help) from None
        yield table


@contextmanager
def _stream(sources: Sources, name: str) -> Iterator[BinaryIO]:
    """Standard input stays open."""
    try:
        stream = sources.files.open_audience(name)
    except OSError as error:
        raise _missing(sources.files, name, error) from None
    except ValueError:
        raise UnreadableAudienceError(f"{name!r} is no file name", "name a file") from None
    try:
        yield stream
    finally:
        if stream is not sys.stdin.buffer:
            stream.close()


def _missing(files: SpecFiles, name: str, error: OSError) -> UnreadableAudienceError:
    near = _near(files, name) if isinstance(error, FileNotFoundError) else []
    return UnreadableAudienceError(f"{name}: {(error.strerror or str(error)).lower()}", did_you_mean(near, f"the path is looked up from {files.folder or '.'}"))


def _near(files: SpecFiles, name: str) -> list[str]:
    """The names nearest to one that isn't there, as they would be written."""
    path = Path(name)
    names = [found for found in files.disk.match(files.folder / path.parent, f"*{path.suffix}")[:_NAMES_MAX] if found != path.name]
    return [name.removesuffix(path.name) + near for near in similar(path.name, names)]


def _suffix(name: str) -> str:
    return ".csv" if name == _STDIN else format_suffix(name)


def _inline_block(document: Document, index: int, item: dict[str, Any]) -> Block:
    line = document.span((*_FROM, index)).first.line
    return Block(document.source.name, index + 1, [item], lambda _: line)
