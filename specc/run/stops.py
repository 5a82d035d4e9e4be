"""How a run ends early: the provider can't be talked to, or the user has had enough. Both keep the outcomes so far."""

from typing import Final

from specc.base.errors import ServiceError, SpeccError
from specc.plan.outcome import Failure, Tally

_GOES_ON: Final = "the same command goes on from here and pays for none of them twice"

_STOPS: Final[dict[str, tuple[str, str]]] = {
    "auth": ("the provider refused the key", "check RUNWARE_API_KEY"),
    "connection": ("the provider doesn't answer", "check the network and SPECC_API_URL"),
    "protocol": ("{address} doesn't answer as the provider does", "check SPECC_API_URL"),
}
_OTHER_STOP: Final = ("{address} is out of order", "try again later; the same command pays for nothing twice")


class RunStoppedError(ServiceError):
    """The provider can't be talked to."""

    def __init__(self, message: str, advice: str, tally: Tally) -> None:
        super().__init__(message, advice)
        self.tally = tally


class RunInterruptedError(SpeccError):
    """^C: nothing more was submitted, and what was accepted and hasn't arrived is still being made by the provider."""

    exit_code = 130

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        super().__init__(f"interrupted; {_pending(tally)}", _GOES_ON if tally.pending else "nothing was left running")


def stop_error(failure: Failure, address: str, tally: Tally) -> RunStoppedError:
    message, advice = _STOPS.get(failure.category, _OTHER_STOP)
    code = f"{failure.code}: " if failure.code and failure.code not in failure.message else ""
    whole = f"{message.format(address=address)} ({code}{failure.message})"
    return RunStoppedError(whole, f"{advice}; {_pending(tally)}; {_GOES_ON}" if tally.pending else advice, tally)


def _pending(tally: Tally) -> str:
    """What has become of the videos, in the order in which it matters."""
    parts = (
        (tally.made, "made"),
        (tally.pending - tally.unanswered, "accepted and still being made or not downloaded"),
        (tally.unanswered, "sent without an answer"),
        (tally.unsent, "not sent"),
    )
    return ", ".join(f"{count:,} {words}" for count, words in parts if count) or "nothing was sent"
