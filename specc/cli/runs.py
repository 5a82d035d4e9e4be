"""`specc runs`."""

import click

from specc.cli.ledgers import ledger_option, reading
from specc.cli.selecting import format_option


@click.command()
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="The latest N runs.")
@format_option("text", "json")
@ledger_option
def command(*, limit: int, form: str, ledger: str | None) -> int:
    """List the runs: when they were, how they ended, what they made and what it cost.

    `dead` is a run whose process is gone and that never came to its end; what it
    had in hand, the next run takes over. `elsewhere` is on another machine, from
    which it can't be told whether it lives. `retry` and `forget` are decisions of
    these commands.

    \b
    Examples:
      specc runs
      specc runs --limit 3 --format json
    """
    from specc.cli.terminal import echo_account
    from specc.report.runs import render, render_json
    from specc.run.ledger.views import run_accounts

    with reading(ledger) as opened:
        runs = run_accounts(opened, limit)
    echo_account(runs, form, render, render_json)
    return 0
