"""The table of states: what it promises about money, and that it refuses what it doesn't know."""

import itertools

import pytest

from specc.plan.lifecycle import DECISIONS, ENDED, NEW_ATTEMPTS, PENDING, TRANSITIONS, State, Step, following


@pytest.mark.parametrize(("state", "step"), sorted(set(itertools.product(State, Step)) - TRANSITIONS.keys()))
def test_a_step_that_is_not_in_the_table_is_a_key_error(state: State, step: Step) -> None:
    with pytest.raises(KeyError):
        following(state, step)


def test_nothing_but_a_decision_follows_an_end() -> None:
    assert not [state for state, step in TRANSITIONS if state in ENDED and step not in DECISIONS]
    assert {state for state, step in TRANSITIONS if step in DECISIONS} == ENDED


def test_only_what_has_ended_gets_a_new_attempt() -> None:
    opened = {state: step for (state, step), _ in TRANSITIONS.items() if step in NEW_ATTEMPTS}
    assert opened == {State.FAILED: Step.RETRY, State.DELIVERED: Step.RETAKE}


def test_every_state_can_be_reached_and_left_or_is_an_end() -> None:
    assert {State.PLANNED, *TRANSITIONS.values()} == set(State)
    assert {state for state, _ in TRANSITIONS} == set(State)


def test_a_lost_task_is_only_found_by_sending_it_again() -> None:
    ways = {step: after for (state, step), after in TRANSITIONS.items() if state is State.UNKNOWN}
    assert ways.pop(Step.ACCEPT) is State.ACCEPTED
    assert ways.pop(Step.REFUSE) is State.FAILED
    assert ways == {Step.SEND: State.UNKNOWN, Step.DEFER: State.UNKNOWN, Step.LOSE: State.UNKNOWN}


def test_an_accepted_task_is_never_sent_again() -> None:
    paid = PENDING - {State.SENT, State.UNKNOWN}
    assert not [state for state, step in TRANSITIONS if step is Step.SEND and state in paid]


def test_states_are_planned_pending_or_ended() -> None:
    assert {State.PLANNED} | PENDING | ENDED == set(State)
    assert not PENDING & ENDED
