"""One video's way through a run: its tasks, where it stands, what it has brought in, and each step as the ledger notes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from specc.base.jsonvalue import JsonObject
from specc.compiler.payload import task_uuid
from specc.compiler.task import Task
from specc.plan.lifecycle import NEW_ATTEMPTS, State, Step, following
from specc.plan.outcome import Failure, Outcome
from specc.plan.receipt import Receipt
from specc.run.flow import Work
from specc.run.harvest import Harvest
from specc.run.ledger import TAKE, Entry
from specc.run.settings import RunSettings


@dataclass(slots=True)
class Track:
    """`tasks` share one content; `usd_high` is the most that making it may cost, None when unknown."""

    tasks: list[Task]
    receipt: Receipt
    usd_high: float | None = None
    harvest: Harvest = field(default_factory=Harvest)
    began_s: float | None = None
    seconds: float | None = None
    unanswered: int = 0
    is_reused: bool = False
    is_retake: bool = False
    """What is sent is the take that was asked for: the ledger notes it, so that a run that goes on from here asks for no other."""
    paid_before_usd: float | None = None
    """What earlier runs paid for this attempt: not this run's cost."""

    @classmethod
    def of(cls, tasks: Sequence[Task], receipt: Receipt, usd_high: float | None) -> "Track":
        return cls(list(tasks), receipt, usd_high, Harvest.of(receipt), paid_before_usd=receipt.cost_usd)

    @property
    def task(self) -> Task:
        return self.tasks[0]

    @property
    def digest(self) -> str:
        return self.task.digest

    @property
    def state(self) -> State:
        return self.receipt.state

    @property
    def payload(self) -> JsonObject:
        return {**self.task.payload, "taskUUID": self.receipt.uuid}

    def work(self, settings: RunSettings, payload: JsonObject) -> Work:
        return Work(payload, settings, self.harvest, self.state)

    def entry(self, step: Step, failure: Failure | None) -> Entry:
        """The step from where the video stands. An illegal one is a KeyError: our mistake."""
        receipt = self.receipt
        state, attempt, uuid, paid_usd = following(receipt.state, step), receipt.attempt, receipt.uuid, receipt.paid_usd
        if step in NEW_ATTEMPTS:
            attempt, paid_usd = attempt + 1, paid_usd + (receipt.cost_usd or 0)
            uuid = task_uuid(self.digest, attempt)
        return Entry(
            self.digest,
            receipt.fence,
            step,
            state,
            attempt,
            uuid,
            results=tuple(self.harvest.results.values()),
            cost_usd=self.harvest.cost_usd,
            paid_usd=paid_usd,
            reserved_usd=self.usd_high if step is Step.SEND else None,
            length_s=self.harvest.length_s,
            error=failure,
            files=tuple(self.harvest.files),
            detail={"reason": failure.message, "code": failure.code} if failure else TAKE if self.is_retake and step is Step.SEND else {},
        )

    def take(self, entry: Entry) -> None:
        """The entry is on disk: so it stands now."""
        if entry.step in NEW_ATTEMPTS:
            self.harvest = Harvest()
            self.paid_before_usd = None
        self.receipt = replace(
            self.receipt,
            state=entry.state,
            attempt=entry.attempt,
            uuid=entry.uuid,
            results=tuple(self.harvest.results.values()),
            cost_usd=self.harvest.cost_usd,
            paid_usd=entry.paid_usd or 0.0,
            error=entry.error,
        )

    def refuse(self, failure: Failure, *, is_sent: bool) -> None:
        """Nothing is done about it in this run, for this reason; the ledger keeps it as it is."""
        self.harvest.error = failure
        if not is_sent:
            self.receipt = replace(self.receipt, state=State.BLOCKED)

    def outcome(self) -> Outcome:
        harvest = self.harvest
        is_paid_before = self.is_reused or self.paid_before_usd is not None
        cost = None if is_paid_before else harvest.cost_usd
        return Outcome(tuple(self.tasks), self.state, tuple(harvest.saved), cost, self.seconds, harvest.error, self.is_reused)
