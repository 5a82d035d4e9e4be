"""`specc compile --shard-rows`: a folder of shards that is the one file, however often its writing was interrupted."""

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from specc.pipeline.shards import Shards
from tests.stories.conftest import GOOD, Done, Specc

COUNT = 1900
PLAIN = GOOD.replace("language.hello }} {{ row.name }}", "language.hello }} {{ row.name }} of {{ row.id }}")
KEPT = {"good.video.yaml", "rows.csv", "build"}


def table(*changed: tuple[int, str]) -> str:
    lines = {number: f"k{number},Name {number}" for number in range(1, COUNT + 1)}
    return "\n".join(["id,name", *(lines | dict(changed)).values()]) + "\n"


@pytest.fixture
def many(good: Path) -> Path:
    (good / "rows.csv").write_text(table(), encoding="utf-8")
    return good


def build(specc: Specc, *arguments: object) -> Done:
    return specc("compile", "good.video.yaml", "-o", "build", "--shard-rows", 300, *arguments)


def listed(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "build" / "manifest.json").read_bytes())["shards"]
    return found


def joined(folder: Path) -> bytes:
    return b"".join((folder / "build" / shard["file"]).read_bytes() for shard in listed(folder))


def state(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "build").iterdir()}


def interrupt(monkeypatch: pytest.MonkeyPatch, specc: Specc, after: int, *arguments: object) -> Done:
    """A run that is interrupted after so many shards of all its passes."""
    left = [after]
    finish = Shards._finish

    def counted(self: Shards) -> None:
        if self._open is not None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
        finish(self)

    with monkeypatch.context() as patch:
        patch.setattr(Shards, "_finish", counted)
        return build(specc, *arguments)


@pytest.mark.parametrize("form", ["jsonl", "manifest"])
def test_joined_shards_are_the_one_file(form: str, many: Path, specc: Specc) -> None:
    whole = specc("compile", ".", "--format", form).data
    done = build(specc, "--format", form)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert joined(many) == whole
    shards = listed(many)
    assert [(shard["first_row"], shard["last_row"], shard["tasks"]) for shard in shards] == [(start + 1, min(start + 300, COUNT), min(600, 2 * (COUNT - start))) for start in range(0, COUNT, 300)]
    for shard in shards:
        raw = (many / "build" / shard["file"]).read_bytes()
        assert (len(raw), hashlib.sha256(raw).hexdigest()) == (shard["bytes"], shard["sha256"])
    assert {*state(many)} == {"manifest.json", *(shard["file"] for shard in shards)}


def test_the_manifest_says_what_the_build_is(many: Path, specc: Specc) -> None:
    build(specc)
    found = json.loads((many / "build" / "manifest.json").read_bytes())
    assert {name: found[name] for name in ("version", "specs", "models", "form", "rows", "tasks", "clean")} == {
        "version": 1, "specs": ["good.video.yaml"], "models": ["heygen:avatar@5"], "form": "jsonl", "rows": COUNT, "tasks": 2 * COUNT, "clean": True,
    }  # fmt: skip
    assert {"rows.csv", "good.video.yaml", "the model heygen:avatar@5", "--set", "--format"} <= set(found["inputs"])


def test_shards_can_be_packed(many: Path, specc: Specc) -> None:
    whole = specc("compile", ".", "--format", "jsonl").data
    build(specc, "--compress", "gz")
    assert all(shard["file"].endswith(".jsonl.gz") for shard in listed(many))
    assert b"".join(gzip.decompress((many / "build" / shard["file"]).read_bytes()) for shard in listed(many)) == whole


def test_shards_of_arrays_are_arrays(many: Path, specc: Specc) -> None:
    tasks = json.loads(specc("compile", ".").data)
    build(specc, "--format", "json")
    assert [task for shard in listed(many) for task in json.loads((many / "build" / shard["file"]).read_bytes())] == tasks


def test_the_shard_of_a_row_does_not_depend_on_others(many: Path, specc: Specc) -> None:
    (many / "good.video.yaml").write_text(GOOD.replace("  key: id\n", "  key: id\n  where: row_number > 650\n"), encoding="utf-8")
    (many / "rows.csv").write_text(table((700, "k700,")), encoding="utf-8")
    assert build(specc, "--keep-going").code == 1
    assert [(shard["first_row"], shard["tasks"]) for shard in listed(many)] == [(1, 0), (301, 0), (601, 498), (901, 600), (1201, 600), (1501, 600), (1801, 200)]


def test_each_spec_has_shards_of_its_own(many: Path, specc: Specc) -> None:
    text = GOOD.replace("audience:\n  from: rows.csv\n  key: id\n  columns:\n    name: {type: string, minLength: 1}\n", "")
    (many / "alone.video.yaml").write_text(text.replace("{{ row.name }}", "you").replace("{{ row.id }}", "alone"), encoding="utf-8")
    whole = specc("compile", ".", "--format", "manifest").data
    specc("compile", ".", "-o", "build", "--shard-rows", 1000, "--format", "manifest")
    assert joined(many) == whole
    assert [(shard["spec"], shard["first_row"], shard["last_row"], shard["tasks"]) for shard in listed(many)] == [
        ("alone.video.yaml", None, None, 2), ("good.video.yaml", 1, 1000, 2000), ("good.video.yaml", 1001, 1900, 1800),
    ]  # fmt: skip


def test_a_share_can_be_a_folder_of_shards(many: Path, specc: Specc) -> None:
    whole = specc("compile", ".", "--format", "manifest").data
    found = b""
    for number in (1, 2):
        specc("compile", ".", "-o", "build", "--shard-rows", 300, "--format", "manifest", "--shard", f"{number}/2")
        found += joined(many)
    assert found == whole
    assert listed(many)[0]["first_row"] == 951


# errors


def test_with_errors_nothing_is_written_and_the_old_build_is_kept(many: Path, specc: Specc) -> None:
    (many / "rows.csv").write_text(table((1700, "k1700,")), encoding="utf-8")
    done = build(specc)
    assert (done.code, done.err.splitlines()[-1]) == (1, "nothing was written")
    assert not (many / "build").exists()
    (many / "rows.csv").write_text(table(), encoding="utf-8")
    build(specc)
    before = state(many)
    (many / "rows.csv").write_text(table((1700, "k1700,")), encoding="utf-8")
    assert build(specc).code == 1
    assert state(many) == before


def test_wrong_usage_leaves_nothing(many: Path, specc: Specc) -> None:
    assert build(specc, "--set", "nothing=1").code == 2
    assert not (many / "build").exists()
    for arguments in (("--row", "k1"), ("--limit", 1), ("--shard-rows", 0), ("-o", "-")):
        assert build(specc, *arguments).code == 2
    for option in (("--resume",), ("--compress", "gz")):
        assert specc("compile", ".", *option).code == 2


# what is in the folder


def test_an_older_build_with_more_shards_leaves_none_behind(many: Path, specc: Specc) -> None:
    build(specc)
    (many / "build" / "notes.txt").write_text("mine", encoding="utf-8")
    (many / "rows.csv").write_text("id,name\na,Ana\n", encoding="utf-8")
    assert build(specc).code == 0
    assert set(state(many)) == {"manifest.json", "part-00000.jsonl", "notes.txt"}


@pytest.mark.parametrize("name", ["part-00007.jsonl", "part-00000.json.gz", "manifest.json"])
def test_files_that_are_not_ours_are_left_alone(name: str, many: Path, specc: Specc) -> None:
    (many / "build").mkdir()
    (many / "build" / name).write_text("{}", encoding="utf-8")
    done = build(specc)
    assert done.code == 2
    assert f"build/{name} is " in done.err
    assert state(many) == {name: b"{}"}


def test_a_manifest_cannot_have_other_files_removed(many: Path, specc: Specc) -> None:
    (many / "build").mkdir()
    (many / "build" / "manifest.json").write_text(json.dumps({"version": 1, "shards": [{"file": "../rows.csv"}, {"file": "notes.txt"}, 7]}), encoding="utf-8")
    (many / "build" / "notes.txt").write_text("mine", encoding="utf-8")
    assert build(specc).code == 0
    assert (many / "rows.csv").exists()
    assert (many / "build" / "notes.txt").exists()


def test_a_folder_is_wanted(many: Path, specc: Specc) -> None:
    (many / "build").write_text("mine", encoding="utf-8")
    done = build(specc)
    assert (done.code, done.err.splitlines()[0]) == (2, "error: build is a file")


# going on

VOICES = table(*((number, f"k{number},{'nobody' if number < 9 or number in (700, 1500) else 'jenny_female_english'}") for number in range(1, COUNT + 1)))
TWICE = table((40, "k40,Ana"), (41, "k41,Ana"), (1000, "k1000,Ana"))


@pytest.mark.parametrize(("rows", "spec"), [
    pytest.param(table(), PLAIN, id="sound"),
    pytest.param(TWICE, GOOD, id="contents twice"),
    pytest.param(table((700, "k700,"), (1500, "k1500,")), PLAIN, id="rejected rows"),
    pytest.param(VOICES, PLAIN.replace("voice: jenny_female_english", 'voice: "{{ row.name }}"'), id="warnings"),
    pytest.param(table((1600, "k100,Again"), (1601, "K101,Cased")), PLAIN, id="keys twice"),
    pytest.param(table((1600, "k1600,Name 5"), (1601, "k1601,Name 1400")), GOOD.replace('/{{ row.id }}"', '/{{ row.name }}"').replace("{{ row.name }}.", "{{ row.id }}."), id="files twice"),
])  # fmt: skip
@pytest.mark.parametrize("form", ["jsonl", "manifest"])
def test_an_interrupted_run_goes_on_to_the_same_bytes(form: str, rows: str, spec: str, many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "rows.csv").write_text(rows, encoding="utf-8")
    (many / "good.video.yaml").write_text(spec, encoding="utf-8")
    arguments = ("--format", form, "--keep-going", "--rejected", "bad.jsonl")
    straight = build(specc, *arguments)
    wanted, rejected = state(many), (many / "bad.jsonl").read_bytes()
    for name in wanted:
        (many / "build" / name).unlink()
    for after in (3, 1, 2, 4):
        (many / "bad.jsonl").unlink(missing_ok=True)
        done = interrupt(monkeypatch, specc, after, *arguments, "--resume")
        if done.code != 130:
            assert told(done) == straight.err
            break
        assert done.err.splitlines()[-1] == "interrupted; the same command with --resume goes on"
        assert {file.name for file in many.iterdir()} == KEPT
        assert set(state_names(many)) == {".unfinished"}
    done = build(specc, *arguments, "--resume")
    assert done.code == straight.code
    assert state(many) == wanted
    assert (many / "bad.jsonl").read_bytes() == rejected
    assert told(done) == ("" if "is finished" in done.err else straight.err)


def told(done: Done) -> str:
    return "".join(line for line in done.err.splitlines(keepends=True) if not line.startswith("note: "))


def state_names(folder: Path) -> list[str]:
    return [file.name for file in (folder / "build").iterdir()]


def test_several_specs_go_on_too(many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "good.video.yaml").write_text(PLAIN, encoding="utf-8")
    text = PLAIN.replace("audience:\n  from: rows.csv\n  key: id\n  columns:\n    name: {type: string, minLength: 1}\n", "")
    (many / "alone.video.yaml").write_text(text.replace("{{ row.name }}", "you").replace("{{ row.id }}", "alone"), encoding="utf-8")
    (many / "more.video.yaml").write_text(PLAIN.replace("}}/{{", "}}/more-{{"), encoding="utf-8")
    specs = ("alone.video.yaml", "more.video.yaml")
    straight = build(specc, *specs)
    wanted = state(many)
    for name in wanted:
        (many / "build" / name).unlink()
    assert interrupt(monkeypatch, specc, 9, *specs).code == 130
    assert interrupt(monkeypatch, specc, 9, *specs, "--resume").code == 130
    done = build(specc, *specs, "--resume")
    assert (done.code, told(done), state(many)) == (straight.code, straight.err, wanted)


def test_where_rows_say_how_many_results_there_are(many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PLAIN.replace("  speech:\n", "  numberResults: '{{ 1 + row_number % 2 }}'\n  speech:\n").replace("code }}/{{ row.id", "code }}/x{{ row.id")
    (many / "good.video.yaml").write_text(text, encoding="utf-8")
    assert build(specc).code == 0
    wanted = state(many)
    for name in wanted:
        (many / "build" / name).unlink()
    assert interrupt(monkeypatch, specc, 3).code == 130
    assert build(specc, "--resume").code == 0
    assert state(many) == wanted


def test_what_is_there_is_not_compiled_again(many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "good.video.yaml").write_text(PLAIN, encoding="utf-8")
    assert interrupt(monkeypatch, specc, 5).code == 130
    staged = {file.name: file.stat().st_mtime_ns for file in (many / "build" / ".unfinished").glob("*.jsonl") if file.name.startswith("part")}
    assert len(staged) == 5
    done = build(specc, "--resume")
    assert (done.code, done.err) == (0, "note: 5 of 7 shards were there already\n")
    assert {name: (many / "build" / name).stat().st_mtime_ns for name in staged} == staged


def test_a_damaged_shard_is_compiled_again(many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = specc("compile", ".", "--format", "jsonl").data
    interrupt(monkeypatch, specc, 5)
    (many / "build" / ".unfinished" / "part-00001.jsonl").write_bytes(b"x")
    (many / "build" / ".unfinished" / "part-00003.seen").unlink()
    assert build(specc, "--resume").err == "note: 3 of 7 shards were there already\n"
    assert joined(many) == whole


@pytest.mark.parametrize(("change", "told"), [("rows.csv", "rows.csv"), ("good.video.yaml", "good.video.yaml"), ("--only=language=en-US", "--only"), ("--compress=gz", "--compress")])
def test_with_changed_inputs_everything_is_compiled_again(change: str, told: str, many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "good.video.yaml").write_text(PLAIN, encoding="utf-8")
    interrupt(monkeypatch, specc, 5)
    arguments = (change,) if change.startswith("-") else ()
    if not arguments:
        text = (many / change).read_text(encoding="utf-8")
        (many / change).write_text(text.replace("Name 7\n", "Nora\n").replace("Hola", "Buenas"), encoding="utf-8")
    done = build(specc, "--resume", *arguments)
    assert (done.code, done.err) == (0, f"note: everything is compiled again, because {told} changed\n")
    resumed = state(many)
    build(specc, *arguments)
    assert state(many) == resumed


def test_a_finished_build_is_finished(many: Path, specc: Specc) -> None:
    (many / "good.video.yaml").write_text(PLAIN, encoding="utf-8")
    assert build(specc, "--resume").err == "note: there is nothing to go on with: everything is compiled\n"
    before = state(many)
    done = build(specc, "--resume")
    assert (done.code, done.err) == (0, "note: build is finished, and nothing has changed\n")
    assert state(many) == before
    (many / "build" / "part-00002.jsonl").unlink()
    assert (build(specc, "--resume").code, state(many)) == (0, before)


def test_killed_in_the_middle(many: Path, specc: Specc) -> None:
    (many / "good.video.yaml").write_text(PLAIN, encoding="utf-8")
    rows = "id,name\n" + "".join(f"k{number},Name {number}\n" for number in range(20000))
    (many / "rows.csv").write_text(rows, encoding="utf-8")
    whole = specc("compile", ".", "--format", "jsonl").data
    command = [sys.executable, "-m", "specc", "compile", "good.video.yaml", "-o", "build", "--shard-rows", "300"]
    progress = many / "build" / ".unfinished" / "progress.jsonl"
    with subprocess.Popen(command, cwd=many, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}) as process:
        while process.poll() is None and not (progress.exists() and progress.read_bytes().count(b"sha256") > 5):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert not (many / "build" / "manifest.json").exists()
    done = build(specc, "--resume")
    assert (done.code, " of 67 shards were there already" in done.err) == (0, True)
    assert joined(many) == whole
    assert set(state(many)) == {"manifest.json", *(shard["file"] for shard in listed(many))}


def test_stopped_while_the_files_take_their_place(many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    build(specc, "--shard-rows", 100)
    (many / "good.video.yaml").write_text(PLAIN, encoding="utf-8")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("specc.pipeline.folder.write_text", stopped)
        assert build(specc).code == 130
    assert "manifest.json" not in state_names(many)
    assert build(specc, "--resume").err == "note: 7 of 7 shards were there already\n"
    resumed = state(many)
    assert build(specc).code == 0
    assert state(many) == resumed
    assert len(resumed) == 8


def test_stopped_and_begun_anew(many: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "good.video.yaml").write_text(PLAIN, encoding="utf-8")
    build(specc)
    wanted = state(many)
    assert interrupt(monkeypatch, specc, 4, "--compress", "gz").code == 130
    assert build(specc).code == 0
    assert state(many) == wanted
