"""The records of separated values: lines without a quote are cut at the delimiter, which costs half of what `csv` takes for them.

Law: the records are those of `csv` in its strict mode.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, repeat

Record = list[str]


class Records:
    """An iterable once over. `further_lines` is how many lines the records so far stand on beyond one each."""

    def __init__(self, texts: Iterator[str], delimiter: str, cell_characters_max: int) -> None:
        """`texts` are of whole lines. Raises TypeError or ValueError for a delimiter that can't be used."""
        self._texts = texts
        self._delimiter = delimiter
        self._cell_characters_max = cell_characters_max
        self._held: str | None = None
        self._buffer, self._length = io.StringIO(), 0
        self._reader = csv.reader(chain.from_iterable(self._buffers()), delimiter=delimiter, strict=True)
        self._read = 0
        self._records = chain.from_iterable(self._some())

    def __iter__(self) -> Iterator[Record]:
        return self._records

    @property
    def further_lines(self) -> int:
        return self._reader.line_num - self._read

    def _some(self) -> Iterator[Iterable[Record]]:
        """The records of one text after the other. Without a quote, a text ends where a record does."""
        for text in self._texts:
            lines = self._lines(text)
            if lines is None:
                self._held = text
                yield self._of_reader()
            else:
                yield map(str.split, lines, repeat(self._delimiter))

    def _lines(self, text: str) -> list[str] | None:
        """The lines without what ends them, or None: they need a closer look, for a quote, a blank line, an odd line break or their length."""
        plain = text.replace("\r\n", "\n") if "\r" in text else text
        if '"' in plain or "\r" in plain or "\n\n" in plain or plain[:1] == "\n" or len(plain) > self._cell_characters_max:
            return None
        lines = plain.split("\n")
        if not lines[-1]:
            lines.pop()
        return lines

    def _of_reader(self) -> Iterator[Record]:
        """What `csv` makes of the text that is held, and of the next ones as far as a record goes on in them."""
        for record in self._reader:
            self._read += 1
            yield record
            if self._buffer.tell() == self._length:
                return

    def _buffers(self) -> Iterator[Iterable[str]]:
        """Asked for the next one where a text begins, or within a record that doesn't end with its text."""
        while True:
            text, self._held = self._held, None
            if text is None and (text := next(self._texts, None)) is None:
                return
            self._buffer, self._length = io.StringIO(text, newline=""), len(text)
            yield self._buffer
