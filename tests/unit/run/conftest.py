"""A provider on the loopback, tasks for it, and a clock that doesn't wait."""

import asyncio
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from specc.compiler.task import Task
from specc.plan.events import Ended, Event
from specc.plan.outcome import Outcome
from specc.run.executor import run_tasks
from specc.run.ledger import Ledger, open_ledger
from specc.run.placing import Placing
from specc.run.settings import RunSettings
from tests.fakes import KEY, Provider, fake_provider


@dataclass
class FakeClock:
    """Waits take no time, and are remembered."""

    time_s: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time_s

    async def sleep(self, seconds: float) -> None:
        self.time_s += seconds
        self.slept.append(seconds)
        await asyncio.sleep(0.001 if seconds else 0)


def make_task(name: str = "a", **more: Any) -> Task:
    uuid_ = str(uuid.UUID(bytes=uuid.uuid5(uuid.NAMESPACE_URL, name).bytes, version=4))
    payload = {
        "taskType": "videoInference",
        "taskUUID": uuid_,
        "model": "heygen:avatar@5",
        "speech": {"text": name},
        **more,
    }
    return Task("s.video.yaml", name, None, {"language": "en-US"}, payload, uuid_, uuid_, f"en/{name}.mp4")


@dataclass
class Bench:
    provider: Provider
    out: Path
    clock: FakeClock = field(default_factory=FakeClock)
    events: list[Event] = field(default_factory=list)

    def settings(self, **more: Any) -> RunSettings:
        chosen = {"api_url": f"{self.provider.url}/v1", "api_key": KEY, "out": self.out, "request_s_max": 5.0, **more}
        return RunSettings(**chosen)

    def run(self, *tasks: Task, create: Callable[..., Any] | None = None, **more: Any) -> list[Outcome]:
        """The outcomes of this run, in the order of the tasks."""
        extra = {"placing": Placing(create)} if create else {}
        with closing(self.ledger()) as ledger:
            first = len(self.events)
            run_tasks(tasks, self.settings(**more), ledger, notify=self.events.append, clock=self.clock, **extra)
        return self.outcomes(*tasks, since=first)

    def ledger(self) -> Ledger:
        return open_ledger(self.out.parent / ".specc" / "ledger.db")

    def outcomes(self, *tasks: Task, since: int = 0) -> list[Outcome]:
        found = [event.outcome for event in self.events[since:] if isinstance(event, Ended)]
        return sorted(found, key=lambda outcome: tasks.index(outcome.task))

    def files(self) -> list[str]:
        return sorted(str(file.relative_to(self.out)) for file in self.out.rglob("*") if file.is_file())


@pytest.fixture
def provider() -> Iterator[Provider]:
    with fake_provider() as running:
        yield running


@pytest.fixture
def bench(provider: Provider, tmp_path: Path) -> Bench:
    return Bench(provider, tmp_path / "out")
