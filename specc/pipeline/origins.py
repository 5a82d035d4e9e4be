"""What is set for a project, value by value, and where each comes from: the line of a file, an option of the command line, or nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from specc.base.location import Route, dotted
from specc.catalog.models import MODELS_FOLDER
from specc.catalog.project import Project, project_schema
from specc.check.configuration import read_settings
from specc.check.leaks import masked
from specc.pipeline.files import SUFFIX, read_source
from specc.pipeline.plugins import plugins_of
from specc.pipeline.project import base_of, shown
from specc.syntax.toml import load_toml, with_places

DEFAULT: Final = "default"
_DEFAULTS: Final[Mapping[str, Any]] = {"include": f"*{SUFFIX}", "models": MODELS_FOLDER, "ledger": ".specc/ledger.db"}


@dataclass(frozen=True, slots=True)
class Given:
    """What an option, or a variable of the environment, sets: over the file, or beside it."""

    name: str
    values: Sequence[str]
    option: str
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """`name` leads to it, such as `severity.P105`; each item of a list is a value. `line` is 0 where `origin` is no file."""

    name: str
    value: Any
    origin: str
    line: int = 0


def values_of(project: Project, given: Sequence[Given]) -> list[Value]:
    """Every setting there is, in the order of the schema."""
    written = list(_written(project))
    values: list[Value] = []
    for name in (name for name in project_schema()["properties"] if "-" not in name):
        options = [item for item in given if item.name == name and item.values]
        mine = [value for value in written if value.name == name or value.name.startswith(f"{name}.")]
        if all(item.is_added for item in options):
            values += mine
        values += [Value(name, value, item.option) for item in options for value in item.values]
        if not (mine or options):
            values.append(Value(name, _DEFAULTS.get(name), DEFAULT))
    return values


def _written(project: Project) -> Iterator[Value]:
    """What the file says, as far as it is sound."""
    if project.file is None:
        return
    source, faults = read_source(shown(project.file))
    document = load_toml(source)
    if faults or document.data is None or document.get(base_of(project.file)) is None:
        return
    sound, written, _ = read_settings(document, base_of(project.file), plugins_of(project.plugins).rules)
    document = with_places(document)
    for name in sound:
        for route, value in _leaves(sound[name], (name,)):
            line = document.key_span(written[route]).first.line
            names = tuple(step for step in route if isinstance(step, str))
            yield Value(dotted(names), masked(value) if isinstance(value, str) else value, source.name, line)


def _leaves(value: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    items: Any = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    if not isinstance(value, list | dict):
        yield route, value
    for step, item in items:
        yield from _leaves(item, (*route, step))
