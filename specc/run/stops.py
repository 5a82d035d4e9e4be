"""How a run ends early: the provider can't be talked to, or the user has had enough. Both keep the outcomes so far."""

from collections.abc import Sequence
from typing import Final

from specc.base.errors import ServiceError, SpeccError
from specc.plan.lifecycle import State
from specc.plan.outcome import Failure, Outcome, tally

_GOES_ON: Final = "the same command goes on from here and pays for none of them twice"

_STOPS: Final[dict[str, tuple[str, str]]] = {
    "auth": ("the provider refused the key", "check RUNWARE_API_KEY"),
    "connection": ("the provider doesn't answer", "check the network and SPECC_API_URL"),
    "protocol": ("{address} doesn't answer as the provider does", "check SPECC_API_URL"),
}
_OTHER_STOP: Final = ("{address} is out of order", "try again later; the same command pays for nothing twice")


class RunStoppedError(ServiceError):
    """The provider can't be talked to."""

    def __init__(self, message: str, advice: str, outcomes: Sequence[Outcome]) -> None:
        super().__init__(message, advice)
        self.outcomes = tuple(outcomes)


class RunInterruptedError(SpeccError):
    """^C: nothing more was submitted, and what was accepted is still being made by the provider."""

    exit_code = 130

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = tuple(outcomes)
        pending = tally(self.outcomes).pending
        super().__init__(f"interrupted; {_pending(self.outcomes)}", _GOES_ON if pending else "nothing was left running")


def stop_error(failure: Failure, address: str, outcomes: Sequence[Outcome]) -> RunStoppedError:
    message, advice = _STOPS.get(failure.category, _OTHER_STOP)
    code = f"{failure.code}: " if failure.code and failure.code not in failure.message else ""
    whole = f"{message.format(address=address)} ({code}{failure.message})"
    pending = tally(outcomes).pending
    return RunStoppedError(whole, f"{advice}; {_pending(outcomes)}; {_GOES_ON}" if pending else advice, outcomes)


def _pending(outcomes: Sequence[Outcome]) -> str:
    unknown = sum(outcome.state in {State.SENT, State.UNKNOWN} for outcome in outcomes)
    accepted = tally(outcomes).pending - unknown
    text = f"{accepted} accepted and still being made or not downloaded"
    return f"{text}, {unknown} sent without an answer" if unknown else text
