"""The command line: one module per command, loaded when it is called. Flags become one call of a verb, a report, an exit code."""

import importlib
from typing import Any

import click

from specc import __version__

COMMANDS = {
    "lint": "Report every mistake in specs, over all cells and rows.",
    "compile": "Turn specs into task payloads.",
    "diff": "Tell which videos have changed since a git ref.",
    "plan": "Tell what a run would do and cost.",
    "run": "Make the videos: submit, poll, download.",
    "status": "Tell how far the videos are, and what they cost.",
    "results": "List tasks with what became of them.",
    "events": "Tell what happened to a video and when.",
    "runs": "List the runs.",
    "retry": "Open failed videos for another attempt.",
    "forget": "Take tasks out of the ledger.",
    "init": "Write a starter project.",
    "explain": "Explain a rule.",
    "rules": "List the rules.",
    "config": "Show what the project's file says.",
    "schema": "Print the JSON Schema of the spec language.",
    "models": "List models and their parameters, and get their schemas.",
    "catalog": "Find avatars, voices and languages.",
    "listen": "Take the provider's webhooks.",
    "sandbox": "Serve the provider's protocol locally.",
}


class _Lazy(click.Group):
    """Imports a command's module when the command is called: `--version` loads none."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"specc.cli.{name}").command
        return found

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, context: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        from specc.base.similar import similar

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = similar(args[0], COMMANDS)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", context)
        return super().resolve_command(context, args)


def _print_version(context: click.Context, _parameter: click.Parameter, is_wanted: bool) -> Any:  # noqa: FBT001 - click's signature
    if is_wanted:
        click.echo(f"specc {__version__}")
        context.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version and exit.")
def command() -> None:
    """A compiler and linter for declarative video specs.

    A spec (`*.video.yaml`) says what one video is and for whom it is made: one
    video per row of an audience, per language, per cell of a matrix. specc
    checks every variant against the provider's limits before anything is paid.

    \b
    Examples:
      specc init my-videos        write a starter project
      specc lint my-videos        find every mistake
      specc run my-videos --sandbox
                                  make the videos without key or network

    Exit codes: 0 clean, 1 findings or failed tasks, 2 wrong usage, 3 a bug in
    specc, 130 interrupted.
    """
