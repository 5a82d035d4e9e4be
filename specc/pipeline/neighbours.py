"""The other specs of a spec's project: what a guess at what was meant can go by. Only so many are looked for, in so many folders."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from specc.base.errors import UnreadableError
from specc.pipeline.disk import Disk, Here
from specc.pipeline.files import SUFFIX, SpecFiles, is_skipped, project_root, read_source
from specc.syntax.document import Document
from specc.syntax.merge import load_merged

NEIGHBOURS_MAX = 500
FOLDERS_MAX = 2000


def neighbours(document: Document, disk: Disk, known: dict[Path, list[Document]]) -> Iterable[Document]:
    """The documents of the other specs; none where the disk isn't the one that is there. `known` has those of projects that were
    looked at before.
    """
    own = Path(document.source.name)
    if not isinstance(disk, Here):
        return []
    root = project_root(own, disk)
    if root not in known:
        paths = islice(_specs(root), NEIGHBOURS_MAX)
        known[root] = [item for path in paths if (item := _document(path, disk)) is not None]
    here = disk.resolve(own)
    return [item for item in known[root] if disk.resolve(Path(item.source.name)) != here]


def _specs(root: Path) -> Iterator[Path]:
    """Folder by folder, the nearest to the root first."""
    folders = [root]
    for number in range(FOLDERS_MAX):
        if number == len(folders):
            return
        with suppress(OSError), os.scandir(folders[number]) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_file()) for entry in entries if not is_skipped(entry.name))
            folders += [folders[number] / name for name, is_folder, _ in found if is_folder]
            yield from (folders[number] / name for name, _, is_file in found if is_file and name.endswith(SUFFIX))


def _document(path: Path, disk: Disk) -> Document | None:
    with suppress(UnreadableError):
        source, faults = read_source(path, disk)
        return None if faults else load_merged(source, SpecFiles(path, disk).load_spec)
    return None
