"""The sums of a run while its videos end, one after the other: nothing in it grows with their number."""

from dataclasses import dataclass, field
from typing import Final

from specc.plan.outcome import Failure, Outcome, Tally
from specc.report.words import name, printable

VIDEOS_LISTED_MAX: Final = 20
REASONS_MAX: Final = 50
CELLS_MAX: Final = 1000
FILES_NAMED_MAX: Final = 3
OTHER: Final = "others"


@dataclass(slots=True)
class Reason:
    """Videos that one failure kept from being there, and the first few of their names."""

    failure: Failure
    count: int = 0
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Account:
    """`videos` are the first few; `cells` and `languages` sum up all of them."""

    tally: Tally = field(default_factory=Tally)
    videos: list[Outcome] = field(default_factory=list)
    cells: dict[str, Tally] = field(default_factory=dict)
    languages: dict[str, Tally] = field(default_factory=dict)
    reasons: dict[tuple[str, str, str, str], Reason] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        self.tally.add(outcome)
        if len(self.videos) <= VIDEOS_LISTED_MAX:
            self.videos.append(outcome)
        cell = outcome.task.cell
        _group(self.cells, printable(" ".join(cell.values())) or printable(outcome.task.spec)).add(outcome)
        if "language" in cell:
            _group(self.languages, printable(cell["language"])).add(outcome)
        if outcome.error is not None and outcome.error.category != "interrupted":
            self._explain(outcome, outcome.error)

    def _explain(self, outcome: Outcome, failure: Failure) -> None:
        key = (failure.category, failure.code, failure.message, failure.url)
        if key not in self.reasons and len(self.reasons) >= REASONS_MAX:
            key, failure = ("unknown", "", "", ""), Failure("unknown", "for other reasons; `specc results` names each")
        reason = self.reasons.setdefault(key, Reason(failure))
        reason.count += 1
        if len(reason.names) < FILES_NAMED_MAX:
            reason.names.append(name(outcome))


def _group(groups: dict[str, Tally], label: str) -> Tally:
    if label not in groups and len(groups) >= CELLS_MAX:
        label = OTHER
    return groups.setdefault(label, Tally())
