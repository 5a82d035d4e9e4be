"""The runs of a ledger, the last one first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from specc.plan.standing import RunAccount
from specc.report.json import dumped
from specc.report.paint import Paint
from specc.report.table import NO_COST, Row, table
from specc.report.words import clock, money, printable

_COLOURS = {"finished": "green", "dead": "red", "running": "yellow", "elsewhere": "yellow"}


def render(runs: Sequence[RunAccount], *, is_coloured: bool = False, columns: int = 80) -> str:
    return "".join(f"{line}\n" for line in table(_rows(runs), columns, Paint(is_coloured=is_coloured)))


def render_json(runs: Sequence[RunAccount]) -> str:
    return dumped({"version": 1, "runs": [run_json(run) for run in runs]})


def run_json(run: RunAccount) -> dict[str, Any]:
    return {
        "run": run.number,
        "provider": run.provider,
        "specs": list(run.specs),
        "started": run.started,
        "ended": run.ended or None,
        "seconds": seconds(run),
        "ending": run.ending,
        "host": run.host,
        "pid": run.pid,
        "tasks": run.tasks,
        "delivered": run.delivered,
        "failed": run.failed,
        "cost_usd": round(run.cost_usd, 6),
    }


def seconds(run: RunAccount) -> float | None:
    """How long a run took; None where it hasn't ended."""
    if not run.ended:
        return None
    return (datetime.fromisoformat(run.ended) - datetime.fromisoformat(run.started)).total_seconds()


def _rows(runs: Sequence[RunAccount]) -> Iterator[Row]:
    if runs:
        yield ("specs", "run", "began", "took", "tasks", "made", "failed", "cost", "ending"), None
    for run in runs:
        took = seconds(run)
        yield (
            printable(", ".join(run.specs)) or NO_COST,
            str(run.number),
            run.started[:16].replace("T", " "),
            NO_COST if took is None else clock(took),
            *(f"{count:,}" for count in (run.tasks, run.delivered, run.failed)),
            money(run.cost_usd),
            run.ending,
        ), _COLOURS.get(run.ending)
