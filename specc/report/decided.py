"""What was opened again, or forgotten, and what wasn't, in words."""

from collections.abc import Iterator

from specc.base.grammar import are, counted, them
from specc.plan.decided import Forgotten, Named, Reopened
from specc.report.words import money, printable


def reopened_line(done: Reopened, specs: tuple[str, ...], *, is_dry: bool) -> str:
    """How many, what they are estimated to cost, and who makes them."""
    if not done.opened:
        return "no failed video to open"
    does = "would be opened" if is_dry else f"{are(done.opened)} open"
    named = " ".join(printable(spec) for spec in specs) or "SPEC"
    return f"{counted(done.opened, 'video')} {does} for another attempt{_estimate(done)}; `specc run {named}` makes {them(done.opened)}"


def forgotten_line(done: Forgotten, *, is_dry: bool) -> str:
    """How many, and what is lost."""
    does = "would be forgotten" if is_dry else "forgotten"
    line = f"{counted(done.tasks, 'task')} and {counted(done.videos, 'video')} {does}"
    if done.made:
        line += f"; {done.made:,} had been made for {money(done.paid_usd)}, and would be paid for again"
    if done.lost:
        line += f"; {done.lost:,} {are(done.lost)} in flight: what is charged for {them(done.lost)} buys nothing"
    return line


def kept_lines(named: Named, why: str) -> Iterator[str]:
    if named.count:
        more = named.count - len(named.examples)
        names = ", ".join(printable(name) for name in named.examples) + (f" and {more:,} more" if more else "")
        yield f"{counted(named.count, 'video')} {why}: {names}"


def _estimate(done: Reopened) -> str:
    low, expected, high = done.usd
    known = done.opened - done.unknown
    if not known:
        return " (what they cost isn't known)"
    unknown = f", and {done.unknown:,} of unknown cost" if done.unknown else ""
    span = f" ({money(low)} to {money(high)})" if low < high else ""
    return f", about {money(expected)}{span}{unknown}"
