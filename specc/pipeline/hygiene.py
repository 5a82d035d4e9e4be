"""What isn't clean about the header of data that can be read. Of its values `compiler.bind` tells, where a video uses them."""

from collections.abc import Iterator

from specc.audience.row import Table
from specc.base.fault import Fault
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
        "padded-names": [name for name in names if _bare(name) and is_name_padded(name)],
    }
    for problem, columns in facts.items():
        if columns:
            yield Fault("D108", document.span(_FROM), {"problem": problem, "file": table.file, "columns": columns}, fold=problem)


def is_name_padded(name: str) -> bool:
    """Whether white space, or a mark that nobody sees, stands around a name. In a value, where nobody has to type it, such a mark is nobody's mistake."""
    return name != _bare(name)


def _bare(text: str) -> str:
    return text.strip().strip(_UNSEEN).strip()
