"""What a run over specs found: the findings in order, and how much was looked at."""

from dataclasses import dataclass

from specc.base.diagnostic import Diagnostic


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

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)
