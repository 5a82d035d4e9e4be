"""Nothing about one model is written in Python: a model is a schema. What every task of the provider has, and the spec language's own words, aside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from both_ways import agreed

from specc.catalog.models import bundled_models
from specc.run.sandbox.models import fixtures

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "specc"
IMITATION = PACKAGE / "run" / "sandbox"
"""Stands for the provider, who knows its models."""
EXAMPLE = ROOT / "examples" / "other-models"

PROTOCOL = frozenset(("taskType", "taskUUID", "model", "outputFormat", "numberResults", "webhookURL", "uploadEndpoint", "includeCost"))
"""Of every task, whatever its model: what it is, who it is, how its results are named, counted, told, handed over and billed."""
WORDS = frozenset(("inputs", "language", "text", "mode", "model", "settings", "speed", "voice", "avatar", "image", "audio", "resolution", "width", "height", "safety", "speech"))
"""Mean something else in Python too: keys of the spec language and of our own data, roles, kinds of media and of failures, fields of a price."""


def names() -> dict[str, str]:
    """The names and paths of all parameters, with the model that has them."""
    models = [*bundled_models().values(), *(fixture.model for fixture in fixtures().values())]
    return {name: model.id for model in models for parameter in model.parameters() for name in (parameter.path, parameter.path.rpartition(".")[2])}


def constants() -> Iterator[tuple[Path, int, str]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        if IMITATION in file.parents:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield file.relative_to(ROOT), node.lineno, node.value


def test_no_parameter_of_a_model_stands_in_python() -> None:
    known = names()
    found = {f"{file}:{line}": value for file, line, value in constants() if value in known and value not in PROTOCOL | WORDS}
    assert found == {}


def test_no_model_is_named_in_python() -> None:
    models = {*bundled_models(), *fixtures()}
    helps = {"cli"}  # examples in help texts
    assert {f"{file}:{line}": value for file, line, value in constants() if value in models and not helps & set(file.parts)} == {}


@pytest.mark.parametrize("spec", sorted(EXAMPLE.glob("*.video.yaml")), ids=lambda path: path.name)
def test_other_models_compile_at_speed_as_row_by_row(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    outcome = agreed(Path(spec.name))
    assert outcome.findings == []
    assert outcome.tasks


ROWS = 1200
TABLES = {
    "photo": ("sandbox:photo-avatar@1", 'task: {width: "{{ row.w }}", height: "{{ row.h }}", positivePrompt: Hello., inputs: {image: https://a.example/b.png}, speech: {text: "Hi {{ row.id }}.", voice: "{{ row.v }}"}}'),
    "clip": ("sandbox:text-to-video@1", 'task: {width: "{{ row.w }}", height: "{{ row.h }}", positivePrompt: "A street, {{ row.id }}.", seed: "{{ row_number }}", duration: "{{ row.d }}"}'),
    "lips": ("sandbox:lip-sync@1", 'task: {inputs: {image: "https://a.example/{{ row.id }}.png", audio: "https://a.example/{{ row.v }}.mp3"}, numberResults: "{{ row.d }}"}'),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_and_lists_hold_at_speed_as_row_by_row(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row in a hundred is wrong in each of its columns."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specc.toml").touch()
    (tmp_path / "models").symlink_to(EXAMPLE / "models")
    model, task = TABLES[name]
    columns = "{w: {type: integer}, h: {type: integer}, d: {type: integer}}"
    Path("a.video.yaml").write_text(f"specc: 1\nname: a\nmodel: {model}\naudience: {{from: rows.csv, key: id, columns: {columns}}}\n{task}\n")
    lines = [f"k{number},{1280 if number % 2 else 720},{(720 if number % 2 else 1280) + (number % 101 == 7)},{13 if number % 103 == 5 else number % 3 + 2},{'nobody_else' if number % 107 == 3 else 'ben_male_english'}" for number in range(ROWS)]
    Path("rows.csv").write_text("id,w,h,d,v\n" + "\n".join(lines) + "\n")
    outcome = agreed(Path("a.video.yaml"))
    assert outcome.redone < ROWS / 4
    found = {(finding.code, finding.occurrences.rows) for finding in outcome.findings if finding.severity == "error"}
    wrong = {"photo": {("P107", 12), ("P116", 12)}, "clip": {("P107", 12), ("P105", 12)}, "lips": {("P105", 12)}}
    assert found == wrong[name]
