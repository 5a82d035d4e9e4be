"""The question before money is spent: how many videos, where, and for how much."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

import click

from specc.base.errors import UsageError
from specc.compiler.task import Task
from specc.pipeline.planning import Ground, planned
from specc.report.words import money
from specc.run.flow import results_wanted
from specc.run.settings import DEFAULT_API_URL, RunSettings


@dataclass(slots=True)
class _Outlook:
    """What a run would pay for; of `unknown` videos nobody knows the price."""

    videos: int = 0
    results: int = 0
    usd_low: float = 0.0
    usd_high: float = 0.0
    unknown: int = 0


def require_consent(tasks: Iterable[Task], ground: Ground, settings: RunSettings, *, is_sure: bool) -> None:
    """Raises UsageError where nobody can be asked, and where a budget can't be kept; Abort for a no."""
    outlook = _outlook(tasks, ground)
    if not outlook.videos:
        return
    if outlook.unknown and settings.cost_usd_max is not None:
        raise UsageError(
            f"the price of {_count(outlook.unknown)} is unknown, so they can't be held to a budget", "give their model a price in the project file: [tool.specc.prices]"
        )
    if is_sure:
        return
    question = f"{_what(outlook, settings)}. Go on?"
    if not sys.stdin.isatty():
        raise UsageError(f"{question.removesuffix(' Go on?')} There is no terminal to ask on", "add --yes, or try it with --sandbox")
    if not click.confirm(question, err=True):
        raise click.Abort


def _outlook(tasks: Iterable[Task], ground: Ground) -> _Outlook:
    outlook = _Outlook()
    for item in planned(tasks, ground):
        if not (item.is_first and item.is_spending):
            continue
        usd = item.estimate.usd if item.estimate is not None else None
        outlook.videos += 1
        outlook.results += results_wanted(item.task.payload)
        outlook.usd_low += usd.low if usd is not None else 0
        outlook.usd_high += usd.high if usd is not None else 0
        outlook.unknown += usd is None
    return outlook


def _what(outlook: _Outlook, settings: RunSettings) -> str:
    bounds = []
    if settings.tasks_max is not None and settings.tasks_max < outlook.videos:
        bounds.append(f"no more than {settings.tasks_max:,} now")
    if settings.cost_usd_max is not None and settings.cost_usd_max < outlook.usd_high:
        bounds.append(f"for no more than {money(settings.cost_usd_max)} now")
    at = f" at {settings.address}" if settings.api_url != DEFAULT_API_URL else ""
    within = f", {' and '.join(bounds)}" if bounds else ""
    return f"{_count(outlook.results)} will be made and paid for{at}: {_price(outlook)}{within}"


def _count(videos: int) -> str:
    return f"{videos:,} video{'s' if videos != 1 else ''}"


def _price(outlook: _Outlook) -> str:
    if outlook.unknown == outlook.videos:
        return "price unknown"
    known = f"{money(outlook.usd_low)} to {money(outlook.usd_high)}"
    return known + (f", and {_count(outlook.unknown)} of unknown price" if outlook.unknown else "")
