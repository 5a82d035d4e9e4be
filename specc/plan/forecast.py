"""What would happen to videos, and what it would cost, added up while they are looked at: nothing in it grows with their number, but for
what it names of cells and specs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from specc.base.range import NOTHING, Range
from specc.compiler.task import Task
from specc.plan.difference import SpecDifference
from specc.plan.estimate import Estimate
from specc.plan.receipt import Receipt
from specc.plan.steps import SPENDS, Action, Decision

CELLS_MAX: Final = 1000
REASONS_MAX: Final = 50
SOURCES_MAX: Final = 20
NAMED_MAX: Final = 3
OTHERS: Final = "others"

IDLE: Final = frozenset({Action.REUSE})
"""Nothing is left to do about these."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A task with what would happen to its video. `estimate` is of what would be paid anew, and None where nothing would be. `is_first` tells
    the first of all tasks that share the content.
    """

    task: Task
    decision: Decision
    estimate: Estimate | None = None
    receipt: Receipt | None = None
    is_first: bool = True

    @property
    def is_spending(self) -> bool:
        return self.decision.action in SPENDS


@dataclass(slots=True)
class Share:
    """Of videos: how many of each action, and what making them would come to. `files` counts tasks, which may share videos."""

    actions: dict[Action, int] = field(default_factory=dict)
    files: int = 0
    usd: Range = NOTHING
    seconds: Range = NOTHING
    priced: int = 0
    unpriced: int = 0
    unmeasured: int = 0

    def count(self, action: Action) -> int:
        return self.actions.get(action, 0)

    @property
    def videos(self) -> int:
        return sum(self.actions.values())

    @property
    def spending(self) -> int:
        """How many would be paid for."""
        return self.priced + self.unpriced

    def add(self, item: Planned) -> None:
        self.files += 1
        if not item.is_first:
            return
        action = item.decision.action
        self.actions[action] = self.count(action) + 1
        if item.estimate is not None:
            self._expect(item.estimate)

    def _expect(self, estimate: Estimate) -> None:
        self.priced += estimate.usd is not None
        self.unpriced += estimate.usd is None
        self.unmeasured += estimate.seconds is None
        if estimate.usd is not None:
            self.usd += estimate.usd
        if estimate.seconds is not None:
            self.seconds += estimate.seconds * estimate.results if estimate.results != 1 else estimate.seconds


@dataclass(slots=True)
class Reason:
    """Videos of one action for one reason, and the first few of their files."""

    action: Action
    text: str
    count: int = 0
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a price is from."""

    model: str
    tariff: str
    source: str
    date: str
    unknown: str


@dataclass(slots=True)
class Forecast:
    """`languages` and `cells` share `whole` out; `changes` is what differs from when a run last had the tasks in hand. `in_flight_usd` is
    what videos that go on may still be charged at most; `earned_usd` what those that are reused were paid.
    """

    provider: str
    whole: Share = field(default_factory=Share)
    languages: dict[str, Share] = field(default_factory=dict)
    cells: dict[tuple[str, str], Share] = field(default_factory=dict)
    names: dict[tuple[str, str], tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    """Of cells: their spec and names."""
    reasons: dict[tuple[Action, str], Reason] = field(default_factory=dict)
    sources: dict[Source, int] = field(default_factory=dict)
    changes: dict[str, SpecDifference] = field(default_factory=dict)
    in_flight: int = 0
    in_flight_usd: float = 0.0
    in_flight_unknown: int = 0
    paid_usd: float = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether nothing would be done."""
        return all(action in IDLE for action in self.whole.actions)

    @property
    def blocked(self) -> int:
        return self.whole.count(Action.BLOCKED)

    def add(self, item: Planned) -> None:
        self.whole.add(item)
        task = item.task
        if (language := task.cell.get("language")) is not None:
            _share(self.languages, language).add(item)
        self._cell(task).add(item)
        if item.is_first:
            self._explain(item)
            self._settle(item)

    def _cell(self, task: Task) -> Share:
        name = (task.spec, " ".join(task.cell.values()))
        if name not in self.cells and len(self.cells) >= CELLS_MAX:
            name, cell = (OTHERS, ""), {}
        else:
            cell = dict(task.cell)
        self.names.setdefault(name, (name[0], cell))
        return self.cells.setdefault(name, Share())

    def _explain(self, item: Planned) -> None:
        action, text = item.decision.action, item.decision.reason
        if (action, text) not in self.reasons and len(self.reasons) >= REASONS_MAX:
            text = "other reasons"
        reason = self.reasons.setdefault((action, text), Reason(action, text))
        reason.count += 1
        if len(reason.files) < NAMED_MAX:
            reason.files.append(item.task.file)
        if item.estimate is not None:
            estimate = item.estimate
            source = Source(str(item.task.payload.get("model", "")), estimate.tariff, estimate.source, estimate.date, estimate.unknown)
            if source in self.sources or len(self.sources) < SOURCES_MAX:
                self.sources[source] = self.sources.get(source, 0) + 1

    def _settle(self, item: Planned) -> None:
        receipt = item.receipt
        if receipt is None:
            return
        self.paid_usd += receipt.paid_usd + (receipt.cost_usd or 0.0)
        if item.decision.action is Action.RESUME and receipt.cost_usd is None:
            self.in_flight += 1
            self.in_flight_usd += receipt.reserved_usd or 0.0
            self.in_flight_unknown += receipt.reserved_usd is None


def _share(shares: dict[str, Share], name: str) -> Share:
    return shares.setdefault(name if name in shares or len(shares) < CELLS_MAX else OTHERS, Share())
