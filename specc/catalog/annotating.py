"""Puts what we know of a model into a published schema of it: notes by path, and limits across parameters in our own words.

The law: what the published schema limits, it limits as published. Ours is what a parameter is for, in which words a broken
limit is told, and what the provider documents without saying it in the schema.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from specc.base.resources import shipped_data
from specc.catalog.formats import forms_of, with_patterns
from specc.catalog.implication import covers
from specc.catalog.kinds import types_of
from specc.catalog.notes import notes_of

Schema = dict[str, Any]

_COMBINING = ("not", "anyOf", "oneOf", "if")
_BRANCHES = ("then", "else")
_OURS = ("model", "retrieved")
"""Notes of a whole schema that are those of its own copy alone."""


def annotated(published: Schema, own: Schema | None) -> Schema:
    """A tidied schema with the notes that parameters of the provider's models have in common, and those of `own`, our copy of the model."""
    made = _with_common(published, "")
    found: Schema = with_patterns(_merged(made, own) if own is not None else made)
    return found


def common_paths(note: str) -> frozenset[str]:
    """The parameters that are known by a note in all models that have them."""
    return frozenset(path for path, known in _common().items() if known["notes"].get(note))


@cache
def _common() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = shipped_data("parameters.json")["parameters"]
    return found


def _with_common(schema: Schema, path: str) -> Schema:
    known = _common().get(path)
    made: Schema = dict(schema)
    if known is not None and known["type"] in _kinds(schema):
        made["x-specc"] = {**notes_of(schema), **known["notes"]}
    if isinstance(made.get("properties"), dict):
        prefix = f"{path}." if path else ""
        made["properties"] = {name: _with_common(child, prefix + name) if isinstance(child, dict) else child for name, child in made["properties"].items()}
    return made


def _kinds(schema: Schema) -> list[Any]:
    """The types of a value, those of alternatives included."""
    return types_of(schema) or [kind for keyword in ("oneOf", "anyOf") for branch in schema.get(keyword, []) if isinstance(branch, dict) for kind in _kinds(branch)]


def _merged(published: Schema, own: Schema) -> Schema:
    made = dict(published)
    notes = {**notes_of(published), **{name: note for name, note in notes_of(own).items() if name not in _OURS}}
    if "advice" in notes:
        notes["advice"] = [advice for advice in notes["advice"] if _is_about(advice.get("if"), published)]
    if notes:
        made["x-specc"] = notes
    if "description" in own:
        made.setdefault("description", own["description"])
    if "pattern" in own and _says_no_form(published):
        made = {keyword: value for keyword, value in made.items() if keyword not in ("oneOf", "anyOf")} | {"type": published.get("type", "string"), "pattern": own["pattern"]}
    if isinstance(made.get("properties"), dict):
        known = own.get("properties", {})
        made["properties"] = {name: _merged(child, known[name]) if isinstance(child, dict) and name in known else child for name, child in made["properties"].items()}
    rules = [rule for rule in own.get("allOf", []) if "rule" in notes_of(rule) and _is_about(rule, made)]
    return _with_rules(made, rules) if rules else made


def _says_no_form(published: Schema) -> bool:
    """Whether a text may look like anything, or like what a format says, which is words."""
    if not published.keys().isdisjoint(("pattern", "enum", "const")) or "string" not in _kinds(published):
        return False
    branches = [branch for keyword in ("oneOf", "anyOf") for branch in published.get(keyword, [])]
    return not branches or (forms_of(published) is not None and not any("pattern" in branch for branch in branches))


def _is_about(rule: Any, schema: Schema) -> bool:
    """Whether a rule speaks of parameters that there are."""
    return all(_has(schema, route) for route in _named(rule, ()))


def _named(rule: Any, route: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(rule, list):
        for part in rule:
            yield from _named(part, route)
    for keyword, value in rule.items() if isinstance(rule, dict) else ():
        if keyword == "required":
            yield from ((*route, name) for name in value)
        elif keyword == "properties":
            for name, child in value.items():
                yield (*route, name)
                yield from _named(child, (*route, name))
        elif keyword in ("not", "allOf", "anyOf", "oneOf", "if", *_BRANCHES):
            yield from _named(value, route)


def _has(schema: Any, route: tuple[str, ...]) -> bool:
    for step in route:
        schema = schema.get("properties", {}).get(step) if isinstance(schema, dict) else None
    return isinstance(schema, dict)


def _with_rules(schema: Schema, rules: list[Schema]) -> Schema:
    """The schema with rules of ours in front; limits that refuse nothing more than they do are left out, so that one mistake is told once."""
    made = dict(schema)
    made["dependentRequired"] = {
        name: left for name, needed in schema.get("dependentRequired", {}).items() if (left := [other for other in needed if not covers(rules, {"dependentRequired": {name: [other]}})])
    }
    made["required"] = [name for name in schema.get("required", []) if not covers(rules, {"required": [name]})]
    parts = [*schema.get("allOf", []), *({keyword: schema[keyword], **_branches(schema, keyword)} for keyword in _COMBINING if keyword in schema)]
    made["allOf"] = [*rules, *(part for part in parts if not covers(rules, part))]
    for keyword in (*_COMBINING, *_BRANCHES):
        made.pop(keyword, None)
    return {keyword: value for keyword, value in made.items() if value not in ([], {}) or keyword == "properties"}


def _branches(schema: Schema, keyword: str) -> Schema:
    return {branch: schema[branch] for branch in _BRANCHES if branch in schema} if keyword == "if" else {}
