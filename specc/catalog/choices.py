"""Which parameters exclude each other, or which one of several is missing, where a combination of limits says no more than that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specc.base.location import route_of


@dataclass(frozen=True, slots=True)
class Choice:
    """`given` are parameters that exclude each other; where it is empty, one of `wanted` is missing. All by their paths, together in groups."""

    wanted: tuple[tuple[str, ...], ...] = ()
    given: tuple[str, ...] = ()


def choice(keyword: str, limit: Any, instance: Mapping[str, Any]) -> Choice | None:
    """What a broken `not`, `anyOf` or `oneOf` asks of the keys of a mapping; None where it asks for more, or for something else."""
    if keyword == "not":
        return next((Choice(given=names) for names in _together(limit) if len(names) > 1 and all(_has(instance, name) for name in names)), None)
    groups = tuple(tuple(_needed(branch, "")) for branch in limit) if isinstance(limit, list) else ()
    if len(groups) <= 1 or not all(groups):
        return None
    met = [names for names in groups if all(_has(instance, name) for name in names)]
    if not met:
        return Choice(wanted=groups)
    return Choice(given=tuple(dict.fromkeys(name for names in met for name in names))) if keyword == "oneOf" and len(met) > 1 else None


def _together(limit: Any) -> Iterator[tuple[str, ...]]:
    """The sets of keys that a `not` is about."""
    if not isinstance(limit, dict):
        return
    for keyword in ("anyOf", "oneOf"):
        for branch in limit.get(keyword, ()):
            yield from _together(branch)
    if not limit.keys() & {"anyOf", "oneOf"}:
        yield tuple(_needed(limit, ""))


def _needed(branch: Any, path: str) -> Iterator[str]:
    """The paths of the keys that a branch requires; of a mapping with required keys, these alone."""
    if not isinstance(branch, dict):
        return
    below = {name: list(_needed(child, f"{path}{name}.")) for name, child in branch.get("properties", {}).items()}
    for name in branch.get("required", ()):
        if not below.get(name):
            yield path + name
    for names in below.values():
        yield from names


def _has(instance: Any, path: str) -> bool:
    for name in route_of(path):
        if not isinstance(instance, dict) or name not in instance:
            return False
        instance = instance[name]
    return True
