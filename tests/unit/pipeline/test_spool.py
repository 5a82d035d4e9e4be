"""Tasks between disk and disk: what comes back is what was compiled, from whatever it was compiled into."""

import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import specc
from specc.base.errors import SpeccError, UnreadableError, UsageError
from specc.compiler.payload import digest, task_uuid
from specc.compiler.task import Task
from specc.pipeline.outputs import FORMS
from specc.pipeline.spool import spooled
from specc.pipeline.unit import Selection

SPEC = """\
specc: 1
name: good
model: heygen:avatar@5
audience: {from: rows.csv, key: id}
languages: {en-US: {hello: Hello}, es-ES: {hello: Hola}}
task:
  inputs: {avatar: Caroline_Business_Standing_Front_public}
  speech: {voice: jenny_female_english, language: "{{ language.code }}", text: "{{ language.hello }} {{ row.name }}."}
output: {file: "{{ language.code }}/{{ row.id }}"}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.video.yaml").write_text(SPEC, encoding="utf-8")
    Path("rows.csv").write_text("id,name\na,Ana\nb,Bénn\nc,Ana\n", encoding="utf-8")
    return tmp_path


def compiled() -> list[Task]:
    return list(specc.compile("a.video.yaml").tasks)


def read(*paths: str, **selection: Any) -> list[Task]:
    with spooled(map(Path, paths), Selection(**selection)) as spool:
        tasks = list(spool)
        assert spool.count == len(tasks)
        assert list(spool) == tasks
        return tasks


def test_specs_come_back_as_they_were_compiled(project: Path) -> None:
    assert read("a.video.yaml") == compiled()
    assert read(".") == compiled()


def test_several_may_read_at_once(project: Path) -> None:
    with spooled([Path()], Selection()) as spool:
        first, second = iter(spool), iter(spool)
        assert [*islice(first, 2), *second][2:] == [*compiled()]
        assert list(first) == compiled()[2:]


def test_nothing_is_read_of_specs_with_errors(project: Path) -> None:
    Path("a.video.yaml").write_text(SPEC.replace("speech:", "speeech:"), encoding="utf-8")
    with spooled([Path()], Selection()) as spool:
        assert not spool.is_sound
        with pytest.raises(AssertionError):
            iter(spool)


def test_a_parameter_is_found_in_its_spec(project: Path) -> None:
    with spooled([Path()], Selection()) as spool:
        span = spool.locate(compiled()[0], "speech.text")
        assert span is not None
        assert span.first.line == 8


def write_build(path: Path, form: str, tasks: list[Task]) -> None:
    entries = [entry(task) if form == "manifest" else task.payload for task in tasks]
    made = FORMS[form]
    path.write_bytes(made.head + made.between.join(json.dumps(item).encode() for item in entries) + made.tail)


def entry(task: Task) -> dict[str, Any]:
    return {"spec": task.spec, "key": task.key, "cell": dict(task.cell), "row": task.row, "file": task.file, "digest": task.digest, "task": task.payload}


def test_a_manifest_tells_everything(project: Path) -> None:
    write_build(Path("m.jsonl"), "manifest", compiled())
    assert read("m.jsonl") == compiled()


def test_a_packed_manifest_does_too(project: Path) -> None:
    write_build(Path("m.jsonl"), "manifest", compiled())
    Path("m.jsonl.gz").write_bytes(gzip.compress(Path("m.jsonl").read_bytes()))
    assert read("m.jsonl.gz") == compiled()


@pytest.mark.parametrize(("form", "name"), [("json", "t.json"), ("jsonl", "t.jsonl")])
def test_bare_tasks_are_named_by_their_uuids(form: str, name: str, project: Path) -> None:
    write_build(Path(name), form, compiled())
    found = read(name)
    assert [(task.payload, task.digest, task.uuid) for task in found] == [(task.payload, task.digest, task.uuid) for task in compiled()]
    assert {(task.spec, task.key == task.uuid, task.row) for task in found} == {("t", True, None)}


def test_an_array_may_be_laid_out_anyhow(project: Path) -> None:
    payloads = [task.payload for task in compiled()]
    for indent in (None, 1, 4):
        Path("t.json").write_text(json.dumps(payloads, indent=indent), encoding="utf-8")
        assert [task.payload for task in read("t.json")] == payloads


def test_builds_come_before_specs_and_share_the_limit(project: Path) -> None:
    write_build(Path("m.jsonl"), "manifest", compiled()[:2])
    assert read("a.video.yaml", "m.jsonl") == [*compiled()[:2], *compiled()]
    assert read("a.video.yaml", "m.jsonl", limit=3) == [*compiled()[:2], compiled()[0]]
    assert read("a.video.yaml", "m.jsonl", limit=1) == compiled()[:1]


def test_part_of_a_build_can_be_asked_for(project: Path) -> None:
    write_build(Path("m.jsonl"), "manifest", compiled())
    assert [(task.key, task.cell["language"]) for task in read("m.jsonl", rows=frozenset("b"))] == [("b", "en-US"), ("b", "es-ES")]
    assert {task.cell["language"] for task in read("m.jsonl", only={"language": frozenset(["es-ES"])})} == {"es-ES"}
    for selection, told in (({"rows": frozenset("x")}, "key x"), ({"overrides": {"a": 1}}, "variables"), ({"only": {"size": frozenset("a")}}, "'size'")):
        with pytest.raises(UsageError, match=told):
            read("m.jsonl", **selection)


def test_a_folder_of_shards_is_a_build(project: Path) -> None:
    from click.testing import CliRunner

    from specc.cli.compile import command

    for form in ("manifest", "jsonl", "json"):
        done = CliRunner().invoke(command, ["a.video.yaml", "-o", "build", "--shard-rows", "2", "--compress", "gz", "--format", form], standalone_mode=False)
        assert done.return_value == 0
        found = read("build")
        contents = list(dict.fromkeys(task.digest for task in compiled()))
        assert [task.digest for task in found] == ([task.digest for task in compiled()] if form == "manifest" else contents)
        assert {task.spec for task in found} == ({"good"} if form == "manifest" else {"build"})


def test_a_shard_that_was_cut_short_is_refused(project: Path) -> None:
    manifest = {"version": 1, "shards": [{"file": "part-00000.jsonl", "tasks": 3}]}
    Path("build").mkdir()
    write_build(Path("build/part-00000.jsonl"), "manifest", compiled()[:2])
    Path("build/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(UsageError, match="holds 2 tasks, and manifest"):
        read("build")
    Path("build/part-00000.jsonl").unlink()
    with pytest.raises(UnreadableError):
        read("build")
    Path("build/manifest.json").write_text(json.dumps({"version": 1, "shards": [{"file": "../a.jsonl", "tasks": 3}]}), encoding="utf-8")
    with pytest.raises(UsageError, match="no shard"):
        read("build")


def test_numbers_come_back_whole(project: Path) -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "x-specc": {"model": "my:model@1"}, "type": "object", "properties": {"webhookURL": {"x-specc": {"delivery": True}}}}
    Path("pyproject.toml").touch()
    Path("models").mkdir()
    Path("models/my.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    payload: dict[str, Any] = {"model": "my:model@1", "seed": 2**70, "scale": 1.0, "webhookURL": "https://a.example/\udc80"}
    payload["taskUUID"] = task_uuid(digest(payload, frozenset(["webhookURL"])))
    Path("t.jsonl").write_text(json.dumps(payload), encoding="utf-8")
    assert repr(read("t.jsonl")[0].payload) == repr(payload)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"model": "heygen:avatar@5"', ":1: not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'[{"a": 1}, ', "not a task"),
        (b"[{}, {}] x", "not a task"),
        (b"[] x", "after the array"),
        (b"[1 2]", "not a task"),
        (b"\xff\n", "UTF-8"),
        (b'["\xff"]', "UTF-8"),
        (b"[", "not JSON"),
        (b"[NaN]", "not JSON"),
        (b"\n\n", "holds no task"),
        (b"", "holds no task"),
    ],
)
def test_what_is_no_build_is_told(raw: bytes, told: str, project: Path) -> None:
    Path("t.jsonl").write_bytes(raw)
    with pytest.raises(SpeccError, match=told):
        read("t.jsonl")


def test_text_that_is_no_unicode_is_told(project: Path) -> None:
    payload = {**compiled()[0].payload, "speech": {"text": "\udc80", "voice": "jenny_female_english"}}
    Path("t.jsonl").write_text(json.dumps(payload), encoding="utf-8")
    with pytest.raises(UsageError, match="no Unicode"):
        read("t.jsonl")


def test_damage_to_a_packed_build_is_told(project: Path) -> None:
    write_build(Path("m.jsonl"), "manifest", compiled())
    Path("m.jsonl.gz").write_bytes(gzip.compress(Path("m.jsonl").read_bytes())[:-9])
    with pytest.raises(UnreadableError, match="too early"):
        read("m.jsonl.gz")


def test_inputs_are_digests_of_all_that_was_read(project: Path) -> None:
    write_build(Path("m.jsonl"), "manifest", compiled())
    with spooled([Path("a.video.yaml"), Path("m.jsonl")], Selection(), has_inputs=True) as spool:
        assert {"a.video.yaml", "rows.csv", "m.jsonl", "the model heygen:avatar@5"} <= set(spool.inputs)


def test_rows_from_a_stream_are_read_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    Path("a.video.yaml").write_text(SPEC.replace("rows.csv", '"-"'), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"id,name\na,Ana\n")))
    with spooled([Path()], Selection(), has_inputs=True) as spool:
        assert [task.key for task in spool] == ["a", "a"]
