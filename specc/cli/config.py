"""`specc config`: what is set for a project, and where that comes from."""

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from specc.check.leaks import masked
from specc.cli.ledgers import ledger_option
from specc.cli.project import named_project
from specc.cli.selecting import checked_rules, format_option, rule_options


@click.group("config")
def command() -> None:
    """Show what the project's file says, and what it may say.

    The file is `specc.toml`, or `pyproject.toml` with a table `[tool.specc]`: the
    nearest in the folder of a spec or above it. A command that names no spec
    goes by that of the current folder. All of it may be left out.
    """


@command.command("show")
@click.argument("path", type=click.Path(path_type=Path), default=Path(), metavar="[PATH]")
@format_option("text", "json")
@rule_options
@ledger_option
def show(path: Path, *, form: str, select: tuple[str, ...], ignore: tuple[str, ...], ledger: str | None) -> int:
    """Show each setting for the specs at PATH, and where it comes from.

    PATH is the current folder by default. A setting comes from a line of the
    project's file, from an option of the command line, or is the default. What
    is wrong with the file is told on stderr, and left out.

    \b
    Examples:
      specc config show
      specc config show videos/welcome.video.yaml --format json
      specc config show --ignore D111
    """
    from specc.pipeline.files import require_paths
    from specc.pipeline.origins import Given, values_of
    from specc.pipeline.project import shown
    from specc.pipeline.projects import Projects
    from specc.report import settings

    require_paths([path])
    (project,) = Projects(named_project()).of_each([path])
    given = [
        Given("select", checked_rules(select, [path]), "--select"),
        Given("ignore", checked_rules(ignore, [path]), "--ignore", is_added=True),
        Given("ledger", [masked(ledger)] if ledger else [], _of_ledger()),
    ]
    render = settings.render_json if form == "json" else settings.render
    click.echo(render(str(shown(project.file)) if project.file is not None else "", values_of(project, given)), nl=False)
    return _tell(project)


@command.command("schema", short_help="Print the JSON Schema of the project's file.")
@format_option("json", "markdown", help="A schema, or a reference to read.")
def schema(*, form: str) -> None:
    """Print the JSON Schema of the project's file, for editors that know TOML.

    \b
    Examples:
      specc config schema > project.schema.json
      specc config schema --format markdown

    \b
    Then let a specc.toml begin with the line
      #:schema project.schema.json
    """
    if form == "markdown":
        from specc.catalog.project import project_schema
        from specc.report.reference import project_markdown

        click.echo(project_markdown(project_schema()), nl=False)
        return
    from specc.base.resources import data_folder

    click.echo((data_folder("schemas") / "project.schema.json").read_text(encoding="utf-8"), nl=False)


def _of_ledger() -> str:
    source = click.get_current_context().get_parameter_source("ledger")
    return "SPECC_LEDGER" if source is ParameterSource.ENVIRONMENT else "--ledger"


def _tell(project: Any) -> int:
    if not project.faults:
        return 0
    from specc.check.engine import told
    from specc.cli.terminal import echo_findings

    echo_findings(told(project.faults), is_err=True)
    return 1
