"""`oneOf` and `anyOf` for what they say: a list of values, a value that may be null, or a table of values that go together.

The law: what is made of them accepts what they accept. In one case it accepts more: a table whose rows don't require their
parameters says nothing where some aren't there, even where `oneOf` would count several rows as fitting then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log
from typing import Any

from specc.catalog.implication import covers
from specc.catalog.kinds import types_of

Schema = dict[str, Any]

ROWS_MAX = 10_000
_PROSE = frozenset(("title", "description", "deprecated", "default", "examples", "x-specc"))
_OF_NULL_TOO = frozenset(("not", "if", "allOf", "anyOf", "oneOf"))
"""What may refuse null, whatever its type."""
_OF_TYPE: tuple[tuple[type, str], ...] = ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number"))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The values that parameters may have together. `is_optional`: all of them may be left out; `is_strict`: a row needs them all."""

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_optional: bool
    is_strict: bool

    def nearest(self, values: Sequence[Any], *, count_max: int = 3) -> list[tuple[Any, ...]]:
        return sorted(self.rows, key=lambda row: sum(map(_distance, row, values)))[:count_max]


def simplified(schema: Schema) -> Schema:
    """The schema with its alternatives as they are read best; itself where there is nothing to say more plainly."""
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches and all(isinstance(branch, dict) for branch in branches):
            rest = {name: value for name, value in schema.items() if name != keyword}
            schema = _enumerated(rest, branches) or _nullable(rest, branches) or _tabled(rest, branches) or schema
    return schema


def table(branches: Any) -> Table | None:
    """The table that branches are rows of; None where they are anything else. Branches that want none of its parameters may stand beside."""
    if not isinstance(branches, list):
        return None
    names: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = []
    strict = others = 0
    for branch in branches:
        row = _row(branch)
        if row is None and not _is_beside(branch):
            return None
        others += row is None
        if row is None:
            continue
        names = names or tuple(row)
        if set(row) != set(names):
            return None
        strict += set(names) <= set(branch.get("required", ()))
        rows += product(*(row[name] for name in names))
        if len(rows) > ROWS_MAX:
            return None
    if len(names) <= 1 or not rows:
        return None
    return Table(names, tuple(rows), bool(others) or not strict, strict == len(branches) - others)


def _row(branch: Any) -> dict[str, list[Any]] | None:
    """The values that a branch allows, by parameter."""
    if not isinstance(branch, dict) or not isinstance(branch.get("properties"), dict) or branch.keys() - {"properties", "required", "type", *_PROSE}:
        return None
    row: dict[str, list[Any]] = {}
    for name, child in branch["properties"].items():
        if child is False:
            continue
        if not isinstance(child, dict) or child.keys() - {"const", "enum", "type", *_PROSE}:
            return None
        values = [child["const"]] if "const" in child else child.get("enum")
        if not isinstance(values, list) or not all(isinstance(value, str | int | float) for value in values):
            return None
        row[name] = values
    return row or None


def _is_beside(branch: Any) -> bool:
    """Whether a branch speaks of which parameters are there, and of nothing else."""
    if not isinstance(branch, dict):
        return False
    return all(
        keyword in _PROSE
        or (keyword == "required")
        or (keyword in ("not", "if") and _is_beside(value))
        or (keyword in ("anyOf", "allOf", "oneOf") and isinstance(value, list) and all(map(_is_beside, value)))
        or (keyword == "properties" and isinstance(value, dict) and all(child is False for child in value.values()))
        for keyword, value in branch.items()
    )


def _enumerated(rest: Schema, branches: list[Schema]) -> Schema | None:
    """`oneOf: [{const: a, title: …}, …]` is a list of values with a word to each."""
    if "enum" in rest or "const" in rest or any(branch.keys() - {"const", "enum", "type", *_PROSE} for branch in branches):
        return None
    given = [[branch["const"]] if "const" in branch else branch.get("enum") for branch in branches]
    if not all(isinstance(values, list) for values in given):
        return None
    plain = [value for values in given for value in values or () if value is None or isinstance(value, str | int | float)]
    values = list({(isinstance(value, bool), value): value for value in plain}.values())  # 1 and true are two values
    if not values:
        return None
    kinds = sorted({_kind(value) for value in values})
    return {"type": kinds[0] if len(kinds) == 1 else kinds, **rest, "enum": values}


def _kind(value: Any) -> str:
    return next((name for kind, name in _OF_TYPE if isinstance(value, kind)), "null")


def _nullable(rest: Schema, branches: list[Schema]) -> Schema | None:
    """One alternative beside null is that alternative with one more type; one alone is no alternative at all."""
    real = [branch for branch in branches if branch.get("type") != "null"]
    if len(real) != 1 or (real[0].keys() & rest.keys()) - _PROSE:
        return None
    made = {**real[0], **rest}
    if len(real) == len(branches):
        return made
    kinds = types_of(made)
    if not kinds or made.keys() & _OF_NULL_TOO:
        return None
    allowed = [made.pop("const")] if "const" in made else made.get("enum")
    made["type"] = kinds if "null" in kinds else [*kinds, "null"]
    return made if allowed is None else {**made, "enum": allowed if None in allowed else [*allowed, None]}


def _tabled(rest: Schema, branches: list[Schema]) -> Schema | None:
    found = table(branches)
    if found is None:
        return None
    others = [branch for branch in branches if _row(branch) is None]
    if not all(covers([{"required": list(found.names)}], {"not": other}) for other in others):
        return None  # what stands beside the rows may hold where all parameters are there
    made = dict(rest)
    rows = [{"properties": {name: {"const": value} for name, value in zip(found.names, row, strict=True)}} for row in dict.fromkeys(found.rows)]
    made["allOf"] = [*made.get("allOf", []), {"if": {"required": list(found.names)}, "then": {"anyOf": rows}}]
    if not found.is_strict:
        return made
    if found.is_optional and not _only_absence(others, found.names):
        made["allOf"].append({"anyOf": [{"required": list(found.names)}, *others]})
        return made
    if found.is_optional:
        needs = {name: [other for other in found.names if other != name] for name in found.names}
        made["dependentRequired"] = {**needs, **made.get("dependentRequired", {})}
    else:
        made["required"] = list(dict.fromkeys([*made.get("required", []), *found.names]))
    return made


def _only_absence(others: list[Schema], names: tuple[str, ...]) -> bool:
    """Whether what stands beside the rows says no more than that none of the parameters is there."""
    absent: list[Schema] = [
        {"not": {"anyOf": [{"required": [name]} for name in names]}},
        {"allOf": [{"not": {"required": [name]}} for name in names]},
        {"properties": dict.fromkeys(names, False)},
    ]
    return all({name: value for name, value in other.items() if name not in _PROSE} in absent for other in others)


def combination(branches: Any, instance: Mapping[str, Any]) -> tuple[Table, tuple[Any, ...]] | None:
    """The table that an instance isn't in, and what it has instead; None where that isn't what is wrong."""
    found = table(branches)
    if found is None or not all(name in instance for name in found.names):
        return None
    values = tuple(instance[name] for name in found.names)
    return None if values in found.rows else (found, values)


def _distance(one: Any, other: Any) -> float:
    if one == other:
        return 0.0
    return abs(log(one / other)) if _is_positive(one) and _is_positive(other) else 1.0


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
