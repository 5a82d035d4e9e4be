"""`specc lint --watch`: findings after each save, in a process of its own and with events that a test makes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from specc.cli import staying, terminal
from tests.stories.conftest import GOOD, Specc

FAST = GOOD.replace("  speech:\n", "  speech:\n    speed: 9\n")
STATE = re.compile(r"\[\d\d:\d\d:\d\d\] .* ms; watching \d+ specs?, \^C ends|\[\d\d:\d\d:\d\d\] nothing linted; watching \d+ specs?, \^C ends")


class Watched:
    """A `specc lint --watch` that is running: what it says comes line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def told(self) -> list[str]:
        """What is written up to, and without, the next line that says when."""
        assert self.process.stdout is not None
        lines = []
        while line := self.process.stdout.readline():
            if STATE.fullmatch(line.strip()):
                return lines
            lines.append(line.rstrip("\n"))
        raise AssertionError(f"it has ended: {lines}")


@pytest.fixture
def watch(good: Path) -> Iterator[Watched]:
    command = [sys.executable, "-m", "specc", "lint", "--watch", "--format", "concise"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, cwd=good, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield Watched(process)
        process.kill()


def test_a_session(watch: Watched, good: Path) -> None:
    assert watch.told() == []
    (good / "part").write_text(FAST, encoding="utf-8")
    (good / "part").replace(good / "good.video.yaml")
    assert [line.split()[1] for line in watch.told()] == ["P105"]
    (good / "new").mkdir()
    (good / "new" / "other.video.yaml").write_text("a: [\n", encoding="utf-8")
    assert [line.split()[1] for line in watch.told()] == ["P105", "S101"]
    (good / "rows.csv").write_text("id,nam\na,Ana\n", encoding="utf-8")
    told = watch.told()
    while not any("D102" in line for line in told):  # a file that is written in place may be seen half
        told = watch.told()
    shutil.rmtree(good / "new")
    assert not any("S101" in line for line in watch.told())
    (good / "specc.toml").write_text("max_cots = 1\n", encoding="utf-8")
    assert any(line.startswith("specc.toml:1:1: ") and "max_cots" in line for line in watch.told())
    (good / "specc.toml").unlink()
    assert not any(line.startswith("specc.toml:") for line in watch.told())
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait() == 130


def test_from_a_save_to_its_findings_it_takes_no_time(watch: Watched, good: Path) -> None:
    """The benchmark says how little; here a machine that is busy has ten times as much."""
    watch.told()
    times = []
    for number in range(5):
        start = time.monotonic()
        (good / "part").write_text(FAST.replace("speed: 9", f"speed: {9 + number}"), encoding="utf-8")
        (good / "part").replace(good / "good.video.yaml")
        assert f"is {9 + number}" in watch.told()[0]
        times.append(time.monotonic() - start)
    assert min(times) < 2


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> list[set[Path]]:
    """What is said to have changed, one after the other; then it ends as by ^C."""
    coming: list[set[Path]] = []

    def fake(_folders: frozenset[str]) -> Iterator[set[Path]]:
        yield from coming
        raise KeyboardInterrupt

    monkeypatch.setattr(staying, "file_changes", fake)
    return coming


def test_interrupted_is_130_and_nothing_is_told_twice(good: Path, specc: Specc, changes: list[set[Path]]) -> None:
    changes += [set(), {good / "README.md"}]
    done = specc("lint", "--watch")
    assert done.code == 130
    assert done.out.count("0 errors") == 1
    assert STATE.search(done.err)
    assert "\x1b" not in done.out


def test_a_terminal_is_cleared(good: Path, specc: Specc, changes: list[set[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda _stream: True)
    assert specc("lint", "--watch").out.startswith("\x1b[2J")


def test_a_baseline_and_a_file_for_findings(good: Path, specc: Specc, changes: list[set[Path]]) -> None:
    (good / "good.video.yaml").write_text(FAST, encoding="utf-8")
    specc("lint", "--write-baseline", "known.json")
    done = specc("lint", "--watch", "--baseline", "known.json", "--format", "json", "--output-file", "found.json")
    assert (done.code, done.out) == (130, "")
    assert '"findings": []' in Path("found.json").read_text()


def test_a_broken_baseline_does_not_end_it(good: Path, specc: Specc, changes: list[set[Path]]) -> None:
    specc("lint", "--write-baseline", "known.json")

    class Breaking(set[Path]):
        def __iter__(self) -> Iterator[Path]:
            (good / "known.json").write_text("{", encoding="utf-8")
            return iter([good / "good.video.yaml"])

    changes += [Breaking(), set()]
    done = specc("lint", "--watch", "--baseline", "known.json")
    assert (done.code, "error: known.json is no baseline: it is not JSON" in done.err) == (130, True)


def test_a_path_that_is_not_there_is_refused(good: Path, specc: Specc, changes: list[set[Path]]) -> None:
    done = specc("lint", "--watch", "nowhere")
    assert (done.code, done.err.splitlines()[0]) == (2, "error: no such file or folder: nowhere")


@pytest.mark.parametrize("option", [["-"], ["--changed", "HEAD"], ["--affected", "x"], ["--add-ignores"], ["--write-baseline", "b"]])
def test_what_makes_no_sense_is_refused(option: list[str], good: Path, specc: Specc) -> None:
    done = specc("lint", "--watch", *option)
    assert done.code == 2
    assert "--watch only tells what is found in specs on disk" in done.err


def test_without_its_library_it_says_what_to_install(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = specc("lint", "--watch")
    assert (done.code, done.out, done.err.splitlines()) == (2, "", ["error: --watch needs the 'watch' extra", "  help: pip install 'specc[watch]'"])


def test_affected(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(FAST, encoding="utf-8")
    assert specc("lint", "--affected", "README.md").out == "0 errors, 0 warnings (0 specs, 0 cells, 0 rows, 0 videos)\n"
    assert specc("lint", "--affected").code == 0
    assert specc("lint", "--affected", "rows.csv", "README.md").code == 1
    assert specc("lint", "--affected", "gone.csv").code == 0
    assert specc("lint", "--affected", "-").code == 2
