"""The records of separated values: a line without a quote needn't be read, it is one that is cut at the delimiter when it is needed.

Law: the records are those of `csv` in its strict mode.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from operator import length_hint

from specc.audience.lines import Record


class Records:
    """An iterable once over, of records and of lines that are one: see `records_of`."""

    def __init__(self, texts: Iterator[str], delimiter: str, cell_characters_max: int) -> None:
        """`texts` are of whole lines. Raises TypeError or ValueError for a delimiter that can't be used."""
        self._texts = texts
        self._cell_characters_max = cell_characters_max
        self._held: str | None = None
        self._buffer, self._length = io.StringIO(), 0
        self._reader = csv.reader(chain.from_iterable(self._buffers()), delimiter=delimiter, strict=True)
        self._cut_lines: Iterator[str] = iter(())
        self._cut_count = 0
        self._records = chain.from_iterable(self._some())

    def __iter__(self) -> Iterator[Record | str]:
        return self._records

    @property
    def line_count(self) -> int:
        """How many lines the records stand on that have been read so far."""
        return self._cut_count - length_hint(self._cut_lines) + self._reader.line_num

    def _some(self) -> Iterator[Iterable[Record | str]]:
        """The records of one text after the other. Without a quote, a text ends where a record does."""
        for text in self._texts:
            lines = self._lines(text)
            if lines is None:
                self._held = text
                yield from self._of_reader(text.count("\n"))
            else:
                self._cut_count += len(lines)
                self._cut_lines = iter(lines)
                yield self._cut_lines

    def _lines(self, text: str) -> list[str] | None:
        """The lines without what ends them, or None: a quote, a blank line, an odd line break or their length asks for `csv`."""
        if '"' in text or len(text) > self._cell_characters_max:
            return None
        end = "\r\n" if "\r" in text else "\n"
        lines = text.split(end)
        if end == "\r\n" and not text.count("\r") == text.count("\n") == len(lines) - 1:
            return None
        if not lines[-1]:
            lines.pop()
        return None if "" in lines else lines

    def _of_reader(self, count: int) -> Iterator[Iterable[Record]]:
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
