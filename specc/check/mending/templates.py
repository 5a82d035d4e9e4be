"""Fixes of names in templates: did-you-mean, written. All of them are guesses."""

import re

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Span
from specc.check.mending.fixing import one, only_near, renaming, sole
from specc.check.rule import Setting, quoted

_QUOTES = ("'", '"')


def rename_variable(fault: Fault, _setting: Setting) -> Fix | None:
    """A name that exists nowhere. One that exists in some cells or rows is right there."""
    known, elsewhere = fault.facts["known"], fault.facts.get("elsewhere")
    if fault.sighting is not None:
        return None
    if isinstance(elsewhere, list):
        return _rename(fault, elsewhere[0]) if len(elsewhere) == 1 else None
    return _rename(fault, only_near(fault.facts["name"], known), str(fault.facts.get("holder", "")))


def rename_operation(fault: Fault, _setting: Setting) -> Fix | None:
    return _rename(fault, sole(fault.facts["near"]))


def rename_column(fault: Fault, setting: Setting) -> Fix | None:
    """A column's name, in a template or where the spec names it outside of one."""
    if "holder" in fault.facts or fault.sighting is not None:
        return rename_variable(fault, setting)
    name, known = fault.facts["name"], fault.facts["known"]
    return renaming(fault, setting, old=name, new=only_near(name, known))


def _rename(fault: Fault, new: str | None, holder: str = "") -> Fix | None:
    """The name where it stands for itself in the span: only once, or it isn't clear which is meant."""
    span, name = fault.span, str(fault.facts["name"])
    found = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", span.text)]
    if new is None or len(found) != 1 or not _fits(span, found[0], name, new):
        return None
    start = span.start + found[0]
    edit = Edit(Span(span.source, start, start + len(name)), new)
    return one(edit, f"write {quoted(f'{holder}.{new}' if holder else new)}")


def _fits(span: Span, at: int, name: str, new: str) -> bool:
    """A name in brackets has quotes around it; any other is an identifier."""
    before, after = span.text[:at][-1:], span.text[at + len(name) :][:1]
    if before in _QUOTES and after == before:
        return new.isprintable() and not set(new) & {*_QUOTES, "\\", "{", "}"}
    return all(part.isidentifier() for part in new.split("."))
