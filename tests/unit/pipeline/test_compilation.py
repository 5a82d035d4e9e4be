"""Tasks come as a stream, in the order of the data; what was seen is counted; places of parameters are found again."""

import itertools
from pathlib import Path

import pytest

import specc
from specc.base.errors import UsageError
from specc.compiler.task import Task
from specc.pipeline import Selection, compilation, lint
from specc.pipeline.build import Rejected
from tests.stories.conftest import GOOD


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("good.video.yaml").write_text(GOOD, encoding="utf-8")
    Path("rows.csv").write_text("id,name\na,Ana\nb,\nc,Cleo\n", encoding="utf-8")
    return tmp_path


def test_tasks_and_rejected_rows_come_in_the_order_of_the_data(folder: Path) -> None:
    made = compilation([Path("good.video.yaml")], Selection())
    items = list(made)
    assert [(item.key, item.row) for item in items] == [("a", 1), ("a", 1), ("b", 2), ("c", 3), ("c", 3)]
    assert [item.codes for item in items if isinstance(item, Rejected)] == [("D104",)]
    summary = made.report.summary
    assert (summary.specs, summary.cells, summary.rows, summary.tasks) == (1, 2, 3, 4)


def test_rows_are_read_as_tasks_are_asked_for(folder: Path) -> None:
    Path("rows.csv").write_text("id,name\n" + "".join(f"r{number},Ana\n" for number in range(2000)) + "last,\n", encoding="utf-8")
    made = compilation([Path("good.video.yaml")], Selection())
    stream = iter(made)
    assert [item.key for item in itertools.islice(stream, 3)] == ["r0", "r0", "r1"]
    stream.close()  # type: ignore[attr-defined]
    assert made.report.findings == ()


def test_a_parameter_is_located_where_it_is_written(folder: Path) -> None:
    made = compilation([Path("good.video.yaml")], Selection(limit=1))
    (task,) = [item for item in made if isinstance(item, Task)]
    span = made.locate(task, "speech.voice")
    assert span is not None
    assert span.text == "jenny_female_english"
    assert made.locate(task, "speech.pitch") is None


def test_the_library_gives_what_the_commands_give(folder: Path) -> None:
    report = specc.lint()
    assert [(finding.code, finding.occurrences.rows) for finding in report.findings] == [("D104", 1)]
    compiled = specc.compile("good.video.yaml", only={"language": "es-ES"}, limit=1)
    assert [(task.key, task.cell, task.file) for task in compiled.tasks] == [("a", {"language": "es-ES"}, "es-ES/a.mp4")]
    with pytest.raises(UsageError):
        specc.lint("nowhere")


ASKED = {
    "rows.csv": "id,name\n 7 ,Ana\n08,Bea\nragged\nc,\nc,Cleo\n,Dan\n",
    "rows.jsonl": '{"id": 7, "name": "Ana"}\n[]\n{"name": "Bea"}\n{"id": "08", "name": "Eva"}\n{"id": null, "name": "Dan"}\n{"id": "c", "name": ""}\n{"id": "c", "name": "Cleo"}\n',
}


@pytest.mark.parametrize("columns", ["", "    id: {type: integer}\n", "    id: {type: [integer, string]}\n"])
@pytest.mark.parametrize("source", ASKED)
def test_a_row_that_is_asked_for_is_the_one_of_all(source: str, columns: str, folder: Path) -> None:
    Path(source).write_text(ASKED[source], encoding="utf-8")
    Path("good.video.yaml").write_text(GOOD.replace("rows.csv", source).replace("  columns:\n", f"  columns:\n{columns}"), encoding="utf-8")
    every = list(compilation([Path("good.video.yaml")], Selection()))
    keys = {item.key for item in every if isinstance(item, Task)}
    assert keys
    for key in keys:
        made = list(compilation([Path("good.video.yaml")], Selection(rows=frozenset((key,)))))
        assert made == [item for item in every if item.key == key]


def test_specs_that_write_to_one_file_are_named(folder: Path) -> None:
    Path("rows.csv").write_text("id,name\na,Ana\n", encoding="utf-8")
    Path("other.video.yaml").write_text(GOOD.replace("name: good", "name: other").replace("Hola", "Buenas"), encoding="utf-8")
    made = compilation([Path("good.video.yaml"), Path("other.video.yaml")], Selection())
    told = [finding.message for finding in lint(made).findings]
    assert told == ["two videos are written to `es-ES/a.mp4`: row a, language es-ES of good and row a, language es-ES of other"]
    assert [item.codes for item in made if isinstance(item, Rejected)] == [("M106",)]
    assert [finding.message for finding in made.report.findings] == told
