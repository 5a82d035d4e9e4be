"""Residual checks on one value, or on a column of texts, as quick as they can be. Law: a value passes if and only if `decide` finds no
error in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from specc.catalog.kinds import types_of
from specc.compiler.matching import matcher
from specc.compiler.residual import Residual

Check = Callable[[Sequence[str]], bool]
"""Whether all texts of a column pass."""

_OF_NUMBERS = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))
_OF_OTHERS = frozenset(("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "required", "properties", "additionalProperties", "minProperties", "maxProperties", "dependentRequired", "patternProperties", "propertyNames"))


def is_valid(residuals: Iterable[Residual], value: Any) -> bool:
    """Whether a value passes, by the plain validator."""
    return not any(_errors(residual, value) for residual in residuals)


def _errors(residual: Residual, value: Any) -> bool:
    if residual.accepts is not None:
        return not residual.accepts(value)
    validator = residual.validator
    found = validator.VALIDATORS[residual.keyword](validator, residual.schema[residual.keyword], value, residual.schema)
    return next(iter(found or ()), None) is not None


def text_checks(residuals: Iterable[Residual]) -> tuple[dict[str, int], list[Check]]:
    """What texts have to pass: their bounds of length (`min`, `max`), and further checks. Keywords on numbers say nothing of text."""
    lengths: dict[str, int] = {}
    checks: list[Check] = []
    for residual in residuals:
        limit = residual.schema[residual.keyword]
        if residual.keyword == "minLength":
            lengths["min"] = max(limit, lengths.get("min", 0))
        elif residual.keyword == "maxLength":
            lengths["max"] = min(limit, lengths.get("max", limit))
        elif residual.keyword in _TEXT_CHECKS:
            check = _TEXT_CHECKS[residual.keyword](limit, residual.schema)
            checks += [check] if check else []
        elif residual.keyword not in _OF_NUMBERS and residual.keyword not in _OF_OTHERS:
            checks.append(lambda texts, residual=residual: not any(_errors(residual, text) for text in texts))  # type: ignore[misc]
    return lengths, checks


def _type(_limit: Any, schema: Mapping[str, Any]) -> Check | None:
    return None if "string" in types_of(schema) else lambda texts: not texts


def _among(limit: Any, schema: Mapping[str, Any]) -> Check | None:
    """`enum`, which speaks of values of the right type only, as the plain validator has it."""
    kinds = types_of(schema)
    if kinds and "string" not in kinds:
        return None
    return frozenset(item for item in limit if isinstance(item, str)).issuperset


def _const(limit: Any, schema: Mapping[str, Any]) -> Check | None:
    return _among([limit], schema)


def _pattern(limit: str, _schema: Mapping[str, Any]) -> Check:
    return matcher(limit)


_TEXT_CHECKS: dict[str, Callable[[Any, Mapping[str, Any]], Check | None]] = {
    "type": _type,
    "enum": _among,
    "const": _const,
    "pattern": _pattern,
}
