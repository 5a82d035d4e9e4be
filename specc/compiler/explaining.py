"""Explains the plan of a cell: what is known, how each hole is filled, and which checks are left for rows. It makes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from specc.base.location import Route, Span, dotted
from specc.catalog.notes import notes_of
from specc.catalog.words import WORDED, kinds, limits
from specc.compiler.bind import NEEDS_ROW
from specc.compiler.columns import Columns, columns_among
from specc.compiler.explanation import CellExplained, Cost, Fill, HoleExplained, PieceExplained
from specc.compiler.pieces import Choice, ColumnText, Computed, Piece, Words
from specc.compiler.program import Program
from specc.compiler.record import Record
from specc.compiler.residual import Hole, Residual, decided_count
from specc.compiler.tiers import CellPlan, HolePlan, Tier, can_be_omitted
from specc.compiler.values import Values
from specc.template.names import lone_column
from specc.template.scalar import Scalar

CHOICES_TOLD_MAX = 6


class _Located(Protocol):
    def span(self, route: Route) -> Span: ...


def explain_cell(plan: CellPlan, record: Record, *, why: str, has_errors: bool) -> CellExplained:
    """The explanation of a cell over rows; `why` says what else than its plan makes it plain."""
    program = plan.program
    why = plan.why or why
    base = CellExplained(program.cell.names, "plain" if why else plan.tier, why, program.is_made, has_errors)
    if not program.is_made:
        return replace(base, tier=None, why="")
    explain = partial(_plain_hole, program) if why else partial(_hole, program, record)
    file = _file_hole(plan, record, is_plain=bool(why))
    when = None if program.when is not NEEDS_ROW else _condition(plan, record, is_plain=bool(why))
    holes = tuple(map(explain, _plain_plans(program) if why else plan.holes))
    return replace(
        base,
        constants=tuple(_constants(program.skeleton)),
        holes=holes,
        when=when,
        file=file,
        constant_file=program.file if isinstance(program.file, str) else "",
        has_constant_file=isinstance(program.file, str),
        across=tuple(dict.fromkeys(map(across_words, _across(plan)))),
        decided=decided_count(program.model.schema, program.skeleton),
    )


def explain_constant(program: Program, *, has_errors: bool) -> CellExplained:
    """The explanation of a cell without rows."""
    made = CellExplained(program.cell.names, None, "", program.is_made, has_errors)
    if not program.is_made:
        return made
    file = program.file if isinstance(program.file, str) else ""
    decided = decided_count(program.model.schema, program.skeleton)
    return replace(made, constants=tuple(_constants(program.skeleton)), constant_file=file, has_constant_file=bool(file), decided=decided)


def explain_scalar(document: _Located, scalar: Scalar, record: Record) -> HoleExplained:
    """The explanation of a condition on rows that stands outside of any cell."""
    named = columns_among(scalar.references)
    columns = None if named is None else record.known(named)
    is_remembered = columns is not None and record.is_repetitive(columns)
    return HoleExplained(dotted(scalar.route), *_place(document, scalar.route), _tier(not is_remembered), "remembered" if is_remembered else "template", columns)


def check_words(residuals: Iterable[Residual]) -> Iterator[str]:
    """The checks on one value, in words: a schema's keywords together."""
    schemas: dict[int, tuple[Mapping[str, Any], list[str]]] = {}
    for residual in residuals:
        schemas.setdefault(id(residual.schema), (residual.schema, []))[1].append(residual.keyword)
    for schema, keywords in schemas.values():
        left = {name: limit for name, limit in schema.items() if name in keywords or name == "x-specc"}
        if "type" in left:
            yield kinds(left)
        yield from limits(left, choices_max=CHOICES_TOLD_MAX)
        if left.get("minLength") == 1 and "maxLength" not in left:
            yield "not empty"
        for keyword in keywords:
            if keyword != "type" and keyword not in WORDED:
                yield f"format {schema[keyword]}" if keyword == "format" else _combined(schema, keyword)


def across_words(residual: Residual) -> str:
    """A check across parameters, in words."""
    where, limit = dotted(residual.route) or "task", residual.schema[residual.keyword]
    message = notes_of(residual.schema).get("message")
    if message is None and residual.keyword == "required":
        return f"{where} has {', '.join(limit)}"
    if message is None and residual.keyword == "dependentRequired":
        return "; ".join(f"{where} has {', '.join(needed)} where it has {name}" for name, needed in limit.items())
    return f"{where}: {_combined(residual.schema, residual.keyword)}"


def _combined(schema: Mapping[str, Any], keyword: str) -> str:
    """What a combination of limits refuses, where its schema says so."""
    message = notes_of(schema).get("message")
    return f"refuses {message}" if message else f"`{keyword}`"


def _across(plan: CellPlan) -> Iterator[Residual]:
    """Limits on no single hole; of a plain cell as well."""
    held = {hole.route[1:] for hole in plan.program.holes}
    yield from (residual for residual in plan.program.residuals if residual.route not in held)


def _constants(value: Any, route: Route = ()) -> Iterator[str]:
    """The parameters that are known for all rows. The task's UUID is made of all the others."""
    if isinstance(value, dict | list) and value:
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _constants(item, (*route, step))
    elif not isinstance(value, Hole) and route != ("taskUUID",):
        yield dotted(route)


# Holes


def _place(document: _Located, route: Route) -> tuple[str, int]:
    span = document.span(route)
    return span.source.name, span.first.line


def _tier(runs_template: bool) -> Tier:  # noqa: FBT001 - it is what it is named
    return "rendered" if runs_template else "spliced"


def _hole(program: Program, record: Record, hole: HolePlan) -> HoleExplained:
    fill = _fill(hole, record)
    pieces = tuple(_piece(piece, record) for piece in hole.pieces or ()) if fill == "pieces" else ()
    return replace(_plain_hole(program, hole), tier=hole.tier, fill=fill, pieces=pieces)


def _fill(hole: HolePlan, record: Record) -> Fill:
    if hole.is_remembered:
        return "remembered"
    if _is_lone_text(hole, record):
        return "column"
    if hole.pieces is not None and not hole.scalar.is_native:
        return "pieces"
    return "template" if hole.runs_template else "value"


def _is_lone_text(hole: HolePlan, record: Record) -> bool:
    column = lone_column(hole.scalar.bare)
    if column is None or not record.has(column):
        return False
    field = record.field(column)
    return field.is_text and not field.is_converted


def _ids(program: Program, route: Route) -> Iterator[str]:
    """Where a model's catalog has the ids of a parameter."""
    values = Values(program)
    if values.has_catalog(route) and (known := values.known_ids(route)):
        yield f"among {len(known):,} known ids"


def _plain_plans(program: Program) -> Iterator[HolePlan]:
    """The holes of a plain cell, that have no plan of their own."""
    for hole in program.holes:
        residuals = tuple(item for item in program.residuals if item.route == hole.route[1:])
        is_optional = can_be_omitted(program, hole.scalar)
        yield HolePlan(hole.route[1:], hole.scalar, columns_among(hole.scalar.references), None, residuals, is_optional)


def _plain_hole(program: Program, hole: HolePlan) -> HoleExplained:
    checks = tuple(dict.fromkeys((*check_words(hole.residuals), *_ids(program, hole.route))))
    return HoleExplained(dotted(hole.route), *_place(program.templates.document, hole.scalar.route), "plain", "plain", hole.columns, (), hole.is_optional, checks)


def _outside(plan: CellPlan, record: Record, route: Route, hole: HolePlan | None, *, is_plain: bool) -> HoleExplained:
    """`when` and `output.file`: what isn't a parameter."""
    if hole is not None and not is_plain:
        return _hole(plan.program, record, hole)
    scalar = plan.program.templates.scalars[route]
    return _plain_hole(plan.program, HolePlan(route, scalar, columns_among(scalar.references), None))


def _condition(plan: CellPlan, record: Record, *, is_plain: bool) -> HoleExplained:
    return _outside(plan, record, ("when",), plan.when, is_plain=is_plain)


def _file_hole(plan: CellPlan, record: Record, *, is_plain: bool) -> HoleExplained | None:
    route: Route = ("output", "file")
    if plan.program.file is not NEEDS_ROW or route not in plan.program.templates.scalars:
        return None
    return _outside(plan, record, route, plan.file, is_plain=is_plain)


# Pieces


def _piece(piece: Piece, record: Record) -> PieceExplained:
    match piece:
        case Words(text):
            return PieceExplained("words", "once", words=text)
        case ColumnText(name):
            return PieceExplained("column", _column_cost(name, record), name, (name,))
        case Computed():
            return PieceExplained("computed", _cost(piece.columns, record), piece.source, piece.columns)
        case Choice(test, then, otherwise):
            sides = (tuple(_piece(item, record) for item in side) for side in (then, otherwise))
            return PieceExplained("choice", _cost(test.columns, record), test.source, test.columns, "", *sides)


def _column_cost(name: str, record: Record) -> Cost:
    """A column that isn't text, or is converted, is written by Jinja."""
    if record.has(name) and record.field(name).is_text and not record.field(name).is_converted:
        return "as it is"
    return _cost((name,), record)


def _cost(columns: Columns, record: Record) -> Cost:
    if columns is None:
        return "every row"
    known = record.known(columns)
    if not known:
        return "once"
    return "by value" if record.is_repetitive(known) else "every row"
