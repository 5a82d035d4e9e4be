"""A video's life: its states, the steps between them, and the one table that says which step is legal where.

`UNKNOWN` is a state of its own: sent, and no answer that can be trusted. Only sending the same task with the same UUID
again leads out of it. What has ended stays so within an attempt; only a decision opens it again.
"""

from enum import StrEnum


class State(StrEnum):
    PLANNED = "planned"
    SENT = "sent"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    RUNNING = "running"
    MADE = "made"
    DELIVERED = "delivered"
    FAILED = "failed"
    BLOCKED = "blocked"


class Step(StrEnum):
    SEND = "send"
    DEFER = "defer"
    """The request surely didn't have an effect: never sent, queue full, no balance."""
    LOSE = "lose"
    """The request went out, and what became of it can't be known."""
    ACCEPT = "accept"
    REFUSE = "refuse"
    PROGRESS = "progress"
    RESULT = "result"
    """At least one result can be fetched."""
    SAVE = "save"
    """A result is on disk."""
    MISS = "miss"
    """A result isn't, for now: its download failed."""
    DELIVER = "deliver"
    FAIL = "fail"
    BLOCK = "block"
    REOPEN = "reopen"
    """Try again what was never sent."""
    RETRY = "retry"
    """A new attempt, with a UUID of its own, at what has failed."""
    RETAKE = "retake"
    """A new attempt at what has been made and paid for: only ever because the user asks for it."""
    RECALL = "recall"
    """The video was on disk and isn't any more: it is fetched again, not made again."""


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.PLANNED, Step.SEND): State.SENT,
    (State.PLANNED, Step.BLOCK): State.BLOCKED,
    (State.SENT, Step.DEFER): State.PLANNED,
    (State.SENT, Step.LOSE): State.UNKNOWN,
    (State.SENT, Step.ACCEPT): State.ACCEPTED,
    (State.SENT, Step.REFUSE): State.FAILED,
    # While a lost task is sent again, it is as unknown as before: an empty balance or a full queue may be noticed
    # before the UUID is looked at, so they prove nothing about the first request.
    (State.UNKNOWN, Step.SEND): State.UNKNOWN,
    (State.UNKNOWN, Step.DEFER): State.UNKNOWN,
    (State.UNKNOWN, Step.LOSE): State.UNKNOWN,
    (State.UNKNOWN, Step.ACCEPT): State.ACCEPTED,
    (State.UNKNOWN, Step.REFUSE): State.FAILED,
    (State.ACCEPTED, Step.PROGRESS): State.RUNNING,
    (State.ACCEPTED, Step.RESULT): State.MADE,
    (State.ACCEPTED, Step.FAIL): State.FAILED,
    (State.RUNNING, Step.PROGRESS): State.RUNNING,
    (State.RUNNING, Step.RESULT): State.MADE,
    (State.RUNNING, Step.FAIL): State.FAILED,
    (State.MADE, Step.RESULT): State.MADE,
    (State.MADE, Step.SAVE): State.MADE,
    (State.MADE, Step.MISS): State.MADE,
    (State.MADE, Step.DELIVER): State.DELIVERED,
    (State.MADE, Step.FAIL): State.FAILED,
    (State.BLOCKED, Step.REOPEN): State.PLANNED,
    (State.FAILED, Step.RETRY): State.PLANNED,
    (State.DELIVERED, Step.RETAKE): State.PLANNED,
    (State.DELIVERED, Step.RECALL): State.MADE,
}

ENDED = frozenset({State.DELIVERED, State.FAILED, State.BLOCKED})
"""Nothing follows these but a decision."""

DECISIONS = frozenset({Step.REOPEN, Step.RETRY, Step.RETAKE, Step.RECALL})
"""Steps that nobody but specc takes: no answer of the provider's leads to them."""

NEW_ATTEMPTS = frozenset({Step.RETRY, Step.RETAKE})

PENDING = frozenset({State.SENT, State.UNKNOWN, State.ACCEPTED, State.RUNNING, State.MADE})
"""The provider may be making the video, or has made it, and it isn't all on disk. The same task goes on from here."""


def following(state: State, step: Step) -> State:
    """The state after a step. An illegal step is a KeyError: our mistake, never the provider's."""
    return TRANSITIONS[state, step]
