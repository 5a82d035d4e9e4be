"""All that a running sandbox remembers. It lives in one event loop; renderers and tests only read it."""

from concurrent.futures import Executor
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.account import Account
from specc.run.sandbox.clock import Clock
from specc.run.sandbox.settings import Settings
from specc.run.sandbox.storage import Storage


@dataclass(slots=True)
class Job:
    """An accepted task. `results` and `failures` fill up as its results are finished, in that order."""

    uuid: str
    payload: JsonObject
    digest: str
    site: str
    """Scheme, host and port under which the client reached the sandbox: results are offered there."""
    results: list[JsonObject] = field(default_factory=list)
    failures: list[JsonObject] = field(default_factory=list)

    @property
    def number_results(self) -> int:
        number = self.payload.get("numberResults", 1)
        return number if isinstance(number, int) else 1


@dataclass(frozen=True, slots=True)
class State:
    settings: Settings
    clock: Clock
    account: Account
    storage: Storage
    renderers: Executor
    jobs: dict[str, Job] = field(default_factory=dict)
    """By UUID, in lower case."""

    def new_uuid(self, *parts: object) -> str:
        """A UUID that follows from the seed and the parts alone."""
        return str(uuid5(NAMESPACE_OID, repr((self.settings.seed, *parts))))


@dataclass(frozen=True, slots=True)
class Exchange:
    """The circumstances of one request: what its tasks are answered from. `site` is how the client reached us."""

    state: State
    site: str
    is_dry_run: bool = False


def opened(settings: Settings, clock: Clock, *, storage: Storage, renderers: Executor) -> State:
    """A sandbox that has not been asked anything yet."""
    # by way of text, so that 2.8 is 2.8 dollars and not its binary neighbour
    deposit = None if settings.balance_usd is None else Decimal(str(settings.balance_usd))
    return State(settings, clock, Account(Decimal(str(settings.price_usd)), deposit), storage, renderers)
