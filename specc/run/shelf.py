"""Videos that are on disk already: which of the files that tasks ask for are there, and which can be copied from where they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from specc.compiler.task import Task
from specc.plan.receipt import Delivered, Receipt
from specc.run.places import Folder, place_file


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of a video. `source` is where it is on disk: `target` itself, another place, or nowhere."""

    target: Path
    source: Path | None
    like: Delivered


def wanted_files(receipt: Receipt, tasks: Iterable[Task], folder: Folder, root: Path) -> list[Wanted]:
    """Every file that a delivered video's tasks ask for, also one that has since been written over by another video's; `root` is the
    folder that the ledger's paths start from.
    """
    known: dict[tuple[int, str], list[Delivered]] = {(place, ""): [] for place in range(1, receipt.results_wanted + 1)}
    for file in receipt.files:
        if file.attempt == receipt.attempt:
            known.setdefault((file.place, file.suffix), []).append(file)
    found: dict[Path, Wanted] = {}
    for task in tasks:
        if not receipt.files and "uploadEndpoint" in task.payload:  # the provider has put it where it belongs
            continue
        for (place, suffix), files in known.items():
            target = folder.locate(place_file(task.file, place, suffix))
            if target is not None and target not in found:
                there = [root / file.path for file in files if _is_whole(root / file.path, file.bytes)]
                source = target if target in there else next(iter(there), None)
                found[target] = Wanted(target, source, files[0] if files else Delivered(str(target), receipt.attempt, place, suffix, 0))
    return list(found.values())


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False
