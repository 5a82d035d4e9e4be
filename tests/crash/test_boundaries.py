"""A run that is killed at any boundary loses nothing, and pays for nothing twice when it goes on."""

from itertools import count
from pathlib import Path

import pytest

from tests.crash.case import Case, four_tasks
from tests.crash.till import Till
from tests.crash.verdict import require_all_well

_STRIDE = 4


@pytest.mark.parametrize("first", range(1, _STRIDE + 1))
def test_every_boundary(till: Till, tmp_path: Path, first: int) -> None:
    for at in count(first, _STRIDE):
        case = Case(till, tmp_path / str(at), four_tasks(f"boundary {at}"))
        is_over = case.run(at)
        case.finish()
        require_all_well(case)
        if is_over:
            break
    assert at > 60, "a run has more boundaries than that"
