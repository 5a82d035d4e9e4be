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
from specc.compiler.written import TAG, Origin, Written, hidden
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
    `are_clean`: nothing can be said of any of several texts in these languages, as far as is quickly found. `language` is empty
    where it doesn't matter.
    """

    route: Route
    look: Look
    look_whole: Look
    are_clean: Callable[[Sequence[str], Callable[[], Collection[Any]]], bool]
    language: Route = ()


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


@dataclass(slots=True)
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
        self._tell(replace(word, facts=facts), text.span(word.start, word.end), text.related)

    def spoken(self, value: str, language: Any) -> None:
        """Of a known value: what is written nowhere as it is spoken."""
        route = self.watch.route
        for word in self.watch.look(value, None):
            words = value[word.start : word.end]
            if not any(pattern.search(words) for pattern in self.explained):
                self._tell(word, *self.places.value(route))
        for word in self.watch.look_whole(value, language):
            self._tell(word, *self._whole(word, value))

    def _whole(self, word: Word, value: str) -> tuple[Span, tuple[Related, ...]]:
        """The place of characters of a known text: where they stand if the text is written as it is."""
        written = next((text for text in self.origin.texts(("task", *self.watch.route)) if text.text == value), None)
        return self.places.value(self.watch.route) if written is None else (written.span(word.start, word.end), written.related)

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
    if is_any or not all(reference.path[0] != "row" or len(reference.path) > 1 for reference in scalar.references):
        return OpenWords(watch, scalar, whole, None)
    spans = {name: _named(templates.document, scalar, name, whole) for name in used_columns(scalar)}
    return OpenWords(watch, scalar, whole, spans)


def _named(document: Any, scalar: Scalar, name: str, whole: Span) -> Span:
    """Where a template names a column first; a partial may."""
    found = next((item for item in scalar.references if item.path == ("row", name)), None)
    is_here = found is not None and scalar.text[found.start : found.end] == f"row.{name}"
    span: Span = document.inner_span(scalar.route, found.start, found.end) if found is not None and is_here else whole
    return span


def block_looker(left: OpenWords, language: Any, columns: Sequence[str], memories: Mapping[str, Seen], cell: Sighting, notes: list[Any]) -> Callable[..., None]:
    """Looks at the columns of a block that a text is made of, whose JSON is `texts`, as `faults` does; an error refuses the block.
    `language` is known, or None and its JSON comes behind the texts. `memories` are of columns that repeat their values."""

    def look(texts: list[bytes], *vectors: Sequence[Any]) -> None:
        languages = vectors[: len(vectors) - len(columns)]
        told = (lambda: set(map(_value, set(languages[0])))) if languages else (lambda: {language})
        values: Iterable[tuple[str | None, Sequence[Any]]] = zip(columns, vectors[len(languages) :], strict=True)
        for name, vector in values if left.spans is not None else [(None, [_value(text) for text in texts])]:
            if not _are_clean(left.watch, vector, memories.get(name or ""), told):
                _note(left, (name, vector), texts, [_value(item) for item in languages[0]] if languages else [language] * len(texts), cell, notes)

    return look


def _are_clean(watch: WordWatch, vector: Sequence[Any], memory: Seen | None, languages: Callable[[], Collection[Any]]) -> bool:
    if memory is None:
        return watch.are_clean([value for value in vector if value.__class__ is str], languages)
    if memory.issuperset(vector):
        return True
    fresh = list(set(vector) - memory)
    if watch.are_clean(fresh, languages):
        memory.update(fresh)
        return True
    return False


def _note(left: OpenWords, named: tuple[str | None, Sequence[Any]], texts: list[bytes], languages: list[Any], cell: Sighting, notes: list[Any]) -> None:
    name, vector = named
    for index, value in enumerate(vector):
        if value.__class__ is not str or not texts[index] or not any(True for _ in left.watch.look(value, languages[index])):
            continue
        text = _value(texts[index])
        for fault in left.said(name, value, text, languages[index]) if isinstance(text, str) else ():
            if fault.facts.get("is_certain"):
                raise NotPlainError
            notes.append((index, (replace(fault, sighting=cell), name)))


def _value(raw: bytes) -> Any:
    return orjson.loads(raw) if raw else None


