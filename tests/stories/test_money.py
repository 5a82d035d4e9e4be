"""What would cost money without anyone noticing is told before anything is made."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

import specc
from specc.base.errors import UsageError
from specc.pipeline.builds import read_build

HEAD = "specc: 1\nmodel: heygen:avatar@5\n"
TASK = 'task:\n  inputs: {avatar: woman_business_office}\n  speech: {text: "Hello {{ row.name }}."}\n'


def write(folder: Path, text: str, rows: str = "id,name\na,Ann\nb,Ben\n") -> Path:
    spec = folder / "a.video.yaml"
    spec.write_text(HEAD + text, encoding="utf-8")
    (folder / "rows.csv").write_text(rows, encoding="utf-8")
    return spec


def test_a_variable_that_nothing_uses_is_wrong_usage(tmp_path: Path) -> None:
    write(tmp_path, "audience: {from: rows.csv, key: id}\nvars: {product: Acme}\nwhen: vars.product\n" + TASK)
    with pytest.raises(UsageError, match="prodct"):
        specc.lint(tmp_path, variables={"prodct": "Beta"})
    assert not specc.lint(tmp_path, variables={"product": "Beta"}).findings


def test_a_broken_spec_makes_no_video_of_its_sound_rows(tmp_path: Path) -> None:
    write(tmp_path, "audience: {from: rows.csv, key: id}\nwen: false\n" + TASK)
    assert specc.compile(tmp_path).tasks == ()


def test_a_row_is_made_whatever_is_wrong_with_others(tmp_path: Path) -> None:
    write(tmp_path, "audience: {from: rows.csv, key: id, columns: {n: {type: integer}}}\nwhen: row.n\n" + TASK, "id,name,n\na,Ann,1\nb,Ben,x\n")
    compiled = specc.compile(tmp_path, rows=("a",))
    assert [task.key for task in compiled.tasks] == ["a"]
    assert not compiled.report.findings


@pytest.mark.parametrize(
    ("first", "second"),
    [("caf\u00e9", unicodedata.normalize("NFD", "caf\u00e9")), ("Ann", "ANN")],
)
def test_files_collide_as_on_the_least_careful_disk(first: str, second: str, tmp_path: Path) -> None:
    write(tmp_path, 'audience: {from: rows.csv}\noutput: {file: "{{ row.id }}"}\n' + TASK, f"id,name\n{first},Ann\n{second},Ben\n")
    assert [finding.code for finding in specc.lint(tmp_path).findings] == ["M106"]


def test_the_files_of_variations_collide_too(tmp_path: Path) -> None:
    text = TASK.replace("task:\n", "task:\n  numberResults: 2\n")
    write(tmp_path, 'audience: {from: rows.csv}\noutput: {file: "{{ row.id }}"}\n' + text, "id,name\na,Ann\na-2,Ben\n")
    assert [finding.code for finding in specc.lint(tmp_path).findings] == ["M106", "A111"]


def test_a_row_whose_language_has_no_cell_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        "audience: {from: rows.csv, key: id, language: name}\nlanguages: [en-US, es-ES]\nmatrix: {exclude: [{language: es-ES}]}\noutput: {file: '{{ language.code }}'}\n" + TASK,
        "id,name\na,en-US\nb,es-ES\n",
    )
    compiled = specc.compile(tmp_path)
    assert [task.key for task in compiled.tasks] == ["a"]
    assert [(finding.code, finding.occurrences.first[0].key) for finding in compiled.report.findings] == [("M105", "b")]


@pytest.mark.parametrize("expression", ["row.name | trim", "row.name | upper", "row.name"])
def test_what_would_be_silence_is_told(expression: str, tmp_path: Path) -> None:
    write(tmp_path, "audience: {from: rows.csv, key: id}\n" + TASK.replace("row.name", expression), "id,name\na,\u200b\n")
    assert [finding.code for finding in specc.lint(tmp_path).findings] == ["V109"]


def test_a_build_that_was_edited_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "audience: {from: rows.csv, key: id}\n" + TASK)
    payload: dict[str, Any] = specc.compile(tmp_path).tasks[0].payload
    build = tmp_path / "build.jsonl"
    build.write_text(json.dumps(payload) + "\n", encoding="utf-8")
    assert next(read_build(build)).uuid == payload["taskUUID"]
    build.write_text(json.dumps({**payload, "speech": {"text": "Other."}}) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="UUID"):
        list(read_build(build))


@pytest.mark.parametrize("line", ["", "nonsense", "[1]", '{"model": "other:model@1"}', '{"task": {}}', "[]"])
def test_a_build_that_is_none_is_refused(line: str, tmp_path: Path) -> None:
    build = tmp_path / "build.jsonl"
    build.write_text(line, encoding="utf-8")
    with pytest.raises(UsageError):
        list(read_build(build))


def test_a_refused_parameter_leads_to_its_place_in_the_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from specc.cli.run import command

    monkeypatch.chdir(tmp_path)  # where the ledger is
    (tmp_path / "w.video.yaml").write_text(HEAD + "task:\n  width: 50\n  height: 50\n  inputs: {avatar: woman_business_office}\n  speech: {text: Hello.}\n", encoding="utf-8")
    done = CliRunner().invoke(command, [str(tmp_path / "w.video.yaml"), "--sandbox", "--out", str(tmp_path / "out")], standalone_mode=False)
    assert done.return_value == 1
    assert "error[invalidWidth]" in done.stdout
    assert "w.video.yaml:4:10" in done.stdout
    assert not list((tmp_path / "out").rglob("*.*"))
