"""When a run submits nothing more, and why: a full queue, an empty balance, a refused key, a user who has had enough."""

from collections.abc import Callable

from specc.plan.events import Event, Halted
from specc.plan.outcome import Failure

_ENDS_SUBMITTING = frozenset({"connection", "rateLimit", "disk"})
"""A video that ended so says that the next one would too."""


class Halt:
    """`failure` is the first reason to submit nothing more; `stop`, where there is one, is why the provider can't be talked to at all."""

    def __init__(self, notify: Callable[[Event], None]) -> None:
        self._notify = notify
        self.failure: Failure | None = None
        self.stop: Failure | None = None

    @property
    def is_interrupted(self) -> bool:
        return self.failure is not None and self.failure.category == "interrupted"

    def submitting(self, failure: Failure) -> None:
        """Nothing more is submitted; what was accepted goes on."""
        if self.failure is None:
            self.failure = failure
            self._notify(Halted(failure))

    def run(self, failure: Failure) -> None:
        """There is no use in asking the provider anything more."""
        self.stop = self.stop or failure
        self.submitting(failure)

    def interrupt(self) -> None:
        """The user wants it to end: that comes before every other reason."""
        failure = Failure("interrupted", "interrupted")
        if self.failure is None:
            self.submitting(failure)
        self.failure = failure

    def consider(self, failure: Failure) -> None:
        """A video ended so, and it wasn't the video's fault."""
        if failure.category in _ENDS_SUBMITTING:
            self.submitting(failure)
