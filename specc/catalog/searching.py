"""Finds ids of a model's catalogs by words and by what is known of them. An id of which something isn't known is never found by that."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from specc.catalog.languages import base, named
from specc.catalog.models import Model, Traits

_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W_A-Za-z0-9]+")
_NEAR_MIN = 0.75
_SAME = {"man": "male", "woman": "female"}
_EXACT, _START, _INSIDE = 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    model: Model
    id: str
    traits: Traits


def find(model: Model, catalog: str, query: Sequence[str], wanted: Mapping[str, str]) -> list[Entry]:
    """The ids in which every word of a query is found, best first, or, where there are none, nearly; `wanted` are traits by name."""
    words = [word for text in query for word in _WORD.findall(text.casefold())]
    entries = [entry for entry in _entries(model, catalog) if all(_has(entry, name, value) for name, value in wanted.items())]
    for fit in (_fit, _near):
        scored = [(score, entry) for entry in entries if (score := _score(words, entry, fit)) > 0]
        if scored:
            return [entry for _, entry in sorted(scored, key=lambda item: (-item[0], item[1].id))]
    return []


def _entries(model: Model, catalog: str) -> Iterator[Entry]:
    for id in sorted(model.ids.get(catalog, ())):
        yield Entry(model, id, model.traits(catalog, id))


def _has(entry: Entry, name: str, wanted: str) -> bool:
    if name == "language":
        meant = language_of(wanted)
        return bool(meant) and meant in (named(str(entry.traits.get("language", ""))), base(entry.id))
    value = str(entry.traits.get(name, "")).casefold()
    return bool(value) and _SAME.get(value, value) == _SAME.get(wanted.casefold(), wanted.casefold())


def known_values(models: Iterable[Model], catalog: str, name: str) -> list[str]:
    """What is known of a trait, over all ids of a catalog, as it may be asked for."""
    told = {str(entry.traits[name]).casefold() for model in models for entry in _entries(model, catalog) if entry.traits.get(name)}
    return sorted(told | {other for other, meant in _SAME.items() if meant in told})


def language_of(text: str) -> str:
    """The language that a tag or a name means; empty for neither."""
    return base(text) or named(text.casefold().replace(" ", "_"))


def _score(words: Sequence[str], entry: Entry, fit: Callable[[str, Sequence[str], str], float]) -> float:
    """How well the words fit; 0 where one of them doesn't."""
    told = " ".join(str(value) for value in entry.traits.values() if isinstance(value, str))
    known = [part.casefold() for part in _PARTS.findall(f"{entry.id} {told}")]
    scores = [fit(word, known, entry.id.casefold()) for word in words]
    return 1.0 + sum(scores) if all(scores) else 0.0


def _fit(word: str, known: Sequence[str], id: str) -> float:
    if word in known:
        return _EXACT
    if any(part.startswith(word) for part in known):
        return _START
    return _INSIDE if word in id else 0.0


def _near(word: str, known: Sequence[str], id: str) -> float:
    return _fit(word, known, id) or max((near for part in known if (near := _nearness(word, part)) >= _NEAR_MIN), default=0.0)


def _nearness(word: str, part: str) -> float:
    # letters alone tell most words apart, at a tenth of the price
    matcher: SequenceMatcher[Any] = SequenceMatcher(None, word, part)
    return matcher.ratio() if matcher.real_quick_ratio() >= _NEAR_MIN and matcher.quick_ratio() >= _NEAR_MIN else 0.0
