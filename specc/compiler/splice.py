"""A payload with holes as pieces of JSON: bytes that are known, and members whose value is spliced in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from specc.base.location import Route
from specc.compiler.residual import Hole


@dataclass(frozen=True, slots=True)
class Member:
    """Where a value goes. `before` and `after` surround it if it isn't omitted: key and comma of an optional member.
    `members` are those of a mapping that goes away with the last of them, each with its key before it.
    """

    route: Route
    before: bytes = b""
    after: bytes = b""
    members: "tuple[Member, ...]" = ()


def members(payload: dict[str, Any], optional: set[Route]) -> list[bytes | Member]:
    """The pieces in the order of the payload. Raises TypeError for a constant that the fast encoder doesn't take, and ValueError for a
    payload that `omit` could empty."""
    joined: list[bytes | Member] = []
    for piece in _value(payload, (), optional):
        if isinstance(piece, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _value(value: Any, route: Route, optional: set[Route]) -> Iterator[bytes | Member]:
    if isinstance(value, Hole):
        yield Member(route)
    elif isinstance(value, dict):
        yield b"{"
        yield from _mapping(value, route, optional)
        yield b"}"
    elif isinstance(value, list):
        yield b"["
        for index, item in enumerate(value):
            yield b"," if index else b""
            yield from _value(item, (*route, index), optional)
        yield b"]"
    else:
        yield orjson.dumps(value)


def _mapping(value: dict[str, Any], route: Route, optional: set[Route]) -> Iterator[bytes | Member]:
    """Optional members before the first certain one end with a comma, those after it begin with one."""
    names = list(value)
    certain = next((index for index, name in enumerate(names) if not _may_go(value[name], (*route, name), optional)), None)
    if names and certain is None:
        raise ValueError(route)
    for index, name in enumerate(names):
        key = orjson.dumps(name) + b":"
        is_later = index > (certain or 0)
        if _may_go(value[name], (*route, name), optional):
            within = _optional(value[name], (*route, name), optional)
            yield Member((*route, name), (b"," if is_later else b"") + key, b"" if is_later else b",", within)
        else:
            yield (b"," if is_later else b"") + key
            yield from _value(value[name], (*route, name), optional)


def _may_go(value: Any, route: Route, optional: set[Route]) -> bool:
    """Whether a value can be omitted, or be a mapping that becomes empty by that."""
    if isinstance(value, dict):
        return bool(value) and all(_may_go(item, (*route, name), optional) for name, item in value.items())
    return route in optional


def _optional(value: Any, route: Route, optional: set[Route]) -> tuple[Member, ...]:
    """The members of a mapping all of which can go; none of a value."""
    names = list(value) if isinstance(value, dict) else []
    routes = {name: (*route, name) for name in names}
    return tuple(Member(routes[name], orjson.dumps(name) + b":", b"", _optional(value[name], routes[name], optional)) for name in names)
