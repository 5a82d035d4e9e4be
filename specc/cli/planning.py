"""What `specc plan` does, from the specs to the account of what would happen."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from specc.catalog.project import Project
from specc.cli.access import provider_access
from specc.cli.estimating import estimator
from specc.cli.ledgers import ledger_address
from specc.cli.project import project_of
from specc.cli.rejects import told
from specc.cli.terminal import echo_account
from specc.cli.watching import watched
from specc.compiler.task import Task
from specc.pipeline import compilation
from specc.pipeline.builds import is_build
from specc.pipeline.known import models_at
from specc.pipeline.planning import Ground, forecast, planned
from specc.pipeline.prices import priced
from specc.pipeline.sampling import sampled
from specc.pipeline.saved_plan import PlanOptions, PlanWriter, price_inputs
from specc.pipeline.spool import Spool, spooled
from specc.pipeline.targets import require_free
from specc.pipeline.unit import Selection
from specc.plan.budget import verdict
from specc.plan.forecast import Forecast
from specc.plan.price import make_rates
from specc.plan.quote import Quotation
from specc.plan.receipt import SANDBOX
from specc.plan.steps import Policy
from specc.report.forecast import Shown, render
from specc.report.forecast_json import forecast_object, render_json
from specc.run.ledger.learned import calibrations
from specc.run.ledger.reading import open_to_read
from specc.run.pricing import Quote, ask_prices
from specc.run.sandbox import embedded_sandbox
from specc.run.settings import DEFAULT_API_URL, RunSettings, provider_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line; `only` and `variables` as they were written. `folder` is for videos, `saved` for the plan."""

    paths: tuple[Path, ...]
    selection: Selection
    only: tuple[str, ...]
    rows: tuple[str, ...]
    limit: int | None
    variables: tuple[str, ...]
    sandbox: bool
    max_cost: float | None
    price: str
    sample: int | None
    attempts: int
    retakes: tuple[str, ...]
    folder: Path
    api_url: str | None
    form: str
    saved: Path | None
    ledger: str | None


def plan(asked: Asked) -> tuple[int, bool]:
    """The exit code, and whether there is nothing to do."""
    project = project_of(asked.paths)
    _require_free(asked, project)
    with ExitStack() as stack:
        spool = stack.enter_context(spooled(asked.paths, asked.selection, watched=watched, has_inputs=asked.saved is not None, project=project))
        if spool.report.findings:
            told(spool.report, has_written=True)
        if not spool.is_sound:
            click.echo("nothing was planned", err=True)
            return 1, True
        ledger = open_to_read(ledger_address(asked.ledger, project))
        if ledger is not None:
            stack.enter_context(closing(ledger))
        provider = SANDBOX if asked.sandbox else provider_of(asked.api_url or DEFAULT_API_URL)
        learned = {} if ledger is None or asked.sandbox else calibrations(ledger, provider)
        if asked.saved is not None and not asked.sandbox:
            spool.inputs.update(price_inputs(project, learned))
        policy = replace(Policy(), attempts_max=asked.attempts)
        estimated = estimator(make_rates(priced(project, asked.paths), learned), is_pretended=asked.sandbox)
        return _tell(asked, project, spool, Ground(provider, asked.folder, estimated, ledger, policy, frozenset(asked.retakes)))


def _require_free(asked: Asked, project: Project) -> None:
    builds = [path for path in asked.paths if is_build(path)]
    specs = [path for path in asked.paths if path not in builds]
    made = [compilation(specs, asked.selection, project=project)] if asked.saved is not None else []
    require_free(asked.saved, made, also=(*builds, Path(ledger_address(asked.ledger, project))))


def _tell(asked: Asked, project: Project, spool: Spool, ground: Ground) -> tuple[int, bool]:
    with PlanWriter() as writer:
        found = _forecast(asked, spool, ground, writer)
        quotation = _quotation(asked, project, spool, ground) if asked.price == "provider" and found.whole.spending else None
        limit = project.max_cost if asked.max_cost is None else asked.max_cost
        judged = None if limit is None else verdict(found.whole, limit, quotation, found.in_flight_usd)
        shown = Shown(found, ground.ledger.address if ground.ledger is not None else "", quotation, judged)
        if asked.saved is not None:
            writer.finish(asked.saved, _options(asked, ground, limit), spool.inputs, forecast_object(shown))
    echo_account(shown, asked.form, render, render_json)
    if asked.saved is not None:
        click.echo(f"saved to {asked.saved}: `specc run {asked.saved}` does exactly that", err=True)
    return int(found.blocked > 0 or (judged is not None and not judged.is_enough)), found.is_idle


def _forecast(asked: Asked, spool: Spool, ground: Ground, writer: PlanWriter) -> Forecast:
    is_whole = asked.selection == Selection(overrides=asked.selection.overrides)
    return forecast(spool, ground, is_whole=is_whole, also=(lambda _item: None) if asked.saved is None else writer.add)


def _options(asked: Asked, ground: Ground, limit: float | None) -> PlanOptions:
    return PlanOptions(
        tuple(map(str, asked.paths)), ground.provider, str(asked.folder), asked.only, asked.rows, asked.limit, asked.variables, asked.retakes, asked.attempts, asked.ledger, limit, asked.price
    )


# The provider's prices


@dataclass(frozen=True, slots=True)
class _Spending:
    """The tasks that would be paid for, each content once; read as often as needed."""

    tasks: Iterable[Task]
    ground: Ground

    def __iter__(self) -> Iterator[Task]:
        return (item.task for item in planned(self.tasks, self.ground) if item.is_first and item.is_spending)


def _quotation(asked: Asked, project: Project, spool: Spool, ground: Ground) -> Quotation:
    spending = _Spending(spool, ground)
    found = Quotation()

    def add(quote: Quote) -> None:
        found.add(quote.usd, ground.estimate(quote.task), quote.reason)

    with _settings(asked, project) as settings:
        ask_prices(spending if asked.sample is None else sampled(spending, asked.sample), settings, add)
    return found


@contextmanager
def _settings(asked: Asked, project: Project) -> Iterator[RunSettings]:
    if asked.sandbox:
        with embedded_sandbox(models=models_at(asked.paths, project)) as server:
            yield RunSettings(server.url, server.key, asked.folder)
        return
    api_url, key = provider_access(asked.api_url, without="plan without --price provider")
    yield RunSettings(api_url, key, asked.folder)
