"""specc: a compiler and linter for declarative video specs.

    import specc
    report = specc.lint("videos/")
    tasks = specc.compile("videos/welcome.video.yaml").tasks

Code map, from the bottom up; imports only go down, and `|` stands between siblings that don't see each other:

  base/          places in text, faults, diagnostics, errors: the words every floor speaks
  catalog/       the provider's models as data, and the validator that reads them (| syntax)
  syntax/        YAML 1.2 to plain data with a place for every value (| catalog)
  template/      Jinja inside scalars: bounded, exact, typed (| audience)
  audience/      rows of every format in blocks, and the contract of their columns (| template)
  expand/        languages × matrix: cells and the names they see
  compiler/      binding times: cell → program, row → task; and block functions: rows → bytes of tasks, at speed
  check/         rules: wording, pages, folding, silencing
  plugin.py      what packages of one's own add: rules, filters, models
  plan/          a task's life: states, steps, outcomes; what it will cost; what differs between two sets of tasks
  report/        findings, plans, differences and outcomes for people and tools (| run)
  run/           submit, poll, download; the ledger; the listener for webhooks; the sandbox (| report)
  pipeline/      the verbs lint, compile, diff, plan and run: the order of the stages, one pass or more over the rows
  cli/           one module per command
  __main__.py    the entry, and the one funnel for errors
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specc.check.report import Report
    from specc.compiler.task import Task

__all__ = ["Compiled", "__version__", "compile", "lint"]

__version__ = "0.1.0"


@dataclass(frozen=True, slots=True)
class Compiled:
    """Tasks in the order of the data, and the report of the same run. With errors, `tasks` holds the sound ones."""

    tasks: "tuple[Task, ...]"
    report: "Report"


def lint(*paths: str | Path, variables: Mapping[str, Any] | None = None) -> "Report":
    """The findings of the specs at or below the paths (default: the current folder), over all cells and rows.

    Raises `specc.base.errors.SpeccError` for a path that can't be read; what is wrong in a spec is a finding.
    """
    from specc import pipeline
    from specc.check.report import joined

    selection = pipeline.Selection(overrides=dict(variables or {}), today=datetime.now(UTC).date())
    return joined([pipeline.lint(made) for made in pipeline.compilations([Path(path) for path in paths or (".",)], selection)])


def compile(
    *paths: str | Path,
    only: Mapping[str, str] | None = None,
    rows: tuple[str, ...] = (),
    limit: int | None = None,
    variables: Mapping[str, Any] | None = None,
) -> Compiled:
    """The tasks of specs: `only` selects elements of axes, `rows` keys of the audience. Raises as `lint` does."""
    from specc import pipeline
    from specc.compiler.task import Task
    from specc.pipeline.project import require_sound

    axes = {axis: frozenset((name,)) for axis, name in (only or {}).items()}
    selection = pipeline.Selection(axes, frozenset(rows), limit, dict(variables or {}), today=datetime.now(UTC).date())
    made = pipeline.compilation([Path(path) for path in paths], selection)
    require_sound(made.project)
    tasks = tuple(item for item in made if isinstance(item, Task))
    return Compiled(tasks, made.report)
