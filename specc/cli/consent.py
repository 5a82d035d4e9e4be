"""The question before money is spent: how many videos, where, and for how much."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from specc.base.errors import UsageError
from specc.base.grammar import counted
from specc.cli.terminal import require_yes
from specc.compiler.task import Task
from specc.pipeline.planning import Ground, planned
from specc.plan.forecast import Share
from specc.report.words import money
from specc.run.flow import results_wanted
from specc.run.settings import DEFAULT_API_URL, RunSettings


@dataclass(slots=True)
class _Outlook:
    """What a run would pay for: so many results of the videos in `share`."""

    share: Share = field(default_factory=Share)
    results: int = 0


def require_consent(tasks: Iterable[Task], ground: Ground, settings: RunSettings, *, is_sure: bool) -> None:
    """Raises UsageError where nobody can be asked, and where a budget can't be kept; Abort for a no."""
    outlook = _outlook(tasks, ground)
    if not outlook.share.videos:
        return
    if outlook.share.unpriced and settings.cost_usd_max is not None:
        raise UsageError(
            f"the price of {counted(outlook.share.unpriced, 'video')} is unknown, so they can't be held to a budget", "give their model a price in the project file: [tool.specc.prices]"
        )
    if not is_sure:
        require_yes(_what(outlook, settings), "add --yes, or try it with --sandbox")


def _outlook(tasks: Iterable[Task], ground: Ground) -> _Outlook:
    outlook = _Outlook()
    for item in planned(tasks, ground):
        if item.is_first and item.is_spending:
            outlook.share.add(item)
            outlook.results += results_wanted(item.task.payload)
    return outlook


def _what(outlook: _Outlook, settings: RunSettings) -> str:
    bounds = []
    if settings.tasks_max is not None and settings.tasks_max < outlook.share.videos:
        bounds.append(f"no more than {settings.tasks_max:,} now")
    if settings.cost_usd_max is not None and settings.cost_usd_max < outlook.share.usd.high:
        bounds.append(f"for no more than {money(settings.cost_usd_max)} now")
    at = f" at {settings.address}" if settings.api_url != DEFAULT_API_URL else ""
    within = f", {' and '.join(bounds)}" if bounds else ""
    return f"{counted(outlook.results, 'video')} will be made and paid for{at}: {_price(outlook)}{within}"


def _price(outlook: _Outlook) -> str:
    if outlook.share.unpriced == outlook.share.videos:
        return "price unknown"
    known = f"{money(outlook.share.usd.low)} to {money(outlook.share.usd.high)}"
    return known + (f", and {counted(outlook.share.unpriced, 'video')} of unknown price" if outlook.share.unpriced else "")
