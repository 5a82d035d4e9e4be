"""Why there are three tiers, and which one each hole of a cell takes. Running a template for a row costs far more than looking up what
it gave for the same values, and only a whole run can say what is wrong: so the little that a row changes is told apart.

1  *spliced*: the hole hangs on columns that repeat their values, or is text made of columns as they are and of pieces that do.
   What repeats is rendered, checked and escaped once for each value; the rest is put together. Nearly everything people write.
2  *rendered*: the hole, or a piece of it, hangs on the whole row, or on columns that don't repeat: its compiled template runs for
   every row, the rest of the task is spliced.
3  *plain*: the whole cell, row by row, by `Program.run`, which renders and validates everything and says what is wrong. A cell takes
   it where a limit across parameters hangs on many values of rows, and for the few other reasons that `CellPlan.why` and `emit` give.

The first two make up the block function of a cell (see `emit`). It makes all of a block's tasks or refuses the block, and can't say
for which row: the block is halved, and each half tried again, until a refused row stands alone and goes the plain way, in all
cells. A few bad rows cost a few more calls each; rows that are all bad cost twice the calls that there are rows. A plain cell has a block
function too, which runs its program for every row: it slows no other cell down.

Law: the tiers give the same bytes and the same findings. The first two only ever say "sound", maybe with warnings, or "not for me".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jinja2 import nodes

from specc.base.location import Route, dotted
from specc.catalog.accept import ANNOTATIONS
from specc.compiler.bind import NEEDS_ROW
from specc.compiler.columns import Columns, columns_among
from specc.compiler.guarding import Guard, guard
from specc.compiler.pieces import Choice, Computed, Piece, columns_within, cut, includes_others
from specc.compiler.program import Program
from specc.compiler.refusal import NotPlainError
from specc.compiler.residual import Hole, Residual
from specc.template.scalar import Scalar

Tier = Literal["spliced", "rendered", "plain"]

_FILE: Route = ("output", "file")
_WHEN: Route = ("when",)


@dataclass(frozen=True, slots=True, eq=False)
class HolePlan:
    """How a hole is filled. `route` is its place in the payload; `columns` are those it hangs on, None for the whole row;
    `pieces` are there for text that can be put together; `is_optional`: the value can be `omit`; `is_remembered`: it is worked out
    once for each value of its columns.
    """

    route: Route
    scalar: Scalar
    columns: Columns
    pieces: tuple[Piece, ...] | None
    residuals: tuple[Residual, ...] = ()
    is_optional: bool = False
    is_remembered: bool = False
    runs_template: bool = False
    """Whether Jinja runs for every row."""

    @property
    def is_measured(self) -> bool:
        """Whether a limit of length makes it worth knowing how long its texts are."""
        return any(residual.keyword == "maxLength" for residual in self.residuals)

    @property
    def tier(self) -> Tier:
        return "rendered" if self.runs_template else "spliced"


@dataclass(frozen=True, slots=True, eq=False)
class CellPlan:
    """`across` are limits on which keys are there, `guards` those on values of several holes. `why` says what makes the whole cell plain; empty
    where it isn't.
    """

    program: Program
    holes: tuple[HolePlan, ...]
    file: HolePlan | None
    when: HolePlan | None
    across: tuple[Residual, ...] = ()
    guards: tuple[Guard, ...] = ()
    why: str = ""

    @property
    def tier(self) -> Tier:
        if self.why:
            return "plain"
        return "rendered" if any(hole.tier == "rendered" for hole in self.holes) else "spliced"


IsRepetitive = Callable[[Sequence[str]], bool]
"""Whether columns take few values together, as far as a sample of rows shows."""


def plan(program: Program, is_repetitive: IsRepetitive, known: Sequence[str] | None) -> CellPlan:
    """The plan of a cell. `known` are the columns of the data; None where rows name their own."""
    planning = _Planning(program, is_repetitive, known)
    places = dict(_places(program.skeleton))
    across = tuple(residual for residual in program.residuals if residual.route not in places)
    asking = [residual for residual in across if _asks_for_values(residual.keyword, residual.schema[residual.keyword], _at(program.skeleton, residual.route))]
    guards = [guard(residual, places) for residual in asking]
    why = planning.why(places, [residual for residual, found in zip(asking, guards, strict=True) if found is None])
    if why:
        return CellPlan(program, (), None, None, why=why)
    return CellPlan(
        program,
        tuple(planning.hole(route, hole.scalar) for route, hole in places.items()),
        planning.file(),
        planning.when(),
        tuple(residual for residual in across if residual not in asking),
        tuple(found for found in guards if found is not None),
    )


@dataclass(frozen=True, slots=True)
class _Planning:
    program: Program
    is_repetitive: IsRepetitive
    known: Sequence[str] | None

    def why(self, places: Mapping[Route, Hole], unguarded: Sequence[Residual]) -> str:
        if not self.program.is_whole:
            return "a template of the cell is broken"
        if any(isinstance(step, int) for route in places for step in route):
            optional = [route for route, hole in places.items() if can_be_omitted(self.program, hole.scalar)]
            if optional:
                return f"`{dotted(optional[0])}` in a list can be omitted"
        for residual in unguarded:
            return f"`{residual.keyword}` at `{dotted(residual.route) or 'task'}` hangs on values of rows"
        return ""

    def hole(self, route: Route, scalar: Scalar) -> HolePlan:
        residuals = tuple(item for item in self.program.residuals if item.route == route)
        return self._filled(route, scalar, residuals)

    def file(self) -> HolePlan | None:
        """None where the name is known, or is that of the key."""
        scalar = self.program.templates.scalars.get(_FILE)
        return None if self.program.file is not NEEDS_ROW or scalar is None else self._filled(_FILE, scalar, ())

    def when(self) -> HolePlan | None:
        return self._native(_WHEN, self.program.templates.scalars[_WHEN], ()) if self.program.when is NEEDS_ROW else None

    def _filled(self, route: Route, scalar: Scalar, residuals: tuple[Residual, ...]) -> HolePlan:
        return self._native(route, scalar, residuals) if scalar.is_native else self._text(route, scalar, residuals)

    def _native(self, route: Route, scalar: Scalar, residuals: tuple[Residual, ...]) -> HolePlan:
        columns = self._columns(scalar)
        is_remembered = self._is_remembered(columns)
        return HolePlan(route, scalar, columns, None, residuals, can_be_omitted(self.program, scalar), is_remembered, not (is_remembered or scalar.bare))

    def _text(self, route: Route, scalar: Scalar, residuals: tuple[Residual, ...]) -> HolePlan:
        allows_empty = scalar.route not in self.program.kinds
        environment = self.program.templates.environment
        try:
            pieces = cut(environment, scalar, self.program.context, allows_empty=allows_empty)
        except NotPlainError:
            pieces = None
        columns = self._columns(scalar) if pieces is None else self._known(columns_within(pieces))
        is_remembered = self._is_remembered(columns)
        runs_template = not is_remembered and (pieces is None or any(map(self._runs, pieces)))
        return HolePlan(route, scalar, columns, pieces, residuals, is_remembered=is_remembered, runs_template=runs_template)

    def _runs(self, piece: Piece) -> bool:
        match piece:
            case Computed(_, columns):
                return not self._is_remembered(self._known(columns))
            case Choice(test, then, otherwise):
                return any(map(self._runs, (test, *then, *otherwise)))
        return False

    def _columns(self, scalar: Scalar) -> Columns:
        return self._known(None if includes_others(self.program.templates.environment, scalar) else columns_among(scalar.references))

    def _known(self, columns: Columns) -> Columns:
        if columns is None or self.known is None:
            return columns
        return tuple(name for name in columns if name in self.known)

    def _is_remembered(self, columns: Columns) -> bool:
        return columns is not None and (not columns or self.is_repetitive(columns))


def can_be_omitted(program: Program, scalar: Scalar) -> bool:
    """Whether a lone expression can come out as `omit`: it has to name it."""
    if not scalar.is_native:
        return False
    tree = program.templates.environment.parse_plain(scalar.text)
    return any(node.name == "omit" for node in tree.find_all(nodes.Name))


def _places(value: Any, route: Route = ()) -> Any:
    """The holes of a payload by their places in it."""
    if isinstance(value, Hole):
        yield route, value
    elif isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(item, (*route, step))


def _at(value: Any, route: Route) -> Any:
    for step in route:
        value = value[step]
    return value


_PRESENCE = frozenset(("required", "dependentRequired", "minProperties", "maxProperties", "propertyNames", "minItems", "maxItems"))
_ALL = frozenset(("allOf", "anyOf", "oneOf"))


def _asks_for_values(keyword: str, limit: Any, instance: Any) -> bool:
    """Whether a keyword's verdict on a payload with holes can hang on more than which keys are there."""
    if keyword in _PRESENCE or keyword in ANNOTATIONS or (keyword == "additionalProperties" and limit is False):
        return False
    if keyword in _ALL or keyword == "not":
        return any(_schema_asks(schema, instance) for schema in (limit if keyword in _ALL else [limit]))
    if keyword == "properties":
        return isinstance(instance, dict) and any(_schema_asks(schema, instance[name]) for name, schema in limit.items() if name in instance)
    is_structure = keyword == "type" and isinstance(instance, dict | list)
    return not is_structure and _has_hole(instance)


def _schema_asks(schema: Any, instance: Any) -> bool:
    return isinstance(schema, dict) and any(_asks_for_values(keyword, limit, instance) for keyword, limit in schema.items())


def _has_hole(value: Any) -> bool:
    return next(iter(_places(value)), None) is not None
