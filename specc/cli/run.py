"""`specc run`."""

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from specc.base.errors import SpeccError, UsageError
from specc.cli.rejects import told
from specc.cli.selecting import make_selection, selection_options, variable_options


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC|BUILD...")
@click.option("--sandbox", is_flag=True, help="Make the videos with the embedded sandbox: no key, no network, no bill.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True, metavar="DIR", help="Where videos go.")
@click.option("--concurrency", type=click.IntRange(1, 1000), default=4, show_default=True, metavar="N", help="Videos in flight at once.")
@click.option("--api-url", envvar="SPECC_API_URL", metavar="URL", help="The provider's address; also SPECC_API_URL.")
@click.option("--yes", "-y", is_flag=True, help="Don't ask before spending.")
@selection_options
@variable_options
def command(paths: tuple[Path, ...], *, sandbox: bool, out: Path, concurrency: int, api_url: str | None, yes: bool, only: tuple[str, ...], rows: tuple[str, ...], limit: int | None, variables: tuple[str, ...]) -> int:
    """Make the videos: submit, poll, download.

    SPEC is a spec or a folder of specs, which are checked first: with errors
    nothing is submitted. BUILD is a file that `specc compile` wrote (JSON lines,
    a manifest, or an array). The key comes from RUNWARE_API_KEY. A run that was
    interrupted goes on with the same command: what the provider has accepted is
    polled, never submitted as a new task.

    \b
    Examples:
      specc run examples/welcome --sandbox
      specc run a.video.yaml --only language=es-ES --limit 1
      specc compile a.video.yaml --format manifest -o build.jsonl
      specc run build.jsonl --out videos --yes
    """
    selection = make_selection(only=only, rows=rows, limit=limit, variables=variables)
    tasks, locate, code = _tasks(paths, selection)
    if code or not tasks:
        if not code:
            click.echo("nothing to make", err=True)
        return code
    if not sandbox:
        _require_consent(tasks, api_url, yes=yes)
    return _run(_without_delivery(tasks) if sandbox else tasks, locate, sandbox=sandbox, out=out, concurrency=concurrency, api_url=api_url)


def _tasks(paths: tuple[Path, ...], selection: Any) -> tuple[list[Any], Callable[[Any, str], Any], int]:
    """The tasks of specs or builds, how to find a parameter's place, and the exit code where they can't be run."""
    from specc.compiler.task import Task
    from specc.pipeline import compilation
    from specc.pipeline.builds import is_build, read_build

    builds = [path for path in paths if is_build(path)]
    tasks = [task for path in builds for task in read_build(path)]
    specs = [path for path in paths if path not in builds]
    if not specs:
        return tasks, lambda _task, _parameter: None, 0
    made = compilation(specs, selection)
    made.costs = None  # what has been paid already is known to the run alone
    tasks += [item for item in made if isinstance(item, Task)]
    if made.report.findings:
        told(made.report, has_written=True)
    if made.report.count("error"):
        click.echo("nothing was submitted", err=True)
        return [], made.locate, 1
    return tasks, made.locate, 0


def _require_consent(tasks: list[Any], api_url: str | None, *, yes: bool) -> None:
    if not os.environ.get("RUNWARE_API_KEY"):
        raise UsageError("there is no key for the provider", "set RUNWARE_API_KEY, or try it with --sandbox")
    if api_url and not _is_private(api_url):
        raise UsageError("the key would travel unencrypted", "give an https address; http is for this machine alone")
    if yes:
        return
    results = {task.uuid: int(task.payload.get("numberResults", 1)) for task in tasks}
    count = sum(results.values())
    question = f"{count:,} video{'s' if count != 1 else ''} will be made and paid for{f' at {api_url}' if api_url else ''}. Go on?"
    if not sys.stdin.isatty():
        raise UsageError(f"{question.removesuffix(' Go on?')} There is no terminal to ask on", "add --yes, or try it with --sandbox")
    if not click.confirm(question, err=True):
        raise click.Abort


def _is_private(api_url: str) -> bool:
    """Whether nobody on the way can read what is sent."""
    address = urlsplit(api_url)
    return address.scheme != "http" or address.hostname in ("localhost", "::1") or (address.hostname or "").startswith("127.")


def _without_delivery(tasks: list[Any]) -> list[Any]:
    """The sandbox is on this machine: webhooks and uploads of real systems aren't its to call."""
    names = ("webhookURL", "uploadEndpoint")
    if any(name in task.payload for task in tasks for name in names):
        click.echo("note: the sandbox calls no webhookURL and no uploadEndpoint", err=True)
    return [replace(task, payload={name: value for name, value in task.payload.items() if name not in names}) for task in tasks]


def _run(tasks: list[Any], locate: Callable[[Any, str], Any], *, sandbox: bool, out: Path, concurrency: int, api_url: str | None) -> int:
    from specc.cli.terminal import columns, is_coloured, is_terminal
    from specc.report.progress import progress
    from specc.report.run import render
    from specc.run.executor import run_tasks
    from specc.run.sandbox import embedded_sandbox
    from specc.run.settings import DEFAULT_API_URL, RunSettings

    with embedded_sandbox() if sandbox else nullcontext() as server:
        if server is not None:
            settings = RunSettings(server.url, server.key, out, concurrency=concurrency, poll_pause_first_s=0.3, poll_pause_max_s=1.0)
        else:
            settings = RunSettings(api_url or DEFAULT_API_URL, os.environ["RUNWARE_API_KEY"], out, concurrency=concurrency)
        error: SpeccError | None = None
        with progress(sys.stderr, is_terminal=is_terminal(sys.stderr), is_coloured=is_coloured(sys.stderr), columns=columns()) as notify:
            try:
                outcomes = run_tasks(tasks, settings, notify=notify)
            except SpeccError as stopped:
                error, outcomes = stopped, list(getattr(stopped, "outcomes", ()))
    if outcomes:
        click.echo(render(outcomes, is_coloured=is_coloured(sys.stdout), columns=columns()), nl=False)
        _point_at_specs(outcomes, locate)
        if sandbox:
            click.echo("the sandbox's costs are pretended: nothing was charged", err=True)
    if error is not None:
        raise error
    return int(any(outcome.error is not None for outcome in outcomes))


def _point_at_specs(outcomes: list[Any], locate: Callable[[Any, str], Any]) -> None:
    """Where the provider's error names a parameter that a spec wrote, shows that place."""
    from specc.base.diagnostic import Diagnostic
    from specc.cli.terminal import columns, is_coloured
    from specc.report.text import render_findings

    found: dict[tuple[str, tuple[str, int, int]], Diagnostic] = {}
    for outcome in outcomes:
        for parameter in outcome.error.parameters if outcome.error else ():
            span = locate(outcome.task, parameter)
            if span is not None:
                failure = outcome.error
                help = f"see {failure.documentation}" if failure.documentation else ""
                found.setdefault((failure.code, span.order()), Diagnostic(failure.code, failure.category, "error", failure.message, help, span))
    if found:
        click.echo(render_findings(list(found.values()), is_coloured=is_coloured(sys.stdout), columns=columns()))
