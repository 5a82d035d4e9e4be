"""Ledgers with something in them, by the steps that a run takes."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from specc.compiler.payload import task_uuid
from specc.compiler.task import Task
from specc.plan.lifecycle import State, Step
from specc.plan.outcome import Failure
from specc.plan.receipt import Amounts, Delivered, Made
from specc.run.ledger import Entry, Ledger, Staged

PROVIDER = "api.runware.ai"
MODEL = "heygen:avatar@5"
TIMEOUT = Failure("timeout", "took too long", "timeoutProvider")
AMOUNTS = Amounts(30.0, 2.5, 3.0, 3.5)

PATHS: Mapping[str, Sequence[tuple[Step, State]]] = {
    "planned": (),
    "sent": ((Step.SEND, State.SENT),),
    "unknown": ((Step.SEND, State.SENT), (Step.LOSE, State.UNKNOWN)),
    "running": ((Step.SEND, State.SENT), (Step.ACCEPT, State.ACCEPTED), (Step.PROGRESS, State.RUNNING)),
    "made": ((Step.SEND, State.SENT), (Step.ACCEPT, State.ACCEPTED), (Step.RESULT, State.MADE)),
    "delivered": ((Step.SEND, State.SENT), (Step.ACCEPT, State.ACCEPTED), (Step.RESULT, State.MADE), (Step.DELIVER, State.DELIVERED)),
    "failed": ((Step.SEND, State.SENT), (Step.ACCEPT, State.ACCEPTED), (Step.FAIL, State.FAILED)),
    "partly": ((Step.SEND, State.SENT), (Step.ACCEPT, State.ACCEPTED), (Step.RESULT, State.MADE), (Step.FAIL, State.FAILED)),
    "blocked": ((Step.BLOCK, State.BLOCKED),),
}
"""How a video got where it is. `partly` is failed after one of its results was made."""


def task(key: str, *, spec: str = "welcome", language: str = "en-US", content: str = "") -> Task:
    """Tasks with the same `content` share a video."""
    digest = sha256((content or f"{spec} {key} {language}").encode()).hexdigest()
    return Task(spec, key, 1, {"language": language}, {}, digest, task_uuid(digest), f"{language}/{key}.mp4")


def fill(ledger: Ledger, pairs: Sequence[tuple[Task, str]], *, provider: str = PROVIDER, ending: str | None = "finished", failure: Failure = TIMEOUT) -> int:
    """A run that took each task as far as it says. It ends, if `ending` says how. Its number."""
    run = ledger.begin_run(provider, list(dict.fromkeys(one.spec for one, _ in pairs)))
    content = {"taskType": "videoInference", "model": MODEL, "speech": {"text": "Hello Ana, welcome to Acme.", "language": "en-US"}}
    ledger.stage(run, provider, [Staged(one, MODEL, content, 1, AMOUNTS) for one, _ in pairs])
    receipts = ledger.claim(run, provider, [one.digest for one, _ in pairs])
    for one, how in pairs:
        receipt = receipts[one.digest]
        ledger.commit(run, provider, [_entry(one, receipt.fence, receipt.attempt, receipt.uuid, *step, failure) for step in PATHS[how]])
    if ending is not None:
        ledger.end_run(run, ending)
    return run


def _entry(task: Task, fence: int, attempt: int, uuid: str, step: Step, state: State, failure: Failure) -> Entry:
    more: dict[Step, dict[str, Any]] = {
        Step.SEND: {"reserved_usd": 3.5},
        Step.RESULT: {"results": (Made(f"v-{task.key}", 1, f"https://im.example/{task.key}.mp4", 2.9),), "cost_usd": 2.9, "length_s": 29.0},
        Step.DELIVER: {"files": (Delivered(f"out/{task.file}", attempt, 1, "", 20), Delivered(f"out/{task.file.removesuffix('.mp4')}.srt", attempt, 1, ".srt", 9))},
        Step.FAIL: {"error": failure, "detail": {"reason": failure.message}},
        Step.BLOCK: {"error": Failure("quota", "no balance")},
    }
    return Entry(task.digest, fence, step, state, attempt, uuid, **more.get(step, {}))
