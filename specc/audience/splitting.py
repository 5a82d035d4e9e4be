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
        self._held: str | None = None
        self._buffer, self._length = io.StringIO(), 0
        self._reader = csv.reader(chain.from_iterable(self._buffers()), delimiter=delimiter, strict=True)
        self._stretches = self._some()
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
                if len(taken) == before and not next(self._stretches, False):
                    break
        except (csv.Error, UnreadableAudienceError) as error:
            self.failure = error
            if not taken:
                raise
        if cut == len(taken):
            return Lines(taken, self._delimiter)
        return [item.split(self._delimiter) if isinstance(item, str) else item for item in taken] if cut else taken

    def _some(self) -> Iterator[bool]:
        """Goes on with the lines, or the records, of one text after the other. Without a quote, a text ends where a record does."""
        for text in self._texts:
            lines = self._lines(text)
            if lines is None:
                self._held = text
                for read in self._of_reader(text.count("\n")):
                    self._read = read
                    yield True
            else:
                self._cut_count += len(self._cut_lines)
                self._cut_lines, self._taken = lines, 0
                yield True

    def _lines(self, text: str) -> list[str] | None:
        """The lines without what ends them, or None: a quote, a blank line, an odd line break or their length asks for `csv`."""
        if '"' in text or len(text) > self._cell_characters_max:
            return None
        ended = text if text.endswith("\n") or not text else text + "\n"
        lines = ended.splitlines()
        is_odd = len(lines) != ended.count("\n")  # some of what it cuts at ends no record
        return None if is_odd or "" in lines else lines

    def _of_reader(self, count: int) -> Iterator[Iterator[Record]]:
        """What `csv` makes of the text that is held, of about so many records, and of the next ones up to where one ends with a record."""
        yield islice(self._reader, max(1, count))
        while (place := self._buffer.tell()) < self._length:
            yield islice(self._reader, max(1, self._buffer.getvalue().count("\n", place)))

    def _buffers(self) -> Iterator[Iterable[str]]:
        """Asked for the next one where a text begins, or within a record that doesn't end with its text."""
        while True:
            text, self._held = self._held, None
            if text is None and (text := next(self._texts, None)) is None:
                return
            self._buffer, self._length = io.StringIO(text, newline=""), len(text)
            yield self._buffer
