"""How far each spec is, what it cost so far, and what to do next: for people, and as JSON, version 1, whose fields are only ever added."""

from collections.abc import Iterator
from typing import Any, Final

from specc.base.grammar import counted, them
from specc.plan.receipt import SANDBOX
from specc.plan.standing import GROUPS, Overview, RunAccount, Standing
from specc.report.json import dumped
from specc.report.paint import Paint
from specc.report.runs import run_json
from specc.report.table import Row, table, wrapped
from specc.report.words import money, printable

NOTHING: Final = "nothing has been run here yet\n"
_GROUPS: Final = tuple(dict.fromkeys(GROUPS.values()))


def render(overview: Overview, *, is_coloured: bool = False, columns: int = 80) -> str:
    """A table for each provider, why videos failed, and a closing line."""
    paint = Paint(is_coloured=is_coloured)
    if not overview.standings and not overview.unused:
        return NOTHING
    parts = [_provider(provider, overview, columns, paint) for provider in dict.fromkeys(one.provider for one in overview.standings)]
    parts += [[line for one in overview.standings for line in _failures(one, columns, paint)]]
    parts += [[_unused(one) for one in overview.unused] + [_alive(run) for run in overview.alive], [*_next(overview)]]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def render_json(overview: Overview) -> str:
    document = {
        "version": 1,
        "ledger": overview.ledger,
        "specs": [{"provider": one.provider, "spec": one.spec, "tasks": one.tasks, **_sums(one)} for one in overview.standings],
        "totals": [{"provider": one.provider, **_sums(one)} for one in overview.totals],
        "unused": [{"provider": one.provider, **_sums(one)} for one in overview.unused],
        "alive": [run_json(run) for run in overview.alive],
    }
    return dumped(document)


def _sums(one: Standing) -> dict[str, Any]:
    return {
        "videos": one.videos,
        **{name.replace(" ", "_"): one.groups[name] for name in _GROUPS},
        "failures": dict(one.failures),
        "cost_usd": round(one.cost_usd, 6),
        "cost_unknown": one.unknown,
        "reserved_usd": round(one.reserved_usd, 6),
    }


def _provider(provider: str, overview: Overview, columns: int, paint: Paint) -> list[str]:
    ours = [one for one in overview.standings if one.provider == provider]
    total = next((one for one in overview.totals if one.provider == provider), None)
    pretended = " (its costs are pretended)" if provider == SANDBOX else ""
    lines = table(_rows(ours), columns, paint)
    return [paint(f"{printable(provider)}{pretended}", is_bold=True), *lines, *([_costs(total)] if total else [])]


def _rows(ours: list[Standing]) -> Iterator[Row]:
    """A column for each group that has videos in it."""
    groups = [group for group in _GROUPS if any(one.groups[group] for one in ours)]
    yield ("spec", "videos", *groups, "cost"), None
    for one in ours:
        yield (printable(one.spec), f"{one.videos:,}", *(f"{one.groups[group]:,}" for group in groups), _cost(one)), None


def _cost(one: Standing) -> str:
    return money(one.cost_usd) + ("?" if one.unknown else "")


def _costs(total: Standing) -> str:
    reserved = f", up to {money(total.reserved_usd)} more for what is in flight" if total.reserved_usd else ""
    unknown = f", cost unknown for {total.unknown:,}" if total.unknown else ""
    return f"{money(total.cost_usd)} so far{reserved}{unknown}"


def _failures(one: Standing, columns: int, paint: Paint) -> Iterator[str]:
    if one.failures:
        counts = ", ".join(f"{category} {count:,}" for category, count in sorted(one.failures.items(), key=lambda item: (-item[1], item[0])))
        told = f"{sum(one.failures.values()):,} failed in {printable(one.spec)}: {counts}"
        yield from wrapped(paint("error: ", "red", is_bold=True), "error: ", told, columns)


def _unused(one: Standing) -> str:
    return f"{counted(one.videos, 'earlier video')} of {printable(one.provider)}, {_cost(one)}: no task asks for {them(one.videos)} any more"


def _alive(run: RunAccount) -> str:
    where = f"process {run.pid}" if run.ending == "running" else f"on {run.host}, as far as is known"
    return f"run {run.number} of {printable(', '.join(run.specs))} is going on since {run.started} ({where})"


def _next(overview: Overview) -> Iterator[str]:
    unfinished = [one for one in overview.standings if one.is_to_be_run]
    failed = [one for one in overview.standings if one.failures]
    if unfinished and not overview.alive:
        yield f"next: `specc run` goes on with {_named(unfinished)}; what was sent is not paid for again"
    if failed:
        yield f"next: `specc results --state failed` tells why; `specc retry {failed[0].spec}` opens them again for `specc run`"


def _named(ones: list[Standing]) -> str:
    names = list(dict.fromkeys(printable(one.spec) for one in ones))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")  # noqa: PLR2004
