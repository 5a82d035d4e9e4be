"""What isn't clean about data that can be read: its header, once, and its values, by column."""

from collections.abc import Iterator

from specc.audience.row import Table
from specc.base.fault import Fault, Sighting
from specc.base.location import Route
from specc.syntax.document import Document

_FROM: Route = ("audience", "from")
_UNSEEN = "\u200b\u2060\ufeff"


def header_faults(document: Document, table: Table) -> Iterator[Fault]:
    """The faults of a file's header, one a problem. The names of an inline audience are the spec's own."""
    names = table.columns
    if names is None or not table.is_positional:
        return
    facts: dict[str, list[object]] = {
        "byte-order-mark": [True] if table.has_bom else [],
        "empty-names": [number for number, name in enumerate(names, 1) if not _bare(name)],
        "padded-names": [name for name in names if _bare(name) and is_padded(name)],
    }
    for problem, columns in facts.items():
        if columns:
            yield Fault("D108", document.span(_FROM), {"problem": problem, "file": table.file, "columns": columns}, fold=problem)


def is_padded(text: str) -> bool:
    """Whether white space, or a mark that nobody sees, stands around a text."""
    return text != _bare(text)


def padded_value_fault(document: Document, column: str, sighting: Sighting) -> Fault:
    """A row's value with white space around it, in a column that is used: one finding a column."""
    declared: Route = ("audience", "columns", column)
    span = document.key_span(declared) if document.has(declared) else document.span(_FROM)
    return Fault("D108", span, {"problem": "padded-values", "column": column}, fold=f"padded:{column}", sighting=sighting)


def _bare(text: str) -> str:
    return text.strip().strip(_UNSEEN).strip()
