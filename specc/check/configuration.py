"""What a project's file says, against its JSON Schema and the table of rules: what is sound of it, and faults for the rest."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from specc.base.fault import Fault
from specc.base.globs import backward_range
from specc.base.location import Route, dotted
from specc.base.similar import similar
from specc.catalog.keywords import Violation, violations
from specc.catalog.languages import is_tag, near_tags
from specc.catalog.notes import notes_of
from specc.catalog.project import project_schema, setting
from specc.catalog.validator import PlainValidator
from specc.check.problem import Problem
from specc.check.rule import did_you_mean, expected, kind_of, quoted
from specc.check.rulebook import Rulebook
from specc.check.settings import codes, is_silenceable
from specc.syntax.document import Document

_TABLES: Final = frozenset(("prices", "speech_rates"))
_NAMED_BY_USER: Final = 1
"""At this depth of a table keys are the user's: models, languages, rules, files."""


def read_settings(document: Document, base: Route, rules: Rulebook) -> tuple[dict[str, Any], dict[Route, Route], list[Problem | Violation]]:
    """The sound settings by name; the place of each key as it is written; and what is wrong."""
    written: dict[Route, Route] = {(): base}
    wrong: list[Problem | Violation] = []
    table = _spelled(document.get(base), (), base, written, wrong)
    for error in _validator().iter_errors(table):
        wrong += violations(error)
    sound: dict[str, Any] = {}
    broken = {found.route[0] for found in wrong if found.route}
    for name, value in table.items() if isinstance(table, dict) else ():
        problems = list(_problems(name, value, rules, is_broken=name in broken))
        wrong += problems
        if name not in broken and not problems:
            sound[name] = value
    return sound, written, wrong


def setting_fault(document: Document, written: dict[Route, Route], problem: Problem | Violation) -> Fault:
    """The fault of what is wrong. `document` has its places."""
    if not isinstance(problem, Violation):
        place = _written(written, problem.route)
        facts = {"path": _shown(written, problem.route), "problem": problem.text, "help": problem.help, "near": problem.near, "value": _named(document, place, problem), "is_key": problem.is_key}
        return Fault("S117", document.key_span(place) if problem.is_key else document.span(place), facts, fold=problem.text)
    route = (*problem.route, problem.missing) if problem.missing else problem.route
    if problem.keyword == "additionalProperties":
        known = [name for name in _known(route[:-1]) if "-" not in name]
        return Fault("S116", document.key_span(_written(written, route)), {"path": _shown(written, route), "name": str(route[-1]).replace("-", "_"), "known": known})
    if problem.missing:
        return Fault("S117", document.key_span(_written(written, problem.route)), {"path": _shown(written, route), "problem": "is missing", "help": f"add `{problem.missing} = …`"}, fold=problem.missing)
    text, help = _reason(problem)
    facts = {"path": _shown(written, route), "problem": text, "help": help, "near": _choices(problem), "value": problem.facts.get("value"), "is_list_wanted": _is_list_wanted(problem)}
    return Fault("S117", document.span(_written(written, route)), facts, fold=problem.keyword)


def _named(document: Document, place: Route, problem: Problem) -> object:
    return place[-1] if problem.is_key else document.get(place)


def _choices(violation: Violation) -> tuple[str, ...]:
    schema: Any = violation.facts.get("schema")
    return tuple(similar(str(violation.facts.get("value")), schema["enum"])[:1]) if violation.keyword == "enum" else ()


def _is_list_wanted(violation: Violation) -> bool:
    schema: Any = violation.facts.get("schema")
    return violation.keyword == "type" and schema["type"] == "array" and isinstance(violation.facts.get("value"), str)


@cache
def _validator() -> PlainValidator:
    return PlainValidator(project_schema())


def _spelled(value: Any, route: Route, at: Route, written: dict[Route, Route], wrong: list[Problem | Violation]) -> Any:
    """A table with our own keys as they are spelled, its dates as text."""
    if isinstance(value, list):
        return [_spelled(item, (*route, index), _note(written, (*route, index), (*at, index)), written, wrong) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value.isoformat() if hasattr(value, "isoformat") else value
    made: dict[str, Any] = {}
    known = _known(route)
    for key, item in value.items():
        name = key.replace("-", "_") if key.replace("-", "_") in known and len(route) != _NAMED_BY_USER else key
        if name in made:
            twice = (*route, name, "", key)  # apart from the one that stands
            written[twice] = (*at, key)
            wrong.append(Problem(twice, "is set twice", f"it is the same as `{name}`: leave one out"))
            continue
        made[name] = _spelled(item, (*route, name), _note(written, (*route, name), (*at, key)), written, wrong)
    return made


def _note(written: dict[Route, Route], route: Route, at: Route) -> Route:
    written[route] = at
    return at


def _written(written: dict[Route, Route], route: Route) -> Route:
    while route not in written:
        route = route[:-1]
    return written[route]


def _shown(written: dict[Route, Route], route: Route) -> str:
    """A key as it is written, below the project's own table."""
    base = len(written[()])
    known = written.get(route)
    return dotted(known[base:] if known is not None else (*written.get(route[:-1], written[()])[base:], *route[-1:])) or "the project"


def _known(route: Route) -> list[str]:
    """The keys of our own that a table takes."""
    schema: Any = project_schema()
    for step in route:
        schema = schema.get("properties", {}).get(step) or schema.get("additionalProperties") or {}
        schema = schema if isinstance(schema, dict) else {}
    return list(schema.get("properties", {}))


def _reason(violation: Violation) -> tuple[str, str]:
    schema: Any = violation.facts.get("schema")
    value = violation.facts.get("value")
    wanted = notes_of(schema).get("expects", "")
    if violation.keyword == "enum":
        return f"is {quoted(value)}, expected {wanted}", did_you_mean(_choices(violation))
    if violation.keyword == "type" and isinstance(value, float):
        return f"is {value}, expected {expected(schema['type'])}", ""
    if violation.keyword == "type":
        return f"is {kind_of(value)}, expected {expected(schema['type'])}", f'write it in brackets: ["{value}"]' if _is_list_wanted(violation) else ""
    if violation.keyword in ("oneOf", "anyOf"):
        return _NO_FIGURE.get(str(violation.route[0]), "makes no sense"), "write the figure, or take the table out"
    if value in ("", []):
        return f"is empty, expected {wanted or 'a text'}", "leave the key out for the default"
    return f"is {value}, expected {wanted}", ""


_NO_FIGURE: Final = {"prices": "needs one of `usd_per_second` and `usd_per_video`", "speech_rates": "needs `words_per_second` or `characters_per_second`"}


# What a schema can't say


def _problems(name: str, value: Any, rules: Rulebook, *, is_broken: bool) -> Iterator[Problem]:
    kind, check = _CHECKS.get(name, (object, None))
    if check is not None and isinstance(value, kind):
        yield from check((name,), value, rules)
    if name == "speech_rates" and isinstance(value, dict):
        yield from _of_languages(name, value)
    for key in value if name in _TABLES and not is_broken else ():
        try:
            setting(name, {key: value[key]})
        except ValueError as error:
            yield Problem((name, key), f"makes no sense: {error}")


def _of_languages(name: str, table: dict[str, Any]) -> Iterator[Problem]:
    for tag in table:
        if not is_tag(tag):
            near = near_tags(tag)
            yield Problem((name, tag), "is no language tag (BCP 47)", did_you_mean(near, "a tag is a language such as `en`, with a region `en-US`"), tuple(near), is_key=True)


def _of_rules(route: Route, texts: list[Any], rules: Rulebook) -> Iterator[Problem]:
    for index, text in _texts(texts):
        yield from _of_rule((*route, index), text, rules)


def _of_ignored(route: Route, texts: list[Any], rules: Rulebook) -> Iterator[Problem]:
    for index, text in _texts(texts):
        yield from _of_rule((*route, index), text, rules)
        if rules.find(text) and not codes([text], rules, is_silenced=True):
            yield Problem((*route, index), f"can't ignore {quoted(text)}: what it finds leaves no whole video", "mend what it finds; warnings, the provider's limits, costs and secrets can be ignored")


def _texts(items: list[Any]) -> list[tuple[int, str]]:
    """Those that are texts, each with its number: what else there is has been told."""
    return [(index, item) for index, item in enumerate(items) if isinstance(item, str) and item]


def _of_files(route: Route, table: dict[str, Any], rules: Rulebook) -> Iterator[Problem]:
    for pattern, texts in table.items():
        yield from _of_pattern((*route, pattern), pattern)
        yield from _of_ignored((*route, pattern), texts if isinstance(texts, list) else [], rules)


def _of_severities(route: Route, table: dict[str, Any], rules: Rulebook) -> Iterator[Problem]:
    for text, wanted in table.items():
        yield from _of_rule((*route, text), text, rules)
        if wanted != "error" and rules.find(text) and not any(map(is_silenceable, rules.find(text))):
            yield Problem((*route, text), f"can't be lowered to {quoted(wanted)}: what it finds leaves no whole video", "leave it out: it is an error")


def _of_rule(route: Route, text: str, rules: Rulebook) -> Iterator[Problem]:
    if not rules.find(text):
        near = similar(text, rules.names())
        is_item = isinstance(route[-1], int)
        yield Problem(route, f"is no rule: {quoted(text)}" if is_item else "is no rule", did_you_mean(near, "`specc rules` lists them"), tuple(near), is_key=not is_item)


def _of_patterns(route: Route, patterns: list[Any], _rules: Rulebook) -> Iterator[Problem]:
    for index, pattern in _texts(patterns):
        yield from _of_pattern((*route, index), pattern)


def _of_pattern(route: Route, pattern: str) -> Iterator[Problem]:
    if pattern.startswith("/") or ".." in pattern.split("/"):
        yield Problem(route, f"leads out of the project: {quoted(pattern)}", "patterns start from the folder of the project's file")
    if backwards := backward_range(pattern):
        yield Problem(route, f"has a range that runs backwards: {quoted(backwards)}", f"write it the other way round: {quoted(backwards[::-1])}")


_CHECKS: Final[dict[str, tuple[type, Callable[[Route, Any, Rulebook], Iterator[Problem]]]]] = {
    "select": (list, _of_rules),
    "ignore": (list, _of_ignored),
    "severity": (dict, _of_severities),
    "per_file_ignores": (dict, _of_files),
    "include": (list, _of_patterns),
    "exclude": (list, _of_patterns),
}
