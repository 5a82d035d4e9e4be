"""Where output may go: over what was written before, and never over what somebody wrote by hand for specc to read."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from specc.base.errors import UsageError
from specc.catalog.models import ENDING
from specc.pipeline import Compilation
from specc.pipeline.files import SUFFIX, project_root
from specc.pipeline.followed import Followed
from specc.pipeline.project import OWN, SHARED, files_of, models_folder
from specc.pipeline.unit import Shared, read_unit

_WAY_OUT = "name another file"


def require_free(target: Path | None, made: Iterable[Compilation] = (), *, also: Iterable[Path | None] = ()) -> None:
    """Raises `UsageError` for a target that is a spec or a project's file by its name, or that the compilations or the command itself (`also`) read."""
    if target is None or str(target) == "-":
        return
    written = Path(os.path.realpath(target))  # as what writes it goes by
    for name in (target.name, written.name):
        if name.lower().endswith(SUFFIX):
            raise UsageError(f"{target} is a spec by its name, and isn't written over", _WAY_OUT)
        if name in (OWN, SHARED):
            raise UsageError(f"{target} is a project's file, and isn't written over", _WAY_OUT)
    if not os.path.isfile(written):  # noqa: PTH113 - unlike a path's own method, it takes every name there is
        return
    own = _identity(written)
    if any(_identity(path) == own for path in _read(made, also)):
        raise UsageError(f"{target} is read by this command, and isn't written over", _WAY_OUT)


def _read(made: Iterable[Compilation], also: Iterable[Path | None]) -> Iterator[Path]:
    """The files that are read; of builds, whatever is in their folder. Those that only rows name aren't known."""
    for path in also:
        if path is not None:
            yield from path.iterdir() if path.is_dir() else (path,)
    for one in made:
        yield from _of_compilation(one)


def _of_compilation(made: Compilation) -> Iterator[Path]:
    project, shared = made.project, Shared(made.project)
    yield from files_of(project)
    yield from (path for path, _, _ in made.specs)
    for path, source, faults in made.specs:
        disk = Followed()
        read_unit(path, source, list(faults), made.selection, disk, shared).close()
        yield from disk.files()
    for root in {project_root(path) for path, _, _ in made.specs}:
        yield from models_folder(project, root).glob(f"*{ENDING}")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, by whatever name."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a path's own method takes twice as long
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
