"""The plain JSON Schema validator: the library's, with the keywords mended that it gets wrong for decimals and line ends.

What fits its schema is told by an acceptor; the library is imported and asked only for what doesn't.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from specc.catalog.accept import acceptor
from specc.catalog.kinds import ecma_pattern, is_multiple, is_number, types_of

if TYPE_CHECKING:
    from jsonschema import SchemaError, ValidationError

Errors = Iterator["ValidationError"]


class PlainValidator:
    """A schema, ready to be asked about values."""

    __slots__ = ("_accepts", "_library", "schema")

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self._accepts = acceptor(schema)
        self._library: Any = None

    def is_valid(self, value: Any) -> bool:
        return next(self.iter_errors(value), None) is None

    def iter_errors(self, value: Any) -> Errors:
        if self._accepts is not None and self._accepts(value):
            return iter(())
        if self._library is None:
            self._library = library_validator()(self.schema)
        errors: Errors = self._library.iter_errors(value)
        return errors


def schema_error(schema: Any) -> "SchemaError | None":
    """What is wrong with a schema as JSON Schema, or None."""
    if acceptor(schema) is not None:
        return None
    from jsonschema import SchemaError

    try:
        library_validator().check_schema(schema)
    except SchemaError as error:
        return error
    return None


@cache
def library_validator() -> Any:
    """The library's validator class, mended. The law's other side: acceptors and programs answer as it does."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    keywords = {"multipleOf": _multiple_of, "pattern": _pattern, **{name: _of_type(Draft202012Validator.VALIDATORS[name]) for name in ("enum", "const")}}
    checker = Draft202012Validator.TYPE_CHECKER.redefine("number", lambda _checker, value: is_number(value))
    return extend(Draft202012Validator, keywords, type_checker=checker)  # type: ignore[no-untyped-call]


def _multiple_of(validator: Any, step: float, instance: Any, _schema: Any) -> Errors:
    from jsonschema import ValidationError

    if validator.is_type(instance, "number") and not is_multiple(instance, step):
        yield ValidationError(f"{instance!r} is not a multiple of {step}")


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Errors:
    from jsonschema import ValidationError

    if validator.is_type(instance, "string") and not ecma_pattern(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _of_type(plain: Callable[..., Any]) -> Callable[..., Errors]:
    """A value of the wrong type is told as that, not as one that isn't among the allowed ones too."""

    def checked(validator: Any, allowed: Any, instance: Any, schema: Any) -> Errors:
        kinds = types_of(schema)
        if not kinds or any(validator.is_type(instance, kind) for kind in kinds):
            yield from plain(validator, allowed, instance, schema) or ()

    return checked
