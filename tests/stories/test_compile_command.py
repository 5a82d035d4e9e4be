"""`specc compile`: which tasks it writes, in which form, and that a file is written whole or not at all."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.stories.conftest import GOOD, ROWS, Done, Specc

WRONG_ROW = "id,name\na,Ana\nb,\nc,Cleo\n"
SHARED = GOOD.replace("{{ row.name }}", "there")


def written(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} - {"good.video.yaml", "rows.csv"}


def lines(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


# the forms


def test_json_is_an_array_to_post_as_it_is(good: Path, specc: Specc) -> None:
    done = specc("compile", "good.video.yaml")
    assert (done.code, done.err) == (0, "")
    tasks = json.loads(done.out)
    assert [task["speech"]["text"] for task in tasks] == [f"{hello} {name}." for name in ("Ana", "Ben", "Cleo") for hello in ("Hello", "Hola")]
    for task in tasks:
        assert list(task) == ["taskUUID", *sorted(task.keys() - {"taskUUID"})]
        assert (task["taskType"], task["model"]) == ("videoInference", "heygen:avatar@5")
        assert task["taskUUID"][14] == "4"
    assert len({task["taskUUID"] for task in tasks}) == 6


def test_jsonl_is_a_task_a_line(good: Path, specc: Specc) -> None:
    tasks = json.loads(specc("compile", "good.video.yaml").out)
    done = specc("compile", "good.video.yaml", "--format", "jsonl")
    assert done.out.endswith("}\n")
    assert lines(done) == tasks


def test_the_manifest_names_each_task_and_its_file(good: Path, specc: Specc) -> None:
    tasks = json.loads(specc("compile", "good.video.yaml").out)
    found = lines(specc("compile", "good.video.yaml", "--format", "manifest"))
    assert [line["task"] for line in found] == tasks
    assert [list(line) for line in found] == [["spec", "key", "cell", "row", "file", "digest", "task"]] * 6
    first = {name: value for name, value in found[1].items() if name not in ("task", "digest")}
    assert first == {"spec": "good", "key": "a", "cell": {"language": "es-ES"}, "row": 1, "file": "es-ES/a.mp4"}


def test_the_digest_is_of_the_content_and_the_uuid_follows_from_it(good: Path, specc: Specc) -> None:
    for line in lines(specc("compile", "good.video.yaml", "--format", "manifest")):
        content = {name: value for name, value in line["task"].items() if name != "taskUUID"}
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert line["digest"] == hashlib.sha256(canonical).hexdigest()
        plain = hashlib.sha256(f"{line['digest']}:0".encode()).hexdigest()
        assert line["task"]["taskUUID"].replace("-", "")[:12] == plain[:12]


def test_the_same_content_for_two_rows_is_one_task_and_two_lines_of_the_manifest(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(SHARED.replace("  columns:\n    name: {type: string, minLength: 1}\n", ""), encoding="utf-8")
    for form in ("json", "jsonl"):
        out = specc("compile", "good.video.yaml", "--format", form).out
        assert out.count('"taskUUID"') == 2
    found = lines(specc("compile", "good.video.yaml", "--format", "manifest"))
    assert [line["file"] for line in found] == [f"{code}/{key}.mp4" for key in "abc" for code in ("en-US", "es-ES")]
    assert len({line["digest"] for line in found}) == 2


def test_no_task_is_an_empty_array(good: Path, specc: Specc) -> None:
    (good / "none.video.yaml").write_text(GOOD + "when: false\n", encoding="utf-8")
    done = specc("compile", "none.video.yaml")
    assert json.loads(done.out) == []
    assert specc("compile", "none.video.yaml", "--format", "jsonl").out == ""


def test_an_unknown_row_is_wrong_usage(good: Path, specc: Specc) -> None:
    done = specc("compile", "good.video.yaml", "--row", "nobody")
    assert (done.code, done.out) == (2, "")
    assert "nobody" in done.err


@pytest.mark.parametrize("form", ["json", "jsonl", "manifest"])
def test_the_same_spec_gives_the_same_bytes(form: str, good: Path, specc: Specc) -> None:
    once = specc("compile", "good.video.yaml", "--format", form).data
    assert specc("compile", ".", "--format", form).data == once
    specc("compile", "good.video.yaml", "--format", form, "-o", "tasks")
    assert (good / "tasks").read_bytes() == once
    text = GOOD.replace("model:", "# a remark\nmodel:").replace("name: {type: string, minLength: 1}", "name: {minLength: 1, type: string}")
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    assert specc("compile", "good.video.yaml", "--format", form).data == once


def test_one_edited_row_changes_its_tasks_alone(good: Path, specc: Specc) -> None:
    before = lines(specc("compile", "good.video.yaml", "--format", "manifest"))
    (good / "rows.csv").write_text(ROWS.replace("Ben", "Benedict"), encoding="utf-8")
    after = lines(specc("compile", "good.video.yaml", "--format", "manifest"))
    assert [line["key"] for line, old in zip(after, before, strict=True) if line != old] == ["b", "b"]


# where it goes


def test_stdout_holds_only_data(good: Path, specc: Specc) -> None:
    text = GOOD.replace("{hello: Hola}", "{hello: Hola, formal: yes}")
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    for arguments in ((), ("-o", "-")):
        done = specc("compile", "good.video.yaml", *arguments)
        assert (done.code, len(json.loads(done.out))) == (0, 6)
        assert "warning[S110]" in done.err


def test_nothing_is_written_with_errors(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text(WRONG_ROW, encoding="utf-8")
    for arguments in ((), ("-o", "tasks.json"), ("--format", "jsonl"), ("--format", "manifest", "-o", "build.jsonl")):
        done = specc("compile", "good.video.yaml", *arguments)
        assert (done.code, done.out) == (1, "")
        assert "error[D104]" in done.err
        assert done.err.endswith("nothing was written\n")
    assert written(good) == set()


def test_an_old_file_is_kept_when_there_are_errors_and_replaced_when_there_are_none(good: Path, specc: Specc) -> None:
    (good / "tasks.json").write_text("old", encoding="utf-8")
    (good / "rows.csv").write_text(WRONG_ROW, encoding="utf-8")
    assert specc("compile", "good.video.yaml", "-o", "tasks.json").code == 1
    assert (good / "tasks.json").read_text(encoding="utf-8") == "old"
    (good / "rows.csv").write_text(ROWS, encoding="utf-8")
    done = specc("compile", "good.video.yaml", "-o", "tasks.json")
    assert (done.code, done.out) == (0, "")
    assert len(json.loads((good / "tasks.json").read_bytes())) == 6
    assert written(good) == {"tasks.json"}


@pytest.mark.parametrize("name", ["missing/tasks.json", "rows.csv/tasks.json", "."])
def test_a_file_that_cannot_be_written(name: str, good: Path, specc: Specc) -> None:
    done = specc("compile", "good.video.yaml", "-o", name)
    assert (done.code, done.out) == (2, "")
    assert name in done.err
    assert written(good) == set()


# which part


def test_axes_are_selected(good: Path, specc: Specc) -> None:
    whole = lines(specc("compile", "good.video.yaml", "--format", "manifest"))
    found = lines(specc("compile", "good.video.yaml", "--format", "manifest", "--only", "language=es-ES"))
    assert found == [line for line in whole if line["cell"]["language"] == "es-ES"]
    assert lines(specc("compile", "good.video.yaml", "--format", "manifest", "--only", "language=es-ES", "--only", "language=en-US")) == whole


@pytest.mark.parametrize(("pair", "told"), [
    ("language=es-EX", "no element 'es-EX' on the axis 'language'"),
    ("shape=tall", "no axis 'shape' to select from"),
    ("language", "--only 'language' is no NAME=VALUE pair"),
    ("language=", "no element '' on the axis 'language'"),
])  # fmt: skip
def test_an_axis_or_element_that_does_not_exist(pair: str, told: str, good: Path, specc: Specc) -> None:
    done = specc("compile", "good.video.yaml", "--only", pair)
    assert (done.code, done.out) == (2, "")
    assert f"error: {told}" in done.err


def test_rows_are_selected_by_key(good: Path, specc: Specc) -> None:
    found = lines(specc("compile", "good.video.yaml", "--format", "manifest", "--row", "c", "--row", "a"))
    assert [(line["key"], line["row"]) for line in found] == [("a", 1), ("a", 1), ("c", 3), ("c", 3)]


@pytest.mark.parametrize("limit", [1, 3, 6, 100])
def test_a_limit_takes_the_first_tasks(limit: int, good: Path, specc: Specc) -> None:
    whole = lines(specc("compile", "good.video.yaml", "--format", "manifest"))
    done = specc("compile", "good.video.yaml", "--format", "manifest", "--limit", limit)
    assert done.code == 0
    assert lines(done) == whole[:limit]


def test_a_limit_counts_over_all_specs(good: Path, specc: Specc) -> None:
    (good / "other.video.yaml").write_text(GOOD.replace("name: good", "name: other").replace("{{ row.id }}", "{{ row.id }}-other"), encoding="utf-8")
    done = specc("compile", "good.video.yaml", "other.video.yaml", "--format", "manifest", "--limit", 8)
    assert [line["file"] for line in lines(done)][5:] == ["es-ES/c.mp4", "en-US/a-other.mp4", "es-ES/a-other.mp4"]


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number_from_one(limit: str, good: Path, specc: Specc) -> None:
    done = specc("compile", "good.video.yaml", "--limit", limit)
    assert (done.code, done.out) == (2, "")


def test_a_spec_must_be_named(good: Path, specc: Specc) -> None:
    assert specc("compile").code == 2


# keeping going


@pytest.mark.parametrize("form", ["json", "jsonl", "manifest"])
def test_the_sound_tasks_are_written_when_told_to_keep_going(form: str, good: Path, specc: Specc) -> None:
    sound = specc("compile", "good.video.yaml", "--format", form, "--row", "a", "--row", "c").data
    (good / "rows.csv").write_text(WRONG_ROW, encoding="utf-8")
    done = specc("compile", "good.video.yaml", "--format", form, "--keep-going")
    assert done.code == 1
    assert done.data == sound
    assert "rejected: row 2 (key b): D104\n" in done.err
    assert "nothing was written" not in done.err


@pytest.mark.parametrize("arguments", [(), ("--keep-going",)])
def test_rejected_rows_are_written_to_a_file(arguments: tuple[str, ...], good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text(WRONG_ROW + "c,Again\n", encoding="utf-8")
    specc("compile", "good.video.yaml", *arguments, "-o", "tasks.json", "--rejected", "rejected.jsonl")
    found = [json.loads(line) for line in (good / "rejected.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [list(line) for line in found] == [["key", "row", "codes", "messages"]] * 2
    assert [(line["row"], line["codes"]) for line in found] == [(2, ["D104"]), (4, ["D105"])]
    assert found[0]["key"] == "b"
    assert all(message for line in found for message in line["messages"])
    assert written(good) == ({"rejected.jsonl", "tasks.json"} if arguments else {"rejected.jsonl"})


def test_no_rejected_row_is_an_empty_file(good: Path, specc: Specc) -> None:
    assert specc("compile", "good.video.yaml", "-o", "tasks.json", "--rejected", "rejected.jsonl").code == 0
    assert (good / "rejected.jsonl").read_bytes() == b""


def test_set_reaches_the_payload(good: Path, specc: Specc) -> None:
    text = GOOD.replace("model:", "vars: {mark: '!'}\nmodel:").replace("{{ row.name }}.", "{{ row.name }}{{ vars.mark }}")
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    assert json.loads(specc("compile", "good.video.yaml").out)[0]["speech"]["text"] == "Hello Ana!"
    assert json.loads(specc("compile", "good.video.yaml", "--set", "mark==?").out)[0]["speech"]["text"] == "Hello Ana=?"


def test_what_is_compiled_can_be_compiled_from_python(good: Path, specc: Specc) -> None:
    import specc as library

    compiled = library.compile("good.video.yaml", only={"language": "es-ES"}, rows=("b",))
    assert [task.payload for task in compiled.tasks] == json.loads(specc("compile", "good.video.yaml", "--only", "language=es-ES", "--row", "b").out)
    assert compiled.report.findings == ()


def test_tasks_and_rejected_rows_need_files_of_their_own(good: Path, specc: Specc) -> None:
    done = specc("compile", "good.video.yaml", "-o", "same.jsonl", "--rejected", "./same.jsonl")
    assert (done.code, done.out) == (2, "")
    assert "name the same file" in done.err
    assert written(good) == set()


# what it says


def test_infos_are_for_lint(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text(ROWS.replace("\n", ",x\n").replace(",x", ",note", 1))
    assert specc("compile", "good.video.yaml").err == ""
    done = specc("lint", "good.video.yaml")
    assert (done.code, done.out.splitlines()[0]) == (0, "info[D111]: nothing uses the column `note` (good.video.yaml:5:9)")
    assert specc("lint", "good.video.yaml", "--fail-on", "info").code == 1
