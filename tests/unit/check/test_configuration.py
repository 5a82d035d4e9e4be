"""A project's file of any content: each mistake has its place, what is sound is kept, and nothing is too odd to be told."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specc.catalog.project import project_schema
from specc.check.engine import told
from specc.pipeline.project import read_project_file

KEYS = [*(name for name in project_schema()["properties"] if name != "plugins"), "unknown", "max", ""]
"""A plugin that isn't there is no finding: nobody knows its rules."""
TEXTS = st.sampled_from(["", "P105", "A", "error", "info", "V101", "x/**", "../x", "/x", "en-US", "source", "usd_per_video", "usd-per-video", "low", "a.b", 'é"', "\\", "# [", "postgresql://x"])
VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-2, 300), st.sampled_from([0.5, 1e300, float("inf"), float("nan")]), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)


def toml(value: Any) -> str:
    """A value in a line of TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return {"True": "true", "False": "false"}.get(repr(value), repr(value)) if isinstance(value, bool | float | int) else json.dumps(value)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project") / "specc.toml"


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4))
def test_nothing_is_too_odd(file: Path, data: dict[str, Any]) -> None:
    file.write_text("".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in data.items()), encoding="utf-8")
    project = read_project_file(file)
    found = told(project.faults)
    assert {item.code for item in found} <= {"S116", "S117"}
    assert all(1 <= item.span.first.line <= max(1, len(data)) for item in found)
    assert all("\n" not in item.message for item in found)
    wrong = {list(data)[item.span.first.line - 1] for item in found}
    unknown = data.keys() - project_schema()["properties"].keys()
    assert unknown <= wrong
    for name in {name.replace("-", "_") for name in data} - {name.replace("-", "_") for name in wrong}:
        assert getattr(project, name) is not None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('select = ["P", "Q"]\n[severity]\nP = "fatal"\nS101 = "info"\n', [("select[1]", 1), ("severity.P", 3), ("severity.S101", 4)]),
        ('per_file_ignores."a/b.yaml" = ["P", 3, ""]\n', [("per_file_ignores.a/b.yaml[1]", 1), ("per_file_ignores.a/b.yaml[2]", 1)]),
        ("policy = []\n", []),
        ('policy = ["", 3]\n', [("policy[0]", 1), ("policy[1]", 1)]),
        ("severity = 3\nignore = 'P'\n", [("severity", 1), ("ignore", 2)]),
    ],
)
def test_every_mistake_is_told_at_its_place(text: str, places: list[tuple[str, int]], file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    found = told(read_project_file(file).faults)
    assert [(item.message.split("`")[1], item.span.first.line) for item in found] == places
