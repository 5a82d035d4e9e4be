"""What would happen to a video, given what is known of it: one decision by its state, and why. Nothing is looked up and nothing is done here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from specc.plan.lifecycle import State, Step
from specc.plan.receipt import Receipt

ATTEMPTS_MAX: Final = 3


class Action(StrEnum):
    MAKE = "make"
    REUSE = "reuse"
    """Made already, and on disk or copied from there."""
    RESUME = "resume"
    """Sent, or made and not fetched: it goes on without being paid for again."""
    RETRY = "retry"
    """Failed, and a new attempt may fare better."""
    BLOCKED = "blocked"


SPENDS: Final = frozenset({Action.MAKE, Action.RETRY})
"""Only these make something that is paid for anew. What is resumed may still be charged, once."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When a new attempt is made without being asked for. The categories are those in which a video is neither made nor paid for, and
    nothing in the spec is to blame.
    """

    attempts_max: int = ATTEMPTS_MAX
    categories: frozenset[str] = frozenset({"timeout", "provider", "serverError", "connection"})


@dataclass(frozen=True, slots=True)
class Decision:
    """`step` is what opens the video first, where something must."""

    action: Action
    reason: str
    step: Step | None = None


_IN_FLIGHT: Final[dict[State, str]] = {
    State.SENT: "sent, and its answer was lost",
    State.UNKNOWN: "sent, and its answer was lost",
    State.ACCEPTED: "being made",
    State.RUNNING: "being made",
    State.MADE: "made, and not yet on disk",
}


def decide(receipt: Receipt | None, policy: Policy, *, is_on_disk: bool = True, is_retake: bool = False) -> Decision:
    """`is_on_disk`: of a delivered video, every file that is wanted is there or can be copied. `is_retake`: the user asks for a new take."""
    state = receipt.state if receipt else State.PLANNED
    if receipt is None or state is State.PLANNED:
        return Decision(Action.MAKE, "new" if receipt is None or not receipt.attempt else f"attempt {receipt.attempt + 1}")
    if state in _IN_FLIGHT:
        return Decision(Action.RESUME, _IN_FLIGHT[state])
    if state is State.BLOCKED:
        return Decision(Action.MAKE, "not sent so far", Step.REOPEN)
    if state is State.DELIVERED:
        return _made(is_on_disk=is_on_disk, is_retake=is_retake)
    return _failed(receipt, policy, is_retake=is_retake)


def _made(*, is_on_disk: bool, is_retake: bool) -> Decision:
    if is_retake:
        return Decision(Action.MAKE, "another take", Step.RETAKE)
    if is_on_disk:
        return Decision(Action.REUSE, "made before")
    return Decision(Action.RESUME, "made before, and its file is gone", Step.RECALL)


def _failed(receipt: Receipt, policy: Policy, *, is_retake: bool) -> Decision:
    category = receipt.error.category if receipt.error else "unknown"
    if is_retake:
        return Decision(Action.MAKE, "another take", Step.RETRY)
    if receipt.results:
        return Decision(Action.BLOCKED, f"{len(receipt.results)} of {receipt.results_wanted} results were made and paid for, the others failed")
    if category not in policy.categories:
        return Decision(Action.BLOCKED, f"failed before ({category})")
    if receipt.attempt + 1 >= policy.attempts_max:
        return Decision(Action.BLOCKED, f"failed {receipt.attempt + 1} times ({category})")
    return Decision(Action.RETRY, f"failed before ({category})", Step.RETRY)
