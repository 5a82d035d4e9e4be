"""`specc run PLAN`: the plan's options in place of the command line's, and the refusal of a plan that no longer holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from specc.base.errors import UsageError
from specc.base.range import NOTHING
from specc.catalog.project import Project
from specc.cli.selecting import make_selection
from specc.pipeline.planning import Ground
from specc.pipeline.saved_plan import SavedPlan, check, is_plan, price_inputs, read_plan
from specc.pipeline.spool import Spool
from specc.pipeline.unit import Selection
from specc.plan.calibration import Calibration
from specc.plan.estimate import Estimate
from specc.plan.receipt import SANDBOX
from specc.plan.steps import Policy
from specc.run.ledger import Ledger
from specc.run.ledger.learned import calibrations


@dataclass(frozen=True, slots=True)
class Followed:
    """What a run of a plan uses instead of its own options. `max_cost` and `ledger` give way to those of the command line."""

    plan: SavedPlan
    paths: tuple[Path, ...]
    selection: Selection
    sandbox: bool
    out: Path
    attempts: int
    retakes: tuple[str, ...]
    max_cost: float | None
    ledger: str | None

    def require_holding(self, spool: Spool, ledger: Ledger | None, project: Project, provider: str, policy: Policy) -> None:
        """Raises `UsageError` with all that has changed. The spool was filled with `has_inputs`."""
        learned: dict[str, Calibration] = {} if self.sandbox or ledger is None else calibrations(ledger, provider)
        if not self.sandbox:
            spool.inputs.update(price_inputs(project, learned))
        ground = Ground(provider, self.out, lambda _task: Estimate(None, NOTHING), ledger, policy, frozenset(self.retakes))
        if (error := check(self.plan, spool, ground)) is not None:
            raise error


def follow(paths: Sequence[Path], selection: Selection, given: Iterable[str] = ()) -> Followed | None:
    """None where no plan is among the paths. `given` names other options of the command line that a plan has of its own. Raises `UsageError`
    where something stands beside the plan that it would have to contradict.
    """
    plans = [path for path in paths if is_plan(path)]
    if not plans:
        return None
    if len(paths) > 1:
        raise UsageError(f"{plans[0]} is a plan, and is run alone", "run one plan, or plan all of it together")
    others = [*given, *(["--only, --row, --limit or --set"] if selection != Selection() else [])]
    if others:
        raise UsageError(f"{plans[0]} is a plan: {others[0]} can't be changed any more", "plan again with other options")
    plan = read_plan(plans[0])
    options = plan.options
    chosen = make_selection(only=options.only, rows=options.rows, limit=options.limit, variables=options.variables)
    paths_of = tuple(map(Path, options.paths))
    return Followed(plan, paths_of, chosen, options.provider == SANDBOX, Path(options.out), options.attempts, options.retakes, options.max_cost, options.ledger)
