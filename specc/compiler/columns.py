"""Which columns of the data something hangs on."""

from collections.abc import Iterable

from specc.template.names import Reference
from specc.template.values import ROW_NAMES

Columns = tuple[str, ...] | None
"""None where it may hang on the whole row."""


def columns_among(found: Iterable[Reference]) -> Columns:
    """The columns that references hang on. A method of the row, such as `row.get`, may read all of them."""
    names: dict[str, None] = {}
    for reference in found:
        if reference.path[0] == "row" and len(reference.path) > 1 and not hasattr(dict, reference.path[1]):
            names[reference.path[1]] = None
        elif reference.path[0] in ROW_NAMES:
            return None
    return tuple(names)
