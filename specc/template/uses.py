"""What the templates of a document use, as paths of names. Where it can't be known, everything counts as used."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specc.template.names import LOCALE_FILTERS, Path
from specc.template.scan import Templates

_LOCALE_FILTER = re.compile(rf"\|\s*(?:{'|'.join(LOCALE_FILTERS)})\b")
"""These write as the cell's language does, and so use `language.code`."""

_LOADS = re.compile(r"\{%[-+]?\s*(?:include|import|from|extends)\b")
_NAMESPACE = re.compile(r"\b(vars|language|matrix|row)\b(?:\s*\.\s*(\w+)|\s*\[\s*['\"]([^'\"]+)['\"]\s*\])?")
_CONSTANTS = (("vars",), ("languages",), ("matrix",))
_MAPPING_METHODS = frozenset(("items", "keys", "values", "get", "copy"))


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """`parts` are the paths and what holds them. `is_open`: a template uses what only rendering would tell."""

    paths: frozenset[Path]
    parts: frozenset[Path]
    is_open: bool = False

    @classmethod
    def of(cls, paths: Iterable[Path], *, is_open: bool) -> "Uses":
        """`()` among the paths stands for any name."""
        kept = frozenset(paths)
        return cls(kept, frozenset(path[:depth] for path in kept for depth in range(1, len(path) + 1)), is_open or () in kept)

    def has(self, path: Path) -> bool:
        """Whether a path may be used: itself, a part of it, or what holds it."""
        return self.is_open or path in self.parts or any(path[:depth] in self.paths for depth in range(1, len(path)))


def uses(templates: Templates) -> Uses:
    """The uses of all templates; those that can't be compiled, or stand where none is rendered, are read as text."""
    document = templates.document
    texts = [text for route in templates.broken if isinstance(text := document.get(route), str)]
    texts += [text for route, text in document.texts(()) if route[:1] in _CONSTANTS and ("{{" in text or "{%" in text)]
    paths = {_plain(reference.path) for scalar in templates.scalars.values() for reference in scalar.references}
    paths.update(path for text in texts for path in _mentioned(text))
    written = (*texts, *(scalar.text for scalar in templates.scalars.values()), *(source.text for source in templates.partials.values()))
    if any(map(_LOCALE_FILTER.search, written)):
        paths.add(("language", "code"))
    return Uses.of(paths, is_open=templates.is_open or any(map(_LOADS.search, texts)))


def _plain(path: Path) -> Path:
    """`vars.items()` uses all of `vars`."""
    return path[:-1] if len(path) > 1 and path[-1] in _MAPPING_METHODS else path


def _mentioned(text: str) -> Iterator[Path]:
    for match in _NAMESPACE.finditer(text):
        name = match[2] or match[3]
        yield _plain((match[1], name)) if name else (match[1],)
