"""Runs that share a ledger in PostgreSQL, which is itself torn down under them."""

import os
import random
import signal
import time
import warnings
from pathlib import Path
from typing import Any

import psycopg

from tests.crash.case import Case, four_tasks
from tests.crash.test_chains import KILLS, by_boundary_two_at_once
from tests.crash.till import Till
from tests.crash.verdict import require_all_well

_RESTARTS = max(KILLS // 20, 1)


def tear_down_and_start_again(address: str) -> None:
    """As after a power cut: no client is waited for, and what was committed is recovered."""
    import pgserver

    with psycopg.connect(address) as connection:
        [folder] = connection.execute("SHOW data_directory").fetchone() or [""]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server: Any = pgserver.get_server(folder, cleanup_mode="stop")
        pgserver.pg_ctl(["-w", "-m", "immediate", "-l", f"{folder}/log", "restart"], pgdata=Path(folder), user=server.system_user, timeout=60)  # type: ignore[attr-defined]
        server.ensure_postgres_running()


def test_two_at_once_killed_again_and_again(till: Till, tmp_path: Path, postgres: str) -> None:
    deaths = number = 0
    while deaths < KILLS // 4:
        number += 1
        case = Case(till, tmp_path / str(number), four_tasks(f"postgres {number}"), postgres)
        by_boundary_two_at_once(case, random.Random(number))
        require_all_well(case)
        deaths += case.deaths


def test_the_server_is_torn_down_under_two_runs(till: Till, tmp_path: Path, postgres: str) -> None:
    chance = random.Random(11)
    restarts = number = 0
    while restarts < _RESTARTS:
        number += 1
        case = Case(till, tmp_path / str(number), four_tasks(f"restarted {number}"), postgres)
        is_made = False
        while not is_made:
            running = [case.start(), case.start(chance.choice([None, 20, 40]))]
            time.sleep(chance.uniform(0.05, 0.6))
            tear_down_and_start_again(postgres)
            restarts += 1
            if chance.random() < 0.3:
                os.kill(running[0], signal.SIGKILL)
            ends = [case.wait(one) for one in running]
            is_made = any(ends) and case.run()
        require_all_well(case)
