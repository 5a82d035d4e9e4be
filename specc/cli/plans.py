"""`specc compile --explain-plan`: how rows are compiled, without compiling them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from specc.cli.project import project_of

FORMATS = ("text", "json")


def require_alone(form: str | None, others: Mapping[str, object]) -> None:
    """Raises for options that are about tasks, of which none are made."""
    given = [name for name, value in others.items() if value]
    if given:
        raise click.UsageError(f"--explain-plan makes no tasks: it goes with --only, --set and --format, not with {given[0]}")
    if form is not None and form not in FORMATS:
        raise click.UsageError(f"--explain-plan is written as {' or '.join(FORMATS)}, not as {form}")


def explain_plans(paths: tuple[Path, ...], form: str | None, selection: Any) -> int:
    """Prints the plans, and the findings on stderr. 1 if there are errors."""
    from specc.cli.rejects import told
    from specc.cli.terminal import echo_account
    from specc.pipeline import compilation
    from specc.pipeline.explaining import explain_unit
    from specc.report.plan import render, render_json

    made = compilation(paths, selection, project=project_of(paths))
    echo_account([explain_unit(unit) for unit in made.units()], form or "text", render, render_json)
    return told(made.report, has_written=True)
