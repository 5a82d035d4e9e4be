"""specc beside the provider's own client, on the same sandbox, in one run: `tasks.py [TASKS] [CLIENT_TASKS] [IN_FLIGHT]`.

The sandbox is a process of its own that answers at once and has one tiny video for everything. specc takes its tasks through submit, poll
and download with every step on disk in its ledger; the client submits, polls and downloads with nothing on disk but the files, so many
at a time. Figures are tasks per second by the wall clock and processor seconds of the client's process; what counts is the ratio.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

ROOT = Path(__file__).resolve().parents[2]
KEY = "benchmark-key"
MODEL = "heygen:avatar@5"


@dataclass(frozen=True)
class Figure:
    done: int
    seconds: float
    cpu_s: float
    peak_mb: float

    @property
    def per_s(self) -> float:
        return self.done / self.seconds


@contextmanager
def sandbox() -> Iterator[str]:
    """Its address. It ends with the block."""
    command = [sys.executable, "-m", "specc", "sandbox", "--no-media", "--port", "0", "--key", KEY]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "http://" in line)
        yield "http://" + line.split("http://")[1].split()[0]
    finally:
        process.terminate()
        process.wait()


def payload(number: int, name: str) -> dict[str, Any]:
    return {"taskType": "videoInference", "model": MODEL, "inputs": {"avatar": "anna"}, "speech": {"text": f"Hello {name} number {number}."}}


def by_specc(url: str, tasks: int, in_flight: int, folder: Path) -> int:
    from specc.compiler.payload import digest, task_uuid
    from specc.compiler.task import Task
    from specc.run.executor import run_tasks
    from specc.run.ledger import open_ledger
    from specc.run.settings import RunSettings

    class Tasks:
        def __iter__(self) -> Iterator[Task]:
            for number in range(tasks):
                made = payload(number, "specc")
                content = digest(made, frozenset())
                uuid = task_uuid(content)
                yield Task("s", str(number), number, {"language": "en-US"}, {**made, "taskUUID": uuid}, content, uuid, f"{number % 100}/{number}.mp4")

    settings = RunSettings(url, KEY, folder / "out", concurrency=in_flight)
    with closing(open_ledger(folder / ".specc" / "ledger.db")) as ledger:
        return run_tasks(Tasks(), settings, ledger, notify=lambda _event: None).made


def by_client(url: str, tasks: int, in_flight: int, folder: Path) -> int:
    from runware import Runware

    out = folder / "client"
    out.mkdir()
    base = url.removesuffix("/v1") + "/v1"

    async def one(client: Any, http: httpx.AsyncClient, number: int, room: asyncio.Semaphore) -> int:
        async with room:
            [made] = await client.run({**payload(number, "client"), "taskUUID": str(uuid4())})
            answer = await http.get(made["videoURL"])
            (out / f"{number}.mp4").write_bytes(answer.content)
            return 1

    async def drive() -> int:
        room = asyncio.Semaphore(in_flight)
        client = Runware(api_key=KEY, transport="rest", http_base_url=base, ws_base_url=base.replace("http", "ws", 1))
        async with client, httpx.AsyncClient() as http:
            made = await asyncio.gather(*(one(client, http, number, room) for number in range(tasks)), return_exceptions=True)
        for error in {repr(error)[:200] for error in made if isinstance(error, BaseException)}:
            print(f"the client lost videos: {error}", file=sys.stderr)
        return sum(1 for done in made if done == 1)

    return asyncio.run(drive())


WAYS = {"specc": by_specc, "client": by_client}


def measure(way: str, url: str, tasks: int, in_flight: int) -> Figure:
    """In a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, "--one", way, url, str(tasks), str(in_flight)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return Figure(**json.loads(done.stdout.splitlines()[-1]))


def one(way: str, url: str, tasks: int, in_flight: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        done = WAYS[way](url, tasks, in_flight, Path(folder))
        seconds = time.perf_counter() - began
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"done": done, "seconds": seconds, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}))


def main() -> None:
    tasks, client_tasks, in_flight = (int(value) for value in (*sys.argv[1:], *("5000", "1000", "1000")[len(sys.argv) - 1 :]))
    with sandbox() as url:
        ours, theirs = measure("specc", url, tasks, in_flight), measure("client", url, client_tasks, in_flight)
    print(f"{'':<22}{'tasks/s':>9}{'CPU ms each':>13}{'peak MB':>9}{'done':>16}")
    for name, figure, wanted in (("specc, with its ledger", ours, tasks), ("the provider's client", theirs, client_tasks)):
        print(f"{name:<22}{figure.per_s:>9,.0f}{figure.cpu_s / max(figure.done, 1) * 1000:>13.1f}{figure.peak_mb:>9.0f}{figure.done:>9,} of {wanted:,}")
    print(f"\nratio, tasks/s: {ours.per_s / theirs.per_s:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        main()
