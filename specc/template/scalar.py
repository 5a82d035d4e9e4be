"""A compiled scalar, and its rendering. A lone expression keeps the type of its value; anything else is text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import GeneratorType
from typing import TYPE_CHECKING, Any

from specc.base.location import Route
from specc.template.names import Path, Reference
from specc.template.plain import UNUSUAL, PlainText, fill
from specc.template.values import OMIT, UnprintableError

if TYPE_CHECKING:
    from jinja2 import nodes

    from specc.template.environment import SpecEnvironment
    from specc.template.failure import Failure

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """`bare` is the path of a scalar that is nothing but a reference; `plain` are the pieces of one that is words and names."""

    route: Route
    text: str
    is_native: bool
    run: Callable[[Context], Any]
    references: tuple[Reference, ...] = ()
    bare: Path | None = None
    plain: PlainText | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A value, or a failure. `empty` are the offsets of bare names that came out empty."""

    value: Any = None
    failure: Failure | None = None
    empty: tuple[int, ...] = field(default=())


def compile_scalar(environment: SpecEnvironment, route: Route, text: str, tree: nodes.Template) -> Scalar:
    is_native = is_lone_expression(tree, text)
    if is_native:
        inner = "  " + text[2:-2].rstrip("-+")
        inner = inner[:2] + " " + inner[3:] if inner[2:3] in ("-", "+") else inner
        run = _expression(environment, inner)
    else:
        template = environment.from_string(text)
        run = template.render
    return Scalar(route, text, is_native, run)


def plain_scalar(make: Callable[[], SpecEnvironment], route: Route, text: str, plain: PlainText) -> Scalar:
    """The scalar of a plain text. The environment is made, and the text compiled, when Jinja is needed for the first time."""
    compiled: list[Callable[[Context], Any]] = []

    def run(context: Context) -> Any:
        value = fill(plain, context)
        if value is not UNUSUAL:
            return value
        if not compiled:
            environment = make()
            compiled.append(compile_scalar(environment, route, text, environment.parse_plain(text)).run)
        return compiled[0](context)

    return Scalar(route, text, plain.bare is not None, run, plain.references, plain.bare, plain)


def compile_condition(environment: SpecEnvironment, route: Route, text: str) -> Scalar:
    """A bare expression, as `when` and `where` hold it."""
    return Scalar(route, text, is_native=True, run=_expression(environment, text))


def render(environment: SpecEnvironment, scalar: Scalar, context: Context) -> Rendered:
    """The value of a scalar under a context. Raises `RowNeededError` when it needs the row, and nothing else."""
    environment.meter.refill()
    environment.empty_outputs.clear()
    try:
        value = scalar.run(context)
        if scalar.is_native:
            value = plain(value)
    except Exception as error:  # noqa: BLE001 - whatever a template raises is the template's failure
        from specc.template.failure import render_failure

        return Rendered(failure=render_failure(error))
    return Rendered(value, empty=tuple(environment.empty_outputs))


def is_lone_expression(tree: nodes.Template, text: str) -> bool:
    from jinja2 import nodes

    if not (text.startswith("{{") and text.endswith("}}") and len(tree.body) == 1):
        return False
    output = tree.body[0]
    return isinstance(output, nodes.Output) and len(output.nodes) == 1 and not isinstance(output.nodes[0], nodes.TemplateData)


def _expression(environment: SpecEnvironment, text: str) -> Callable[[Context], Any]:
    return environment.expression(text)


def plain(value: Any) -> Any:
    """The value as plain data, copied, or an exception that says what it is instead."""
    if isinstance(value, str):
        return str.__str__(value)
    if value is None or value is OMIT or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | range | GeneratorType):
        return [plain(item) for item in value]
    from jinja2.runtime import Undefined

    if isinstance(value, Undefined):
        return str(value)  # raises
    raise UnprintableError(f"a {type(value).__name__}")
