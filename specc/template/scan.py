"""Finds and compiles every template of a document, and checks what can be known without rendering: syntax, filters, includes, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from specc.base.fault import Fault
from specc.base.location import Route, Source, Span
from specc.base.similar import similar
from specc.syntax.document import Document
from specc.template.names import Reference
from specc.template.plain import UNUSUAL, PlainText, fill, read_plain
from specc.template.scalar import Context, Rendered, Scalar, compile_condition, compile_scalar, plain_scalar, render
from specc.template.values import ROW_NAMES

if TYPE_CHECKING:
    from jinja2 import nodes

    from specc.template.environment import SpecEnvironment

Names = Mapping[str, "Names | None"]
"""The names in scope, nested; None where what lies below isn't known before rendering."""

LoadPartial = Callable[[str], Source | None]

_MARKS = re.compile(r"\{\{|\{%|\{#")
_CONSTANTS: tuple[Route, ...] = (("vars",), ("languages",), ("matrix",))
_MAPPING_METHODS = frozenset(("items", "keys", "values", "get"))


@dataclass(slots=True, eq=False)
class Engine:
    """The environment of one spec, made when a template needs it. `load` gives the text of a partial; `filters` are those beside ours."""

    load: Callable[[str], str | None]
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    _made: SpecEnvironment | None = None

    def environment(self) -> SpecEnvironment:
        if self._made is None:
            from specc.template.environment import SpecEnvironment

            self._made = SpecEnvironment(self.load, self.filters)
        return self._made


@dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """`broken` are the routes whose template can't be rendered at all; their faults have been told. `is_open`: some template
    includes what only rendering would tell.
    """

    document: Document
    engine: Engine
    scalars: Mapping[Route, Scalar]
    broken: frozenset[Route]
    partials: Mapping[str, Source]
    load: LoadPartial = lambda _name: None
    is_open: bool = False
    unread: Mapping[str, str] = field(default_factory=dict)
    """Why partials that are there can't be had, by name."""

    @property
    def environment(self) -> SpecEnvironment:
        return self.engine.environment()

    def render(self, scalar: Scalar, context: Context) -> Rendered:
        """As `render` does, without Jinja where there is no need of it."""
        value = UNUSUAL if scalar.plain is None else fill(scalar.plain, context)
        return render(self.environment, scalar, context) if value is UNUSUAL else Rendered(value)

    def partial(self, name: str | None) -> Source | None:
        """A partial by its name, one whose name was computed too."""
        return None if name is None else self.partials.get(name) or self.load(name)

    def span(self, route: Route, start: int, end: int, partial: str | None = None) -> Span:
        """The place of characters of a template, or of the partial it includes."""
        if (source := self.partial(partial)) is not None:
            return source.span(min(start, len(source.text)), min(end, len(source.text)))
        return self.document.inner_span(route, start, end)

    def output_span(self, route: Route, offset: int, partial: str | None) -> Span:
        """The place of the `{{ … }}` or `{% … %}` around an offset; of the whole scalar when there is none."""
        source = self.partial(partial)
        text = self.scalars[route].text if source is None else source.text
        start = max(text.rfind("{{", 0, offset + 2), text.rfind("{%", 0, offset + 2))
        ends = [end for end in (text.find("}}", offset), text.find("%}", offset)) if end >= 0]
        if start < 0 or not ends:
            return self.document.span(route) if partial is None else self.span(route, offset, offset + 1, partial)
        return self.span(route, start, min(ends) + 2, partial)


@dataclass(slots=True, eq=False)
class _Scan:
    document: Document
    engine: Engine
    load: LoadPartial
    names: Names
    unread: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    partials: dict[str, Source] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    is_open: bool = False

    def scalar(self, route: Route, text: str, *, is_condition: bool) -> Scalar | None:
        """The compiled scalar, or None when a fault makes it impossible to render."""
        before = len(self.faults)
        if is_condition and _MARKS.search(text):
            facts = {"problem": "a condition is an expression without braces", "help": "write it bare: `row.seats > 1`"}
            self.faults.append(Fault("V102", self.document.span(route), facts))
            return None
        if not is_condition and (plain := read_plain(text)) is not None:
            return self._plain(route, text, plain)
        from specc.template.failure import syntax_failure
        from specc.template.references import bare_path

        shown = "{{" + text + "}}" if is_condition else text
        shift = 2 if is_condition else 0

        def place(start: int, end: int) -> Span:
            return self.document.inner_span(route, max(0, start - shift), max(0, end - shift))

        try:
            environment = self.engine.environment()
            tree = environment.parse_plain(shown)
            found = self._tree(tree, shown, place)
            if len(self.faults) > before:
                return None
            scalar = compile_condition(environment, route, text) if is_condition else compile_scalar(environment, route, text, tree)
        except Exception as error:  # noqa: BLE001 - the compiler of templates raises whatever Python's raises
            failure = syntax_failure(error, shown)
            span = place(failure.offset, _token_end(shown, failure.offset))
            self.faults.append(Fault(failure.rule, span, failure.facts, within=self.document.span(route)))
            return None
        return Scalar(route, text, scalar.is_native, scalar.run, tuple(found), None if is_condition else bare_path(tree))

    def _plain(self, route: Route, text: str, plain: PlainText) -> Scalar | None:
        before = len(self.faults)
        for reference in plain.references:
            self._name(reference, lambda start, end: self.document.inner_span(route, start, end))
        return plain_scalar(self.engine.environment, route, text, plain) if len(self.faults) == before else None

    def _tree(self, tree: nodes.Template, text: str, place: Callable[[int, int], Span]) -> list[Reference]:
        """Checks one template and, through its includes, the partials it uses; returns its references."""
        from specc.template.references import includes, references

        if unknown := list(_unknown_operations(tree, text, self.engine.environment(), place)):
            self.faults.extend(unknown)  # the compiler refuses the template as a whole
            return []
        found = references(tree, text)
        for reference in found:
            self._name(reference, place)
        for name, offset in includes(tree):
            self.is_open |= name is None
            if name is not None:
                found.extend(self._partial(name, place(offset, offset + len(name) + 2)))
        return found

    def _partial(self, name: str, span: Span) -> list[Reference]:
        source = self.load(name)
        if source is None:
            self.faults.append(Fault("V104", span, {"name": name, "problem": self.unread.get(name, "")}))
            return []
        if name in self.seen:
            return []
        self.seen.add(name)
        self.partials[name] = source
        try:
            return self._tree(self.engine.environment().parse_plain(source.text), source.text, source.span)
        except Exception as error:  # noqa: BLE001 - as above
            from specc.template.failure import syntax_failure

            failure = syntax_failure(error, source.text)
            offset = min(failure.offset, len(source.text))
            end = min(_token_end(source.text, offset), len(source.text))
            self.faults.append(Fault(failure.rule, source.span(offset, max(offset, end)), failure.facts))
            return []

    def _name(self, reference: Reference, place: Callable[[int, int], Span]) -> None:
        wrong = _unknown_name(reference, self.names)
        if wrong is None:
            return
        rule, facts = wrong
        self.faults.append(Fault(rule, place(reference.start, reference.end), facts))


def scan(document: Document, engine: Engine, load: LoadPartial, *, names: Names, routes: Iterable[Route], conditions: Iterable[Route], unread: Mapping[str, str] | None = None) -> tuple[Templates, list[Fault]]:
    """Compiles the templates at or below `routes`, and the bare expressions at `conditions`."""
    unread = {} if unread is None else unread
    state = _Scan(document, engine, load, names, unread)
    state.faults.extend(_templates_in_constants(document))
    scalars: dict[Route, Scalar] = {}
    broken: set[Route] = set()
    for route, text, is_condition in _texts(document, routes, conditions):
        state.seen.clear()
        scalar = state.scalar(route, text, is_condition=is_condition)
        if scalar is None:
            broken.add(route)
        else:
            scalars[route] = scalar
    return Templates(document, engine, scalars, frozenset(broken), state.partials, load, state.is_open, unread), state.faults


def _templates_in_constants(document: Document) -> Iterator[Fault]:
    """Constants aren't rendered: template marks in one would be spoken as they are. One that an alias brings into the
    task is a template there."""
    marked = [(route[:1], route) for route, text in document.texts(()) if route[:1] in _CONSTANTS and _MARKS.search(text)]
    if marked:
        rendered = {place.value.order() for route, place in document.places.items() if route[:1] in (("task",), ("output",))}
        for below, route in marked:
            if document.span(route).order() not in rendered:
                facts = {"problem": f"a value below `{below[0]}` is a constant, and is not rendered", "help": "write the template in `task`, or in a partial that `task` includes"}
                yield Fault("V102", document.span(route), facts)


def _texts(document: Document, routes: Iterable[Route], conditions: Iterable[Route]) -> Iterator[tuple[Route, str, bool]]:
    for below in routes:
        for route, text in document.texts(below):
            if _MARKS.search(text):
                yield route, text, False
    for route in conditions:
        value = document.get(route)
        if isinstance(value, str):
            yield route, value, True


def _token_end(text: str, offset: int) -> int:
    match = re.compile(r"\{[{%]|\w+|\S|\s+").match(text, offset)
    return match.end() if match else offset


def _unknown_operations(tree: nodes.Template, text: str, environment: SpecEnvironment, place: Callable[[int, int], Span]) -> Iterator[Fault]:
    from jinja2 import nodes

    for node in tree.find_all((nodes.Filter, nodes.Test)):
        kind, known = ("filter", environment.filters) if isinstance(node, nodes.Filter) else ("test", environment.tests)
        name: str = node.name
        if name in known:
            continue
        start = text.find(name, node.lineno - 1)
        public = [candidate for candidate in known if not candidate.startswith("_")]
        yield Fault("V103", place(start, start + len(name)), {"kind": kind, "name": name, "near": similar(name, public)})


def _unknown_name(reference: Reference, names: Names) -> tuple[str, dict[str, object]] | None:
    """The rule and facts of a reference to a name that exists in no cell. What exists in some is told when rendering."""
    scope: Names | None = names
    for depth, step in enumerate(reference.path):
        if scope is None:
            return None
        if step in scope:
            scope = scope[step]
            continue
        if reference.is_guarded and depth == len(reference.path) - 1 and depth > 0:
            return None
        if depth > 0 and step in _MAPPING_METHODS:
            return None
        holder = reference.path[:depth]
        elsewhere = [] if holder else [f"{root}.{step}" for root, inner in names.items() if inner is not None and step in inner]
        facts: dict[str, object] = {"name": step, "holder": ".".join(holder), "known": list(scope), **({"elsewhere": elsewhere} if elsewhere else {})}
        return ("D102" if holder == ("row",) else "V101"), facts
    return None


def needs_row(scalar: Scalar) -> bool:
    """Whether a scalar certainly uses the row; one that includes by a computed name may do so all the same."""
    return any(reference.path[0] in ROW_NAMES for reference in scalar.references)
