"""`specc compile --explain-plan`: how rows are compiled, without compiling them."""

import sys
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
    from specc.pipeline import compilation
    from specc.pipeline.explaining import explain_unit

    made = compilation(paths, selection, project=project_of(paths))
    specs = [explain_unit(unit) for unit in made.units()]
    text = _rendered(specs, form or "text").encode("utf-8", errors="replace").decode()
    click.echo(text, nl=False, color=True if "\x1b" in text else None)
    return told(made.report, has_written=True)


def _rendered(specs: list[Any], form: str) -> str:
    from specc.report.plan import render, render_json

    if form == "json":
        return render_json(specs)
    from specc.cli.terminal import columns, is_coloured

    return render(specs, is_coloured=is_coloured(sys.stdout), columns=columns())
