"""Fixes of language tags."""

from collections.abc import Iterator

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.check.mending.fixing import sole
from specc.check.rule import Setting, quoted
from specc.syntax.document import Document
from specc.syntax.writing import rewritten

_CHOSEN = (("matrix", "exclude"), ("matrix", "include"))


def write_tag(fault: Fault, setting: Setting) -> Fix | None:
    """The one tag that may be meant. Safe where only its form is wrong, and data don't go by the old one. A key of `languages` is
    renamed where the matrix names it, too; there is no fix where a text names it, which may compare with it.
    """
    near, value = sole(fault.facts.get("near")), fault.facts["value"]
    if near is None or not isinstance(value, str) or near in setting.siblings(fault.span):
        return None
    edit = rewritten(fault.span, value, near)
    if edit is None:
        return None
    is_language = fault.facts["path"] == "languages"
    if is_language and _is_named(setting.document, value):
        return None
    edits = (edit, *(_chosen(setting.document, value, near) if is_language else ()))
    is_form = near.casefold() == value.strip().replace("_", "-").casefold()
    return Fix(f"write {quoted(near)}", edits, is_form and not setting.is_shared(fault.span) and not (is_language and setting.document.has(("audience", "language"))))


def _chosen(document: Document, old: str, new: str) -> Iterator[Edit]:
    """Where the matrix leaves out or adds cells by it."""
    for route, place in document.places.items():
        if route[:2] in _CHOSEN and route[-1] == "language" and document.get(route) == old:
            edit = rewritten(place.value, old, new)
            if edit is not None:
                yield edit


def _is_named(document: Document, tag: str) -> bool:
    """Whether a text has it in it, other than the list of languages and the matrix."""
    return any(tag in text for route, text in document.texts(()) if route[:1] != ("matrix",) and not (route[:1] == ("languages",) and text == tag))
