"""The disk as it was at a ref, and which specs were on it. What git doesn't hold there is no part of it, but for data: rows that git
doesn't track can't have been different, as far as anyone knows.
"""

import errno
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from specc.base.errors import UsageError
from specc.base.globs import MAGIC, translated
from specc.pipeline.disk import HERE, Watched, no_stream
from specc.pipeline.files import SUFFIX, Scope, find_specs, is_skipped
from specc.pipeline.history import Repository

_LINKS_MAX = 40
_UNHIDDEN = r"[^/.][^/]*"


@dataclass(slots=True)
class Past:
    """A `Disk`. `untracked` collects data files that are taken from today's disk."""

    repository: Repository
    untracked: set[Path] = field(default_factory=set)

    def resolve(self, path: Path) -> Path | None:
        name = self.repository.inside(path)
        if name is None:
            return HERE.resolve(path)
        followed = self._followed(name)
        return None if followed is None else self.repository.top / followed

    def exists(self, path: Path) -> bool:
        name = self._name(path)
        if name is None:
            return HERE.exists(path)
        return name in self.repository.files or name in self.repository.folders or name == ".git"

    def is_file(self, path: Path) -> bool:
        name = self._name(path)
        return HERE.is_file(path) if name is None else name in self.repository.files

    def open(self, path: Path) -> BinaryIO:
        name = self._name(path)
        if name is None:
            return HERE.open(path)
        if name not in self.repository.files:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return self.repository.open(name)

    def open_data(self, path: Path) -> BinaryIO:
        name = self._name(path)
        if name is not None and (name in self.repository.files or not HERE.is_file(path)):
            return self.open(path)
        self.untracked.add(path)
        return HERE.open_data(path)

    def match(self, folder: Path, pattern: str) -> list[str]:
        plain = PurePosixPath(*takewhile(MAGIC.isdisjoint, PurePosixPath(pattern).parts[:-1]))
        name = self._name(folder / plain)
        if name is None or plain.is_absolute():
            return HERE.match(folder, pattern)
        start, wanted = "" if name == "." else f"{name}/", _glob(PurePosixPath(pattern).relative_to(plain))
        found = [file for file in (*self.repository.files, *self.repository.links) if file.startswith(start) and wanted.fullmatch(file, len(start))]
        return sorted(str(plain / file[len(start) :]) for file in found if self.is_file(self.repository.top / file))

    def stdin(self) -> BinaryIO:
        raise no_stream("stdin")

    def _name(self, path: Path) -> str | None:
        """The name of the file that a path leads to, or None outside the repository."""
        resolved = self.resolve(path)
        return None if resolved is None else self.repository.inside(resolved)

    def _followed(self, name: str) -> str | None:
        """The name with every link on its way followed; None in a circle. A link that leaves the repository stays one."""
        done, left, links = PurePosixPath(), list(PurePosixPath(name).parts), 0
        while left:
            step = left.pop(0)
            done = done.parent if step == ".." else done / step
            if str(done) in self.repository.links:
                links += 1
                if links > _LINKS_MAX:
                    return None
                with self.repository.open(str(done)) as stream:
                    target = os.fsdecode(stream.read())
                inside = self.repository.inside(self.repository.top / done.parent / target)
                if inside is None:
                    return target if Path(target).is_absolute() else str(done)
                done, left = PurePosixPath(), [*PurePosixPath(inside).parts, *left]
        return str(done)


def _glob(pattern: PurePosixPath) -> re.Pattern[str]:
    """A file pattern as `glob` reads it: `**` is any folders, and names that begin with a dot are asked for by it."""
    *above, last = pattern.parts
    end = f"{_step('**')}{_UNHIDDEN}" if last == "**" else _name_like(last)
    return re.compile(f"{''.join(map(_step, above))}{end}", re.DOTALL)


def _step(part: str) -> str:
    return f"(?:{_UNHIDDEN}/)*" if part == "**" else f"{_name_like(part)}/"


def _name_like(part: str) -> str:
    return translated(part) if part.startswith(".") else rf"(?!\.){translated(part)}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A spec on both sides, or on one. `spec` is its name as the user would write it."""

    spec: str
    old: Path | None
    new: Path | None


def pairs(repository: Repository, paths: Iterable[Path], scope: Scope) -> tuple[list[Pair], list[str]]:
    """The specs at or below the paths, then or today, in the order of their names; and the submodules that were left out."""
    wanted, past = list(paths), Past(repository)
    for path in wanted:
        if not (path.exists() or past.exists(path)):
            raise UsageError(f"no such file or folder: {path}", f"it isn't there today, and wasn't at {repository.ref}")
    today = {_name(repository, path): path for path in find_specs((path for path in wanted if path.exists()), scope)}
    modules = {name: module for name in today if (module := _module(repository, name))}
    today = {name: path for name, path in today.items() if name not in modules}
    then: dict[str, Path] = {}
    for path in wanted:
        for found in _at(past, path, scope):
            then.setdefault(_name(repository, found), found)
    named = {**then, **today}
    return [Pair(str(named[name]), then.get(name), today.get(name)) for name in sorted(named)], sorted(set(modules.values()))


def _name(repository: Repository, path: Path) -> str:
    return repository.inside(path) or str(path)


def _module(repository: Repository, name: str) -> str | None:
    return next((str(above) for above in PurePosixPath(name).parents if str(above) in repository.modules), None)


def _at(past: Past, path: Path, scope: Scope) -> Iterator[Path]:
    """The specs at or below a path at the ref, by the rules of `find_specs`."""
    repository, name = past.repository, past.repository.inside(path)
    if name is not None and name not in repository.folders:
        if past.is_file(path):
            yield path
        return
    start = "" if name in (None, ".") else f"{name}/"
    for file in sorted((*repository.files, *repository.links)):
        if file.startswith(start):
            below = PurePosixPath(file[len(start) :])
            if not any(map(is_skipped, below.parts)) and scope.takes(path / below, is_named=file.endswith(SUFFIX)) and past.is_file(path / below):
                yield path / below


def is_unchanged(repository: Repository, seen: Watched) -> bool:
    """Whether all that was asked of the disk was at the ref as it is today."""
    return is_unchanged_apart_from_data(repository, seen) and _matches_the_same(repository, seen) and all(is_same_file(repository, path, is_data=True) for path in seen.data)


def _matches_the_same(repository: Repository, seen: Watched) -> bool:
    return all(Past(repository).match(*asked) == HERE.match(*asked) for asked in seen.patterns)


def is_unchanged_apart_from_data(repository: Repository, seen: Watched) -> bool:
    return all(is_same_file(repository, path, is_data=False) for path in seen.sources)


def untracked(repository: Repository, seen: Watched) -> set[Path]:
    """The data files that git doesn't hold at the ref."""
    past = Past(repository)
    return {path for path in seen.data if path.is_file() and not (past.is_file(path) and repository.inside(path) is not None)}


def is_same_file(repository: Repository, path: Path, *, is_data: bool = False) -> bool:
    """Whether a file was at the ref as it is today; data that git doesn't hold can't have been different."""
    names = {repository.inside(path), repository.inside(Path(os.path.realpath(path)))} - {None, "."}
    for name in (name for name in names if name is not None):
        above = {str(folder) for folder in PurePosixPath(name).parents}
        if repository.changed & {name, *above}:
            return False
        is_held = name in repository.files or name in repository.links or name in repository.folders
        if not is_held and name != ".git" and not is_data and (repository.top / name).exists():
            return False
    return True
