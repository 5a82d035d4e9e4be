"""What has changed from one schema of a model to another, parameter by parameter, in words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specc.base.grammar import counted
from specc.catalog.alternatives import table
from specc.catalog.models import Model, Parameter, Schema
from specc.catalog.notes import notes_of
from specc.catalog.words import kinds, limits, shown

_NAMED_MAX = 3
_RULE_CHARACTERS_MAX = 100
_ACROSS = ("dependentRequired", "not", "if", "allOf", "anyOf", "oneOf")
_IN_WORDS = ("const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern")
_OTHER = ("minItems", "maxItems", "uniqueItems", "items", "prefixItems", "additionalProperties", "minProperties", "maxProperties", "propertyNames", "patternProperties")


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is added, removed, type, limit, values, default, required or rule. `added` and `removed` are members of a list."""

    path: str
    what: str
    text: str
    before: Any = None
    after: Any = None
    added: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()


def changes(old: Model, new: Model) -> list[Change]:
    """In the order of the new schema; what it hasn't any more comes last."""
    before = {parameter.path: parameter for parameter in old.parameters()}
    after = {parameter.path: parameter for parameter in new.parameters()}
    found = [change for path, parameter in after.items() for change in (_differing(before[path], parameter) if path in before else _added(parameter, after, before))]
    found += [Change(path, "removed", "removed", before=parameter.schema) for path, parameter in before.items() if path not in after and _parent(path) not in before.keys() - after.keys()]
    return [*found, *_across("", old.schema, new.schema), *_prices(old, new)]


def tables(schema: Schema) -> dict[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """The values that parameters of a schema may have together, by their names."""
    return dict(found for rule in _rules(schema).values() if (found := _table(rule)) is not None)


def _prices(old: Model, new: Model) -> Iterator[Change]:
    before, after = old.notes.get("pricing"), new.notes.get("pricing")
    if before != after:
        yield Change("", "price", "prices are no longer stated" if after is None else "prices are stated now" if before is None else "the stated prices have changed", before, after)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _added(parameter: Parameter, after: dict[str, Parameter], before: dict[str, Parameter]) -> Iterator[Change]:
    """Of a new mapping, the whole is told and not each of its parts."""
    if _parent(parameter.path) in after.keys() - before.keys():
        return
    told = [kinds(parameter.schema), *limits(parameter.schema, choices_max=_NAMED_MAX), *(["required"] if parameter.is_required else [])]
    yield Change(parameter.path, "added", f"added: {'; '.join(told)}", after=parameter.schema)


def _differing(old: Parameter, new: Parameter) -> Iterator[Change]:
    path, before, after = new.path, old.schema, new.schema
    if kinds(before) != kinds(after):
        yield Change(path, "type", f"{kinds(before)} -> {kinds(after)}", before.get("type"), after.get("type"))
    yield from _values(path, before, after, (new.notes.get("catalog") or "value").removesuffix("s"))
    yield from _limits(path, before, after)
    if before.get("default") != after.get("default"):
        texts = [shown(schema["default"]) if "default" in schema else "none" for schema in (before, after)]
        yield Change(path, "default", f"default {texts[0]} -> {texts[1]}", before.get("default"), after.get("default"))
    if old.is_required != new.is_required:
        yield Change(path, "required", "now required" if new.is_required else "no longer required", old.is_required, new.is_required)
    yield from _across(path, before, after)


def _values(path: str, before: Schema, after: Schema, noun: str) -> Iterator[Change]:
    old, new = before.get("enum"), after.get("enum")
    if old == new:
        return
    if old is None or new is None:
        listed = new if old is None else old
        assert listed is not None
        verb = "now one of" if old is None else "no longer one of"
        yield Change(path, "values", f"{verb} {counted(len(listed), noun)}", old, new)
        return
    added, removed = tuple(item for item in new if item not in old), tuple(item for item in old if item not in new)
    told = [f"{sign}{counted(len(items), noun)} ({_some(items)})" for sign, items in (("+", added), ("-", removed)) if items]
    if told:
        yield Change(path, "values", ", ".join(told), added=added, removed=removed)


def _some(items: tuple[Any, ...]) -> str:
    return ", ".join(map(shown, items[:_NAMED_MAX])) + (", …" if len(items) > _NAMED_MAX else "")


def _limits(path: str, before: Schema, after: Schema) -> Iterator[Change]:
    old, new = ({name: schema[name] for name in _IN_WORDS if name in schema} for schema in (before, after))
    if old != new:
        notes = [notes_of(schema) for schema in (before, after)]
        words = ["; ".join(limits({**given, "x-specc": note})) or "no limit" for given, note in zip((old, new), notes, strict=True)]
        if words[0] != words[1]:
            yield Change(path, "limit", f"{words[0]} -> {words[1]}", old, new)
        elif before.get("pattern") != after.get("pattern"):
            yield Change(path, "limit", "its form is checked in another way", before.get("pattern"), after.get("pattern"))
    for name in _OTHER:
        if before.get(name) != after.get(name):
            told = [_short(schema[name]) if name in schema else "none" for schema in (before, after)]
            yield Change(path, "limit", f"{name} {told[0]} -> {told[1]}" if told[0] != told[1] else f"{name} differs", before.get(name), after.get(name))


def _short(value: Any) -> str:
    return "a schema" if isinstance(value, dict | list) else shown(value)


# Limits across parameters.


def _across(path: str, before: Schema, after: Schema) -> Iterator[Change]:
    if path == "" and before.get("additionalProperties") != after.get("additionalProperties"):
        told = "parameters that aren't listed are refused now" if after.get("additionalProperties") is False else "parameters that aren't listed are taken now"
        yield Change(path, "limit", told, before.get("additionalProperties"), after.get("additionalProperties"))
    old, new = _rules(before), _rules(after)
    yield from _tables(path, old, new)
    for key, rule in new.items():
        if key not in old and _table(rule) is None:
            yield Change(path, "rule", f"new rule: {_worded(rule)}", after=rule)
    for key, rule in old.items():
        if key not in new and _table(rule) is None:
            yield Change(path, "rule", f"rule gone: {_worded(rule)}", before=rule)


def _rules(schema: Schema) -> dict[str, Any]:
    """Each limit across parameters, by what it is and not where it stands."""
    found: list[Any] = []
    for keyword in _ACROSS:
        value = schema.get(keyword)
        if keyword == "dependentRequired" and isinstance(value, dict):
            found += [{keyword: {name: [other]}} for name, needed in value.items() for other in needed]
        elif keyword == "allOf" and isinstance(value, list):
            found += value
        elif value is not None:
            found.append({name: schema[name] for name in (keyword, *(("then", "else") if keyword == "if" else ())) if name in schema})
    return {json.dumps(_unnoted(rule), sort_keys=True): rule for rule in found}


def _unnoted(rule: Any) -> Any:
    return {name: value for name, value in rule.items() if name != "x-specc"} if isinstance(rule, dict) else rule


def _worded(rule: Any) -> str:
    if "message" in notes_of(rule):
        return str(notes_of(rule)["message"])
    if isinstance(rule, dict) and set(rule) == {"dependentRequired"}:
        ((name, needed),) = rule["dependentRequired"].items()
        return f"`{name}` needs `{needed[0]}`"
    text = json.dumps(rule)
    return text if len(text) <= _RULE_CHARACTERS_MAX else text[: _RULE_CHARACTERS_MAX - 1] + "…"


def _tables(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before, after = (dict(found for rule in rules.values() if (found := _table(rule)) is not None) for rules in (old, new))
    for names in dict.fromkeys((*before, *after)):
        added, removed = (tuple(row for row in one.get(names, ()) if row not in other.get(names, ())) for one, other in ((after, before), (before, after)))
        told = [f"{sign}{len(rows):,} ({', '.join('x'.join(map(shown, row)) for row in rows[:_NAMED_MAX])}{', …' if len(rows) > _NAMED_MAX else ''})" for sign, rows in (("+", added), ("-", removed)) if rows]
        if told:
            prefix = f"{path}." if path else ""
            yield Change(", ".join(prefix + name for name in names), "values", f"go together: {', '.join(told)}", added=added, removed=removed)


def _table(rule: Any) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]] | None:
    branches = rule.get("then", rule) if isinstance(rule, dict) else {}
    found = table(branches.get("anyOf", branches.get("oneOf"))) if isinstance(branches, dict) else None
    return None if found is None else (found.names, found.rows)
