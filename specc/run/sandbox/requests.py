"""From the bytes of a request to its tasks. Whatever is not an array of objects is refused, in the provider's words."""

from collections.abc import Iterable

from specc.base.jsonvalue import Json, JsonObject
from specc.run.sandbox.answers import Answer, refused
from specc.run.sandbox.encoding import decoded

DEPTH_MAX = 64
"""How deep a payload may nest: no model comes near, and Python's own stack ends."""


def tasks_of(body: bytes) -> list[JsonObject] | Answer:
    """The tasks of a request, or why it is refused."""
    try:
        found: Json = decoded(body)
    except (ValueError, RecursionError):  # bad JSON, bad UTF-8, NaN, endless digits, endless brackets
        return refused("invalidRequest", "The body is not JSON.")
    if not isinstance(found, list):
        return refused("invalidRequest", "The body is not an array of tasks.")
    tasks = [task for task in found if isinstance(task, dict)]
    if len(tasks) < len(found):
        return refused("invalidRequest", "An element of the array is not an object.")
    if not tasks:
        return refused("arrayTooSmall", "The array has no task.")
    if _depth(found) > DEPTH_MAX:
        return refused("invalidRequest", f"The body nests deeper than {DEPTH_MAX} levels.")
    return tasks


def too_large(bytes_max: int) -> Answer:
    return refused("valueTooLarge", f"The body is larger than {bytes_max} bytes.")


def _depth(value: Json) -> int:
    """Level by level, as a recursion would fail on just what it is to find."""
    depth, level = 0, [value]
    while level and depth <= DEPTH_MAX:
        depth += 1
        level = [child for parent in level for child in _children(parent)]
    return depth


def _children(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
