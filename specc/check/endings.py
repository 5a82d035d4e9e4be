"""Names of files that already end as they will: the ending of a video's file comes from its format, on top of `output.file`."""

from collections.abc import Iterator

from specc.base.fault import Fault
from specc.base.location import Route
from specc.catalog.models import Model
from specc.compiler.output import extension
from specc.syntax.document import Document

_FILE: Route = ("output", "file")
_FORMAT = "outputFormat"


def ending_faults(document: Document, model: Model | None) -> Iterator[Fault]:
    """The fault of an ending that is written out."""
    text, parameter = document.get(_FILE), model.parameter(_FORMAT) if model is not None else None
    if not isinstance(text, str) or parameter is None:
        return
    for name in parameter.schema.get("enum", ()):
        ending = f".{extension(name)}"
        if text.lower().endswith(ending) and len(text) > len(ending):
            yield Fault("M108", document.inner_span(_FILE, len(text) - len(ending), len(text)), {"ending": text[-len(ending) :]})
