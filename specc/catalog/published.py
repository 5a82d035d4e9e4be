"""The shapes in which a model's schema is published: the resolver's answer, an OpenAPI document, or the schema alone.

Only what the provider says of its model is read here; what we make of it, `importing` says.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from specc.base.errors import UsageError

Schema = dict[str, Any]

MODEL = "model"
"""The parameter by which a task names its model."""
BYTES_MAX: Final = 32 * 1024 * 1024
_SHAPES = "give a model's schema: the answer of `/resolve/<model>`, or an OpenAPI document"
_SHOWN_MAX = 3
_DEPTH_MAX = 8


@dataclass(frozen=True, slots=True)
class Published:
    """`schema` is of one task; `document` is what its references lead through. `models` it may be for; empty where it doesn't say.

    `pricing` is what the document says of prices, as it says it.
    """

    schema: Schema
    document: Any
    models: tuple[str, ...]
    title: str = ""
    documentation: str = ""
    pricing: Any = None


def read_published(raw: bytes, model: str, origin: str) -> Published:
    """What is published for a model. Raises `UsageError` where it is none of the shapes, or another model's schema."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        start = raw[:40].decode("utf-8", "replace").strip().split("\n")[0]
        raise UsageError(f"{origin} is not JSON: it starts with {start!r}" if start else f"{origin} is empty", _SHAPES) from None
    found = [item for item in _candidates(document) if isinstance(item.schema, dict) and (item.schema.get("properties") or "allOf" in item.schema or "$ref" in item.schema)]
    if not found:
        raise UsageError(f"{origin} holds no schema of a request{_reason(document)}", _SHAPES)
    fitting = [item for item in found if not item.models or model in item.models]
    if not fitting:
        others = sorted({name for item in found for name in item.models})
        shown = ", ".join(others[:_SHOWN_MAX]) + (f" and {len(others) - _SHOWN_MAX} more" if len(others) > _SHOWN_MAX else "")
        raise UsageError(f"{origin} holds the schema of {shown}, not of {model}", "give the model's own address, or name the model that it is for")
    return max(fitting, key=lambda item: bool(item.models))


def _reason(document: Any) -> str:
    """What an error in the provider's shape says."""
    errors = document.get("errors") if isinstance(document, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return f": {first['message']}" if isinstance(first, dict) and isinstance(first.get("message"), str) else ""


def _candidates(document: Any) -> Iterator[Published]:
    if not isinstance(document, dict):
        return
    if "requestSchema" in document:
        yield from _tasks(document["requestSchema"], document["requestSchema"], documentation=_text(document.get("documentation")))
    elif "openapi" in document or "paths" in document:
        yield from _of_openapi(document)
    elif "properties" in document or "$ref" in document or "allOf" in document:
        yield from _tasks(document, document)


def _of_openapi(document: Schema) -> Iterator[Published]:
    info = _mapping(document.get("info"))
    documentation = _text(_mapping(document.get("externalDocs")).get("url")) or _text(info.get("x-documentation"))
    for path in _mapping(document.get("paths")).values():
        for operation in _mapping(path).values():
            content = _mapping(_mapping(_followed(_mapping(operation).get("requestBody"), document)).get("content"))
            for form in content.values():
                yield from _tasks(_mapping(form).get("schema"), document, title=_text(info.get("title")), documentation=documentation, pricing=info.get("x-pricing"))


def _tasks(schema: Any, document: Any, *, depth: int = 0, **facts: Any) -> Iterator[Published]:
    """The schemas of single tasks: a request is an array of them, which may be of several kinds."""
    schema = _followed(schema, document)
    if not isinstance(schema, dict) or depth > _DEPTH_MAX:
        return
    inner = schema.get("items", schema.get("prefixItems"))
    for branch in _kinds(schema, inner):
        yield from _tasks(branch, document, depth=depth + 1, **facts)
    if inner is None:
        facts = {**facts, "title": _text(schema.get("title")) or facts.get("title", "")}
        yield Published(schema, document, tuple(_models(schema, document)), **facts)


def _kinds(schema: Schema, inner: Any) -> list[Any]:
    """The schemas of which a request, or an item of it, is one."""
    if inner is not None:
        return inner if isinstance(inner, list) else [inner]
    found = schema.get("oneOf", schema.get("anyOf"))
    return found if isinstance(found, list) and "properties" not in schema else []


def _models(schema: Any, document: Any) -> Iterator[str]:
    """The values that a task's `model` may have, where the schema says it."""
    schema = _followed(schema, document)
    if not isinstance(schema, dict):
        return
    for part in (schema, *(schema["allOf"] if isinstance(schema.get("allOf"), list) else ())):
        found = _followed(_mapping(_mapping(_followed(part, document)).get("properties")).get(MODEL), document)
        for value in _values(found):
            if isinstance(value, str):
                yield value


def _values(schema: Any) -> list[Any]:
    found = _mapping(schema)
    if "const" in found:
        return [found["const"]]
    if isinstance(found.get("enum"), list):
        return list(found["enum"])
    branches = found.get("oneOf", found.get("anyOf"))
    return [value for branch in branches for value in _values(branch)] if isinstance(branches, list) else []


def _followed(value: Any, document: Any) -> Any:
    """What a reference leads to, a few steps far; whatever can't be followed is told when all are put in place."""
    for _ in range(8):
        name = value.get("$ref") if isinstance(value, dict) and len(value) == 1 else None
        if not isinstance(name, str) or not name.startswith("#/"):
            return value
        found: Any = document
        for step in name.removeprefix("#/").split("/"):
            found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
        value = found
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
