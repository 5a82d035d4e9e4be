"""Files as they were at a ref: whatever git does to them on the way, each comes whole, and a failure costs no other."""

import errno
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from specc.base.errors import UnreadableError
from specc.pipeline.history import Repository, opened_repository, was_known
from tests.repository import commit, git, needs_git

pytestmark = needs_git
LARGE = b"0123456789\n" * 200_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    git("init", "-q")
    return tmp_path


def read(repository: Repository, name: str) -> bytes:
    with repository.open(name) as stream:
        return stream.read()


def test_files_come_whole_and_as_a_checkout_has_them(folder: Path) -> None:
    contents = {"empty": b"", "a name.txt": b"a\nb\n", "no end": b"\n\nx", "large.csv": LARGE, "a\nb.txt": b"c\n", "binary": bytes(range(256)), "missing": b"x missing\n"}
    for name, raw in contents.items():
        Path(name).write_bytes(raw)
    Path("link").symlink_to("a name.txt")
    commit()
    git("config", "core.autocrlf", "true")
    with opened_repository("HEAD", [folder]) as repository:
        assert {name: read(repository, name) for name in contents} == {
            name: raw if name == "binary" else raw.replace(b"\n", b"\r\n") for name, raw in contents.items()
        }
        assert read(repository, "link") == b"a name.txt"


def test_a_file_that_can_not_be_had_costs_no_other(folder: Path) -> None:
    Path(".gitattributes").write_text("*.big filter=broken\n", encoding="utf-8")
    for name in ("a.big", "b.txt"):
        Path(name).write_text(name, encoding="utf-8")
    commit()
    git("config", "filter.broken.clean", "cat")
    git("config", "filter.broken.smudge", "false")
    git("config", "filter.broken.required", "true")
    with opened_repository("HEAD", [folder]) as repository:
        for _ in range(2):
            with pytest.raises(UnreadableError, match=r"can't read a\.big at HEAD: .*filter") as caught:
                repository.open("a.big")
            assert "checkout" in (caught.value.help or "")
            assert read(repository, "b.txt") == b"b.txt"
        lost = repository.files["b.txt"]
        Path(".git/objects", lost[:2], lost[2:]).unlink()
        with pytest.raises(UnreadableError, match="no such object"):
            read(repository, "b.txt")


def test_an_answer_that_is_left_is_not_taken_for_the_next(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.csv").write_bytes(LARGE)
    Path("b.txt").write_text("b", encoding="utf-8")
    commit()

    def full(**_options: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with opened_repository("HEAD", [folder]) as repository:
        with monkeypatch.context() as patch:
            patch.setattr(tempfile, "SpooledTemporaryFile", full)
            with pytest.raises(OSError, match="no space"):
                repository.open("a.csv")
        assert read(repository, "b.txt") == b"b"


def test_one_git_reads_all_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{number}.txt" for number in range(20)]
    for name in names:
        Path(name).write_text(name, encoding="utf-8")
    commit()
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            started.append(self)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    with opened_repository("HEAD", [folder]) as repository:
        assert [read(repository, name) for name in names] == [name.encode() for name in names]
    (process,) = (process for process in started if "cat-file" in process.args)
    assert process.returncode is not None


def test_a_file_that_was_removed_was_known(folder: Path) -> None:
    Path("a.txt").write_text("a", encoding="utf-8")
    commit()
    os.remove("a.txt")  # noqa: PTH107 - as a user would
    assert was_known(Path("a.txt"))
    assert not was_known(Path("b.txt"))
