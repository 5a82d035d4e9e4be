"""The decision about a video: what was paid for is never made again without being asked for."""

import pytest

from specc.plan.lifecycle import PENDING, State, Step, following
from specc.plan.outcome import Failure
from specc.plan.receipt import Made, Receipt
from specc.plan.steps import SPENDS, Action, Policy, decide

POLICY = Policy()


def receipt(state: State, **more: object) -> Receipt:
    return Receipt(**{"provider": "p", "digest": "d", "attempt": 0, "uuid": "u", "state": state, **more})  # type: ignore[arg-type]


def failed(category: str, **more: object) -> Receipt:
    return receipt(State.FAILED, error=Failure(category, "why"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", sorted(PENDING))
def test_what_may_have_been_paid_is_only_ever_resumed(state: State) -> None:
    for is_retake in (False, True):
        assert decide(receipt(state), POLICY, is_retake=is_retake, is_on_disk=False).action is Action.RESUME


def test_what_was_made_is_not_made_again() -> None:
    for is_on_disk in (True, False):
        assert decide(receipt(State.DELIVERED), POLICY, is_on_disk=is_on_disk).action not in SPENDS


def test_a_partly_made_video_is_not_retried() -> None:
    decision = decide(failed("timeout", results=(Made("a", 1),), results_wanted=3), POLICY)
    assert (decision.action, decision.reason) == (Action.BLOCKED, "1 of 3 results were made and paid for, the others failed")


@pytest.mark.parametrize(
    ("known", "action", "step"),
    [
        (None, Action.MAKE, None),
        (receipt(State.PLANNED), Action.MAKE, None),
        (receipt(State.BLOCKED), Action.MAKE, Step.REOPEN),
        (receipt(State.DELIVERED), Action.REUSE, None),
        (failed("timeout"), Action.RETRY, Step.RETRY),
        (failed("timeout", attempt=2), Action.BLOCKED, None),
        (failed("validation"), Action.BLOCKED, None),
    ],
)
def test_decisions(known: Receipt | None, action: Action, step: Step | None) -> None:
    decision = decide(known, POLICY)
    assert (decision.action, decision.step) == (action, step)


def test_another_take_is_made_only_when_asked_for() -> None:
    assert decide(receipt(State.DELIVERED), POLICY, is_retake=True).action is Action.MAKE
    assert decide(failed("validation"), POLICY, is_retake=True).step is Step.RETRY


@pytest.mark.parametrize("state", sorted(State))
def test_whatever_is_decided_is_a_legal_step(state: State) -> None:
    for is_on_disk in (True, False):
        for is_retake in (True, False):
            step = decide(failed("timeout") if state is State.FAILED else receipt(state), POLICY, is_on_disk=is_on_disk, is_retake=is_retake).step
            if step is not None:
                following(state, step)
