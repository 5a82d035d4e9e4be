"""Fixes that a model's advice names: a parameter and the value it should have."""

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix, Remedy
from specc.base.location import route_of
from specc.check.mending.fixing import one
from specc.check.rule import Setting, quoted
from specc.syntax.insertion import insertion
from specc.syntax.resolve import Scalar
from specc.syntax.writing import literal, rewritten, written

_TASK = ("task",)


def take_advice(fault: Fault, setting: Setting) -> Fix | None:
    """Safe where nothing is said of the parameter, and all of the spec's videos are the same in it; otherwise it may be meant for some."""
    remedy = fault.facts.get("remedy")
    if not isinstance(remedy, Remedy) or isinstance(remedy.value, dict | list):
        return None
    edit = _edit(remedy, remedy.value, setting)
    is_safe = bool(remedy.missing) and fault.sighting is not None and not fault.sighting.cell and fault.sighting.row is None
    return one(edit, f"set {quoted(f'{remedy.path}: {written(remedy.value)}')}", is_safe=is_safe)


def _edit(remedy: Remedy, value: Scalar, setting: Setting) -> Edit | None:
    if remedy.missing:
        return insertion(setting.document, (*_TASK, *route_of(remedy.path)), value)
    old = literal(remedy.span)
    return None if isinstance(old, dict | list) or setting.is_shared(remedy.span) else rewritten(remedy.span, old, value)
