"""The other specs of a spec's project: what a guess at what was meant can go by."""

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from specc.base.errors import UnreadableError
from specc.pipeline.disk import Disk
from specc.pipeline.files import SpecFiles, find_specs, project_root, read_source
from specc.syntax.document import Document
from specc.syntax.merge import load_merged

NEIGHBOURS_MAX = 500


def neighbours(document: Document, disk: Disk, known: dict[Path, list[Document]]) -> Iterable[Document]:
    """The documents of the other specs, the first few hundred of them; `known` has those of projects that were looked at before."""
    own = Path(document.source.name)
    root = project_root(own, disk)
    if root not in known:
        known[root] = [item for path in _paths(root) if (item := _document(path, disk)) is not None]
    here = disk.resolve(own)
    return [item for item in known[root] if disk.resolve(Path(item.source.name)) != here]


def _paths(root: Path) -> list[Path]:
    with suppress(UnreadableError):
        return list(islice(find_specs([root]), NEIGHBOURS_MAX))
    return []


def _document(path: Path, disk: Disk) -> Document | None:
    with suppress(UnreadableError):
        source, faults = read_source(path, disk)
        return None if faults else load_merged(source, SpecFiles(path, disk).load_spec)
    return None
