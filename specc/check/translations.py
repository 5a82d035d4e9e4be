"""The texts of a spec's languages, one beside the other: what was copied and never translated. Silent where a text may rightly be the same."""

import re
from collections.abc import Iterator
from typing import Any

from specc.base.fault import Fault, Related
from specc.base.location import Route, dotted
from specc.catalog.languages import base
from specc.syntax.document import Document

_LANGUAGES: Route = ("languages",)
_WORDS_MIN = 5
"""Shorter texts are names, or words that languages share."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"://|^[\w.-]+@|/")


def untranslated_faults(document: Document) -> list[Fault]:
    """Texts that are word for word those of another language."""
    first: dict[tuple[Route, str], str] = {}
    faults: list[Fault] = []
    for tag, values in document.mapping(_LANGUAGES).items():
        for route, text in _texts(values, ()):
            other = first.setdefault((route, " ".join(text.split())), tag)
            if base(tag) and base(other) and base(tag) != base(other):
                faults.append(_untranslated(document, (tag, other), route))
    return faults


def _untranslated(document: Document, tags: tuple[str, str], route: Route) -> Fault:
    tag, other = tags
    facts = {"path": dotted((*_LANGUAGES, tag, *route)), "language": tag, "other": other}
    source = (*_LANGUAGES, other, *route)
    return Fault("L107", document.span((*_LANGUAGES, tag, *route)), facts, related=(Related(document.span(source), f"the text for `{other}`"),))


def _texts(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    """The texts below a language that are sentences, as far as their form tells."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, (*route, name))
    elif isinstance(value, str) and len(_WORD.findall(value)) >= _WORDS_MIN and not _ADDRESS.search(value):
        yield route, value
