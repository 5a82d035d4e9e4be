"""The closing account of a run: what was made, what wasn't and why, and what it cost. `progress` tells it meanwhile."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from specc.plan.lifecycle import State
from specc.plan.outcome import Category, Outcome, Tally
from specc.report.account import VIDEOS_LISTED_MAX, Account, Reason
from specc.report.paint import Paint
from specc.report.table import NO_COST, Row, table, tail, wrapped
from specc.report.words import money, name, printable, reason

HELP: Final[dict[Category, str]] = {
    "validation": "change the spec: the provider refuses what is in it",
    "auth": "check RUNWARE_API_KEY, and what the key may do",
    "quota": "top up the balance, then run the same command again",
    "safety": "reword the speech or change the pictures: the provider's safety check refuses them",
    "notFound": "check the ids of avatar, voice and media in the spec",
    "rateLimit": "run the same command again later, or lower --concurrency",
    "timeout": "run the same command again later",
    "connection": "check the network, then run the same command again: it pays for nothing twice",
    "serverError": "run the same command again later: it pays for nothing twice",
    "provider": "the provider couldn't make it; failed videos are not billed",
    "protocol": "run the same command again: it pays for nothing twice",
    "download": "fetch it by hand before the address expires, or run the same command again",
    "disk": "make room, or name another folder with --out, then run the same command again",
    "media": "see that the file is as it was when the spec was compiled, or compile it again",
    "waiting": "run the same command again to go on waiting: it pays for nothing twice",
    "budget": "raise --max-cost, or give the model a price in the project file, then run the same command again",
    "limit": "run the same command again: it goes on with these",
    "lease": "wait for the other run, or run the same command again when it has ended",
    "interrupted": "run the same command again: it goes on from here",
}

_COLOURS: Final = {State.DELIVERED: "green", State.FAILED: "red", State.BLOCKED: "red"}


def render(account: Account, *, is_coloured: bool = False, columns: int = 80) -> str:
    """Every video (of many, every cell), the failures with their reasons, and the closing line."""
    paint = Paint(is_coloured=is_coloured)
    rows = _video_rows if account.tally.count <= VIDEOS_LISTED_MAX else _group_rows
    parts = [table(rows(account), columns, paint), [*_failures(account, columns, paint)], [closing_line(account.tally)]]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def closing_line(sums: Tally) -> str:
    reused = f"{sums.reused:,} reused, " if sums.reused else ""
    resumable = f" ({sums.pending:,} to be resumed)" if sums.pending else ""
    unsent = f", {sums.unsent:,} not sent" if sums.unsent else ""
    unknown = f", cost unknown for {sums.cost_unknown:,}" if sums.cost_unknown else ""
    return f"{sums.made:,} made, {reused}{sums.failed:,} failed{resumable}{unsent}, {money(sums.cost_usd)}{unknown}"


def _video_rows(account: Account) -> Iterator[Row]:
    if account.videos:
        yield ("file", "time", "cost", "state"), None
    for outcome in sorted(account.videos, key=_place):
        seconds = NO_COST if outcome.seconds is None else f"{outcome.seconds:.0f} s"
        state = _became(outcome) + (f" ({outcome.error.category})" if outcome.error else "")
        yield (name(outcome), seconds, _cost(outcome), state), _COLOURS.get(outcome.state, "yellow")


def _group_rows(account: Account) -> Iterator[Row]:
    """By cell; by language alone when there are too many cells to read."""
    is_by_language = len(account.cells) > VIDEOS_LISTED_MAX and bool(account.languages)
    groups = account.languages if is_by_language else account.cells
    reused, unsent = (("reused",) if account.tally.reused else ()), (("not sent",) if account.tally.unsent else ())
    yield ("language" if is_by_language else "cell", "videos", "made", *reused, "failed", *unsent, "cost"), None
    for label, sums in groups.items():
        cost = money(sums.cost_usd) + ("?" if sums.cost_unknown else "")
        counts = (sums.count, sums.made, *((sums.reused,) if reused else ()), sums.failed, *((sums.unsent,) if unsent else ()))
        yield (label, *map(str, counts), cost), None


def _place(outcome: Outcome) -> tuple[str, int, str]:
    """Videos end in any order; people look for them in that of their data."""
    return outcome.task.spec, outcome.task.row or 0, outcome.task.file


def _became(outcome: Outcome) -> str:
    if outcome.state is State.BLOCKED:
        return "not sent"
    return "reused" if outcome.is_reused and outcome.error is None else str(outcome.state)


def _cost(outcome: Outcome) -> str:
    if outcome.cost_usd is not None:
        return money(outcome.cost_usd)
    return "unknown" if outcome.is_cost_unknown else NO_COST


def _failures(account: Account, columns: int, paint: Paint) -> Iterator[str]:
    """Each reason once, with the videos that it concerns."""
    for reason_ in account.reasons.values():
        yield from wrapped(paint("error: ", "red", is_bold=True), "error: ", reason(reason_.failure), columns)
        yield from chain.from_iterable(wrapped("  = ", "  = ", note, columns) for note in _notes(reason_, columns))


def _notes(found: Reason, columns: int) -> Iterator[str]:
    failure, more = found.failure, found.count - len(found.names)
    names = (tail(shown, columns - len("  = ,")) for shown in found.names)
    yield "for " + ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
    if failure.category in HELP:
        yield f"help: {HELP[failure.category]}"
    yield from (printable(address) for address in (failure.documentation, failure.url) if address)
