"""What a run over specs found: the findings in order, and how much was looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from specc.base.diagnostic import Diagnostic
from specc.check.rulebook import Rulebook
from specc.check.table import OURS


@dataclass(frozen=True, slots=True)
class Summary:
    """How much was looked at."""

    specs: int = 0
    cells: int = 0
    rows: int = 0
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in the order of files and places."""

    findings: tuple[Diagnostic, ...]
    summary: Summary
    rules: Rulebook = field(default=OURS, compare=False, repr=False)
    """Those that the findings are of are among them."""

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)


def joined(reports: Sequence[Report]) -> Report:
    """One report of several; what they tell alike is told once."""
    if len(reports) == 1:
        return reports[0]
    findings = {item.order(): item for report in reports for item in report.findings}
    summaries = [report.summary for report in reports]
    return Report(tuple(findings.values()), Summary(*(sum(getattr(summary, name) for summary in summaries) for name in Summary.__slots__)), all_rules(reports))


def all_rules(reports: Iterable[Report]) -> Rulebook:
    """The rules of several runs: each may have plugins of its own."""
    return OURS.with_rules({rule.code: rule for report in reports for rule in report.rules.rules}.values())
