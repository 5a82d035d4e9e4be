"""What was opened again, or forgotten, and what wasn't, in words."""

from collections.abc import Iterator

from specc.plan.decided import Forgotten, Named, Reopened
from specc.report.words import money, printable


def reopened_line(done: Reopened, specs: tuple[str, ...], *, is_dry: bool) -> str:
    """How many, what they are estimated to cost, and who makes them."""
    if not done.opened:
        return "no failed video to open"
    does = "would be opened" if is_dry else f"{_are(done.opened)} open"
    named = " ".join(printable(spec) for spec in specs) or "SPEC"
    return f"{_videos(done.opened)} {does} for another attempt{_estimate(done)}; `specc run {named}` makes {'it' if done.opened == 1 else 'them'}"


def forgotten_line(done: Forgotten, *, is_dry: bool) -> str:
    """How many, and what is lost."""
    does = "would be forgotten" if is_dry else "forgotten"
    line = f"{done.tasks:,} task{'s' * (done.tasks != 1)} and {_videos(done.videos)} {does}"
    if done.made:
        line += f"; {done.made:,} had been made for {money(done.paid_usd)}, and would be paid for again"
    if done.lost:
        line += f"; {done.lost:,} {_are(done.lost)} in flight: what is charged for {'it' if done.lost == 1 else 'them'} buys nothing"
    return line


def kept_lines(named: Named, why: str) -> Iterator[str]:
    if named.count:
        more = named.count - len(named.examples)
        names = ", ".join(printable(name) for name in named.examples) + (f" and {more:,} more" if more else "")
        yield f"{_videos(named.count)} {why}: {names}"


def _estimate(done: Reopened) -> str:
    low, expected, high = done.usd
    known = done.opened - done.unknown
    if not known:
        return " (what they cost isn't known)"
    unknown = f", and {done.unknown:,} of unknown cost" if done.unknown else ""
    span = f" ({money(low)} to {money(high)})" if low < high else ""
    return f", about {money(expected)}{span}{unknown}"


def _videos(count: int) -> str:
    return f"{count:,} video{'s' * (count != 1)}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
