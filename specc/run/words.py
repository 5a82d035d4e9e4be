"""What a conversation asks for and what it is told: the requests and answers between flow and executor."""

from dataclasses import dataclass
from pathlib import Path

from specc.base.jsonvalue import JsonObject
from specc.plan.lifecycle import State, Step
from specc.plan.outcome import Failure

# --- asked


@dataclass(frozen=True, slots=True)
class Move:
    """Record this step before going on, with the reason where it is a bad one. Answered by the state it leads to."""

    step: Step
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Submit:
    """`is_alone`: in a request of its own, so that the answer can't be about another task."""

    payload: JsonObject
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Poll:
    uuid: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """`url` belongs into file number `place` (from 1) of the task; `suffix` replaces the file's own where given.
    `identity` is the result's: by it a download that was broken off goes on from a fresh address.
    """

    url: str
    place: int
    suffix: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Sleep:
    """Answered by the time in seconds. Where a UUID is given, what is heard of it ends the sleep."""

    seconds: float
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Show how far the provider says it is. Answered by None."""

    percent: float


Request = Move | Submit | Poll | Fetch | Sleep | Report

# --- told, of a submit


@dataclass(frozen=True, slots=True)
class Taken:
    """Accepted: now, or by an earlier request with the same UUID."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A verdict on the task itself: sending it again won't help."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Withheld:
    """Not taken for a reason that isn't the task's, and that waiting won't mend."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Busy:
    """Surely not taken this time; it may be taken later."""

    failure: Failure
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """No connection: the request surely never arrived. `is_final`: there is no use in trying again."""

    failure: Failure
    retry_after_s: float | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """Sent, and nobody knows what became of it."""

    failure: Failure
    retry_after_s: float | None = None
    is_final: bool = False


SubmitAnswer = Taken | Refused | Withheld | Busy | Unsent | Lost

# --- told, of a poll


@dataclass(frozen=True, slots=True)
class Result:
    identity: str
    url: str
    sidecars: tuple[str, ...]
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the provider says about one UUID. Nothing at all means that it is running."""

    results: tuple[Result, ...] = ()
    failures: tuple[Failure, ...] = ()
    running: int = 0
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class PollLost:
    """No answer about this UUID. `is_final`: asking again won't help."""

    failure: Failure
    retry_after_s: float | None = None
    is_final: bool = False


PollAnswer = Standing | PollLost

# --- told, of a fetch


@dataclass(frozen=True, slots=True)
class Fetched:
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """`is_final`: this address won't give it, however often it is asked. `is_expired`: a fresh address may."""

    failure: Failure
    retry_after_s: float | None = None
    is_final: bool = False
    is_expired: bool = False


FetchAnswer = Fetched | FetchFailed

Answer = State | SubmitAnswer | PollAnswer | FetchAnswer | float | None
