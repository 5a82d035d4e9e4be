"""How rows are compiled, for people and for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.cells import cell_len, set_cell_size

from specc.base.grammar import counted
from specc.compiler.columns import Columns
from specc.compiler.explanation import (
    CellExplained,
    CellsExplained,
    HoleExplained,
    PieceExplained,
    RowsExplained,
    SpecExplained,
)
from specc.report.json import dumped
from specc.report.paint import Paint
from specc.report.table import cut
from specc.report.words import printable

_LABEL = 11
_NAMES_MAX = 6
_WORDS_MAX = 24
_COLOURS = {"spliced": "green", "rendered": "yellow", "plain": "red", None: "green"}
_TIERS = {
    "spliced": "each value hangs on few columns: it is rendered, checked and escaped once for each of their values, or put together from the columns as they are",
    "rendered": "some template needs more of the row than a few columns that repeat: it runs for every row, and the rest of the task is spliced around it",
    "plain": "the whole task is rendered and validated row by row, which alone can say what is wrong: a cell's first rows, and every row that the other two refuse, come this way as well",
}
_FILLS = {
    "remembered": "remembered for each value",
    "pieces": "put together from pieces",
    "column": "the column as it is",
    "value": "the value as it is, checked for every row",
    "template": "its template runs for every row",
    "plain": "rendered and checked with its task, for every row",
}


def render(specs: Sequence[SpecExplained], *, is_coloured: bool = False, columns: int = 80) -> str:
    """Each spec, its rows and its cells; then what the tiers are. Cells that are made the same way are told once."""
    page = _Page(is_coloured=is_coloured, columns=columns)
    parts = ["\n".join(_spec(spec, page)) for spec in specs]
    used = any(spec.rows is not None for spec in specs)
    return "\n\n".join([*parts, *(["\n".join(_legend(page))] if used else [])]) + "\n"


def render_json(specs: Sequence[SpecExplained]) -> str:
    """Version 1. Fields are only ever added."""
    return dumped({"version": 1, "specs": [_object(asdict(spec)) for spec in specs]})


class _Page(Paint):
    def lines(self, label: str, text: str, indent: int) -> Iterator[str]:
        """A label and a text wrapped beside it; a label that is too long has a line of its own."""
        hang = indent + _LABEL
        head = " " * indent + label.ljust(_LABEL)
        if cell_len(label) >= _LABEL:
            yield cut(head.rstrip(), self.columns)
            head = " " * hang
        for line in _wrapped(text, self.columns - hang):
            yield f"{head}{line}".rstrip()
            head = " " * hang


def _spec(spec: SpecExplained, page: _Page) -> Iterator[str]:
    head = f"{printable(spec.spec)}:"
    yield page(cut(head, page.columns), is_bold=True)
    yield from page.lines("spec", ", ".join(filter(None, (printable(spec.name), printable(spec.model)))), 2)
    if spec.problem:
        yield from page.lines("no plan", spec.problem, 2)
        return
    if spec.rows is None:
        yield from page.lines("rows", "none: the spec has no audience, so everything is constant, and each cell is one task", 2)
    else:
        yield from _rows(spec.rows, page)
    for cells in spec.cells:
        yield ""
        yield from _cells(cells, page)


def _rows(rows: RowsExplained, page: _Page) -> Iterator[str]:
    names = [f"{name} {printable(column)}" for name, column in (("key", rows.key), ("language", rows.language)) if column is not None]
    read = f"{counted(rows.read, 'row')} read{', which are all' if rows.is_all else ' for the plan'}"
    yield from page.lines("rows", "; ".join((f"{printable(rows.source)}, {read}", *names)), 2)
    if rows.is_few:
        yield from page.lines("", "so few rows take the plain tier; what follows would be done with more like them", 2)
    yield from page.lines("repeating", _listed(rows.repeated) or "no column repeats its values", 2)
    if rows.others:
        yield from page.lines("varied", _listed(rows.others), 2)
    if isinstance(rows.where, bool):
        yield from page.lines("where", "true: every row" if rows.where else "false: no row", 2)
    elif rows.where is not None:
        yield from page.lines("where", f"{_place(rows.where)}; {_done(rows.where)}", 2)
    for column in rows.contract:
        notes = ["before `where`"] * (column.is_early and rows.where is not None) + ["converted from text"] * column.is_converted
        told = [*column.checks, *notes, "checked once for each value" if column.cost == "by value" else "checked for every row"]
        yield from page.lines("contract", f"{printable(column.name)}: {', '.join(told) if column.is_there else 'the data has no such column'}", 2)


def _cells(cells: CellsExplained, page: _Page) -> Iterator[str]:
    plan = cells.plan
    yield from page.lines("cell" if len(cells.names) == 1 else f"{len(cells.names):,} cells", _named(cells.names), 2)
    if len(cells.names) > 1 and plan.is_made:
        yield from page.lines("", "made the same way; words and files below are those of the first", 2)
    if not plan.is_made:
        yield from page.lines("tier", "none: `when` is false, so no video is made", 4)
        return
    name = plan.tier or "constant"
    tier = list(page.lines("tier", ": ".join(filter(None, (name, _why(plan)))), 4))
    yield tier[0].replace(name, page(name, _COLOURS[plan.tier], is_bold=True), 1)
    yield from tier[1:]
    if plan.has_errors:
        yield from page.lines("errors", "the cell has mistakes of its own: none of its videos is made", 4)
    yield from _known(plan, page)
    for hole in plan.holes:
        yield from _hole(hole, page)
    yield from _last(plan, page)


def _why(plan: CellExplained) -> str:
    if plan.tier is None:
        return "the task is known"
    rendered = [hole.path for hole in plan.holes if hole.tier == "rendered"]
    return plan.why or (f"Jinja runs for every row at {_listed(rendered)}" if rendered else "")


def _known(plan: CellExplained, page: _Page) -> Iterator[str]:
    yield from page.lines("constant", f"{counted(len(plan.constants), 'parameter')}: {_listed(plan.constants)}", 4)
    yield from page.lines("decided", f"{counted(plan.decided, 'check')}, for all rows", 4)
    if plan.across:
        is_one_set = not any(hole.may_be_omitted for hole in plan.holes)
        how = "for every row" if plan.tier == "plain" else "once for all rows" if is_one_set else "once for each set of keys that are there"
        yield from page.lines("across", f"{counted(len(plan.across), 'check')} of several parameters, {how}:", 4)
        for check in plan.across:
            yield from page.lines("", f"- {printable(check)}", 4)


def _hole(hole: HoleExplained, page: _Page) -> Iterator[str]:
    yield " " * 4 + page(cut(f"{printable(hole.path)}  {printable(hole.file)}:{hole.line}", page.columns - 4), is_bold=True)
    omitted = ["may be omitted"] * hole.may_be_omitted
    yield from page.lines(hole.tier, "; ".join((_done(hole), *omitted)), 6)
    for text in _pieces(hole.pieces):
        yield from page.lines("piece", text, 6)
    if hole.checks:
        yield from page.lines("checks", ", ".join(map(printable, hole.checks)), 6)


def _last(plan: CellExplained, page: _Page) -> Iterator[str]:
    for hole in filter(None, (plan.when, plan.file)):
        yield from _hole(hole, page)
    if plan.file is None:
        text = f"{printable(plan.constant_file)}, for all rows" if plan.has_constant_file else "by default: from the spec's name, the row's key and the cell"
        yield from page.lines("file", text, 4)


def _pieces(pieces: Iterable[PieceExplained], depth: int = 0) -> Iterator[str]:
    margin = "  " * depth
    for piece in pieces:
        if piece.kind == "words":
            yield f'{margin}"{cut(printable(piece.words), _WORDS_MAX)}"'
        elif piece.kind == "column":
            yield f"{margin}column {printable(piece.source)}, {_COSTS[piece.cost]}"
        else:
            yield f"{margin}{piece.kind} from {_columns(piece.columns)}, {_COSTS[piece.cost]}: {printable(piece.source)}"
            yield from _side("then", piece.then, depth)
            yield from _side("otherwise", piece.otherwise, depth)


def _side(name: str, pieces: tuple[PieceExplained, ...], depth: int) -> Iterator[str]:
    if pieces:
        yield f"{'  ' * depth}{name}:"
        yield from _pieces(pieces, depth + 1)


_COSTS = {"once": "once", "by value": "remembered for each value", "as it is": "as it is", "every row": "for every row"}


def _done(hole: HoleExplained) -> str:
    if hole.columns == () and hole.fill == "remembered":
        return "once: it hangs on no column of the data"
    return f"{_FILLS[hole.fill]}; hangs on {_columns(hole.columns)}"


def _columns(columns: Columns) -> str:
    return "the whole row" if columns is None else _listed(columns, names_max=len(columns)) or "no column"


def _place(hole: HoleExplained) -> str:
    return f"{printable(hole.file)}:{hole.line}"


def _named(names: Sequence[Mapping[str, str]]) -> str:
    """The cells' names: each axis's elements, where cells are named by one axis."""
    axes = list(names[0])
    if not axes:
        return "the only one"
    if len(axes) == 1:
        return f"{axes[0]} {_listed([name[axes[0]] for name in names])}"
    return _listed([" ".join(f"{axis} {name[axis]}" for axis in axes) for name in names])


def _listed(names: Sequence[str], *, names_max: int = _NAMES_MAX) -> str:
    more = len(names) - names_max
    shown = names if more <= 1 else names[:names_max]
    return ", ".join([*map(printable, shown), *([f"and {more:,} more"] if more > 1 else [])])


def _legend(page: _Page) -> Iterator[str]:
    yield from _wrapped("The same bytes and findings by three tiers, the quickest first:", page.columns)
    for name, text in _TIERS.items():
        yield from page.lines(name, text, 2)


def _wrapped(text: str, room: int) -> Iterator[str]:
    """Lines of whole words. What the text begins with stays before each of them."""
    margin = " " * (len(text) - len(text.lstrip(" ")))
    line = ""
    for word in text.split():
        if line and cell_len(f"{line} {word}") > room:
            yield line
            line = ""
        line = f"{line} {word}" if line else margin + word
        while cell_len(line) > room:
            first = set_cell_size(line, room).rstrip(" ")
            yield first
            line = margin + line[len(first) :]
    yield line




def _object(value: Any) -> Any:
    """An explanation as JSON: mappings and tuples as they are."""
    if isinstance(value, Mapping):
        return {name: _object(item) for name, item in value.items()}
    return [_object(item) for item in value] if isinstance(value, list | tuple) else value
