"""Files of one's own from the spec to the build: one video wherever they lie, and listed where they are needed."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from specc.pipeline import Selection, compilation
from specc.pipeline.builds import read_build
from tests.repository import commit, git, needs_git
from tests.stories.conftest import Specc

SPEC = """\
specc: 1
name: talk
model: heygen:avatar@5
audience:
  from: rows.csv
  key: id
task:
  inputs:
    avatar: Caroline_Business_Standing_Front_public
    background: office.gif
    audio: "{{ row.recording }}"
  settings: {removeBackground: true}
"""
GIF, ONE, TWO = b"GIF89a", b"ID3 one", b"ID3 two"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def talk(project: Path) -> Path:
    (project / "talk.video.yaml").write_text(SPEC)
    (project / "rows.csv").write_text("id,recording\na,clips/one.mp3\nb,clips/two.mp3\nc,https://example.com/three.mp3\n")
    (project / "clips").mkdir()
    (project / "clips" / "one.mp3").write_bytes(ONE)
    (project / "clips" / "two.mp3").write_bytes(TWO)
    (project / "office.gif").write_bytes(GIF)
    return project


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_task_lists_the_files_it_needs(specc: Specc, talk: Path) -> None:
    done = specc("compile", "talk.video.yaml", "--format", "manifest")
    assert (done.code, done.err) == (0, "")
    first, second, third = lines(done.out)
    assert first["media"] == {sha256(GIF): "office.gif", sha256(ONE): "clips/one.mp3"}
    assert second["media"] == {sha256(GIF): "office.gif", sha256(TWO): "clips/two.mp3"}
    assert third["media"] == {sha256(GIF): "office.gif"}
    assert first["task"]["inputs"]["audio"] == f"media:sha256:{sha256(ONE)}"


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_only_what_can_be_posted_as_it_is_stands_as_it_is(specc: Specc, talk: Path, form: str) -> None:
    (talk / "talk.video.yaml").write_text(SPEC.replace("    background: office.gif\n", "").replace("settings: {removeBackground: true}", "numberResults: 1"))
    text = specc("compile", "talk.video.yaml", "--format", form).out
    first, _, third = json.loads(text) if form == "json" else lines(text)
    assert first.keys() == {"media", "task"}
    assert third["inputs"]["audio"] == "https://example.com/three.mp3"


def test_a_build_is_read_back_with_its_files(specc: Specc, talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("build.json", "build.jsonl"):
        specc("compile", "talk.video.yaml", "-o", name)
        tasks = list(read_build(Path(name)))
        assert [dict(task.media) for task in tasks] == [
            {sha256(GIF): "office.gif", sha256(ONE): "clips/one.mp3"},
            {sha256(GIF): "office.gif", sha256(TWO): "clips/two.mp3"},
            {sha256(GIF): "office.gif"},
        ]
        assert [dict(task.media) for task in compilation([Path("talk.video.yaml")], Selection())] == [dict(task.media) for task in tasks]  # type: ignore[union-attr]
    (talk / "elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    assert next(iter(read_build(Path("../build.jsonl")))).media[sha256(ONE)] == "../clips/one.mp3"


def test_a_build_that_lost_its_files_is_refused(specc: Specc, talk: Path) -> None:
    specc("compile", "talk.video.yaml", "-o", "build.jsonl")
    entry = lines((talk / "build.jsonl").read_text())[0]
    (talk / "bare.jsonl").write_text(json.dumps(entry["task"]) + "\n")
    done = specc("run", "bare.jsonl", "--sandbox")
    assert done.code == 2
    assert "bare.jsonl:1: the task needs a file of your own that isn't listed" in done.err


def test_a_video_is_the_same_wherever_its_files_lie(specc: Specc, talk: Path) -> None:
    before = lines(specc("compile", "talk.video.yaml", "--format", "manifest").out)
    shutil.move("clips", "recordings")
    shutil.move("recordings/one.mp3", "recordings/first.mp3")
    (talk / "rows.csv").write_text("id,recording\na,./recordings/first.mp3\nb,recordings/../recordings/two.mp3\nc,https://example.com/three.mp3\n")
    after = lines(specc("compile", "talk.video.yaml", "--format", "manifest").out)
    assert [(line["digest"], line["task"]) for line in after] == [(line["digest"], line["task"]) for line in before]


def test_a_file_with_another_content_is_another_video(specc: Specc, talk: Path) -> None:
    before = lines(specc("compile", "talk.video.yaml", "--format", "manifest").out)
    (talk / "clips" / "one.mp3").write_bytes(b"ID3 one!")
    after = lines(specc("compile", "talk.video.yaml", "--format", "manifest").out)
    assert [one["digest"] == other["digest"] for one, other in zip(before, after, strict=True)] == [False, True, True]


def test_a_path_starts_from_the_specs_folder(specc: Specc, talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (talk / "below").mkdir()
    monkeypatch.chdir("below")
    first, *_ = lines(specc("compile", "../talk.video.yaml", "--format", "manifest").out)
    assert first["media"] == {sha256(GIF): "../office.gif", sha256(ONE): "../clips/one.mp3"}


def test_a_large_file_is_a_warning(specc: Specc, talk: Path) -> None:
    with (talk / "office.gif").open("r+b") as large:
        large.truncate(33 * 1024 * 1024)
    done = specc("lint", "talk.video.yaml")
    assert done.code == 0
    assert "warning[P117]: `office.gif` for `inputs.background` has 33.0 MB, which may be more than 32 MB allow" in " ".join(done.out.split())


def test_what_is_ignored_is_still_not_made_of_nothing(specc: Specc, talk: Path) -> None:
    """A file that isn't there can't be wished away; one of an unknown kind can."""
    (talk / "office.gif").write_bytes(b"a format of tomorrow")
    ignoring = SPEC.replace("background: office.gif", "background: office.gif  # specc: ignore[P117]")
    (talk / "talk.video.yaml").write_text(ignoring)
    assert specc("lint", "talk.video.yaml").code == 0
    (talk / "talk.video.yaml").write_text(ignoring.replace("P117", "S113").replace("office.gif", "ofice.gif"))
    assert specc("lint", "talk.video.yaml").code == 1


def test_data_may_name_what_no_file_is_called(specc: Specc, talk: Path) -> None:
    odd = ["clips", "clips/", "/", "..", "./", "x/" * 500 + "a.mp3", "a" * 300 + ".mp3", "/dev/null", "/dev/stdin", "clips/one.mp3\u202e", "\\\\server\\share", "clips/*.mp3", "~root/x.mp3", "clips/ONE.mp3"]
    rows = "".join(f'{number},"{name}"\n' for number, name in enumerate(odd))
    (talk / "rows.csv").write_text(f"id,recording\n{rows}")
    done = specc("compile", "talk.video.yaml", "--keep-going")
    assert done.code == 1
    assert done.out == "[]\n"


def test_a_folder_of_shards_goes_on_with_its_files(specc: Specc, talk: Path) -> None:
    specc("compile", "talk.video.yaml", "-o", "whole.jsonl")
    for _ in range(2):
        done = specc("compile", "talk.video.yaml", "-o", "build", "--shard-rows", 2, "--resume")
        assert done.code == 0
        shards = sorted((talk / "build").glob("part-*"))
        assert b"".join(shard.read_bytes() for shard in shards) == (talk / "whole.jsonl").read_bytes()
    (talk / "office.gif").write_bytes(b"GIF89a!")
    done = specc("compile", "talk.video.yaml", "-o", "build", "--shard-rows", 2, "--resume")
    assert "because office.gif changed" in done.err


@needs_git
def test_a_changed_file_is_a_changed_video(specc: Specc, talk: Path) -> None:
    git("init", "-q")
    commit()
    summary = json.loads(specc("diff", "HEAD", "--format", "json").out)["summary"]
    assert summary["changed"] == 0
    (talk / "clips" / "one.mp3").write_bytes(b"ID3 one!")
    summary = json.loads(specc("diff", "HEAD", "--format", "json").out)["summary"]
    assert summary["changed"] == 1
    git("rm", "-q", "-r", "--cached", "clips")
    (talk / ".gitignore").write_text("clips/\n")
    commit()
    (talk / "talk.video.yaml").write_text(SPEC.replace("office.gif", "ofice.gif"))
    git("commit", "-q", "-a", "-m", "x")
    assert specc("lint", "--changed", "HEAD").code == 0, "recordings that git doesn't hold are no change"


def test_a_run_keeps_the_files_that_videos_are_made_from(specc: Specc, talk: Path) -> None:
    (talk / "clips" / "one.mp4").write_bytes(ONE)
    (talk / "rows.csv").write_text("id,recording\nclips/one,clips/one.mp4\n")
    (talk / "talk.video.yaml").write_text(SPEC + 'output: {file: "{{ row.id }}"}\n')
    done = specc("run", "talk.video.yaml", "--sandbox", "--out", ".")
    assert done.code == 1, done.err
    assert "clips/one.mp4 is a file of your own that the video is made from" in done.out + done.err
    assert (talk / "clips" / "one.mp4").read_bytes() == ONE
