"""What ships as an example or a starter works: it lints clean, compiles to the same bytes everywhere, and makes videos.

`SPECC_UPDATE=1` rewrites the golden files; the difference is then read.
"""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import pytest

from specc.base.resources import data_folder
from specc.compiler.task import Task
from specc.pipeline import Selection, compilation
from specc.run.executor import run_tasks
from specc.run.ledger import open_ledger
from specc.run.sandbox import Embedded, embedded_sandbox
from specc.run.settings import RunSettings
from tests.stories.conftest import Specc

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = sorted(folder.name for folder in (ROOT / "examples").iterdir() if any(folder.glob("*.video.yaml")))
TEMPLATES = sorted(folder.name for folder in data_folder("templates").iterdir() if any(folder.glob("*.video.yaml")))
VIDEOS_A_SPEC_MAX = 2
CANVAS = (1280, 720)
"""The sandbox's own, where nothing is asked for."""
CONTAINERS = {"mp4": "mp4", "mov": "mov", "webm": "webm"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_lints_without_a_finding(name: str, specc: Specc) -> None:
    done = specc("lint", ROOT / "examples" / name, "--format", "json")
    report = json.loads(done.out)
    assert (done.code, report["findings"]) == (0, [])
    assert report["summary"]["tasks"] > 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_compiles_to_its_golden_file(name: str, specc: Specc) -> None:
    done = specc("compile", ROOT / "examples" / name, "--format", "manifest")
    file = GOLDEN / f"{name}.jsonl"
    if os.environ.get("SPECC_UPDATE"):
        file.write_bytes(done.data)
    assert (done.code, done.err) == (0, "")
    assert done.data == file.read_bytes()


def test_every_golden_file_has_its_example() -> None:
    assert sorted(file.stem for file in GOLDEN.iterdir()) == EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_compiles_to_the_same_bytes_from_anywhere(name: str, specc: Specc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = (GOLDEN / f"{name}.jsonl").read_bytes()
    for folder, path in ((ROOT, f"examples/{name}"), (ROOT / "examples" / name, "."), (tmp_path, os.path.relpath(ROOT / "examples" / name, tmp_path))):
        monkeypatch.chdir(folder)
        assert specc("compile", path, "--format", "manifest").data == golden


def test_the_order_of_specs_is_the_order_of_arguments_and_changes_no_task(specc: Specc) -> None:
    folder = ROOT / "examples" / "brand-base"
    opening, loyalty = folder / "opening.video.yaml", folder / "loyalty.video.yaml"
    forth = specc("compile", opening, loyalty, "--format", "manifest").out.splitlines()
    back = specc("compile", loyalty, opening, "--format", "manifest").out.splitlines()
    assert forth != back
    assert sorted(forth) == sorted(back)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_starter_lints_clean_and_compiles(name: str, specc: Specc, project: Path) -> None:
    assert specc("init", "new", "--template", name).code == 0
    report = json.loads(specc("lint", "new", "--format", "json").out)
    assert report["findings"] == []
    tasks = json.loads(specc("compile", "new").out)
    assert len(tasks) == report["summary"]["tasks"] > 0
    assert {task["model"] for task in tasks} == {"heygen:avatar@5"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Embedded]:
    with embedded_sandbox(latency_s=0.05) as running:
        yield running


def test_every_spec_of_the_examples_makes_its_videos(sandbox: Embedded, tmp_path: Path) -> None:
    tasks = [task for name in EXAMPLES for task in a_few(ROOT / "examples" / name)]
    settings = RunSettings(sandbox.url, sandbox.key, tmp_path, poll_pause_first_s=0.05, poll_pause_max_s=0.2)
    with closing(open_ledger(":memory:")) as ledger:
        tally = run_tasks(tasks, settings, ledger, notify=lambda _event: None)
    assert (tally.failed, tally.made) == (0, len({task.uuid for task in tasks}))
    for task in tasks:
        check_video(tmp_path / task.file, task.payload)
    expected = {task.file for task in tasks}
    expected |= {str(Path(task.file).with_suffix(".srt")) for task in tasks if has_captions(task.payload)}
    assert {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()} == expected
    assert sandbox.paid_twice == ()


def a_few(folder: Path) -> Iterator[Task]:
    """The first and the last videos of each spec: what they share is made once only, so that the test stays short."""
    for spec in sorted(folder.glob("*.video.yaml")):
        tasks = [item for item in compilation([spec], Selection()) if isinstance(item, Task)]
        by_canvas = {(task.payload.get("width"), task.payload.get("height")): task for task in tasks}
        yield from list(by_canvas.values())[: VIDEOS_A_SPEC_MAX + 1]


def has_captions(payload: dict[str, Any]) -> bool:
    return bool(payload.get("settings", {}).get("caption"))


def check_video(file: Path, payload: dict[str, Any]) -> None:
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (payload.get("width", CANVAS[0]), payload.get("height", CANVAS[1]))
        assert CONTAINERS[payload.get("outputFormat", "MP4").lower()] in container.format.name.split(",")
        assert next(container.decode(video=0)).width == stream.width
        if "duration" in payload:
            assert container.duration / av.time_base == pytest.approx(payload["duration"], abs=0.2)
    if has_captions(payload):
        subtitles = file.with_suffix(".srt").read_text(encoding="utf-8")
        assert subtitles.startswith("1\n00:00:0")
        spoken = set(payload["speech"]["text"].split())
        assert spoken & set(subtitles.split())
