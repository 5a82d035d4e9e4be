"""The closing account of a run: what was made, what wasn't and why, and what it cost. `progress` tells it meanwhile."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

import click
from rich.cells import cell_len, set_cell_size

from specc.plan.lifecycle import State
from specc.plan.outcome import Category, Outcome, Tally
from specc.report.account import VIDEOS_LISTED_MAX, Account, Reason
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
_NO_COST: Final = "–"


def render(account: Account, *, is_coloured: bool = False, columns: int = 80) -> str:
    """Every video (of many, every cell), the failures with their reasons, and the closing line."""
    paint = _Paint(is_coloured=is_coloured)
    rows = _video_rows if account.tally.count <= VIDEOS_LISTED_MAX else _group_rows
    parts = [_table(rows(account), columns, paint), [*_failures(account, columns, paint)], [closing_line(account.tally)]]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def closing_line(sums: Tally) -> str:
    reused = f"{sums.reused:,} reused, " if sums.reused else ""
    resumable = f" ({sums.pending:,} to be resumed)" if sums.pending else ""
    unsent = f", {sums.unsent:,} not sent" if sums.unsent else ""
    unknown = f", cost unknown for {sums.cost_unknown:,}" if sums.cost_unknown else ""
    return f"{sums.made:,} made, {reused}{sums.failed:,} failed{resumable}{unsent}, {money(sums.cost_usd)}{unknown}"


class _Paint:
    def __init__(self, *, is_coloured: bool) -> None:
        self._is_coloured = is_coloured

    def __call__(self, text: str, colour: str | None = None, *, is_bold: bool = False) -> str:
        return click.style(text, fg=colour, bold=is_bold or None) if self._is_coloured else text


_Row = tuple[tuple[str, ...], str | None]
"""Cells, and a colour for the last of them."""


def _video_rows(account: Account) -> Iterator[_Row]:
    if account.videos:
        yield ("file", "time", "cost", "state"), None
    for outcome in account.videos:
        seconds = _NO_COST if outcome.seconds is None else f"{outcome.seconds:.0f} s"
        reused = "reused" if outcome.is_reused and outcome.error is None else f"{outcome.state}"
        state = reused + (f" ({outcome.error.category})" if outcome.error else "")
        yield (name(outcome), seconds, _cost(outcome), state), _COLOURS.get(outcome.state, "yellow")


def _group_rows(account: Account) -> Iterator[_Row]:
    """By cell; by language alone when there are too many cells to read."""
    is_by_language = len(account.cells) > VIDEOS_LISTED_MAX and bool(account.languages)
    groups = account.languages if is_by_language else account.cells
    has_reused = account.tally.reused > 0
    yield ("language" if is_by_language else "cell", "videos", "made", *(("reused",) if has_reused else ()), "failed", "cost"), None
    for label, sums in groups.items():
        cost = money(sums.cost_usd) + ("?" if sums.cost_unknown else "")
        reused = (sums.reused,) if has_reused else ()
        yield (label, *map(str, (sums.count, sums.made, *reused, sums.failed)), cost), None


def _cost(outcome: Outcome) -> str:
    if outcome.cost_usd is not None:
        return money(outcome.cost_usd)
    return "unknown" if outcome.is_cost_unknown else _NO_COST


def _table(rows: Iterator[_Row], columns: int, paint: _Paint) -> list[str]:
    """Columns as wide as their text; the first one gives way when there isn't room for all."""
    made = list(rows)
    if not made:
        return []
    rest = [max(cell_len(cells[i]) for cells, _ in made) for i in range(1, len(made[0][0]))]
    room = max(12, columns - sum(rest) - 2 * len(rest))
    first = min(room, max(cell_len(cells[0]) for cells, _ in made))
    return [_line(cells, (first, *rest), colour, paint, is_head=i == 0) for i, (cells, colour) in enumerate(made)]


def _line(cells: Sequence[str], widths: Sequence[int], colour: str | None, paint: _Paint, *, is_head: bool) -> str:
    padded = [set_cell_size(_tail(cells[0], widths[0]), widths[0])]
    padded += [" " * (width - cell_len(cell)) + cell for cell, width in zip(cells[1:-1], widths[1:-1], strict=True)]
    is_number = cells[-1].startswith("$") or cells[-1] == "cost"
    last = " " * (widths[-1] - cell_len(cells[-1])) + cells[-1] if is_number else cells[-1]
    line = "  ".join([*padded, paint(last, colour, is_bold=is_head)])
    return paint(line, is_bold=True) if is_head else line


def _tail(text: str, width: int) -> str:
    """The end of a path says more than its beginning."""
    while cell_len(text) > width:
        text = "…" + text[2:]
    return text


def _failures(account: Account, columns: int, paint: _Paint) -> Iterator[str]:
    """Each reason once, with the videos that it concerns."""
    for reason_ in account.reasons.values():
        yield from _wrapped(paint("error: ", "red", is_bold=True), "error: ", reason(reason_.failure), columns)
        yield from chain.from_iterable(_wrapped("  = ", "  = ", note, columns) for note in _notes(reason_, columns))


def _notes(found: Reason, columns: int) -> Iterator[str]:
    failure, more = found.failure, found.count - len(found.names)
    names = (_tail(shown, columns - len("  = ,")) for shown in found.names)
    yield "for " + ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
    if failure.category in HELP:
        yield f"help: {HELP[failure.category]}"
    yield from (printable(address) for address in (failure.documentation, failure.url) if address)


def _wrapped(head: str, plain_head: str, text: str, columns: int) -> Iterator[str]:
    """Words are never cut: an address must stay whole to be of use."""
    room, line, lead = columns - len(plain_head), "", head
    for word in text.split():
        if line and cell_len(line) + 1 + cell_len(word) > room:
            yield lead + line
            line, lead = "", " " * len(plain_head)
        line += f" {word}" if line else word
    yield lead + line
