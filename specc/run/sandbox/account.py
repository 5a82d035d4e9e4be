"""The money: what each result cost, and what is left. A result that failed is refunded; that it was paid stays known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from specc.run.sandbox.jobs import Job


@dataclass(frozen=True, slots=True)
class Charge:
    """One paid result. `digest` is of the task's content alone: two tasks that share it bought the same video twice."""

    digest: str
    task_uuid: str
    result: int
    is_refunded: bool = False


@dataclass(slots=True)
class Account:
    """Follows from the jobs alone; `spent_usd` is kept beside them, as it is asked for with every task."""

    price_usd: Decimal
    deposit_usd: Decimal | None
    jobs: Mapping[str, Job]
    spent_usd: Decimal = field(default=Decimal(0))

    @property
    def balance_usd(self) -> Decimal | None:
        return None if self.deposit_usd is None else self.deposit_usd - self.spent_usd

    def cost_usd(self, results: int) -> float:
        return float(self.price_usd * results)

    def can_pay(self, results: int) -> bool:
        return self.balance_usd is None or self.balance_usd >= self.price_usd * results

    @property
    def charges(self) -> Iterator[Charge]:
        """Every paid result, refunded ones too, in the order of payment."""
        for job in tuple(self.jobs.values()):
            refunded = {result for result, _ in job.failed}
            for result in range(job.number_results):
                yield Charge(job.digest, job.uuid, result, result in refunded)

    def results_by_digest(self) -> Mapping[str, Mapping[str, int]]:
        """From a content to its tasks, each with the number of its results that are paid and not refunded."""
        found: dict[str, dict[str, int]] = {}
        for job in tuple(self.jobs.values()):
            found.setdefault(job.digest, {})[job.uuid] = job.number_results - len(job.failed)
        return found

    def paid_twice(self) -> tuple[str, ...]:
        """Digests of contents that more than one task was paid for; a task whose results all failed was not."""
        paid = self.results_by_digest().items()
        return tuple(digest for digest, tasks in paid if sum(map(bool, tasks.values())) > 1)
