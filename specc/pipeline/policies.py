"""Policies: the project's JSON Schemas of its own, read once for a command."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from specc.base.errors import UsageError
from specc.base.fault import Related
from specc.base.location import Route, Source, dotted
from specc.catalog.accept import acceptor
from specc.catalog.misspelled import unknown_properties, unknown_words
from specc.catalog.models import Model
from specc.catalog.policy import Policy, PolicyError, make_policy
from specc.catalog.validator import schema_error
from specc.check.rule import did_you_mean
from specc.syntax.document import Document


def read_policy(path: Path, models: Callable[[], Iterable[Model]] = tuple) -> tuple[Policy, list[UsageError]]:
    """The policy in a file, and what nothing heeds in it. Raises `UsageError` where it is none. The words of all of these are to stand
    behind the name of the setting.
    """
    text, schema = _read(path)
    try:
        policy = make_policy(str(path), schema, _places(Source(str(path), text)))
    except PolicyError as error:
        _require_schema(path, schema)
        raise UsageError(f"can't be held: `{path}`: `{dotted(error.route)}`: {error.message}", "write the part where it is needed") from None
    if acceptor(policy.schema) is None:
        _require_schema(path, schema)
    return policy, [_unheeded(path, *found) for found in (*unknown_words(schema), *unknown_properties(policy, models))]


def _unheeded(path: Path, route: Route, problem: str, near: tuple[str, ...], otherwise: str) -> UsageError:
    return UsageError(f"says what nothing heeds: `{path}`: `{dotted(route)}` {problem}", did_you_mean(near, otherwise))


def _require_schema(path: Path, schema: dict[str, Any]) -> None:
    """Asks the library, which takes its time."""
    wrong = schema_error(schema)
    if wrong is not None:
        where = dotted(tuple(wrong.absolute_path)) or "the schema"
        raise UsageError(f"is no JSON Schema: `{path}`: `{where}`: {_first(wrong.message)}", "a policy is JSON Schema, draft 2020-12")


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_bytes().decode()
        schema = json.loads(text, parse_constant=_refused)
    except OSError as error:
        raise UsageError(f"can't be read: `{path}`: {(error.strerror or '').lower()}", "a policy is a JSON Schema; its path starts from the folder of the project's file") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"is not JSON: `{path}`: {_first(str(error))}", "a policy is a JSON Schema in JSON") from None
    if not isinstance(schema, dict):
        raise UsageError(f"is no JSON Schema: `{path}`", 'a policy is a mapping such as `{"properties": {…}}`')
    return text, schema


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _first(message: str) -> str:
    line = message.split("\n", 1)[0]
    return f"{line[:1].lower()}{line[1:]}"


def _places(source: Source) -> Callable[[Route], Related | None]:
    """Finds a part in the policy's text, as YAML reads it; what YAML doesn't read of JSON has no place."""

    @cache
    def document() -> Document:
        from specc.syntax.parse import parse

        return parse(source)

    def place(route: Route) -> Related | None:
        found = document().places.get(route)
        if found is None or document().faults:
            return None
        span = found.value if found.key is None else source.span(found.key.start, max(found.key.end, found.value.end))
        return Related(span if span.first.line == span.last.line else found.key or found.value, "the policy's limit")

    return place
