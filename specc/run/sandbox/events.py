"""The changes of the state, by a table. Each is written to the journal first and made then, and made alike when it is read again."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from specc.base.errors import SpeccError
from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.jobs import Failure, Job, number_results
from specc.run.sandbox.state import State
from specc.run.sandbox.storage import Upload


def record(state: State, event: str, **facts: Any) -> None:
    """Makes a change that outlives the sandbox. Raises OSError where it can't be written, and then nothing changes."""
    entry: JsonObject = {"event": event, **facts}
    state.journal.write(entry)
    _EVENTS[event](state, entry)


def replay(state: State, entries: Iterable[JsonObject]) -> None:
    """Makes the changes of an earlier life. Raises SpeccError for an entry that no sandbox wrote."""
    for entry in entries:
        try:
            _EVENTS[entry["event"]](state, entry)
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise SpeccError(
                f"the journal in {state.storage.folder.parent} holds an entry that doesn't fit: {error!r:.80}",
                "choose another `--state` folder, or remove this one",
            ) from None


def _accepted(state: State, entry: JsonObject) -> None:
    task: JsonObject = entry["task"]
    # a copy, as the encoder's bytes hold on to room for thousands
    payload = bytes(memoryview(encoded(task)))
    job = Job(
        task["taskUUID"],
        payload,
        entry["digest"],
        entry["site"],
        Decimal(entry["usd"]),
        entry["at"],
        number_results(task),
    )
    job.fates = state.faults.fates(job)
    state.jobs[job.key] = job
    state.account.spent_usd += job.price_usd * job.number_results


def _made(state: State, entry: JsonObject) -> None:
    state.jobs[entry["job"]].made.append((entry["result"], entry["at"]))


def _failed(state: State, entry: JsonObject) -> None:
    job = state.jobs[entry["job"]]
    job.failed = (*job.failed, (entry["result"], Failure(entry["code"], entry["message"], entry["shape"])))
    state.account.spent_usd -= job.price_usd


def _told(state: State, entry: JsonObject) -> None:
    job = state.jobs[entry["job"]]
    job.told |= {entry["result"]}


def _uploaded(state: State, entry: JsonObject) -> None:
    state.storage.uploads[entry["media"]] = Upload(entry["type"], entry["address"])


def _deleted(state: State, entry: JsonObject) -> None:
    del state.storage.uploads[entry["media"]]


def _deposited(state: State, entry: JsonObject) -> None:
    state.account.deposit_usd = (state.account.deposit_usd or Decimal(0)) + Decimal(entry["usd"])


def _hit(state: State, entry: JsonObject) -> None:
    state.faults.remember(entry["rule"], entry["counted"], entry["occurrence"])


_EVENTS: dict[str, Callable[[State, JsonObject], None]] = {
    "accepted": _accepted,
    "made": _made,
    "failed": _failed,
    "told": _told,
    "uploaded": _uploaded,
    "deleted": _deleted,
    "deposited": _deposited,
    "hit": _hit,
}
