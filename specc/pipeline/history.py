"""A git repository at a ref: which files there were, what has changed since, and the bytes of a file as a checkout would give them."""

import io
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from specc.base.errors import UnreadableError, UsageError
from specc.pipeline.git import Objects, program, reason, run

_LINK, _MODULE = "120000", "160000"


@dataclass(frozen=True, slots=True, eq=False)
class Repository:
    """Files are named from its top, with `/` between folders; `files` and `links` map them to their objects, `changed` are those that
    differ today.
    """

    git: str
    top: Path
    ref: str
    contents: Objects
    targets: Objects
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
        found = self._content(name) if name in self.files else self.targets.open(self.links[name].encode())
        if isinstance(found, str):
            raise UnreadableError(f"can't read {name} at {self.ref}: {found}", "`git checkout` of that file would say more")
        return found

    def _content(self, name: str) -> BinaryIO | str:
        if "\n" not in name:
            return self.contents.open(b"%s %s" % (self.files[name].encode(), os.fsencode(name)))
        done = run(self.git, self.top, "cat-file", "--filters", f"--path={name}", self.files[name])
        return reason(done.stderr) if done.returncode else io.BytesIO(done.stdout)


@contextmanager
def opened_repository(ref: str, paths: Iterable[Path]) -> Iterator[Repository]:
    """The repository that holds the paths, at a ref. Raises `UsageError` where there is none, or no such ref."""
    git, wanted = program(), list(paths)
    top = _top(git, wanted[0])
    tree = _tree(git, top, ref)
    contents, targets = Objects(git, top, ("--filters",)), Objects(git, top)
    try:
        repository = _listed(Repository(git, top, ref, contents, targets), tree)
        for path in wanted:
            if repository.inside(path) is None:
                raise UsageError(f"{path} is outside the repository {top}", "compare one repository at a time")
        yield repository
    finally:
        contents.close()
        targets.close()


def is_published(path: Path) -> bool:
    """Whether a file is part of a repository, or would become one with the next commit. Where git can't say, a repository keeps what is in it."""
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - as the user wrote it
    if not any((above / ".git").exists() for above in (folder, *folder.parents)):
        return False
    git = shutil.which("git")
    return git is None or run(git, folder, "check-ignore", "--quiet", "--", path.name).returncode != 0


def was_known(path: Path) -> bool:
    """Whether git has a file of that name, or had."""
    git = shutil.which("git")
    folder = next(above for above in path.absolute().parents if above.is_dir())
    done = None if git is None else run(git, folder, "log", "-1", "--format=%H", "--", str(path.absolute()))
    return done is not None and done.returncode == 0 and bool(done.stdout.strip())


def staged_deletions(folder: Path) -> list[Path]:
    """The files whose deletion is staged in the repository of a folder, those that were renamed too. Raises `UsageError`."""
    git = program()
    top = _top(git, folder)
    return [top / name for name in _lines(git, top, "diff", "--cached", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=D", "--")]


def _top(git: str, path: Path) -> Path:
    start = Path(os.path.abspath(path))  # noqa: PTH100 - as the user wrote it
    folder = next(above for above in (start, *start.parents) if above.is_dir())
    done = run(git, folder, "rev-parse", "--show-toplevel")
    if done.returncode == 0:
        return Path(os.path.realpath(os.fsdecode(done.stdout.removesuffix(b"\n"))))
    why = reason(done.stderr)
    if "not a git repository" in why:
        raise UsageError(f"{path} is not in a git repository", "give specs that are in one, or `git init` one")
    raise UsageError(f"git can't open the repository of {path}: {why}", "`git status` in that folder would say more")


def _tree(git: str, top: Path, ref: str) -> str:
    if ref and not ref.startswith("-") and "\0" not in ref:
        done = run(git, top, "rev-parse", "--verify", "--quiet", f"{ref}^{{tree}}")
        if done.returncode == 0:
            return done.stdout.decode().strip()
    way = "put a ref before the path, such as HEAD" if ref and Path(ref).exists() else "name a commit, a branch or a tag that is here; `git fetch` brings those of others"
    raise UsageError(f"git knows no commit '{ref}'", way)


def _listed(repository: Repository, tree: str) -> Repository:
    """The repository with what it has at a tree, and what differs from that."""
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    modules: set[str] = set()
    for entry in _lines(repository.git, repository.top, "ls-tree", "-r", "-z", "--full-tree", tree):
        head, _, name = entry.partition("\t")
        mode, _, identity = head.split(" ")
        if mode == _MODULE:
            modules.add(name)
        else:
            (links if mode == _LINK else files)[name] = identity
    folders = {str(folder) for name in (*files, *links) for folder in PurePosixPath(name).parents}
    changed = _lines(repository.git, repository.top, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-relative", "--ignore-submodules=all", tree, "--")
    return replace(repository, files=files, links=links, folders=frozenset((*folders, ".")), modules=frozenset(modules), changed=frozenset(changed))


def _lines(git: str, top: Path, *arguments: str) -> list[str]:
    done = run(git, top, *arguments)
    if done.returncode:
        raise UnreadableError(f"git can't tell what there was: {reason(done.stderr)}", "`git status` would say more")
    return [os.fsdecode(line) for line in done.stdout.split(b"\0") if line]
