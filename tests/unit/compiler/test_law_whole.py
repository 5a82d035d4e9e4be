"""The law on whole specs: tasks and broken limits are those of plain Jinja for each row, then plain JSON Schema."""

import json
from typing import Any

import jinja2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import specc
from specc.catalog.keywords import violations
from specc.catalog.models import bundled_models
from specc.catalog.validator import library_validator
from specc.compiler.task import Task

MODEL = "heygen:avatar@5"
DROPPED = "(dropped)"
OPTIONAL = {
    ("width",): "{{ row.width | default(omit) }}",
    ("height",): "{{ row.height | default(omit) }}",
    ("resolution",): "{{ row.resolution | default(omit) }}",
    ("ttl",): "{{ row.ttl | default(omit) }}",
    ("inputs", "audio"): "{{ row.audio | default(omit) }}",
    ("speech", "text"): "{{ row.text | default(omit) }}",
    ("speech", "speed"): "{{ row.speed | default(omit) }}",
    ("speech", "volume"): "{{ row.volume | default(omit) }}",
    ("settings", "fit"): "{{ row.fit | default(omit) }}",
    ("settings", "backgroundColor"): "{{ row.colour | default(omit) }}",
    ("settings", "caption"): "{{ row.caption == 'yes' }}",
}
NUMBERS = st.one_of(st.integers(-2, 3000), st.sampled_from([0.5, 0.7, 0.75, 1.005, 1.5, 1.51, 60, 59]))
TEXTS = st.sampled_from(["Hello.", "x" * 5000, "x" * 5001, "Grüße 😀", '"quoted"\nline', "{{ vars }}", "16:9"])
VALUES = {
    "width": NUMBERS,
    "height": NUMBERS,
    "resolution": st.sampled_from(["720p", "4k", "1080p"]),
    "ttl": NUMBERS,
    "audio": st.sampled_from(["https://example.com/a.mp3", "a recording", "24cd5dff-cb81-4db5-8506-b72a9425f9d1\n", "24cd5dff-cb81-4db5-8506-b72a9425f9d1"]),
    "text": TEXTS,
    "speed": st.one_of(NUMBERS, st.just("fast")),
    "volume": st.one_of(NUMBERS, st.just(True)),
    "fit": st.sampled_from(["cover", "Cover", "contain"]),
    "colour": st.sampled_from(["#fff", "#ff0000\n", "red", "#12345"]),
    "caption": st.sampled_from(["yes", "no"]),
}
ROWS = st.lists(st.fixed_dictionaries({"caption": VALUES["caption"]}, optional={name: values for name, values in VALUES.items() if name != "caption"}), min_size=1, max_size=4)
CHOSEN = st.sets(st.sampled_from(sorted(OPTIONAL)), min_size=1)


def spec_of(chosen: set[tuple[str, ...]]) -> dict[str, Any]:
    task: dict[str, Any] = {"inputs": {"avatar": "woman_business_office"}}
    for route in sorted(chosen):
        *parents, name = route
        holder = task
        for parent in parents:
            holder = holder.setdefault(parent, {})
        holder[name] = OPTIONAL[route]
    return {"specc": 1, "model": MODEL, "audience": {"from": "rows.jsonl"}, "task": task, "output": {"file": "{{ row_number }}"}}


def plain(task: Any, row: dict[str, Any]) -> Any:
    """Every template rendered by Jinja as it comes, omitted keys dropped."""
    if not isinstance(task, dict):
        if "{{" not in task:
            return task
        expression = jinja2.Environment(autoescape=False).compile_expression(task.strip("{}"), undefined_to_none=False)
        return expression(row=row, omit=DROPPED)
    kept = {name: value for name, item in task.items() if (value := plain(item, row)) != DROPPED}
    return kept or DROPPED


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(chosen=CHOSEN, rows=ROWS)
def test_compiled_is_rendered_then_validated(chosen: set[tuple[str, ...]], rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("law")
    spec = spec_of(chosen)
    (folder / "a.video.yaml").write_text(json.dumps(spec), encoding="utf-8")
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "specc.toml").write_text('ignore = ["V110", "L101"]\n', encoding="utf-8")  # what the library has no word for
    compiled = specc.compile(folder)
    made = {task.row: task for task in compiled.tasks}
    codes: set[str] = set()
    for number, row in enumerate(rows, 1):
        payload = {"taskType": "videoInference", "taskUUID": "00000000-0000-4000-8000-000000000000", "model": MODEL, **plain(spec["task"], row)}
        found = {violation.rule for error in library_validator()(bundled_models()[MODEL].schema).iter_errors(payload) for violation in violations(error)}
        codes |= found
        task = made.get(number)
        assert (task is None) == bool(found), (row, found)
        if isinstance(task, Task):
            assert {**task.payload, "taskUUID": payload["taskUUID"]} == payload
    assert {finding.code for finding in compiled.report.findings if finding.severity == "error"} == codes
