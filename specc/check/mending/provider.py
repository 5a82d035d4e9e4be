"""Fixes of what the provider's limits forbid, at values that are written out in the spec."""

from decimal import Decimal

from specc.base.fault import Fault
from specc.base.fix import Fix
from specc.check.mending.fixing import only_near, rewriting
from specc.check.mending.structure import siblings
from specc.check.rule import Setting
from specc.syntax.resolve import resolve

_HALF = Decimal("0.5")


def rename_parameter(fault: Fault, setting: Setting) -> Fix | None:
    near, name = fault.facts.get("near"), fault.facts.get("name")
    if not isinstance(near, list) or not isinstance(name, str) or len(near) != 1 or near[0] in siblings(fault.span, setting):
        return None
    return rewriting(fault, setting, old=name, new=near[0])


def write_type(fault: Fault, setting: Setting) -> Fix | None:
    """Quotes off a number, or on, and the words of a boolean: where another kind of scalar says the same."""
    value, limit, schema = fault.facts["value"], str(fault.facts["limit"]), fault.facts.get("schema")
    allowed = schema.get("enum", ()) if isinstance(schema, dict) else ()
    if limit == "boolean" and (isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))):
        meant = _BOOLEANS.get(str(value).lower())
        return None if meant is None else rewriting(fault, setting, old=value, new=meant, is_safe=isinstance(value, str))
    if limit in _KINDS and isinstance(value, str):
        plain = resolve(value) if value else None
        return rewriting(fault, setting, old=value, new=plain, is_safe=True) if isinstance(plain, _KINDS[limit]) and str(plain) == value else None
    if limit == "string" and isinstance(value, int | float) and str(value) == fault.span.text and str(value) in (allowed or (str(value),)):
        return rewriting(fault, setting, old=value, new=str(value), is_safe=True)
    return None


_KINDS: dict[str, type | tuple[type, ...]] = {"integer": int, "number": (int, float)}
_BOOLEANS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def nearest_step(fault: Fault, setting: Setting) -> Fix | None:
    """The step that is nearest, where just one is, within the limits beside it."""
    value, limit, schema = fault.facts["value"], fault.facts["limit"], fault.facts.get("schema")
    if not isinstance(value, int | float) or not isinstance(limit, int | float):
        return None
    step = Decimal(str(limit))
    count = Decimal(str(value)) / step
    near = (count.to_integral_value() * step).normalize()
    if abs(count - count.to_integral_value()) == _HALF or not _is_within(near, schema if isinstance(schema, dict) else {}):
        return None
    new = int(near) if near == near.to_integral_value() else float(near)
    return rewriting(fault, setting, old=value, new=new, is_safe=True)


def _is_within(number: Decimal, schema: dict[str, float]) -> bool:
    least, most = schema.get("minimum"), schema.get("maximum")
    return (least is None or number >= Decimal(str(least))) and (most is None or number <= Decimal(str(most)))


def write_allowed(fault: Fault, setting: Setting) -> Fix | None:
    """A value that differs in case alone is what was meant; one that is near is a guess."""
    value, limit = fault.facts["value"], fault.facts["limit"]
    allowed = limit if isinstance(limit, list) else [limit]
    texts = [item for item in allowed if isinstance(item, str)]
    if not isinstance(value, str):
        return None
    same = [item for item in texts if item.casefold() == value.strip().casefold()]
    if len(same) == 1:
        return rewriting(fault, setting, old=value, new=same[0], is_safe=True)
    near = only_near(value, texts)
    return None if near is None else rewriting(fault, setting, old=value, new=near)


def choose_id(fault: Fault, setting: Setting) -> Fix | None:
    value, known = fault.facts["value"], fault.facts["known"]
    assert isinstance(value, str)
    assert isinstance(known, frozenset | list)  # a list in the schema is the whole catalog
    near = only_near(value, sorted(known))
    return None if near is None else rewriting(fault, setting, old=value, new=near)
