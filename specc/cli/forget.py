"""`specc forget`."""

import click

from specc.base.errors import UsageError
from specc.cli.ledgers import (
    deciding,
    key_option,
    ledger_option,
    make_wanted,
    provider_option,
    specs_argument,
    state_option,
)
from specc.cli.terminal import require_yes


@click.command()
@specs_argument
@state_option
@key_option
@click.option("--run", "run", type=click.IntRange(min=1), metavar="N", help="Only tasks that this run was the last to see to.")
@provider_option
@click.option("--unused", is_flag=True, help="The videos that no task asks for any more, in place of tasks.")
@click.option("--in-flight", is_flag=True, help="Also what is being made, or was and isn't on disk: it may be paid for, and is never fetched.")
@click.option("--yes", "-y", is_flag=True, help="Don't ask.")
@ledger_option
def command(specs: tuple[str, ...], *, keys: tuple[str, ...], run: int | None, states: tuple[str, ...], unused: bool, in_flight: bool, yes: bool, providers: tuple[str, ...], ledger: str | None) -> int:
    """Take tasks out of the ledger, and videos that no task asks for any more.

    A run would make a forgotten video again and pay for it again. What happened
    stays on record (`specc events`), and files stay on disk. What is in flight,
    and what a run has in hand, is kept.

    Exit codes: 0 forgotten, 1 some of it was kept, 2 wrong usage.

    \b
    Examples:
      specc forget old-campaign --state failed
      specc forget welcome --key c-001 --yes
      specc forget --provider sandbox
      specc forget --unused
    """
    from specc.report.decided import forgotten_line, kept_lines
    from specc.run.ledger.forgetting import Forgetting, forget

    if unused == bool(specs or keys or states or providers or run is not None):
        raise UsageError("--unused goes with no other choice" if unused else "it isn't said what to forget", "name specs, --key, --run, --state or --provider; or --unused alone")
    with deciding(ledger) as opened:
        if opened is None:
            return 0
        wanted = None if unused else make_wanted(opened, specs, keys=keys, states=states, run=run, providers=providers)
        if not yes:
            looked = forget(opened, Forgetting(wanted, in_flight, is_dry=True))
            if looked.tasks or looked.videos:
                require_yes(forgotten_line(looked, is_dry=True), "add --yes")
        done = forget(opened, Forgetting(wanted, in_flight))
    click.echo(forgotten_line(done, is_dry=False))
    for line in (*kept_lines(done.pending, "kept: in flight, or made and not on disk (--in-flight forgets them too)"), *kept_lines(done.held, "kept: a run has them in hand")):
        click.echo(line, err=True)
    return int(bool(done.pending.count or done.held.count))
