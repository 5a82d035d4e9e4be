"""What `specc run` does, from the specs to the closing account."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click

from specc.base.diagnostic import Diagnostic
from specc.base.errors import SpeccError
from specc.base.location import Span
from specc.catalog.project import Project
from specc.cli.access import provider_access
from specc.cli.consent import require_consent
from specc.cli.estimating import Estimated, estimator
from specc.cli.following import Followed, follow
from specc.cli.ledgers import ledger_address
from specc.cli.project import project_of
from specc.cli.rejects import told
from specc.cli.terminal import columns, echo, echo_findings, is_coloured, is_terminal
from specc.cli.watching import watched
from specc.compiler.task import Task
from specc.pipeline.known import models_at
from specc.pipeline.planning import Ground
from specc.pipeline.prices import priced
from specc.pipeline.sampling import sampled
from specc.pipeline.spool import Spool, spooled
from specc.pipeline.unit import Selection
from specc.plan.estimate import Estimate
from specc.plan.events import Ended, Event
from specc.plan.price import make_rates
from specc.plan.receipt import SANDBOX, Amounts
from specc.plan.steps import Policy
from specc.report.account import Account
from specc.report.progress import progress
from specc.report.run import render
from specc.run.executor import run_tasks
from specc.run.ledger import Ledger, open_ledger
from specc.run.ledger.learned import calibrations
from specc.run.sandbox import embedded_sandbox
from specc.run.settings import RunSettings

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


def run(asked: Asked, given: Iterable[str] = ()) -> int:
    """The exit code. `given` names options that a saved plan has of its own and that the command line gives nevertheless."""
    followed = follow(asked.paths, asked.selection, given)
    if followed is not None:
        asked = _as_planned(asked, followed)
    project = project_of(asked.paths)
    with ExitStack() as stack:
        spool = stack.enter_context(spooled(asked.paths, asked.selection, watched=watched, has_inputs=followed is not None, project=project))
        if spool.report.findings:
            told(spool.report, has_written=True)
        if not spool.is_sound:
            click.echo("nothing was submitted", err=True)
            return 1
        if not spool.count:
            click.echo("nothing to make", err=True)
            return 0
        ledger = stack.enter_context(closing(open_ledger(ledger_address(asked.ledger, project))))
        settings = _settings(asked, project, ledger, stack)
        if followed is not None:
            followed.require_holding(spool, ledger, project, settings.provider_name, settings.policy)
        estimated = estimator(make_rates(priced(project, asked.paths), calibrations(ledger, settings.provider_name)), is_pretended=asked.sandbox)
        tasks: Iterable[Task] = spool if asked.sample is None else tuple(sampled(spool, asked.sample))
        if asked.sandbox:
            tasks = _Undelivered(tasks)
        else:
            ground = Ground(settings.provider_name, asked.out, estimated, ledger, settings.policy, settings.retakes)
            require_consent(tasks, ground, settings, is_sure=asked.yes)
        return _run(tasks, settings, ledger, estimated, spool)


def _as_planned(asked: Asked, plan: Followed) -> Asked:
    return replace(
        asked,
        paths=plan.paths,
        selection=plan.selection,
        sandbox=plan.sandbox,
        out=plan.out,
        attempts=plan.attempts,
        retakes=plan.retakes,
        max_cost=plan.max_cost if asked.max_cost is None else asked.max_cost,
        ledger=asked.ledger or plan.ledger,
    )


def _settings(asked: Asked, project: Project, ledger: Ledger, stack: ExitStack) -> RunSettings:
    """Where the tasks go, and within which bounds."""
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
        server = stack.enter_context(embedded_sandbox(state_dir=_sandbox_folder(ledger), models=models_at(asked.paths, project)))
        common |= {"provider": SANDBOX, "poll_pause_first_s": 0.3, "poll_pause_max_s": 1.0}
        return RunSettings(server.url, server.key, asked.out, **common)
    api_url, key = provider_access(asked.api_url, without="try it with --sandbox")
    return RunSettings(api_url, key, asked.out, **common)


def _sandbox_folder(ledger: Ledger) -> Path:
    """Where the embedded sandbox keeps what it has been given to do: beside a ledger in a file."""
    beside = Path(ledger.address)
    return (beside.parent if beside.is_file() else Path(".specc")) / "sandbox"


def _amounts(found: Estimate) -> Amounts:
    seconds = found.seconds.expected if found.seconds is not None else None
    usd = found.usd
    return Amounts(seconds) if usd is None else Amounts(seconds, usd.low, usd.expected, usd.high)


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
            account.tally = run_tasks(tasks, settings, ledger, notify=notify, estimate=lambda task: _amounts(estimated(task)))
        except SpeccError as stopped:
            error = stopped
            account.tally = getattr(stopped, "tally", account.tally)
    if account.tally.count or account.tally.unsent:
        echo(render(account, is_coloured=is_coloured(sys.stdout), columns=columns()))
        places.tell()
        if settings.provider_name == SANDBOX:
            click.echo("the sandbox's costs are pretended: nothing was charged", err=True)
    if error is not None:
        raise error
    return int(not account.tally.is_well)


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
            echo_findings(list(self._found.values()))
