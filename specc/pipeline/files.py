"""Disk: which files are specs, and what a spec may read. Nothing above the project, nothing twice, nothing half."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from typing import BinaryIO

from specc.base.errors import UnreadableError, UsageError
from specc.base.fault import Fault
from specc.base.location import Source
from specc.base.resources import data_folder
from specc.pipeline.stdin import Stdin
from specc.syntax.parse import SOURCE_CHARACTERS_MAX, decode

SUFFIX = ".video.yaml"
_PROJECT_MARKS = ("specc.toml", "pyproject.toml", ".git")
_SKIPPED = frozenset(("node_modules", "venv", "env", "__pycache__", "site-packages"))
_READ_BYTES_MAX = 4 * SOURCE_CHARACTERS_MAX + 4


def find_specs(paths: Iterable[Path]) -> list[Path]:
    """The specs at or below the paths, each once, sorted. Raises `UsageError` for a path that isn't there."""
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for spec in sorted(_below(path)):
                found.setdefault(_identity(spec), spec)
        elif path.exists():
            found.setdefault(_identity(path), path)
        else:
            raise UsageError(f"no such file or folder: {path}", "give a spec, or a folder with specs below it")
    return list(found.values())


def _identity(path: Path) -> Path:
    """What tells a file from another, however its path is written."""
    return _resolved(path) or path


def _below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UnreadableError(f"can't read the folder {folder}: {error.strerror}") from None
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            if not entry.name.startswith(".") and entry.name not in _SKIPPED and not (entry / "pyvenv.cfg").exists():
                yield from _below(entry)
        elif entry.name.endswith(SUFFIX) and not entry.name.startswith("."):
            yield entry


def read_source(path: Path) -> tuple[Source, list[Fault]]:
    """The text of a file, with a fault where it isn't UTF-8. No more is read than a spec may have."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_READ_BYTES_MAX)
    except OSError as error:
        raise UnreadableError(f"can't read {path}: {error.strerror}") from None
    return decode(str(path), raw)


def project_root(spec: Path) -> Path:
    """The nearest folder above a spec that is marked as a project; the spec's own folder where none is."""
    folder = (_resolved(spec) or spec.absolute()).parent
    return next((above for above in (folder, *folder.parents) if any((above / mark).exists() for mark in _PROJECT_MARKS)), folder)


@dataclass(slots=True)
class SpecFiles:
    """What one spec may read: specs it extends (inside the project), partials (below its folder, the project's
    `templates/`, the packaged ones), its audience.
    """

    folder: Path
    root: Path
    sources: dict[str, Source] = field(default_factory=dict)
    read: dict[Path, Source] = field(default_factory=dict)
    stdin: Stdin = field(default_factory=Stdin)
    reading: tuple[str, BinaryIO] | None = None
    """The data's file that was opened last, by its name."""

    @classmethod
    def of(cls, spec: Path, stdin: Stdin | None = None) -> "SpecFiles":
        return cls(spec.parent, project_root(spec), stdin=stdin or Stdin())

    def load_spec(self, name: str, written_in: str) -> tuple[Source | None, str]:
        """A spec that another extends, or why it can't be had."""
        path = Path(written_in).parent / name
        resolved = _resolved(path)
        if resolved is None:
            return None, "there is no such file"
        if not resolved.is_relative_to(self.root):
            return None, "it is outside the project"
        if not resolved.is_file():
            return None, "there is no such file"
        if resolved not in self.read:
            source, faults = read_source(_shown(path))
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
        for folder in (self.folder, self.root / "templates", data_folder("templates")):
            base, path = folder.resolve(), folder / name
            resolved = _resolved(path)
            if resolved is not None and resolved.is_relative_to(base) and resolved.is_file():
                source, faults = read_source(_shown(path))
                # as Jinja's own loaders do: the line break that ends a file is not part of its text
                return None if faults else Source(source.name, source.text.removesuffix("\n"))
        return None

    def open_audience(self, name: str) -> BinaryIO:
        """The data's stream. Raises OSError as the system does, with a plain reason."""
        if name == "-":
            return self.stdin.open()
        stream = (self.folder / name).open("rb")
        self.reading = name, stream
        return stream

    def audience_size(self, name: str) -> int:
        return (self.folder / name).stat().st_size

    def has_audience(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def match_audience(self, pattern: str) -> list[str]:
        """The names of the files that match, sorted as text."""
        names = (Path(name).as_posix() for name in glob(pattern, root_dir=self.folder, recursive=True))  # noqa: PTH207 (`Path.glob` refuses absolute patterns)
        return sorted(name for name in names if self.has_audience(name))


def _resolved(path: Path) -> Path | None:
    """Where a path leads, or None where it leads in circles or no file system has such a name."""
    try:
        path.lstat()
    except FileNotFoundError:
        pass
    except (OSError, ValueError):
        return None
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return None


def _shown(path: Path) -> Path:
    """The path as short as it can be said: without `x/../`, relative where it was."""
    shown = Path(*path.parts)
    if ".." not in shown.parts:
        return shown
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path.resolve()
