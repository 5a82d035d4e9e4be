"""Runs that die: each is a forked process with a ledger of its own opening, and the next one goes on with the same command."""

import gc
import hashlib
import os
import signal
import ssl
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from select import select
from typing import Any

from specc.base.errors import SpeccError
from specc.compiler.payload import task_uuid
from specc.compiler.task import Task
from specc.plan.events import Event
from specc.plan.receipt import Amounts
from specc.plan.steps import Policy
from specc.run.executor import run_tasks
from specc.run.ledger import Ledger, open_ledger
from specc.run.settings import RunSettings
from tests.crash.fuse import Fuse, FusedEngine, die
from tests.crash.till import KEY, PRICE_USD, Till

WELL, UNWELL, TOLD, BROKEN = 0, 1, 2, 70
_SSL = ssl.create_default_context()
PATIENCE_S = 60.0


def make_task(text: str, key: str, **more: Any) -> Task:
    payload = {"taskType": "videoInference", "model": "heygen:avatar@5", "inputs": {"avatar": "Caroline"}, "speech": {"text": text}, **more}
    digest = hashlib.sha256(repr(sorted(payload.items())).encode()).hexdigest()
    uuid = task_uuid(digest)
    return Task("s.video.yaml", key, None, {"language": "en-US"}, {**payload, "taskUUID": uuid}, digest, uuid, f"en/{key}.mp4")


def three_tasks(tag: str) -> tuple[Task, ...]:
    """Three tasks of two contents, each with one result: what may fail is made anew as often as it has to be."""
    return (make_task(f"One of {tag}.", "one", settings={"caption": True}), make_task(f"Two of {tag}.", "two"), make_task(f"Two of {tag}.", "again"))


def four_tasks(tag: str) -> tuple[Task, ...]:
    """Four tasks of three contents, with four results and two of them with subtitles."""
    return (
        make_task(f"One of {tag}.", "one"),
        make_task(f"Two of {tag}.", "two", numberResults=2, settings={"caption": True}),
        make_task(f"Three of {tag}.", "three"),
        make_task(f"Three of {tag}.", "again"),
    )


def estimate(task: Task) -> Amounts:
    usd = PRICE_USD * int(task.payload.get("numberResults", 1))
    return Amounts(None, usd, usd, usd)


@dataclass
class Case:
    """`address` is the ledger's; every run of the case has the same tasks and settings."""

    till: Till
    folder: Path
    tasks: Sequence[Task]
    address: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    deaths: int = 0
    is_watched: bool = False

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.address = self.address or str(self.folder / ".specc" / "ledger.db")

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def ledger(self) -> Ledger:
        return open_ledger(self.address)

    def settings(self) -> RunSettings:
        quick: dict[str, Any] = {
            "provider": "sandbox",
            "gather_s": 0.001,
            "held_pause_s": 0.02,
            "poll_pause_first_s": 0.005,
            "poll_pause_max_s": 0.05,
            "submit_pause_first_s": 0.005,
            "submit_pause_max_s": 0.02,
            "fetch_pause_first_s": 0.005,
            "fetch_pause_max_s": 0.02,
            "retry_after_s_max": 0.02,
            "polls_gone_max": 50,
            "submits_unanswered_max": 50,
            "submits_max": 50,
            "busy_max": 50,
            "fetches_max": 20,
            "polls_failed_max": 50,
            "policy": replace(Policy(), attempts_max=8),
        }
        return RunSettings(self.till.url, KEY, self.out, **{**quick, **self.more})

    def start(self, fuse_at: int | None = None, happening: Callable[[], None] = die, prepare: Callable[[], None] | None = None) -> int:
        """The number of a process that makes the tasks, and is killed (or what else is to happen) where its fuse says."""
        number = os.fork()
        if number:
            return number
        code = BROKEN
        try:
            gc.disable()
            ssl.create_default_context = lambda *_, **__: _SSL  # type: ignore[assignment]
            if prepare is not None:
                prepare()
            code = self._run(Fuse(fuse_at, happening, self.folder / "requests.txt" if self.is_watched else None))
        except SpeccError as error:
            code = error.exit_code
            (self.folder / "told.txt").write_text(error.message, encoding="utf-8")
        except BaseException:  # noqa: BLE001 - whatever it is, the parent has to hear of it
            (self.folder / f"broken-{os.getpid()}.txt").write_text(traceback.format_exc(), encoding="utf-8")
        finally:
            os._exit(code)

    def _run(self, fuse: Fuse) -> int:
        with closing(self.ledger()) as opened:
            ledger = Ledger(FusedEngine(opened.engine, fuse))
            tally = run_tasks(self.tasks, self.settings(), ledger, notify=_ignore, estimate=estimate, placing=fuse.placing(), connect=fuse.connect)
        return WELL if not (tally.failed or tally.pending or tally.unsent) else UNWELL

    def wait(self, number: int) -> bool:
        """Whether it came to its end; every other way than that and its death is a failure of the test."""
        with _closing(os.pidfd_open(number)) as ending:
            has_ended = select([ending], [], [], PATIENCE_S)[0]
        if not has_ended:
            os.kill(number, signal.SIGKILL)
        ended = os.waitpid(number, 0)
        assert has_ended, f"{self.folder}: a run hangs"
        if os.WIFSIGNALED(ended[1]):
            assert os.WTERMSIG(ended[1]) == signal.SIGKILL
            self.deaths += 1
            return False
        code = os.waitstatus_to_exitcode(ended[1])
        assert code in {WELL, UNWELL, TOLD}, self.trouble()
        return code == WELL

    def run(self, fuse_at: int | None = None) -> bool:
        """Whether all is made."""
        return self.wait(self.start(fuse_at))

    def finish(self, tries: int = 10) -> None:
        """Goes on until all is made, undisturbed."""
        for _ in range(tries):
            if self.run():
                return
        raise AssertionError(f"{self.folder}: not made in {tries} runs")

    @property
    def told(self) -> str:
        """The message of the run that couldn't go on; empty where there was none."""
        file = self.folder / "told.txt"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def requests(self) -> list[str]:
        """The types of all tasks that were in a request, where the case is watched."""
        file = self.folder / "requests.txt"
        return file.read_text(encoding="utf-8").split() if file.exists() else []

    def trouble(self) -> str:
        return "\n".join([str(self.folder), *(file.read_text(encoding="utf-8") for file in self.folder.glob("broken-*.txt"))])


@contextmanager
def _closing(descriptor: int) -> Iterator[int]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _ignore(_event: Event) -> None:
    pass
