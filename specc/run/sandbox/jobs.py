"""An accepted task and how far its results are. What it says of itself is read from its payload when that is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.encoding import decoded

if TYPE_CHECKING:
    from specc.run.sandbox.faults.rules import Rule


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a result was not made. `shape` says where a client is told: in `errors`, as an `item`, or in `both`."""

    code: str
    message: str
    shape: str = "errors"


@dataclass(slots=True)
class Job:
    """`payload` is the task as JSON, as there may be very many of them. `made` and `failed` are in the order of the end."""

    uuid: str
    payload: bytes
    digest: str
    site: str
    """Scheme, host and port under which the client reached the sandbox: a webhook is told of results there."""
    price_usd: Decimal
    accepted_at: float
    number_results: int
    made: list[tuple[int, float]] = field(default_factory=list)
    """Results with the time they were handed out at."""
    failed: tuple[tuple[int, Failure], ...] = ()
    told: frozenset[int] = frozenset()
    """Results that the webhook took the notice of."""
    fates: "tuple[Rule | None, ...]" = ()
    """What goes wrong with each result; empty when nothing does."""

    @property
    def key(self) -> str:
        return self.uuid.lower()

    @property
    def task(self) -> JsonObject:
        found: JsonObject = decoded(self.payload)
        return found

    def unfinished(self) -> Iterator[int]:
        ended = {result for result, _ in (*self.made, *self.failed)}
        return (result for result in range(self.number_results) if result not in ended)

    def untold(self) -> Iterator[int]:
        return (result for result, _ in (*self.made, *self.failed) if result not in self.told)

    def fate(self, result: int) -> "Rule | None":
        return self.fates[result] if self.fates else None

    def made_at(self, result: int) -> float | None:
        return next((at for number, at in self.made if number == result), None)


def number_results(task: JsonObject) -> int:
    number = task.get("numberResults", 1)
    return number if isinstance(number, int) else 1
