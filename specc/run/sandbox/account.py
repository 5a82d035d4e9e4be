"""The money: what each result cost, and what is left. A refund takes a charge back as if it had never been."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """One paid result. `digest` is of the task's content alone: two tasks that share it bought the same video twice."""

    digest: str
    task_uuid: str
    result: int


@dataclass(slots=True)
class Account:
    price_usd: Decimal
    deposit_usd: Decimal | None
    charges: list[Charge] = field(default_factory=list)

    @property
    def spent_usd(self) -> Decimal:
        return self.price_usd * len(self.charges)

    @property
    def balance_usd(self) -> Decimal | None:
        return None if self.deposit_usd is None else self.deposit_usd - self.spent_usd

    def cost_usd(self, results: int) -> float:
        return float(self.price_usd * results)

    def can_pay(self, results: int) -> bool:
        return self.balance_usd is None or self.balance_usd >= self.price_usd * results

    def pay(self, digest: str, task_uuid: str, *, results: int) -> None:
        self.charges.extend(Charge(digest, task_uuid, number) for number in range(results))

    def refund(self, task_uuid: str, result: int) -> None:
        self.charges = [charge for charge in self.charges if (charge.task_uuid, charge.result) != (task_uuid, result)]

    def tasks_by_digest(self) -> dict[str, tuple[str, ...]]:
        """The tasks that were paid for, by the digest of their content, in the order of payment."""
        found: dict[str, dict[str, None]] = {}
        for charge in tuple(self.charges):
            found.setdefault(charge.digest, {})[charge.task_uuid] = None
        return {digest: tuple(tasks) for digest, tasks in found.items()}

    def paid_twice(self) -> tuple[str, ...]:
        """Digests of contents that more than one task was paid for."""
        return tuple(digest for digest, tasks in self.tasks_by_digest().items() if len(tasks) > 1)
