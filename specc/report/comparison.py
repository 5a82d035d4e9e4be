"""Lengths and costs as they were expected, beside what they came to."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from specc.base.grammar import counted
from specc.plan.calibration import Calibration
from specc.plan.comparison import Compared, Name
from specc.plan.receipt import SANDBOX
from specc.report.json import dumped
from specc.report.paint import Paint
from specc.report.table import NO_COST, Row, table
from specc.report.words import money, printable

_ENOUGH = 20
"""Fewer videos than this say little of the next ones."""


def render(found: Mapping[Name, Compared], *, is_coloured: bool = False, columns: int = 80) -> str:
    if not found:
        return "no video has been delivered yet\n"
    lines = table(_rows(found), columns, Paint(is_coloured=is_coloured))
    few = sum(one.videos < _ENOUGH for one in found.values())
    note = [f"of {few} of these there are fewer than {_ENOUGH} videos, which say little of the next ones"] if few else []
    return "".join(f"{line}\n" for line in (*lines, *note))


def render_json(found: Mapping[Name, Compared], learned: Mapping[tuple[str, str], Calibration]) -> str:
    document: dict[str, Any] = {"version": 1, "estimates": [_json(name, one) for name, one in found.items()]}
    document["calibrations"] = [
        {"provider": provider, "model": model, "seconds_factor": one.seconds_factor, "usd_per_second": dict(one.usd_per_second), "samples": one.samples, "date": one.date}
        for (provider, model), one in learned.items()
    ]
    return dumped(document)


def calibration_lines(learned: Mapping[tuple[str, str], Calibration]) -> Iterator[str]:
    """What later estimates go by."""
    if not learned:
        yield "nothing could be learned: of no delivered video is the length or the cost known"
    for (provider, model), one in learned.items():
        factor = one.seconds_factor
        length = f"lengths come to {factor.expected:.2f} of what is estimated ({factor.low:.2f} to {factor.high:.2f})" if factor else "nothing of lengths"
        rates = [f"{money(figure.expected)} a second{f' ({tariff})' if tariff else ''}" for tariff, figure in one.usd_per_second.items()]
        yield f"learned of {printable(model)} at {printable(provider)} from {counted(one.samples, 'video')}: " + "; ".join((length, *rates))


def _rows(found: Mapping[Name, Compared]) -> Iterator[Row]:
    """Lengths and costs where any are known."""
    is_timed, is_priced = (any(getattr(one, name) for one in found.values()) for name in ("timed", "priced"))
    heads = (("length", "expected", "ratio") if is_timed else ()), (("cost", "expected", "ratio") if is_priced else ())
    yield ("model", "videos", *heads[0], *heads[1]), None
    for (provider, model, language), one in found.items():
        of_sandbox = " (sandbox)" if provider == SANDBOX else ""
        lengths = _cells(_seconds, one.timed, one.seconds_expected, one.seconds) if is_timed else ()
        costs = _cells(money, one.priced, one.usd_expected, one.usd) if is_priced else ()
        yield (printable(f"{model} {language}".strip()) + of_sandbox, f"{one.videos:,}", *lengths, *costs), None


def _cells(shown: Callable[[float], str], count: int, expected: float, actual: float) -> tuple[str, str, str]:
    if not count:
        return NO_COST, NO_COST, NO_COST
    return shown(actual), shown(expected), f"{actual / expected:.2f}" if expected else NO_COST


def _seconds(seconds: float) -> str:
    return f"{seconds:,.0f} s"


def _json(name: Name, one: Compared) -> dict[str, Any]:
    provider, model, language = name
    return {
        "provider": provider,
        "model": model,
        "language": language or None,
        "videos": one.videos,
        "seconds": {"videos": one.timed, "expected": round(one.seconds_expected, 3), "actual": round(one.seconds, 3)},
        "usd": {"videos": one.priced, "expected": round(one.usd_expected, 6), "actual": round(one.usd, 6)},
    }
