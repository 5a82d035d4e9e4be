"""Puts what `$ref` points at in its place, so that a schema stands alone. Bounded; what refers to itself ends as a reference that is left out later."""

from typing import Any
from urllib.parse import unquote

from specc.base.errors import UsageError

NODES_MAX = 500_000
"""So many mappings and lists a schema may have when all references are in place."""
DEPTH_MAX = 100

_ANCHORS = ("$id", "$anchor")


def inlined(schema: Any, document: Any) -> Any:
    """The schema without references; `document` is what they lead through. Raises `UsageError`."""
    return _Inliner(document).value(schema, (), 0)


class _Inliner:
    """Counts the nodes of one schema while it is put together."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._named = dict(_named(document, 0))
        self._nodes = 0

    def value(self, value: Any, within: tuple[str, ...], depth: int) -> Any:
        self._count(depth)
        if isinstance(value, list):
            return [self.value(item, within, depth + 1) if isinstance(item, dict | list) else item for item in value]
        if not isinstance(value, dict):
            return value
        if not isinstance(value.get("$ref"), str):
            return {name: self.value(item, within, depth + 1) if isinstance(item, dict | list) else item for name, item in value.items()}
        return self._referred(value, within, depth)

    def _referred(self, value: dict[str, Any], within: tuple[str, ...], depth: int) -> Any:
        name = value["$ref"]
        beside = self.value({key: item for key, item in value.items() if key != "$ref"}, within, depth + 1)
        target = {"$dynamicRef": name} if name in within else self.value(self._target(name), (*within, name), depth + 1)
        if not isinstance(target, dict):
            return {**beside, "allOf": [target]} if beside else target
        shared = beside.keys() & target.keys()
        if all(beside[key] == target[key] or key in ("title", "description", "default") for key in shared):
            return {**target, **beside}
        return {**beside, "allOf": [*beside.get("allOf", []), target]}

    def _target(self, name: str) -> Any:
        if name in self._named:
            return self._named[name]
        if not name.startswith("#"):
            raise UsageError(f"the schema refers to {name!r}, which is not part of it", "give the address of a schema that stands alone")
        found = self._document
        for step in [part for part in name.removeprefix("#").split("/") if part]:
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            try:
                found = found[int(key)] if isinstance(found, list) else found[key]
            except (KeyError, IndexError, ValueError, TypeError):
                raise UsageError(f"the schema refers to {name!r}, which it doesn't have") from None
        return found

    def _count(self, depth: int) -> None:
        self._nodes += 1
        if self._nodes > NODES_MAX or depth > DEPTH_MAX:
            raise UsageError(f"the schema is too large: more than {NODES_MAX:,} parts, or nested more than {DEPTH_MAX} deep")


def _named(value: Any, depth: int) -> list[tuple[str, Any]]:
    """The schemas by the names that they give themselves; of two of one name, the first counts."""
    if depth > DEPTH_MAX:
        return []
    found: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        found += [(f"#{value[key]}" if key == "$anchor" else str(value[key]), value) for key in _ANCHORS if isinstance(value.get(key), str)]
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(item, dict | list):
            found = _named(item, depth + 1) + found
    return found
