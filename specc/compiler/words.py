"""Words of a spoken text that there is something to say of: known ones once for a cell, where they are written; those of rows in the
cells of the data that bring them.

Law: every way of making a task says the same of its words. Those of a row count as they are spoken: only where they stand in the
text that is made of it. Which words are worth a remark is not known here.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from specc.base.fault import Fault, Related, Sighting
from specc.base.location import Route, Span
from specc.compiler.bind import VALUE_CHARACTERS_MAX, used_columns
from specc.compiler.limits import Places
from specc.compiler.memo import Seen
from specc.compiler.refusal import NotPlainError
from specc.compiler.residual import Hole
from specc.compiler.watch import value_at
from specc.compiler.written import TAG, Origin, Place, Written, hidden
from specc.template.scalar import Scalar

_HIDDEN = re.compile(f"{TAG}+")
_OPENING = re.compile(r"\{[{%#]")
Look = Callable[[str, Any], Iterable["Word"]]


@dataclass(frozen=True, slots=True)
class Word:
    """What there is to say of the characters `start` to `end` of a text; `facts` are the arguments of the rule's wording."""

    rule: str
    start: int
    end: int
    facts: Mapping[str, object]
    fold: str
    is_error: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class WordWatch:
    """`look` is asked of texts and their language (None where that isn't known), `look_whole` of a parameter's text as a whole.
    `are_clean`: nothing can be said of any of several texts, whatever their language, `are_fit`: in these languages; as far as is
    quickly found. `language` is empty where a model has no such parameter.
    """

    route: Route
    language: Route
    look: Look
    look_whole: Look
    are_clean: Callable[[Collection[str]], bool]
    are_fit: Callable[[Collection[str], Collection[Any]], bool]


@dataclass(frozen=True, slots=True, eq=False)
class OpenWords:
    """A watch on a text of rows. `spans` has where its template names each of its columns; None where it may use any: then the text
    as a whole is looked at.
    """

    watch: WordWatch
    scalar: Scalar
    whole: Span
    spans: Mapping[str, Span] | None

    def faults(self, payload: Any, row: Any, sighting: Sighting) -> Iterator[Fault]:
        text = value_at(payload, self.watch.route)
        if not isinstance(text, str):
            return
        language = value_at(payload, self.watch.language)
        for name, value in self._values(text, row):
            for fault in self.said(name, value, text, language):
                seen = replace(sighting, column=name, value=None if name is None else value[:VALUE_CHARACTERS_MAX])
                yield replace(fault, sighting=seen)

    def _values(self, text: str, row: Any) -> Iterator[tuple[str | None, str]]:
        if self.spans is None:
            yield None, text
        elif isinstance(row, dict):
            yield from ((name, value) for name in self.spans if isinstance(value := row.get(name), str))

    def said(self, name: str | None, value: str, text: str, language: Any) -> Iterator[Fault]:
        """What is said of a value of a row, once of each kind."""
        told: set[str] = set()
        span = self.whole if name is None or self.spans is None else self.spans[name]
        for word in self.watch.look(value, language):
            words = value[word.start : word.end]
            is_spoken = words not in self.scalar.text if name is None else words in text
            if is_spoken and word.fold not in told:
                told.add(word.fold)
                yield Fault(word.rule, span, word.facts, fold=f"{word.fold}:{name or ''}", within=self.whole)


@dataclass(slots=True, eq=False)
class _Known:
    """The words of one text in one cell. `explained` are those that were told where they are written."""

    watch: WordWatch
    origin: Origin
    places: Places
    sighting: Sighting
    faults: list[Fault] = field(default_factory=list)
    explained: list[re.Pattern[str]] = field(default_factory=list)

    def written(self, value: str | None, language: Any) -> None:
        """Of what is written; `value` is what it comes to, where that is known."""
        for text in self.origin.texts(("task", *self.watch.route)):
            for word in self.watch.look(text.text, language):
                words = text.text[word.start : word.end]
                pattern = re.compile(".*".join(map(re.escape, _HIDDEN.split(words))), re.DOTALL)
                if value is None or pattern.search(value):
                    self.explained.append(pattern)
                    self._tell_written(word, text)

    def _tell_written(self, word: Word, text: Written) -> None:
        if word.is_error and text.is_constant and _OPENING.search(text.text):
            return  # a template in a constant is told as that
        facts = {**word.facts, "words": text.shown[word.start : word.end]} if "words" in word.facts else word.facts
        self._tell(replace(word, facts=facts), *text.place(word.start, word.end))

    def spoken(self, value: str, language: Any) -> None:
        """Of a known value: what is written nowhere as it is spoken."""
        route = self.watch.route
        for word in self.watch.look(value, None):
            words = value[word.start : word.end]
            if not any(pattern.search(words) for pattern in self.explained):
                self._tell(word, *(self._in_tag(words) or self.places.value(route)))
        for word in self.watch.look_whole(value, language):
            self._tell(word, *self._whole(word, value))

    def _in_tag(self, words: str) -> Place | None:
        """Where words stand in the tags of a template, as a text that it makes something of; None where that isn't certain."""
        route = ("task", *self.watch.route)
        scalar = self.origin.templates.scalars.get(route)
        if scalar is None or scalar.text.count(words) != 1:
            return None
        start = scalar.text.index(words)
        return self.places.document.inner_span(route, start, start + len(words)), ()

    def _whole(self, word: Word, value: str) -> Place:
        """The place of characters of a known text: where they are written, if the text is written as it is, or its template says the same."""
        for text in self.origin.texts(("task", *self.watch.route)):
            if text.text == value:
                return text.place(word.start, word.end)
            if not text.is_constant and (same := [other for other in self.watch.look_whole(text.text, None) if other.facts == word.facts]):
                return text.place(same[0].start, same[0].end)
        return self.places.value(self.watch.route)

    def template(self, text: str, language: Any) -> None:
        """Of the text of rows as far as it is known."""
        route = ("task", *self.watch.route)
        for word in self.watch.look_whole(hidden(text), None if "{%" in text else language):
            self._tell(word, self.places.document.inner_span(route, word.start, word.end), ())

    def _tell(self, word: Word, span: Span, related: tuple[Related, ...]) -> None:
        words = str(word.facts.get("words", ""))
        self.faults.append(Fault(word.rule, span, word.facts, fold=f"{word.fold}:{words}", related=related, sighting=self.sighting))


def settled(watches: Iterable[WordWatch], skeleton: Any, origin: Origin, places: Places, sighting: Sighting) -> tuple[list[Fault], tuple[OpenWords, ...]]:
    """What is said of the words of a cell, and the watches that are left for its rows."""
    told: list[Fault] = []
    left: list[OpenWords] = []
    for watch in watches:
        value, language = value_at(skeleton, watch.route), value_at(skeleton, watch.language)
        known = _Known(watch, origin, places, sighting)
        spoken_in = None if isinstance(language, Hole) else language
        if isinstance(value, str):
            known.written(value, None)
            known.spoken(value, spoken_in)
        elif isinstance(value, Hole):
            known.written(None, None)
            known.template(value.scalar.text, spoken_in)
            left.append(_open(watch, value.scalar, origin))
        told += known.faults
    return told, tuple(left)


def _open(watch: WordWatch, scalar: Scalar, origin: Origin) -> OpenWords:
    templates = origin.templates
    whole = templates.document.span(scalar.route)
    of_row = [reference for reference in scalar.references if reference.path[0] == "row"]
    is_any = templates.is_open or any(len(reference.path) != 2 or hasattr(dict, reference.path[1]) for reference in of_row)  # noqa: PLR2004 - `row` and a column
    spans = None if is_any else {name: _named(templates.document, scalar, name, whole) for name in used_columns(scalar)}
    return OpenWords(watch, scalar, whole, spans)


def _named(document: Any, scalar: Scalar, name: str, whole: Span) -> Span:
    """Where a template names a column first; a partial may."""
    found = next((item for item in scalar.references if item.path == ("row", name)), None)
    is_here = found is not None and scalar.text[found.start : found.end] == f"row.{name}"
    span: Span = document.inner_span(scalar.route, found.start, found.end) if found is not None and is_here else whole
    return span


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How the rows of a block are read. `language` is known, or a hole; `parts` are those of the text's JSON, None for each that rows
    bring; `memories` are of the columns that repeat their values, by what is quickly told apart.
    """

    language: Any
    parts: tuple[bytes | None, ...]
    columns: tuple[str, ...]
    memories: Mapping[str, Seen]


def block_looker(left: OpenWords, reading: Reading, cell: Sighting, notes: list[Any]) -> Callable[..., None]:
    """Looks at the columns of a block as `faults` does; an error refuses the block. It is given what rows bring to the text, the JSON of
    their languages if it is theirs, the columns, and for each of them what its values are remembered by."""
    of_text, is_of_rows, count = reading.parts.count(None), isinstance(reading.language, Hole), len(reading.columns)

    def look(*vectors: Sequence[Any]) -> None:
        texts, columns = vectors[:of_text], vectors[of_text + is_of_rows :]
        block = _Block(reading, texts, vectors[of_text] if is_of_rows else None)
        values: Iterable[tuple[str | None, Sequence[Any], Sequence[Any]]] = zip(reading.columns, columns[:count], columns[count:], strict=True)
        if left.spans is None:
            whole = [block.text(index) for index in range(len(texts[0]))]
            values = [(None, whole, whole)]
        for name, vector, keys in values:
            if not _are_clean(left.watch, (vector, keys), reading.memories.get(name or ""), block.languages):
                _note(left, (name, vector), block, cell, notes)

    return look


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    reading: Reading
    texts: Sequence[Sequence[bytes]]
    tags: Sequence[bytes] | None

    def text(self, index: int) -> Any:
        """The text of a row; None where it is omitted."""
        brought = iter(self.texts)
        return _value(b"".join(next(brought)[index] if part is None else part for part in self.reading.parts))

    def language(self, index: int) -> Any:
        return self.reading.language if self.tags is None else _value(self.tags[index])

    def languages(self) -> Collection[Any]:
        return {self.reading.language} if self.tags is None else set(map(_value, set(self.tags)))


def _are_clean(watch: WordWatch, vectors: tuple[Sequence[Any], Sequence[Any]], memory: Seen | None, languages: Callable[[], Collection[Any]]) -> bool:
    values, keys = vectors
    if memory is None:
        texts: Collection[str] = [value for value in values if value.__class__ is str]
        return watch.are_clean(texts) or watch.are_fit(texts, languages())
    if memory.covers(keys):
        return True
    fresh = {key: value for key, value in zip(keys, values, strict=True) if key not in memory}
    if not watch.are_clean(fresh.values()):
        return watch.are_fit(fresh.values(), languages())
    memory.update(fresh)
    return True


def _note(left: OpenWords, named: tuple[str | None, Sequence[Any]], block: _Block, cell: Sighting, notes: list[Any]) -> None:
    name, vector = named
    for index, value in enumerate(vector):
        tag = block.language(index)
        if value.__class__ is not str or not list(left.watch.look(value, tag)):
            continue
        text = block.text(index)
        for fault in left.said(name, value, text, tag) if isinstance(text, str) else ():
            if fault.facts.get("is_certain"):
                raise NotPlainError
            notes.append((index, (replace(fault, sighting=cell), name)))


def _value(raw: bytes) -> Any:
    return orjson.loads(raw) if raw else None
