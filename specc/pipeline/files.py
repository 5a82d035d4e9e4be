"""Disk: which files are specs, and what a spec may read. Nothing above the project, nothing twice, nothing half."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from specc.base.errors import UnreadableError, UsageError
from specc.base.fault import Fault
from specc.base.location import Source
from specc.base.resources import data_folder
from specc.pipeline.disk import HERE, Disk
from specc.syntax.parse import SOURCE_BYTES_MAX, decode

SUFFIX = ".video.yaml"
PROJECT_MARKS = ("specc.toml", "pyproject.toml", ".git")
_SKIPPED = frozenset(("node_modules", "venv", "env", "__pycache__", "site-packages"))


class Scope(Protocol):
    """What projects say of which files are specs."""

    def enters(self, folder: Path) -> bool: ...

    def takes(self, file: Path, *, is_named: bool) -> bool:
        """`is_named`: it has the name of a spec."""


def find_specs(paths: Iterable[Path], scope: Scope | None = None, unread: list[UnreadableError] | None = None) -> list[Path]:
    """The specs at or below the paths, each once, sorted. Raises `UsageError` for a path that isn't there, and `UnreadableError`
    for a folder that can't be read, unless `unread` takes it.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for spec, identity in sorted(_below(path, _identity(path), scope, unread)):
                found.setdefault(identity, spec)
        else:
            require_paths([path])
            found.setdefault(_identity(path), path)
    return list(found.values())


def require_paths(paths: Iterable[Path]) -> None:
    """Raises `UsageError` for a path that isn't there."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"no such file or folder: {path}", "give a spec, or a folder with specs below it")


def _identity(path: Path) -> Path:
    """What tells a file from another, however its path is written."""
    return HERE.resolve(path) or path


def _below(folder: Path, identity: Path, scope: Scope | None, unread: list[UnreadableError] | None) -> Iterator[tuple[Path, Path]]:
    """The specs below a folder, each with its identity: no link leads to another folder, so only a spec itself can be one."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in entries if not is_skipped(entry.name) and _is_work(entry)]
    except OSError as error:
        problem = UnreadableError(f"can't read the folder {folder}: {error.strerror}", "allow it to be read, or name it in the project's `exclude`")
        if unread is None:
            raise problem from None
        unread.append(problem)
        return
    for name, is_folder, is_link in found:
        if is_folder:
            if not _is_environment(folder / name) and (scope is None or scope.enters(folder / name)):
                yield from _below(folder / name, identity / name, scope, unread)
        elif name.endswith(SUFFIX) if scope is None else scope.takes(folder / name, is_named=name.endswith(SUFFIX)):
            yield folder / name, _identity(folder / name) if is_link else identity / name


def _is_work(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or a file, or a link to a file, even to one that has gone; what never ends, as a pipe, is none."""
    if entry.is_symlink():
        return os.path.isfile(entry.path) or not os.path.exists(entry.path)  # noqa: PTH110, PTH113 - unlike a path's own methods, they answer where nothing may be read, and for a link in circles
    return entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)


def _is_environment(folder: Path) -> bool:
    return os.path.exists(folder / "pyvenv.cfg")  # noqa: PTH110 - as above


def find_folders(paths: Iterable[Path]) -> Iterator[Path]:
    """The folders at or below the paths in which there may be specs, and those of paths that are files; what isn't there is passed over."""
    for path in paths:
        if not path.is_dir():
            yield path.parent
            continue
        yield path
        with suppress(OSError), os.scandir(path) as entries:
            below = [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False) and not is_skipped(entry.name)]
            yield from find_folders(folder for folder in below if not _is_environment(folder))


def is_skipped(name: str) -> bool:
    """Whether a folder's name says that no work of the user's is in it."""
    return name.startswith(".") or name in _SKIPPED


def read_source(path: Path, disk: Disk = HERE) -> tuple[Source, list[Fault]]:
    """The text of a file, with a fault where it isn't UTF-8. No more is read than a spec may have."""
    try:
        with disk.open(path) as stream:
            raw = stream.read(SOURCE_BYTES_MAX)
    except OSError as error:
        raise UnreadableError(f"can't read {path}: {error.strerror}") from None
    return decode(str(path), raw)


def read_sources(paths: Iterable[Path], unread: list[UnreadableError] | None = None, *, named: frozenset[Path] = frozenset()) -> list[tuple[Path, Source, list[Fault]]]:
    """The files with their texts and faults. `unread` takes the errors of those that can't be read and aren't among the `named`."""
    read = []
    for path in paths:
        try:
            read.append((path, *read_source(path)))
        except UnreadableError as error:
            if unread is None or path in named:
                raise
            unread.append(error)
    return read


def project_root(spec: Path, disk: Disk = HERE) -> Path:
    """The nearest folder above a spec that is marked as a project; the spec's own folder where none is."""
    folder = (disk.resolve(spec) or spec.absolute()).parent
    return next((above for above in (folder, *folder.parents) if is_project(above, disk)), folder)


def is_project(folder: Path, disk: Disk = HERE) -> bool:
    """Whether a folder is marked as a project."""
    return any(disk.exists(folder / mark) for mark in PROJECT_MARKS)


@dataclass(slots=True, eq=False)
class SpecFiles:
    """What one spec may read: specs it extends (inside the project), partials (below its folder, the project's
    `templates/`, the packaged ones), its audience. `roots` are the projects of folders met before, in the same run.
    """

    spec: Path
    disk: Disk = HERE
    roots: dict[Path, Path] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    """Why partials that are there can't be had, by name."""
    read: dict[Path, Source] = field(default_factory=dict)
    reading: tuple[str, Callable[[], int | None]] | None = None
    """The data's file that was opened last, by its name, and how many of its bytes have been read; None is all of them."""

    _root: Path | None = None

    @property
    def folder(self) -> Path:
        return self.spec.parent

    @property
    def root(self) -> Path:
        if self._root is None:
            if os.path.islink(self.spec):  # noqa: PTH114 - unlike a path's own method, it takes every name there is
                self._root = project_root(self.spec, self.disk)
            else:
                self._root = self.roots.get(self.folder) or self.roots.setdefault(self.folder, project_root(self.spec, self.disk))
        return self._root

    def load_spec(self, name: str, written_in: str) -> tuple[Source | None, str]:
        """A spec that another extends, or why it can't be had."""
        path = Path(written_in).parent / name
        resolved = self.disk.resolve(path)
        if resolved is None:
            return None, "there is no such file"
        if not resolved.is_relative_to(self.root):
            return None, "it is outside the project"
        if not self.disk.is_file(resolved):
            return None, "there is no such file"
        if resolved not in self.read:
            try:
                source, faults = read_source(_shown(path), self.disk)
            except UnreadableError:
                return None, "it can't be read"
            if faults:
                return None, "it is not UTF-8"
            self.read[resolved] = source
        return self.read[resolved], ""

    def load_partial(self, name: str) -> Source | None:
        if name not in self.sources:
            source = self._find_partial(name)
            if source is None:
                return None
            self.sources[name] = source
        return self.sources[name]

    def partial_text(self, name: str) -> str | None:
        source = self.load_partial(name)
        return None if source is None else source.text

    def _find_partial(self, name: str) -> Source | None:
        if not name or "\x00" in name or Path(name).is_absolute():
            return None
        for folder, disk in ((self.folder, self.disk), (self.root / "templates", self.disk), (data_folder("templates"), HERE)):
            base, path = disk.resolve(folder), folder / name
            resolved = disk.resolve(path)
            if resolved is not None and base is not None and resolved.is_relative_to(base) and disk.is_file(resolved):
                try:
                    source, faults = read_source(_shown(path), disk)
                except UnreadableError as error:
                    self.unread[name] = error.message.rpartition(": ")[2].lower()
                    return None
                if faults:
                    self.unread[name] = str(faults[0].facts["problem"])
                # as Jinja's own loaders do: the line break that ends a file is not part of its text
                return None if faults else Source(source.name, source.text.removesuffix("\n"))
        return None

    def open_audience(self, name: str) -> BinaryIO:
        """The data's stream. Raises OSError as the system does, with a plain reason."""
        if name == "-":
            return self.disk.stdin()
        stream = self.disk.open_data(self.folder / name)
        self.reading = name, lambda: None if stream.closed else stream.tell()
        return stream

    def audience_size(self, name: str) -> int:
        return (self.folder / name).stat().st_size

    def has_audience(self, name: str) -> bool:
        return self.disk.is_file(self.folder / name)

    def match_audience(self, pattern: str) -> list[str]:
        """The names of the files that match, sorted as text."""
        return self.disk.match(self.folder, pattern)


def _shown(path: Path) -> Path:
    """The path as short as it can be said: without `x/../`, relative where it was."""
    shown = Path(*path.parts)
    if ".." not in shown.parts:
        return shown
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path.resolve()
