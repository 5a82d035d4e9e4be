"""The records of separated values: a line without a quote needn't be read, it is one that is cut at the delimiter when it is needed.

Law: the records are those of `csv` in its strict mode.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from specc.audience.lines import Lines, Record
from specc.audience.row import UnreadableAudienceError


class Records:
    """The records of texts, taken some at a time."""

    def __init__(self, texts: Iterator[str], delimiter: str, cell_characters_max: int) -> None:
        """`texts` are of whole lines. Raises TypeError or ValueError for a delimiter that can't be used."""
        self._texts = texts
        self._delimiter = delimiter
        self._cell_characters_max = cell_characters_max
        self._buffers = _Buffers(texts)
        self._reader = csv.reader(chain.from_iterable(self._buffers), delimiter=delimiter, strict=True)
        self._cut_lines: list[str] = []
        self._taken = self._cut_count = 0
        """Of the lines at hand, and of all lines before them."""
        self._read: Iterator[Record] = iter(())
        self.failure: Exception | None = None
        """What is wrong behind the records that were taken last."""

    @property
    def line_count(self) -> int:
        """How many lines the records stand on that have been taken so far."""
        return self._cut_count + self._taken + self._reader.line_num

    def take(self, count: int) -> Sequence[Record]:
        """The next records; fewer at the end, and before what is wrong, which is raised when there are none before it any more."""
        if self.failure is not None:
            raise self.failure
        taken: list[Any] = []
        cut = 0
        try:
            while len(taken) < count:
                if some := self._cut_lines[self._taken : self._taken + count - len(taken)]:
                    taken += some
                    cut += len(some)
                    self._taken += len(some)
                    continue
                before = len(taken)
                taken.extend(islice(self._read, count - before))
                if len(taken) == before and not self._advance():
                    break
        except (csv.Error, UnreadableAudienceError) as error:
            self.failure = error
            if not taken:
                raise
        if cut == len(taken):
            return Lines(taken, self._delimiter)
        return [item.split(self._delimiter) if isinstance(item, str) else item for item in taken] if cut else taken

    def _advance(self) -> bool:
        """Goes on with what `csv` has left of a text, or with the next one; whether there is any. Without a quote, a text ends where a record
        does."""
        if not self._buffers.left():
            text = next(self._texts, None)
            if text is None:
                return False
            if (lines := self._lines(text)) is not None:
                self._cut_count += len(self._cut_lines)
                self._cut_lines, self._taken = lines, 0
                return True
            self._buffers.hold(text)
        self._read = islice(self._reader, self._buffers.left())
        return True

    def _lines(self, text: str) -> list[str] | None:
        """The lines without what ends them, or None: a quote, a blank line, an odd line break or their length asks for `csv`."""
        if '"' in text or len(text) > self._cell_characters_max:
            return None
        ended = text if text.endswith("\n") or not text else text + "\n"
        lines = ended.splitlines()
        is_odd = len(lines) != ended.count("\n")  # some of what it cuts at ends no record
        return None if is_odd or "" in lines else lines


class _Buffers:
    """Texts as `csv` reads them: it asks for the next one where a text begins, or within a record that doesn't end with its text."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._held: str | None = None
        """A text that comes before the others."""
        self._buffer, self._length = io.StringIO(), 0

    def __iter__(self) -> Iterator[Iterable[str]]:
        return self

    def __next__(self) -> Iterable[str]:
        text, self._held = self._held, None
        if text is None:
            text = next(self._texts)
        self._buffer, self._length = io.StringIO(text, newline=""), len(text)
        return self._buffer

    def hold(self, text: str) -> None:
        """Has a text read next."""
        self._held = text

    def left(self) -> int:
        """About how many records are left of the text at hand, or of the one that is held; none where they were read to their ends."""
        if self._held is not None:
            return max(1, self._held.count("\n"))
        place = self._buffer.tell()
        return max(1, self._buffer.getvalue().count("\n", place)) if place < self._length else 0
