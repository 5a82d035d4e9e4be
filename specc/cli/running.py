"""What `specc run` does, from the specs to the closing account."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import click

from specc.base.diagnostic import Diagnostic
from specc.base.errors import SpeccError, UsageError
from specc.base.location import Span
from specc.cli.ledgers import ledger_address
from specc.cli.rejects import told
from specc.cli.terminal import columns, is_coloured, is_terminal
from specc.cli.watching import watched
from specc.compiler.task import Task
from specc.pipeline.project import read_project
from specc.pipeline.sampling import sampled
from specc.pipeline.spool import Spool, spooled
from specc.pipeline.unit import Selection
from specc.plan.events import Ended, Event
from specc.plan.price import estimate, make_rates
from specc.plan.receipt import Amounts
from specc.plan.steps import SPENDS, Policy, decide
from specc.report.account import Account
from specc.report.progress import progress
from specc.report.run import render
from specc.report.text import render_findings
from specc.report.words import money
from specc.run.executor import pages, run_tasks
from specc.run.ledger import Ledger, open_ledger
from specc.run.sandbox import Settings, embedded
from specc.run.sandbox.clock import SystemClock
from specc.run.settings import DEFAULT_API_URL, RunSettings

SANDBOX: Final = "sandbox"
"""The provider's name in the ledger: what was pretended is never mixed up with what was made."""
_DELIVERY: Final = ("webhookURL", "uploadEndpoint")
_PLACES_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line."""

    paths: tuple[Path, ...]
    selection: Selection
    sandbox: bool
    out: Path
    max_cost: float | None
    max_tasks: int | None
    sample: int | None
    concurrency: int
    rate: float | None
    max_failures: int | None
    attempts: int
    retakes: tuple[str, ...]
    no_download: bool
    grace: float
    webhook_url: str | None
    api_url: str | None
    yes: bool
    ledger: str | None


def run(asked: Asked) -> int:
    """The exit code."""
    with spooled(asked.paths, asked.selection, watched=watched) as spool:
        if spool.report.findings:
            told(spool.report, has_written=True)
        if not spool.is_sound:
            click.echo("nothing was submitted", err=True)
            return 1
        tasks: Iterable[Task] = spool if asked.sample is None else sampled(spool, asked.sample)
        if not spool.count:
            click.echo("nothing to make", err=True)
            return 0
        with ExitStack() as stack:
            ledger = stack.enter_context(closing(open_ledger(_ledger(asked))))
            settings, estimated = _settings(asked, ledger, stack)
            if asked.sandbox:
                tasks = _Undelivered(tasks)
            else:
                _require_consent(_outlook(tasks, settings, ledger, estimated), asked)
            return _run(tasks, settings, ledger, estimated, spool)


def _ledger(asked: Asked) -> str:
    return ledger_address(asked.ledger or read_project(Path.cwd()).ledger)


Estimated = Callable[[Task], Amounts]


def _settings(asked: Asked, ledger: Ledger, stack: ExitStack) -> tuple[RunSettings, Estimated]:
    """Where the tasks go and within which bounds, and what each is expected to cost there."""
    project = read_project(Path.cwd())
    common: dict[str, Any] = {
        "concurrency": asked.concurrency,
        "cost_usd_max": project.max_cost if asked.max_cost is None else asked.max_cost,
        "failures_max": asked.max_failures,
        "grace_s": asked.grace,
        "is_downloading": not asked.no_download,
        "policy": replace(Policy(), attempts_max=asked.attempts),
        "rate_per_s_max": asked.rate,
        "retakes": frozenset(asked.retakes),
        "tasks_max": asked.max_tasks,
        "webhook_url": asked.webhook_url or "",
    }
    if asked.sandbox:
        pretended = Settings(key="embedded-sandbox-key", state_dir=sandbox_folder(ledger))
        server = stack.enter_context(embedded(pretended, clock=SystemClock()))
        common |= {"provider": SANDBOX, "poll_pause_first_s": 0.3, "poll_pause_max_s": 1.0}
        return RunSettings(server.url, server.key, asked.out, **common), _pretended(pretended.price_usd)
    key = os.environ.get("RUNWARE_API_KEY")
    if not key:
        raise UsageError("there is no key for the provider", "set RUNWARE_API_KEY, or try it with --sandbox")
    if asked.api_url and not _is_private(asked.api_url):
        raise UsageError("the key would travel unencrypted", "give an https address; http is for this machine alone")
    rates = make_rates(project)

    def estimated(task: Task) -> Amounts:
        found = estimate(task.payload, rates)
        seconds = found.seconds.expected if found.seconds is not None else None
        usd = found.usd
        return Amounts(seconds) if usd is None else Amounts(seconds, usd.low, usd.expected, usd.high)

    return RunSettings(asked.api_url or DEFAULT_API_URL, key, asked.out, **common), estimated


def sandbox_folder(ledger: Ledger) -> Path:
    """Where the embedded sandbox keeps what it has been given to do: beside a ledger in a file."""
    beside = Path(ledger.address)
    return (beside.parent if beside.is_file() else Path(".specc")) / "sandbox"


def _pretended(price_usd: float) -> Estimated:
    def estimated(task: Task) -> Amounts:
        usd = price_usd * int(task.payload.get("numberResults", 1))
        return Amounts(None, usd, usd, usd)

    return estimated


class _Undelivered:
    """The sandbox is on this machine: webhooks and uploads of real systems aren't its to call."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = tasks
        self._is_told = False

    def __iter__(self) -> Iterator[Task]:
        for task in self._tasks:
            if task.payload.keys() & set(_DELIVERY):
                self._tell()
                yield replace(task, payload={name: value for name, value in task.payload.items() if name not in _DELIVERY})
            else:
                yield task

    def _tell(self) -> None:
        if not self._is_told:
            click.echo("note: the sandbox calls no webhookURL and no uploadEndpoint", err=True)
        self._is_told = True


@dataclass(slots=True)
class _Outlook:
    """What a run would pay for: so many videos; `usd` is what they are expected to cost, of `unknown` nobody knows."""

    videos: int = 0
    results: int = 0
    usd_low: float = 0.0
    usd_high: float = 0.0
    unknown: int = 0


def _outlook(tasks: Iterable[Task], settings: RunSettings, ledger: Ledger, estimated: Estimated) -> _Outlook:
    outlook, seen = _Outlook(), set[str]()
    for page in pages(tasks):
        receipts = ledger.receipts(settings.provider_name, {task.digest for task in page})
        for task in page:
            decision = decide(receipts.get(task.digest), settings.policy, is_retake=task.key in settings.retakes)
            if decision.action not in SPENDS or task.digest in seen:
                continue
            seen.add(task.digest)
            amounts = estimated(task)
            outlook.videos += 1
            outlook.results += int(task.payload.get("numberResults", 1))
            outlook.usd_low += amounts.usd_low or 0
            outlook.usd_high += amounts.usd_high or 0
            outlook.unknown += amounts.usd_high is None
    return outlook


def _require_consent(outlook: _Outlook, asked: Asked) -> None:
    if not outlook.videos:
        return
    if outlook.unknown and asked.max_cost is not None:
        raise UsageError(f"the price of {outlook.unknown:,} videos is unknown, so they can't be held to --max-cost", "give their model a price in the project file: [tool.specc.prices]")
    if asked.yes:
        return
    count = min(outlook.results, asked.max_tasks) if asked.max_tasks is not None else outlook.results
    at = f" at {asked.api_url}" if asked.api_url else ""
    question = f"{count:,} video{'s' if count != 1 else ''} will be made and paid for{at} ({_price(outlook)}). Go on?"
    if not sys.stdin.isatty():
        raise UsageError(f"{question.removesuffix(' Go on?')} There is no terminal to ask on", "add --yes, or try it with --sandbox")
    if not click.confirm(question, err=True):
        raise click.Abort


def _price(outlook: _Outlook) -> str:
    known = f"{money(outlook.usd_low)} to {money(outlook.usd_high)}"
    if outlook.unknown == outlook.videos:
        return "price unknown"
    return known + (f", and {outlook.unknown:,} of unknown price" if outlook.unknown else "")


def _is_private(api_url: str) -> bool:
    """Whether nobody on the way can read what is sent."""
    address = urlsplit(api_url)
    return address.scheme != "http" or address.hostname in ("localhost", "::1") or (address.hostname or "").startswith("127.")


def _run(tasks: Iterable[Task], settings: RunSettings, ledger: Ledger, estimated: Estimated, spool: Spool) -> int:
    account, places = Account(), _Places(spool)
    error: SpeccError | None = None
    with progress(sys.stderr, is_terminal=is_terminal(sys.stderr), is_coloured=is_coloured(sys.stderr), columns=columns()) as show:

        def notify(event: Event) -> None:
            show(event)
            if isinstance(event, Ended):
                account.add(event.outcome)
                places.add(event)

        try:
            account.tally = run_tasks(tasks, settings, ledger, notify=notify, estimate=estimated)
        except SpeccError as stopped:
            error = stopped
            account.tally = getattr(stopped, "tally", account.tally)
    if account.tally.count or account.tally.unsent:
        click.echo(render(account, is_coloured=is_coloured(sys.stdout), columns=columns()), nl=False)
        places.tell()
        if settings.provider_name == SANDBOX:
            click.echo("the sandbox's costs are pretended: nothing was charged", err=True)
    if error is not None:
        raise error
    return int(account.tally.failed > 0)


class _Places:
    """Where the provider's error names a parameter that a spec wrote: each place once."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._found: dict[tuple[str, tuple[str, int, int]], Diagnostic] = {}

    def add(self, event: Ended) -> None:
        failure = event.outcome.error
        for parameter in failure.parameters if failure and len(self._found) < _PLACES_MAX else ():
            span: Span | None = self._spool.locate(event.outcome.task, parameter)
            if span is not None and failure is not None:
                help = f"see {failure.documentation}" if failure.documentation else ""
                made = Diagnostic(failure.code, failure.category, "error", failure.message, help, span)
                self._found.setdefault((failure.code, span.order()), made)

    def tell(self) -> None:
        if self._found:
            click.echo(render_findings(list(self._found.values()), is_coloured=is_coloured(sys.stdout), columns=columns()))
