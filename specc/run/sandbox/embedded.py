"""A sandbox inside this process, for as long as a `with` lasts. Importing this module loads none of its libraries."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specc.base.errors import MissingExtraError
from specc.catalog.models import Model
from specc.run.sandbox.account import Charge
from specc.run.sandbox.clock import Clock, SystemClock
from specc.run.sandbox.settings import PRICE_USD, Settings
from specc.run.sandbox.state import State

if TYPE_CHECKING:
    from specc.run.sandbox.faults.rules import FaultFile

KEY = "embedded-sandbox-key"
_EXTRA = frozenset({"av", "PIL", "starlette", "uvicorn"})


@dataclass(frozen=True, slots=True)
class Embedded:
    """`url` is the API's address and ends in `/v1`; `key` is the only one it takes."""

    url: str
    key: str
    _state: State

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Every paid result so far that was not refunded."""
        return tuple(charge for charge in self._state.account.charges if not charge.is_refunded)

    @property
    def refunds(self) -> tuple[Charge, ...]:
        """Every result that was paid and failed."""
        return tuple(charge for charge in self._state.account.charges if charge.is_refunded)

    @property
    def spent_usd(self) -> float:
        return float(self._state.account.spent_usd)

    @property
    def paid_twice(self) -> tuple[str, ...]:
        """Digests of contents that more than one task was paid for and kept the money of."""
        return self._state.account.paid_twice()

    @property
    def paid(self) -> Mapping[str, Mapping[str, int]]:
        """From the digest of a content to its tasks by UUID, each with how many of its results are paid: 0 when all failed."""
        return self._state.account.results_by_digest()

    def replace_faults(self, faults: "FaultFile") -> None:
        """Other rules from now on, for what is accepted from now on; all counting begins anew."""
        self._state.faults.replace(faults)

    @property
    def fault_hits(self) -> tuple[int, ...]:
        """How often each rule of the faults hit, in their order."""
        return self._state.faults.hits


@contextmanager
def embedded_sandbox(
    *,
    latency_s: float | None = None,
    price_usd: float = PRICE_USD,
    seed: int = 0,
    balance_usd: float | None = None,
    state_dir: Path | None = None,
    models: Mapping[str, Model] | None = None,
) -> Iterator[Embedded]:
    """A sandbox on a free loopback port. Raises MissingExtraError where its libraries are not installed."""
    settings = Settings(latency_s, price_usd, balance_usd, KEY, seed, state_dir=state_dir, models=models or {})
    with embedded(settings, clock=SystemClock()) as sandbox:
        yield sandbox


@contextmanager
def embedded(settings: Settings, *, clock: Clock, port: int = 0) -> Iterator[Embedded]:
    """As `embedded_sandbox`, with every option, with a clock of the caller's, and on a port that can be asked for again."""
    with missing_extra():
        from specc.run.sandbox.server import in_background
    with in_background(settings, clock=clock, port=port) as (url, state):
        yield Embedded(url, settings.key or KEY, state)


@contextmanager
def missing_extra() -> Iterator[None]:
    """Turns the absence of a library of the sandbox into a MissingExtraError."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise MissingExtraError("the sandbox", "sandbox") from error
