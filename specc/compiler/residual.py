"""The library's validator over payloads with holes: what can be decided is decided now, the rest is kept as residual checks.

The law: deciding a payload with holes, then its residuals on a row = validating the filled payload with the library's validator.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from specc.base.location import Route
from specc.catalog.accept import KEYWORDS, acceptor, keyword_acceptor
from specc.catalog.fit import Check
from specc.catalog.validator import library_validator
from specc.template.scalar import Scalar

if TYPE_CHECKING:
    from jsonschema import ValidationError

_DESCENDING = frozenset(("properties", "items", "prefixItems", "patternProperties", "allOf", "$ref", "$dynamicRef"))
"""Keywords that only pass on to the values below; what they find there speaks for itself."""

_PRESENCE = frozenset(("required", "dependentRequired"))
"""Keywords that ask only whether a key is there, which is known of a broken value too."""


@dataclass(frozen=True, slots=True, eq=False)
class Hole:
    """A value that is known per row. `may_be_omitted`: a lone expression that names `omit` can come out as that."""

    route: Route
    scalar: Scalar

    @property
    def may_be_omitted(self) -> bool:
        return self.scalar.is_native and "omit" in self.scalar.text


class Broken:
    """A value that can't be known because its template is wrong: nothing more is said about it."""


BROKEN = Broken()


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """One keyword of one schema, to be decided on the value at `route` once that is known. `accepts` tells the values
    that fit, where it is there.
    """

    route: Route
    keyword: str
    schema: dict[str, Any]
    accepts: Check | None

    @property
    def validator(self) -> Any:
        """The library's validator of the whole schema."""
        return library_validator()(self.schema)


def filled(value: Any, fill: Callable[[Hole], Any]) -> Any:
    """A payload with what a function puts into each of its holes."""
    if isinstance(value, Hole):
        return fill(value)
    if isinstance(value, dict):
        return {name: filled(item, fill) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, fill) for item in value]
    return value


def residuals_of(schema: dict[str, Any]) -> tuple[Residual, ...]:
    """The keywords of a schema as checks on one value."""
    known = KEYWORDS if acceptor(schema) is not None else library_validator().VALIDATORS
    return tuple(Residual((), keyword, schema, keyword_acceptor(schema, keyword)) for keyword in schema if keyword in known)


def walk(schema: dict[str, Any], payload: Any) -> tuple[list["ValidationError"], list[Residual]]:
    """The errors that hold for every row, and the checks that hang on one."""
    errors: list[ValidationError] = []
    residuals: list[Residual] = []
    deferred, validator = _holed_validator()
    for error in validator(schema).iter_errors(payload):
        if isinstance(error, deferred):
            residuals.append(_residual(error))
        else:
            errors.append(error)
    return errors, residuals


def decided_count(schema: dict[str, Any], payload: Any) -> int:
    """How many keywords of a schema have their verdict on a payload with holes."""
    return sum(1 for _ in _counting_validator()(schema).iter_errors(payload))


def _residual(error: Any) -> Residual:
    return Residual(tuple(error.absolute_path), error.validator, error.schema, keyword_acceptor(error.schema, error.validator))


def decide(residual: Residual, payload: Any, *, is_sound: bool = False) -> Iterator["ValidationError"]:
    """The errors of one residual on a filled payload; none where its value was omitted or is broken. `is_sound` says
    that nothing in the payload is broken."""
    value = payload
    for step in residual.route:
        if isinstance(value, dict) and step not in value:
            return
        value = value[step]
    if not is_sound and residual.keyword not in _PRESENCE and has_broken(value):
        return
    if residual.accepts is not None and residual.accepts(value):
        return
    validator = residual.validator
    limit = residual.schema[residual.keyword]
    for error in validator.VALIDATORS[residual.keyword](validator, limit, value, residual.schema) or ():
        error._set(validator=residual.keyword, validator_value=limit, instance=value, schema=residual.schema, type_checker=validator.TYPE_CHECKER)  # noqa: SLF001
        error.path.extendleft(reversed(residual.route))
        yield error


def has_broken(value: Any) -> bool:
    for item in _leaves(value):  # noqa: SIM110 - a loop is faster than `any`, and each cell asks several times
        if item is BROKEN:
            return True
    return False


def has_hole(value: Any) -> bool:
    """Whether something isn't known: a hole, or what is broken."""
    for item in _leaves(value):  # noqa: SIM110 - as above
        if item is BROKEN or item.__class__ is Hole:
            return True
    return False


def may_vanish(value: Any) -> bool:
    """Whether a row can make the value go away: an omitted hole, or a mapping that `omit` empties."""
    if isinstance(value, dict):
        for item in value.values():
            if not may_vanish(item):
                return False
        return bool(value)
    return isinstance(value, Hole) and value.may_be_omitted


def _leaves(value: Any) -> list[Any]:
    """All that a value holds and that isn't a mapping or list itself."""
    if not isinstance(value, dict | list):
        return [value]
    leaves: list[Any] = []
    branches = [value]
    while branches:
        branch = branches.pop()
        for item in branch.values() if isinstance(branch, dict) else branch:
            (branches if isinstance(item, dict | list) else leaves).append(item)
    return leaves


@cache
def _holed_validator() -> tuple[type, Any]:
    """The error that travels through the library in place of a verdict, its path becoming the residual's route; and the
    validator that yields it.
    """
    from jsonschema import ValidationError
    from jsonschema.validators import extend

    class DeferredError(ValidationError):
        pass

    plain = library_validator()
    keywords = {name: _holed(name, function, DeferredError) for name, function in plain.VALIDATORS.items() if name not in _DESCENDING}
    return DeferredError, extend(plain, keywords)  # type: ignore[no-untyped-call]


@cache
def _counting_validator() -> Any:
    """The validator that yields an error for each keyword that is decided, whatever the verdict."""
    from jsonschema import ValidationError
    from jsonschema.validators import extend

    def counted(keyword: str) -> Callable[..., Iterator[Any]]:
        def one(_validator: Any, _limit: Any, instance: Any, schema: Any) -> Iterator[Any]:
            if instance is not BROKEN and not is_open(keyword, instance, schema):
                yield ValidationError(keyword)

        return one

    plain = library_validator()
    return extend(plain, {name: counted(name) for name in plain.VALIDATORS if name not in _DESCENDING})  # type: ignore[no-untyped-call]


def _holed(keyword: str, function: Callable[..., Any], deferred: type[Exception]) -> Callable[..., Iterator[Any]]:
    def decided_or_deferred(validator: Any, limit: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if is_open(keyword, instance, schema):
            yield deferred(keyword)
        elif instance is not BROKEN:
            yield from function(validator, limit, instance, schema) or ()

    return decided_or_deferred


def is_open(keyword: str, instance: Any, schema: dict[str, Any]) -> bool:
    """Whether a keyword can't be decided before the row is known."""
    if keyword == "type" and isinstance(instance, dict | list):
        accepts = keyword_acceptor(schema, keyword)
        if accepts is not None and accepts(type(instance)()):
            return False
    if keyword == "additionalProperties" and isinstance(instance, dict) and schema.get(keyword) is False:
        known = schema.get("properties", {})
        return any(may_vanish(value) for name, value in instance.items() if name not in known)
    return instance is not BROKEN and has_hole(instance)
