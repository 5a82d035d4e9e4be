"""Cuts the text of a template into pieces that depend on few columns each: words, a column as it is, a computed piece, a choice.

Law: the pieces' texts, joined, are the text of the whole template, whatever the row. A piece is computed by Jinja itself; what
is gained is that it is known which columns it hangs on, so that it is computed once for each of their values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

from specc.compiler.columns import Columns, columns_among
from specc.compiler.prelude import OpenError, all_references, prelude
from specc.compiler.refusal import NotPlainError
from specc.template.environment import SpecEnvironment
from specc.template.limits import WORK_MAX
from specc.template.names import lone_column
from specc.template.references import bare_path
from specc.template.scalar import Scalar

PIECES_MAX = 64
_SOURCE_MAX = 60
PIECE_WORK_MAX = WORK_MAX // PIECES_MAX
"""A piece that works harder is left to the whole template, which has one bound for all of its pieces."""


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class ColumnText:
    """A column's value as it is."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """`run` gives the text of a row's names, whose `row` has at least the columns. `source` is what it was made from."""

    run: Callable[[Mapping[str, Any]], str]
    columns: Columns
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`{% if %}`: a test on few columns, between pieces."""

    test: Computed
    then: "tuple[Piece, ...]"
    otherwise: "tuple[Piece, ...]"


Piece = Words | ColumnText | Computed | Choice


def includes_others(environment: SpecEnvironment, scalar: Scalar) -> bool:
    """Whether a scalar brings in other templates: what those read of the row isn't known."""
    return next(environment.parse_plain(scalar.text).find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)), None) is not None


def cut(environment: SpecEnvironment, scalar: Scalar, constants: Mapping[str, Any], *, allows_empty: bool) -> tuple[Piece, ...]:
    """The pieces of a text template, those without columns rendered. Raises `NotPlainError` where one of these fails."""
    tree = environment.parse_plain(scalar.text)
    try:
        taken_apart = prelude(environment, tree, scalar.text, constants)
    except Exception as error:
        raise NotPlainError from error
    if taken_apart is not None:
        bound, body = taken_apart
        cutting = _Cutting(environment, scalar.text, {**constants, **bound}, allows_empty)
        pieces = tuple(_joined(cutting.pieces(body)))
        if cutting.count <= PIECES_MAX:
            return pieces
    whole = environment.rendering(environment.from_string(scalar.text), constants)
    columns = None if includes_others(environment, scalar) else columns_among(scalar.references)
    return (Computed(checked(environment, whole, allows_empty=allows_empty), columns, scalar.text),)


def columns_within(pieces: Iterable[Piece]) -> Columns:
    """The columns that pieces hang on."""
    names: dict[str, None] = {}
    for piece in pieces:
        match piece:
            case ColumnText(name):
                names[name] = None
            case Computed(_, columns):
                if columns is None:
                    return None
                names.update(dict.fromkeys(columns))
            case Choice(test, then, otherwise):
                within = columns_within((test, *then, *otherwise))
                if within is None:
                    return None
                names.update(dict.fromkeys(within))
            case Words():
                pass
    return tuple(names)


def checked(environment: SpecEnvironment, run: Callable[[Mapping[str, Any]], Any], *, allows_empty: bool) -> Callable[[Mapping[str, Any]], Any]:
    """A rendering in the bounds of its environment, that refuses names which come out empty where something is spoken."""

    def bounded(context: Mapping[str, Any]) -> Any:
        environment.meter.refill()
        environment.empty_outputs.clear()
        value = run(context)
        if environment.empty_outputs and not allows_empty:
            raise NotPlainError
        return value

    return bounded


@dataclass(slots=True)
class _Cutting:
    environment: SpecEnvironment
    text: str
    constants: Mapping[str, Any]
    allows_empty: bool
    count: int = 0

    def pieces(self, body: Iterable[nodes.Node]) -> Iterator[Piece]:
        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    yield from self._output(child)
            elif isinstance(node, nodes.If):
                yield from self._choice(node)
            else:
                yield self._fragment([node])

    def _output(self, node: nodes.Expr) -> Iterator[Piece]:
        self.count += 1
        if isinstance(node, nodes.TemplateData):
            yield Words(node.data)
            return
        column = lone_column(bare_path(nodes.Template([nodes.Output([node])])))
        if column is not None:
            yield ColumnText(column)
            return
        yield self._fragment([nodes.Output([node], lineno=node.lineno)])

    def _fragment(self, body: list[nodes.Node]) -> Piece:
        self.count += 1
        columns = self._columns(body)
        rendering = self.environment.rendering(self.environment.fragment(body), self.constants)
        run = checked(self.environment, self._light(rendering), allows_empty=self.allows_empty)
        if columns == ():
            return Words(_attempt(run, {}))
        return Computed(run, columns, self._source(body))

    def _choice(self, node: nodes.If) -> Iterator[Piece]:
        """`elif` is an `if` in the `else`. What a branch that isn't taken does, it doesn't do here either."""
        columns = self._columns([node])
        inner = self._columns([nodes.Output([node.test])])
        if inner is None or columns is None or inner == columns:
            yield self._fragment([node])
            return
        otherwise: list[nodes.Node] = node.else_
        for branch in reversed(node.elif_):
            otherwise = [nodes.If(branch.test, branch.body, [], otherwise, lineno=branch.lineno)]
        test = nodes.If(node.test, [nodes.Output([nodes.TemplateData("1")])], [], [], lineno=node.lineno)
        decided = self._fragment([test])
        then, rest = tuple(_joined(self.pieces(node.body))), tuple(_joined(self.pieces(otherwise)))
        if isinstance(decided, Words):
            yield from then if decided.text else rest
        else:
            assert isinstance(decided, Computed)
            yield Choice(decided, then, rest)

    def _columns(self, body: list[nodes.Node]) -> Columns:
        try:
            return columns_among(all_references(self.environment, body, self.text))
        except OpenError:
            return None

    def _source(self, body: list[nodes.Node]) -> str:
        """The piece as it is written, near enough for people."""
        start = next((child.lineno - 1 for node in body for child in node.find_all(nodes.Expr) if child.lineno), 0)
        brace = max(self.text.rfind("{", 0, start), 0)
        start, closing = (brace - 1, "}}") if self.text[max(brace - 1, 0)] == "{" and brace else (brace, "%}")
        return " ".join(self.text[start : start + _SOURCE_MAX].split(closing)[0].split()) + f" {closing}"

    def _light(self, run: Callable[[Mapping[str, Any]], str]) -> Callable[[Mapping[str, Any]], str]:
        meter = self.environment.meter

        def light(context: Mapping[str, Any]) -> str:
            text = run(context)
            if meter.left < WORK_MAX - PIECE_WORK_MAX:
                raise NotPlainError
            return text

        return light


def _attempt(run: Callable[[Mapping[str, Any]], str], constants: Mapping[str, Any]) -> str:
    try:
        return run(constants)
    except Exception as error:
        raise NotPlainError from error


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Words that stand side by side are one piece."""
    words: list[str] = []
    for piece in pieces:
        if isinstance(piece, Words):
            words.append(piece.text)
            continue
        if words:
            yield Words("".join(words))
            words = []
        yield piece
    if words:
        yield Words("".join(words))
