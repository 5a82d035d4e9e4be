"""How many findings each rule has, the most first; a rule's mark says whether `specc lint --fix` mends what it found."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from specc.base.diagnostic import SEVERITIES, Diagnostic, Severity
from specc.check.report import Report
from specc.report.text import closing


@dataclass(frozen=True, slots=True)
class Count:
    """`rows` adds up the rows that show each finding; `fixable` is how many of the findings have a fix, `safe` how many one without a guess."""

    code: str
    name: str
    severity: Severity
    count: int
    rows: int
    fixable: int
    safe: int

    @property
    def mark(self) -> str:
        return "[ ]" if not self.fixable else "[*]" if self.safe == self.count else "[-]"


def count(findings: Sequence[Diagnostic]) -> list[Count]:
    """The rules that found something."""
    by_code = sorted(findings, key=lambda item: item.code)
    counts = [_counted(list(items)) for _, items in groupby(by_code, key=lambda item: item.code)]
    return sorted(counts, key=lambda item: (-item.count, item.code))


def render(report: Report, *, is_coloured: bool = False, columns: int = 80) -> str:
    """A line a rule: the count, the code, whether there is a fix, and the name."""
    counts = count(report.findings)
    width = max((len(f"{item.count:,}") for item in counts), default=0)
    lines = [f"{item.count:>{width},}  {item.code}  {item.mark} {item.name}" for item in counts]
    legend = [line for mark, line in _LEGEND.items() if any(item.mark == mark for item in counts)]
    parts = ("\n".join(lines), "\n".join(legend), closing(report, is_coloured=is_coloured, columns=columns))
    return "\n\n".join(part for part in parts if part) + "\n"


def _counted(items: list[Diagnostic]) -> Count:
    severity = min((item.severity for item in items), key=SEVERITIES.index)
    rows, fixes = sum(item.occurrences.rows for item in items), [item.fix for item in items if item.fix is not None]
    return Count(items[0].code, items[0].name, severity, len(items), rows, len(fixes), sum(fix.is_safe for fix in fixes))


_LEGEND = {"[*]": "[*] `specc lint --fix` mends all of them", "[-]": "[-] `specc lint --fix` mends some of them, or `--unsafe-fixes` does by a guess"}
