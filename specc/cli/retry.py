"""`specc retry`."""

from typing import TYPE_CHECKING

import click

from specc.cli.ledgers import (
    category_option,
    cell_option,
    deciding,
    key_option,
    ledger_option,
    make_wanted,
    provider_option,
    specs_argument,
)

if TYPE_CHECKING:
    from specc.plan.decided import Reopened


@click.command()
@specs_argument
@key_option
@cell_option
@category_option
@provider_option
@click.option("--paid-too", is_flag=True, help="Also videos some of whose results were made and paid for: all of them are made, and paid for, anew.")
@click.option("--dry-run", is_flag=True, help="Tell what would be opened, and change nothing.")
@ledger_option
def command(specs: tuple[str, ...], *, categories: tuple[str, ...], keys: tuple[str, ...], cells: tuple[str, ...], paid_too: bool, dry_run: bool, providers: tuple[str, ...], ledger: str | None) -> int:
    """Open failed videos for another attempt. The next `specc run` makes them.

    Nothing is sent and nothing is spent here. A video that a run has in hand isn't
    touched, nor, without --paid-too, one that was paid for in part.

    Exit codes: 0 all that were asked for are open, 1 some are not, 2 wrong usage.

    \b
    Examples:
      specc retry --dry-run
      specc retry welcome --category timeout
      specc retry welcome --key c-001 --key c-002
    """
    from specc.run.ledger.reopening import reopen

    with deciding(ledger) as opened:
        if opened is None:
            return 0
        wanted = make_wanted(opened, specs, keys=keys, cells=cells, categories=categories, providers=providers)
        done = reopen(opened, wanted, is_paid_too=paid_too, is_dry=dry_run)
    return _tell(done, wanted.specs, is_dry=dry_run)


def _tell(done: "Reopened", specs: tuple[str, ...], *, is_dry: bool) -> int:
    from specc.report.decided import kept_lines, reopened_line

    click.echo(reopened_line(done, specs, is_dry=is_dry))
    for line in kept_lines(done.paid, "not opened: results were made and paid for (--paid-too makes all anew)"):
        click.echo(line, err=True)
    for line in kept_lines(done.held, "not opened: a run has them in hand"):
        click.echo(line, err=True)
    return int(bool(done.paid.count or done.held.count))
