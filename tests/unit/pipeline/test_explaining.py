"""What is explained is what a run does: its plans, from its sample."""

from pathlib import Path

import pytest
from both_ways import at_speed, write_spec

from specc.compiler.explaining import explain_cell
from specc.pipeline import bulk, compilation
from specc.pipeline.explaining import explain_unit
from specc.pipeline.unit import Selection
from specc.report.plan import render, render_json
from tests.unit.pipeline.test_bulk_law import SHAPES, write_rows


@pytest.mark.parametrize("source", ["csv", "jsonl"])
@pytest.mark.parametrize("name", SHAPES)
def test_plans_are_those_of_a_run(name: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SAMPLE_ROWS_MAX", 600)
    write_rows(tmp_path, source, name)
    path = write_spec(tmp_path, SHAPES[name].spec(source))
    made = compilation([path], Selection())
    (explained,) = [explain_unit(unit) for unit in made.units()]
    run = at_speed([path]).bulks[-1]
    planned = zip(run.functions.plans, run.functions.unfit, strict=True)
    done = [explain_cell(plan, run.functions.setting.record, why=why, has_errors=number in run.blocked) for number, (plan, why) in enumerate(planned)]
    assert {cells.plan: len(cells.names) for cells in explained.cells} == {plan: done.count(plan) for plan in done}
    assert explained.rows is not None
    assert explained.rows.read < run.audience.count
    assert max(map(len, render([explained], columns=80).replace(str(tmp_path), "").splitlines())) <= 80
    assert render_json([explained])
