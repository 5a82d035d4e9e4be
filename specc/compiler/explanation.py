"""How rows are compiled, as plain data for people and programs: what `tiers` planned and `emit` makes of it.

Law: explanations of cells that are made the same way are equal. Names, and words that a cell's constants come to, don't count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from specc.compiler.columns import Columns
from specc.compiler.tiers import Tier

Cost = Literal["once", "by value", "as it is", "every row"]
"""How often something is worked out: once for all rows, once for each value of its columns, never (a column stands as it is), or for every row."""

Fill = Literal["remembered", "pieces", "column", "value", "template", "plain"]
"""How a hole is filled: remembered by the values of its columns; put together from pieces; a column of text, or a value, as it is;
by its template for every row; or with its whole task, the plain way."""


@dataclass(frozen=True, slots=True)
class PieceExplained:
    """`source` is a column's name or a template; `words` are those of one of the cells."""

    kind: Literal["words", "column", "computed", "choice"]
    cost: Cost
    source: str = ""
    columns: Columns = ()
    words: str = field(default="", compare=False)
    then: "tuple[PieceExplained, ...]" = ()
    otherwise: "tuple[PieceExplained, ...]" = ()


@dataclass(frozen=True, slots=True)
class HoleExplained:
    """`path` names a parameter, `output.file`, `when` or `audience.where`; `columns` is None where it may hang on the whole row."""

    path: str
    file: str
    line: int
    tier: Tier
    fill: Fill
    columns: Columns
    pieces: tuple[PieceExplained, ...] = ()
    may_be_omitted: bool = False
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellExplained:
    """`tier` is None where nothing hangs on a row; `why` says what makes a cell plain. `constants` are the parameters that are
    known; `across` the checks of which keys are there, decided once for each set of them; `decided` counts those that no row changes.
    """

    name: Mapping[str, str] = field(compare=False)
    tier: Tier | None
    why: str
    is_made: bool
    has_errors: bool
    constants: tuple[str, ...] = ()
    holes: tuple[HoleExplained, ...] = ()
    when: HoleExplained | None = None
    file: HoleExplained | None = None
    constant_file: str = field(default="", compare=False)
    has_constant_file: bool = False
    across: tuple[str, ...] = ()
    decided: int = 0


@dataclass(frozen=True, slots=True)
class ColumnExplained:
    """A column of the contract. `is_early`: it is checked before `where`, which needs it; `is_converted`: text becomes a typed value."""

    name: str
    is_early: bool
    is_converted: bool
    is_there: bool
    cost: Cost
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowsExplained:
    """The audience. `read` rows were read for the sample, which are `all` of them where `is_all`; `is_few`: too few for block functions.
    `repeated` are the columns whose values repeat in the sample, `others` those whose don't.
    """

    source: str
    read: int
    is_all: bool
    is_few: bool
    key: str | None
    language: str | None
    repeated: tuple[str, ...]
    others: tuple[str, ...]
    where: HoleExplained | bool | None
    contract: tuple[ColumnExplained, ...]


@dataclass(frozen=True, slots=True)
class CellsExplained:
    """Cells that are made the same way, and how."""

    names: tuple[Mapping[str, str], ...]
    plan: CellExplained


@dataclass(frozen=True, slots=True)
class SpecExplained:
    """`problem` says why there is nothing to explain; `rows` is None for a spec without an audience."""

    spec: str
    name: str
    model: str
    problem: str
    rows: RowsExplained | None
    cells: tuple[CellsExplained, ...]
