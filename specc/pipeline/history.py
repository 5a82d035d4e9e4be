"""git: which files there were at a ref, what has changed since, and the bytes of a file as a checkout would give them.

The only place that calls git. Nothing in the repository is written, not even the index.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from specc.base.errors import SpeccError, UnreadableError, UsageError

_GIT_SECONDS_MAX = 600
_FILE_BYTES_IN_MEMORY_MAX = 1 << 20
_LINK, _MODULE = "120000", "160000"


@dataclass(frozen=True, slots=True, eq=False)
class Repository:
    """A repository at a ref. Files are named from its top, with `/` between folders; `files` and `links` map them to their
    objects, `changed` are those that differ today.
    """

    git: str
    top: Path
    ref: str
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()

    def inside(self, path: Path) -> str | None:
        """The name of a path, or None outside the repository."""
        for found in (os.path.abspath(path), os.path.realpath(path)):  # noqa: PTH100 - links are the tree's to follow
            if Path(found).is_relative_to(self.top):
                return Path(found).relative_to(self.top).as_posix()
        return None

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file or link at the ref, with the line ends that a checkout would give it."""
        stream = tempfile.SpooledTemporaryFile(max_size=_FILE_BYTES_IN_MEMORY_MAX)  # noqa: SIM115 - the caller's to close
        kind = ["--filters", f"--path={name}", self.files[name]] if name in self.files else ["blob", self.links[name]]
        command = [self.git, "-C", str(self.top), "cat-file", *kind]
        with tempfile.TemporaryFile() as copy:
            done = _run(command, stdout=copy)
            if done.returncode:
                raise UnreadableError(f"can't read {name} at {self.ref}: {_reason(done.stderr)}", "`git checkout` of that file would say more")
            copy.seek(0)
            shutil.copyfileobj(copy, stream, 1 << 20)
        stream.seek(0)
        return stream  # type: ignore[return-value]


def open_repository(ref: str, paths: Iterable[Path]) -> Repository:
    """The repository that holds the paths, at a ref. Raises `UsageError` where there is none, or no such ref."""
    git, wanted = _git(), list(paths)
    top = _top(git, wanted[0])
    tree = _tree(git, top, ref)
    repository = _listed(git, top, ref, tree)
    for path in wanted:
        if repository.inside(path) is None:
            raise UsageError(f"{path} is outside the repository {top}", "compare one repository at a time")
    return repository


def is_published(path: Path) -> bool:
    """Whether a file is part of a repository, or would become one with the next commit. Where git can't say, a repository keeps what is in it."""
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - as the user wrote it
    if not any((above / ".git").exists() for above in (folder, *folder.parents)):
        return False
    git = shutil.which("git")
    return git is None or _run([git, "-C", str(folder), "check-ignore", "--quiet", "--", path.name]).returncode != 0


def staged_deletions(folder: Path) -> list[Path]:
    """The files whose deletion is staged in the repository of a folder, those that were renamed too. Raises `UsageError`."""
    git = _git()
    top = _top(git, folder)
    return [top / name for name in _lines([git, "-C", str(top), "diff", "--cached", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=D", "--"])]


def _git() -> str:
    git = shutil.which("git")
    if git is None:
        raise UsageError("git is not installed", "install it, or put it on the PATH")
    return git


def _top(git: str, path: Path) -> Path:
    start = Path(os.path.abspath(path))  # noqa: PTH100 - as the user wrote it
    folder = next(above for above in (start, *start.parents) if above.is_dir())
    done = _run([git, "-C", str(folder), "rev-parse", "--show-toplevel"])
    if done.returncode == 0:
        return Path(os.path.realpath(os.fsdecode(done.stdout.removesuffix(b"\n"))))
    reason = _reason(done.stderr)
    if "not a git repository" in reason:
        raise UsageError(f"{path} is not in a git repository", "give specs that are in one, or `git init` one")
    raise UsageError(f"git can't open the repository of {path}: {reason}", "`git status` in that folder would say more")


def _tree(git: str, top: Path, ref: str) -> str:
    if ref and not ref.startswith("-") and "\0" not in ref:
        done = _run([git, "-C", str(top), "rev-parse", "--verify", "--quiet", f"{ref}^{{tree}}"])
        if done.returncode == 0:
            return done.stdout.decode().strip()
    way = "put a ref before the path, such as HEAD" if ref and Path(ref).exists() else "name a commit, a branch or a tag that is here; `git fetch` brings those of others"
    raise UsageError(f"git knows no commit '{ref}'", way)


def _listed(git: str, top: Path, ref: str, tree: str) -> Repository:
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    modules: set[str] = set()
    for entry in _lines([git, "-C", str(top), "ls-tree", "-r", "-z", "--full-tree", tree]):
        head, _, name = entry.partition("\t")
        mode, _, identity = head.split(" ")
        if mode == _MODULE:
            modules.add(name)
        else:
            (links if mode == _LINK else files)[name] = identity
    folders = {str(folder) for name in (*files, *links) for folder in _above(name)}
    changed = _lines([git, "-C", str(top), "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-relative", "--ignore-submodules=all", tree, "--"])
    return Repository(git, top, ref, files, links, frozenset((*folders, ".")), frozenset(modules), frozenset(changed))


def _above(name: str) -> Iterable[PurePosixPath]:
    return PurePosixPath(name).parents


def _lines(command: list[str]) -> list[str]:
    done = _run(command)
    if done.returncode:
        raise UnreadableError(f"git can't tell what there was: {_reason(done.stderr)}", "`git status` would say more")
    return [os.fsdecode(line) for line in done.stdout.split(b"\0") if line]


def _run(command: list[str], stdout: IO[bytes] | int = subprocess.PIPE) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, env=environment, timeout=_GIT_SECONDS_MAX, check=False)  # noqa: S603 - git, by its full path
    except subprocess.TimeoutExpired:
        raise SpeccError(f"git took more than {_GIT_SECONDS_MAX} s", "see what keeps it with `git status`") from None
    except OSError as error:
        raise SpeccError(f"can't run git: {error.strerror or error}") from None


def _reason(stderr: bytes) -> str:
    line = next(iter(stderr.decode(errors="replace").strip().splitlines()), "it doesn't say why")
    return line.removeprefix("fatal: ")
