"""Fixes of the project's file: names and values in TOML, in their own quotes.

Law: a file with an edit made is TOML that says the same as before, but for one name or one value.
"""

import re
import tomllib
from typing import Any

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix, applied
from specc.base.location import Route, Span
from specc.check.mending.fixing import only_near
from specc.check.rule import Setting, quoted
from specc.syntax.document import Document
from specc.syntax.toml import load_toml, with_places

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^\"'\\\n]*")


def rename_setting(fault: Fault, _setting: Setting) -> Fix | None:
    """The one setting with a near name, spelled with dashes where the other was."""
    near = only_near(fault.facts["name"], fault.facts["known"])
    if near is None:
        return None
    return _renaming(fault.span, near.replace("_", "-") if "-" in fault.span.text else near, str(fault.facts["name"]))


def correct_setting(fault: Fault, _setting: Setting) -> Fix | None:
    """The one near name of a rule, a model, a language or a choice; brackets around a text that has to be a list."""
    near, old = fault.facts.get("near"), fault.facts.get("value")
    if fault.facts.get("is_list_wanted"):
        edit = Edit(fault.span, f"[{fault.span.text}]")
        return Fix("write it in brackets", (edit,), is_safe=True) if _says(fault.span, edit, [old]) else None
    name = only_near(old, near) if near else None
    if name is None:
        return None
    return _renaming(fault.span, name, str(old)) if fault.facts.get("is_key") else _rewriting(fault.span, name, str(old))


def _rewriting(span: Span, new: str, old: str) -> Fix | None:
    mark = span.text[:1]
    if mark not in ("'", '"') or span.text.startswith(mark * 3) or not _PLAIN.fullmatch(new):
        return None
    edit = Edit(span, f"{mark}{new}{mark}")
    return _fix(edit, new, old) if _says(span, edit, new) else None


def _renaming(span: Span, new: str, old: str) -> Fix | None:
    mark = span.text[:1] if span.text[:1] in ("'", '"') else "" if _BARE_KEY.fullmatch(new) else '"'
    edit = Edit(span, f"{mark}{new}{mark}")
    document = with_places(load_toml(span.source))
    route = next((route for route, place in document.places.items() if place.key is not None and place.key.order() == span.order()), None)
    holder = None if route is None else _at(document.data, route[:-1])
    if route is None or not isinstance(holder, dict) or not _PLAIN.fullmatch(new) or any(_same(key, new) for key in holder if key != route[-1]):
        return None
    renamed = {new if key == route[-1] else key: value for key, value in holder.items()}
    return _fix(edit, new, old) if _after(edit) == _with(document.data, route[:-1], renamed) else None


def _fix(edit: Edit, new: str, old: str) -> Fix:
    return Fix(f"write {quoted(new)}", (edit,), is_safe=_same(new.casefold(), old.casefold()))


def _same(name: str, other: str) -> bool:
    return name.replace("-", "_") == other.replace("-", "_")


def _says(span: Span, edit: Edit, value: object) -> bool:
    """Whether an edit changes the value at a place alone."""
    document: Document = with_places(load_toml(span.source))
    route = next((route for route, place in document.places.items() if route and place.value.order() == span.order()), None)
    return route is not None and _after(edit) == _with(document.data, route, value)


def _after(edit: Edit) -> Any:
    try:
        return tomllib.loads(applied(edit.span.source.text, (edit,)))
    except tomllib.TOMLDecodeError:
        return None


def _at(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def _with(data: Any, route: Route, value: object) -> Any:
    if not route:
        return value
    if isinstance(data, list):
        return [_with(item, route[1:], value) if index == route[0] else item for index, item in enumerate(data)]
    return {key: _with(item, route[1:], value) if key == route[0] else item for key, item in data.items()}
