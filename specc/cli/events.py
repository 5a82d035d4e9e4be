"""`specc events`."""

import click

from specc.base.errors import UsageError
from specc.cli.ledgers import ledger_option, reading
from specc.cli.selecting import format_option


@click.command()
@click.argument("name", metavar="KEY|UUID|DIGEST")
@format_option("text", "json")
@ledger_option
def command(name: str, *, form: str, ledger: str | None) -> int:
    """Tell what happened to a video and when, step by step.

    KEY is that of a row, and leads to all of its videos; UUID is that of any
    attempt; DIGEST may be cut short, to 8 digits at least.

    \b
    Examples:
      specc events c-001
      specc events 0b7f2c1e-9d4a-4e6f-8a51-3c2d1e0f9a8b --format json
    """
    from specc.cli.terminal import echo_account
    from specc.report.stories import render, render_json
    from specc.run.ledger.listing import stories
    from specc.run.ledger.views import known_specs

    with reading(ledger) as opened:
        found = stories(opened, name)
        if not found and known_specs(opened):
            raise UsageError(f"the ledger knows no video by '{name}'", "`specc results` lists keys and UUIDs")
    echo_account(found, form, render, render_json)
    return 0
