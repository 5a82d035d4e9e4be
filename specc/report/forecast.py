"""A plan for people: what would happen to how many videos and why, what it would cost, and what changed since the last run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, set_cell_size

from specc.base.grammar import counted
from specc.base.range import Range
from specc.plan.budget import Verdict
from specc.plan.difference import SpecDifference
from specc.plan.forecast import NAMED_MAX, Forecast, Reason, Share
from specc.plan.quote import Quotation
from specc.plan.steps import Action
from specc.report.difference import render_spec
from specc.report.paint import Paint
from specc.report.table import cut
from specc.report.words import clock, money, printable

_CELLS_SHOWN_MAX: Final = 20
_LABEL: Final = 8
_NONE: Final = "–"
_SIGNS: Final[Mapping[Action, tuple[str, str, str]]] = {
    Action.MAKE: ("+", "green", "to make"),
    Action.RETRY: ("~", "yellow", "to try again"),
    Action.RESUME: (">", "cyan", "to go on with"),
    Action.REUSE: ("=", "white", "to reuse"),
    Action.BLOCKED: ("!", "red", "blocked"),
}
_HEADS: Final[Mapping[Action, str]] = {Action.MAKE: "make", Action.RETRY: "retry", Action.RESUME: "resume", Action.REUSE: "reuse", Action.BLOCKED: "blocked"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A forecast with all that is told beside it. `ledger` is its address, empty where there is none yet."""

    forecast: Forecast
    ledger: str = ""
    quotation: Quotation | None = None
    verdict: Verdict | None = None


def render(shown: Shown, *, is_coloured: bool = False, columns: int = 80) -> str:
    """Actions with their reasons, cells, changes, price; the sum comes last."""
    page = _Page(is_coloured=is_coloured, columns=columns)
    found = shown.forecast
    parts = [[_head(shown, page)], [*_reasons(found, page)], [*_table(found, page)], [*_changes(found, page)], [*_price(shown, page)], [*_closing(shown, page)]]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


class _Page(Paint):
    def lines(self, label: str, text: str, width: int = _LABEL) -> Iterator[str]:
        """A label, and words wrapped beside it, never cut."""
        line, lead = "", label.ljust(width)
        for word in text.split():
            if line and cell_len(lead) + cell_len(line) + 1 + cell_len(word) > self.columns:
                yield lead + line
                line, lead = "", " " * max(width, 2)
            line += f" {word}" if line else word
        yield (lead + line).rstrip()


def _head(shown: Shown, page: _Page) -> str:
    found = shown.forecast
    files = f" for {counted(found.whole.files, 'file')}" if found.whole.files != found.whole.videos else ""
    known = f"as {printable(shown.ledger)} knows them" if shown.ledger else "and no ledger yet" + ": all of them are new" * (found.whole.videos > 0)
    return page(f"{counted(found.whole.videos, 'video')}{files}", is_bold=True) + f" at {printable(found.provider)}, {known}"


def _reasons(found: Forecast, page: _Page) -> Iterator[str]:
    for action in _SIGNS:
        for reason in sorted((reason for reason in found.reasons.values() if reason.action is action), key=lambda reason: -reason.count):
            yield from _reason(reason, page)


def _reason(reason: Reason, page: _Page) -> Iterator[str]:
    sign, colour, words = _SIGNS[reason.action]
    yield f"  {page(sign, colour, is_bold=True)} {cut(f'{reason.count:,} {words}: {printable(reason.text)}', page.columns - 4)}"
    if reason.action is not Action.REUSE:
        more = f" and {reason.count - len(reason.files):,} more" if reason.count > len(reason.files) else ""
        yield from _named(reason.files, more, page.columns)


def _named(files: Sequence[str], more: str, columns: int) -> Iterator[str]:
    """A few files, as many as fit on a line; at least the first."""
    names = [printable(file) for file in files[:NAMED_MAX]]
    line = "      " + ", ".join(names) + more
    yield line if cell_len(line) <= columns else cut("      " + names[0] + (", …" if len(files) > 1 or more else ""), columns)


# Cells


def _table(found: Forecast, page: _Page) -> Iterator[str]:
    """By cell; where there are too many to read, by language, or by spec."""
    head, groups = _groups(found)
    if len(groups) < 2:  # noqa: PLR2004 - the sum says it all
        return
    actions = [action for action in _SIGNS if found.whole.count(action)]
    rows = [(head, "videos", *(_HEADS[action] for action in actions), "speech", "price")]
    rows += [_row(name, share, actions) for name, share in groups.items()]
    widths = [max(cell_len(row[index]) for row in rows) for index in range(len(rows[0]))]
    widths[0] = min(widths[0], max(12, page.columns - 2 - sum(widths[1:]) - 2 * (len(widths) - 1)))
    for index, row in enumerate(rows):
        cells = [set_cell_size(cut(row[0], widths[0]), widths[0]), *(" " * (width - cell_len(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield page("  " + "  ".join(cells).rstrip(), is_bold=index == 0)


def _row(name: str, share: Share, actions: Sequence[Action]) -> tuple[str, ...]:
    counts = (f"{share.count(action):,}" if share.count(action) else _NONE for action in actions)
    return (printable(name), f"{share.videos:,}", *counts, _speech(share), _usd(share))


def _groups(found: Forecast) -> tuple[str, dict[str, Share]]:
    specs = {spec for spec, _ in found.cells}
    if len(found.cells) <= _CELLS_SHOWN_MAX:
        return "cell", {" ".join((*((spec,) * (len(specs) > 1 or not cell)), cell)).strip(): share for (spec, cell), share in found.cells.items()}
    if 1 < len(found.languages) <= _CELLS_SHOWN_MAX:
        return "language", found.languages
    return "cell", dict(list({f"{spec} {cell}": share for (spec, cell), share in found.cells.items()}.items())[:_CELLS_SHOWN_MAX])


def _speech(share: Share) -> str:
    if not share.spending:
        return _NONE
    if share.unmeasured == share.spending:
        return "unknown"
    return _between(clock(share.seconds.low), clock(share.seconds.high)) + "+?" * (share.unmeasured > 0)


def _usd(share: Share) -> str:
    if not share.spending:
        return _NONE
    return "unknown" if not share.priced else _between(money(share.usd.low), money(share.usd.high)) + "+?" * (share.unpriced > 0)


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


# Changes


def _changes(found: Forecast, page: _Page) -> Iterator[str]:
    told = [spec for spec in found.changes.values() if _is_told(spec)]
    if told:
        yield page("since the last run", is_bold=True)
    for spec in told:
        yield from (f"  {line}" for line in render_spec(spec, is_coloured=page.is_coloured, columns=page.columns - 2))


def _is_told(spec: SpecDifference) -> bool:
    """Of a spec that was never run, there is nothing to compare."""
    return not spec.is_same and bool(spec.changed or spec.unchanged or spec.removed.count)


# Price


def _price(shown: Shown, page: _Page) -> Iterator[str]:
    found, whole = shown.forecast, shown.forecast.whole
    if whole.spending:
        yield from page.lines("speech", _speech_words(whole))
        yield from page.lines("price", _price_words(whole))
        yield from _sources(found, page)
    if shown.quotation is not None:
        yield from page.lines("asked", _quoted(shown.quotation, whole))
    if found.in_flight:
        unknown = f", and {counted(found.in_flight_unknown, 'video')} of unknown price" if found.in_flight_unknown else ""
        yield from page.lines("on top", f"{counted(found.in_flight, 'video')} may still be charged, at most {money(found.in_flight_usd)}{unknown}; not part of the price")


def _speech_words(whole: Share) -> str:
    if whole.unmeasured == whole.spending:
        return "unknown"
    unknown = f"; unknown for {counted(whole.unmeasured, 'video')}" if whole.unmeasured else ""
    return f"{clock(whole.seconds.expected)} expected{_around(clock(whole.seconds.low), clock(whole.seconds.high))}{unknown}"


def _price_words(whole: Share) -> str:
    if not whole.priced:
        return "unknown"
    comes = "comes" if whole.unpriced == 1 else "come"
    unknown = f"; unknown for {counted(whole.unpriced, 'video')}, which {comes} on top" if whole.unpriced else ""
    return _expected(whole.usd) + unknown


def _expected(usd: Range) -> str:
    return f"{money(usd.expected)} expected{_around(money(usd.low), money(usd.high))}"


def _around(low: str, high: str) -> str:
    return f", {low} to {high}" if low != high else ""


def _sources(found: Forecast, page: _Page) -> Iterator[str]:
    for source, count in found.sources.items():
        which = " ".join(filter(None, (source.model, source.tariff)))
        some = f" ({counted(count, 'video')})" if len(found.sources) > 1 else ""
        told = source.unknown or ", ".join(filter(None, (source.source, source.date)))
        yield from page.lines("", f"{printable(which)}{some}: {printable(told)}")


def _quoted(quotation: Quotation, whole: Share) -> str:
    total = quotation.total(whole)
    reasons = "; ".join(f"{counted(count, 'video')} without a price: {printable(reason)}" for reason, count in quotation.reasons.items())
    if total is None:
        return f"the provider gave no price{': ' + reasons if reasons else ''}"
    basis = f", extrapolated from {counted(quotation.priced, 'video')} of {whole.spending:,}" if quotation.is_extrapolated(whole) else ", for every video"
    return f"the provider: {_expected(total) if quotation.is_extrapolated(whole) else money(total.expected)}{basis}" + (f"; {reasons}" if reasons else "")


def _closing(shown: Shown, page: _Page) -> Iterator[str]:
    found = shown.forecast
    counts = [f"{found.whole.count(action):,} {words}" for action, (_, _, words) in _SIGNS.items() if found.whole.count(action)]
    line = "nothing to do" if found.is_idle else ", ".join(counts)
    told = f"{line}: {_sum(shown)}" if found.whole.spending else line
    yield from (page(text, is_bold=True) for text in page.lines("", told, 0))
    if shown.verdict is not None:
        colour = "green" if shown.verdict.is_enough else "red"
        yield from (page(line, colour) for line in page.lines("", shown.verdict.words, 0))


def _sum(shown: Shown) -> str:
    whole = shown.forecast.whole
    total = shown.quotation.total(whole) if shown.quotation is not None else None
    if total is not None:
        return _between(money(total.low), money(total.high))
    if not whole.priced:
        return "price unknown"
    return _between(money(whole.usd.low), money(whole.usd.high)) + (f", and {whole.unpriced:,} of unknown price" if whole.unpriced else "")

