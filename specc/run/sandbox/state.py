"""All that a running sandbox remembers. It lives in one event loop; renderers and tests only read it."""

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from specc.catalog.models import Model
from specc.run.sandbox.account import Account
from specc.run.sandbox.clock import Clock
from specc.run.sandbox.jobs import Job
from specc.run.sandbox.journal import Journal
from specc.run.sandbox.settings import Settings
from specc.run.sandbox.storage import Storage

if TYPE_CHECKING:
    from specc.run.sandbox.faults.drawing import Faults


@dataclass(slots=True)
class State:
    """`site` is where the sandbox itself thinks it is reached. What changes here changes by `events` alone."""

    settings: Settings
    clock: Clock
    account: Account
    storage: Storage
    journal: Journal
    renderers: Executor
    faults: "Faults"
    site: str
    models: Mapping[str, Model]
    """By id."""
    jobs: dict[str, Job] = field(default_factory=dict)
    """By UUID, in lower case, in the order of acceptance."""

    def new_uuid(self, *parts: object) -> str:
        """A UUID that follows from the seed and the parts alone."""
        return str(uuid5(NAMESPACE_OID, repr((self.settings.seed, *parts))))

    def job(self, uuid: object) -> Job | None:
        return self.jobs.get(uuid.lower()) if isinstance(uuid, str) else None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The circumstances of one request: what its tasks are answered from. `site` is how the client reached us."""

    state: State
    site: str
    is_dry_run: bool = False
    is_socket: bool = False


def exact(usd: float) -> Decimal:
    """By way of text, so that 2.8 is 2.8 dollars and not its binary neighbour."""
    return Decimal(str(usd))
