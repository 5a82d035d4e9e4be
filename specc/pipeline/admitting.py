"""The generated function that admits a block of rows: `Admission.row` at speed. It raises for whatever isn't in order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from specc.audience.contract import Column
from specc.audience.lines import columns_of
from specc.audience.row import BadRow
from specc.compiler.checks import is_valid, text_checks
from specc.compiler.pieces import checked
from specc.compiler.refusal import NotPlainError
from specc.compiler.residual import Residual, residuals_of
from specc.compiler.vectors import Setting, Vectors
from specc.pipeline.admission import WHERE, Admission, needed_columns
from specc.template.scalar import Scalar, plain

AdmitFunction = Callable[[Sequence[Any], Sequence[int]], tuple[Sequence[Any], Any, Sequence[int], Sequence[str], Sequence[bool] | None]]
"""Records and their numbers → the records that get a video, their columns, numbers and keys; and which of all they are, None for all."""


def admitting(admission: Admission, setting: Setting) -> AdmitFunction:
    return _Writer(admission, Vectors(setting)).function()


@dataclass(slots=True)
class _Writer:
    """Writes the function, as `compiler.emit` does that of a cell."""

    admission: Admission
    vectors: Vectors

    def function(self) -> AdmitFunction:
        draft, document, record = self.vectors.draft, self.admission.audience.document, self.vectors.record
        if record.columns is not None:
            draft.add(f"cols = {draft.bind('C', columns_of)}(records, {len(record.columns)})")
            self.vectors.require("cols is not None")
        else:
            self.vectors.require(f"{draft.bind('R', BadRow)} not in set(map(type, records))")
            draft.add("cols = None")
        for name in sorted(record.texts):
            self._require_texts(name)
        draft.add("k, w = n, None")
        for column in self.admission.early:
            self._contract(column)
        if document.get(WHERE) is False or WHERE in self.admission.templates.broken:
            draft.add("return [], [], [], [], [False for _ in records]")
        elif (scalar := self.admission.templates.scalars.get(WHERE)) is not None:
            draft.add(f"w = {self._where(scalar)}")
            self.vectors.leave_out("w")
            draft.add("if not k: return [], [], [], [], w")
        for column in self.admission.late:
            self._contract(column)
        self._language()
        draft.add(f"return records, cols, n, {self._keys()}, w")
        return draft.function("records, n")

    def _where(self, scalar: Scalar) -> str:
        run = checked(self.admission.templates.environment, scalar.run, allows_empty=True)
        constants = {"vars": self.admission.constants}
        needed = needed_columns(scalar)
        if needed is None or any(reference.path[0] == "row_number" for reference in scalar.references):
            return self.vectors.by_row(lambda names: bool(plain(run({**constants, **names}))))
        columns = self.vectors.record.known(sorted(needed))
        return self.vectors.mapped(columns, lambda row: bool(plain(run({**constants, "row": row}))), is_remembered=self.vectors.record.is_repetitive(columns))

    def _require_texts(self, name: str) -> None:
        """The functions take a column of typed data for text, as the sample has it."""
        place = self.vectors.record.place(name)
        values = f"[r.get({name!r}) for r in records]" if place is None else f"cols[{place}]"
        self.vectors.require(f"set(map(type, {values})) == {{str}}")

    def _contract(self, column: Column) -> None:
        record, name = self.vectors.record, column.name
        if not record.has(name):
            return  # told once, of the header
        field = record.field(name)
        residuals = residuals_of(column.validator.schema)
        if field.is_plain and not record.is_repetitive((name,)):
            self._text(self.vectors.column(name), residuals)
            return

        def keeps(row: Mapping[str, Any]) -> bool:
            return name in row and is_valid(residuals, row[name])

        if record.is_repetitive((name,)):
            self.vectors.look(name, _refusing(record.function_of((name,), keeps)))
        else:
            self.vectors.require(f"all({self.vectors.mapped((name,), keeps, is_remembered=False)})")

    def _text(self, texts: str, residuals: Iterable[Residual]) -> None:
        lengths, checks = text_checks(residuals)
        draft = self.vectors.draft
        if "min" in lengths:
            self.vectors.require(f"min(map(len, {texts})) >= {lengths['min']}")
        if "max" in lengths:
            self.vectors.require(f"max(map(len, {texts})) <= {lengths['max']}")
        for check in checks:
            self.vectors.require(f"{draft.bind('C', check)}({texts})")

    def _language(self) -> None:
        audience = self.admission.audience
        if audience.language is None or not audience.languages or not self.vectors.record.has(audience.language):
            return
        languages = self.vectors.draft.bind("L", frozenset(audience.languages))
        self.vectors.require(f"{languages}.issuperset({self.vectors.column(audience.language)})")

    def _keys(self) -> str:
        draft, record, column = self.vectors.draft, self.vectors.record, self.admission.audience.key
        if column is None:
            return "list(map(str, n))"
        if not record.has(column):
            draft.add("raise NotPlain")
            return "k"
        if record.field(column).is_plain:
            draft.add(f"k = list(map(STRIP, {self.vectors.column(column)}))")
        else:
            draft.add(f"k = {self.vectors.mapped((column,), lambda row: _key_of(row.get(column)), is_remembered=False)}")
        self.vectors.require("all(k)")
        return "k"


def _refusing(keeps: Callable[[Any], bool]) -> Callable[[Any], None]:
    def check(key: Any) -> None:
        if not keeps(key):
            raise NotPlainError

    return check


def _key_of(value: Any) -> str:
    return "" if value is None else str(value).strip()
