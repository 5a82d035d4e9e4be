"""Fixes of what the provider's limits forbid, at values that are written out in the spec."""

from decimal import Decimal

from specc.base.fault import Fault
from specc.base.fix import Fix
from specc.catalog.accept import acceptor
from specc.check.mending.fixing import only_near, renaming, rewriting, sole
from specc.check.rule import Setting
from specc.syntax.resolve import Scalar, resolve

_HALF = Decimal("0.5")


def rename_parameter(fault: Fault, setting: Setting) -> Fix | None:
    return renaming(fault, setting, old=fault.facts.get("name"), new=sole(fault.facts.get("near")))


def write_type(fault: Fault, setting: Setting) -> Fix | None:
    """Quotes off a number, or on, and the words of a boolean: where another kind of scalar says the same, and the parameter takes it."""
    value, limit = fault.facts["value"], str(fault.facts["limit"])
    new, is_safe = _meant(value, limit, fault.span.text)
    return rewriting(fault, setting, old=value, new=new, is_safe=is_safe) if _is_taken(new, fault) else None


def _meant(value: object, limit: str, text: str) -> tuple[Scalar, bool]:
    """The value of the wanted kind, and whether that is sure."""
    if isinstance(value, bool):
        return None, False
    if limit == "boolean" and isinstance(value, str | int):
        return _BOOLEANS.get(str(value).lower()), isinstance(value, str)
    if limit in _KINDS and isinstance(value, str) and value:
        plain = resolve(value)
        return (plain, True) if isinstance(plain, _KINDS[limit]) and str(plain) == value else (None, False)
    if limit == "string" and isinstance(value, int | float) and str(value) == text:
        return text, True
    return None, False


def _is_taken(value: Scalar, fault: Fault) -> bool:
    schema = fault.facts.get("schema")
    takes = acceptor(schema) if isinstance(schema, dict) else None
    return takes is None or bool(takes(value))


_KINDS: dict[str, type | tuple[type, ...]] = {"integer": int, "number": (int, float)}
_BOOLEANS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def nearest_step(fault: Fault, setting: Setting) -> Fix | None:
    """The step that is nearest, where just one is, and the parameter takes it."""
    value, limit = fault.facts["value"], fault.facts["limit"]
    if not isinstance(value, int | float) or not isinstance(limit, int | float):
        return None
    step = Decimal(str(limit))
    count = Decimal(str(value)) / step
    near = (count.to_integral_value() * step).normalize()
    if abs(count - count.to_integral_value()) == _HALF:
        return None
    new = int(near) if near == near.to_integral_value() else float(near)
    return rewriting(fault, setting, old=value, new=new, is_safe=True) if _is_taken(new, fault) else None


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
    return rewriting(fault, setting, old=value, new=only_near(value, texts))


def choose_id(fault: Fault, setting: Setting) -> Fix | None:
    value, known = fault.facts["value"], fault.facts["known"]
    return rewriting(fault, setting, old=value, new=only_near(value, known))


def choose_file(fault: Fault, setting: Setting) -> Fix | None:
    """The one file with a near name."""
    return rewriting(fault, setting, old=fault.facts["name"], new=sole(fault.facts.get("near")))
