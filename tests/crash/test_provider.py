"""A provider that dies under the run, and comes back knowing what it has sold."""

import os
import random
import signal
import socket
import time
from pathlib import Path

from tests.crash.case import Case, four_tasks
from tests.crash.till import Till, opened_till
from tests.crash.verdict import require_all_well


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_provider_that_is_killed_again_and_again(tmp_path: Path) -> None:
    chance, port, running = random.Random(2), free_port(), list[int]()
    state = ("--state", str(tmp_path / "state"))
    gone = Till(f"http://127.0.0.1:{port}/v1", None)  # type: ignore[arg-type]
    cases = [Case(gone, tmp_path / str(number), four_tasks(f"provider {number}")) for number in range(3)]
    for _ in range(4):
        with opened_till(*state, port=port):
            running = [case.start() for case in cases]
            time.sleep(chance.uniform(0.0, 0.4))
        if chance.random() < 0.5:
            os.kill(running[0], signal.SIGKILL)
        for case, number in zip(cases, running, strict=True):
            case.wait(number)
    with opened_till(*state, port=port) as till:
        for case in cases:
            case.till = till
            case.finish()
            require_all_well(case)
