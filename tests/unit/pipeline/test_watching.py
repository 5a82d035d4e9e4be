"""How far a pass is: told of one process and of several."""

import os
from pathlib import Path

import pytest
from both_ways import write_csv, write_spec

from specc.pipeline import Selection, compilation
from specc.pipeline.sinks import NoSink
from specc.pipeline.watching import Sight

ROWS = 9000
SPEC = {"specc": 1, "model": "heygen:avatar@5", "audience": {"from": "rows.csv"}, "task": {"inputs": {"avatar": "woman_business_office"}, "speech": {"text": "{{ row.id }} {{ row.n }}"}}}


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no forks"))])
def test_it_ends_when_all_has_been_read(jobs: int, tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ("id", "n"), [[str(number), "n" * 60] for number in range(ROWS)])
    made = compilation([write_spec(tmp_path, SPEC)], Selection())
    made.jobs = jobs
    told: list[float | None] = []

    def watch(sight: Sight) -> None:
        told.append(sight.fraction)

    made.watch = watch
    made.run(NoSink())
    known = [fraction for fraction in told if fraction is not None]
    assert known == told
    assert known[0] < 0.6
    assert len(set(known)) > 2
    assert max(known) == known[-1] == 1
