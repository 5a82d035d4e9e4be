"""`specc status`."""

import click

from specc.cli.ledgers import known_names, ledger_option, reading, specs_argument
from specc.cli.selecting import format_option


@click.command()
@specs_argument
@format_option("text", "json")
@click.option("--estimates", is_flag=True, help="Set lengths and costs beside what was expected of them, by model and language.")
@click.option("--calibrate", is_flag=True, help="Let the ledger remember what its videos teach, for the estimates of later runs.")
@ledger_option
def command(specs: tuple[str, ...], *, form: str, estimates: bool, calibrate: bool, ledger: str | None) -> int:
    """Tell how far the videos of each spec are, what they cost, and what to do next.

    SPEC is the name of a spec, its file, or a folder; all that have been run by
    default. The ledger is asked, nothing else: no data is read and nothing sent.

    `planned` was never sent; `in flight` was sent, and isn't made yet; `made` is
    paid for and not on disk. The same `specc run` goes on with all of them.

    \b
    Examples:
      specc status
      specc status videos/welcome.video.yaml --format json
      specc status --estimates
    """
    if estimates or calibrate:
        from specc.cli.calibrating import tell_estimates

        return tell_estimates(specs, form, ledger, is_kept=calibrate)
    from specc.cli.terminal import echo_account
    from specc.report.status import render, render_json
    from specc.run.ledger.views import overview

    with reading(ledger) as opened:
        found = overview(opened, known_names(opened, specs))
    echo_account(found, form, render, render_json)
    return 0
