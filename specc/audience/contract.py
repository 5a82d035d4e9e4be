"""The contract of a table's columns: JSON Schema per column. Cells of text files are converted by `type` first."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specc.audience.row import BadRow, Row
from specc.base.similar import similar
from specc.catalog.keywords import violations
from specc.catalog.kinds import ecma_pattern
from specc.catalog.validator import PlainValidator, schema_error

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_DIGITS_MAX = 300


class NotConvertibleError(ValueError):
    """A cell's text is no value of the declared type."""


def _integer(text: str) -> int:
    if not _INTEGER.match(text) or len(text) > _DIGITS_MAX:
        raise NotConvertibleError
    return int(text)


def _number(text: str) -> float:
    if not _NUMBER.match(text) or len(text) > _DIGITS_MAX:
        raise NotConvertibleError
    return _integer(text) if _INTEGER.match(text) else float(text)


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise NotConvertibleError from None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise NotConvertibleError from None


_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "array": _json,
    "object": _json,
}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`types` is empty where the contract leaves the type open; text then stays text."""

    name: str
    types: tuple[str, ...]
    validator: Any

    def convert(self, text: str) -> Any:
        if not self.types or "string" in self.types:
            return text
        if text == "" and "null" in self.types:
            return None
        for kind in self.types:
            try:
                return _CONVERTERS[kind](text.strip())
            except (NotConvertibleError, KeyError):  # no text is null
                continue
        raise NotConvertibleError


def contract(columns: Mapping[str, Any]) -> list[Column]:
    """The columns of a contract; one whose schema isn't JSON Schema holds nothing (its fault is told elsewhere)."""
    made = []
    for name, schema in columns.items():
        if not is_schema(schema):
            continue
        kind = schema.get("type", ())
        made.append(Column(name, (kind,) if isinstance(kind, str) else tuple(kind), PlainValidator(schema)))
    return made


def is_schema(schema: Any) -> bool:
    try:
        if schema_error(schema) is not None:
            return False
        for pattern in _patterns(schema):
            ecma_pattern(pattern)
    except (re.error, RecursionError):
        return False
    return not _refers(schema)


def _refers(schema: Any) -> bool:
    """A column's schema stands alone: nothing is looked up, here or elsewhere."""
    if isinstance(schema, dict):
        return "$ref" in schema or "$dynamicRef" in schema or any(map(_refers, schema.values()))
    return isinstance(schema, list) and any(map(_refers, schema))


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        for item in schema.values():
            yield from _patterns(item)
    elif isinstance(schema, list):
        for item in schema:
            yield from _patterns(item)


def keep(row: Row, columns: Iterable[Column], *, is_text: bool) -> Row | list[BadRow]:
    """The row with converted values, or what breaks the contract."""
    values = dict(row.values)
    bad: list[BadRow] = []
    for column in columns:
        if column.name not in values:
            if not is_text:  # the header of a text file is checked once
                bad.append(_missing(row, column.name))
            continue
        value = values[column.name]
        if is_text:
            try:
                value = values[column.name] = column.convert(value)
            except NotConvertibleError:
                facts = {"column": column.name, "value": value, "types": list(column.types)}
                bad.append(BadRow(row.number, row.line, "D103", facts, column.name, value, row.file))
                continue
        bad.extend(_broken(row, column, value))
    return bad or Row(row.number, row.line, values, row.key, row.file)


def _missing(row: Row, name: str) -> BadRow:
    facts: dict[str, object] = {"name": name, "known": list(row.values), "near": similar(name, row.values)}
    return BadRow(row.number, row.line, "D102", facts, name, file=row.file)


def _broken(row: Row, column: Column, value: Any) -> Iterator[BadRow]:
    for error in column.validator.iter_errors(value):
        for violation in violations(error):
            rule = "D103" if violation.keyword == "type" else "D104"
            facts: dict[str, object] = {"column": column.name, "value": value, "types": list(column.types)}
            if rule == "D104":
                facts = {"column": column.name, "keyword": violation.keyword, **violation.facts}
            yield BadRow(row.number, row.line, rule, facts, column.name, "null" if value is None else str(value), row.file)
