"""Fixes of the project's file: names and values in TOML, in their own quotes.

Law: a file with an edit made is TOML that says the same as before, but for one name or one value.
"""

import re
import tomllib
from dataclasses import replace
from functools import lru_cache
from typing import Any

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix, applied
from specc.base.location import Route, Source, Span
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
    document, routes = _read(span.source)
    route = routes.get((span.start, span.end, True))
    if route is None or not _PLAIN.fullmatch(new):
        return None
    holder = _at(document.data, route[:-1])
    name = _spelled(new)
    if not isinstance(holder, dict) or any(_spelled(key) == name for key in holder if key != route[-1]):
        return None
    fix = replace(_fix(edit, new, old), claims=(span.source.name, route[:-1], name))
    if document.places[route].value.start > span.end:  # of a pair: it stands nowhere else
        return fix
    renamed = {new if key == route[-1] else key: value for key, value in holder.items()}
    return fix if _after(edit) == _with(document.data, route[:-1], renamed) else None


def _fix(edit: Edit, new: str, old: str) -> Fix:
    return Fix(f"write {quoted(new)}", (edit,), is_safe=_spelled(new.casefold()) == _spelled(old.casefold()))


def _spelled(name: str) -> str:
    return name.replace("-", "_")


def _says(span: Span, edit: Edit, value: object) -> bool:
    """Whether an edit changes the value at a place alone."""
    document, routes = _read(span.source)
    route = routes.get((span.start, span.end, False))
    return bool(route) and _after(edit) == _with(document.data, route or (), value)


@lru_cache(maxsize=1)
def _read(source: Source) -> tuple[Document, dict[tuple[int, int, bool], Route]]:
    """A file, and what stands where in it, keys apart: it is asked about for one mistake after the other."""
    document = with_places(load_toml(source))
    routes: dict[tuple[int, int, bool], Route] = {}
    for route, place in document.places.items():
        for span, is_key in ((place.key, True), (place.value, False)):
            if span is not None and (route or is_key):
                routes.setdefault((span.start, span.end, is_key), route)
    return document, routes


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
