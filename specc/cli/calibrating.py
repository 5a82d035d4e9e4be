"""`specc status --estimates`: what was expected beside what it came to, and, if asked, what that teaches for later runs."""

from pathlib import Path

import click

from specc.cli.ledgers import deciding, known_names, reading
from specc.cli.project import current_project


def tell_estimates(specs: tuple[str, ...], form: str, ledger: str | None, *, is_kept: bool) -> int:
    from specc.cli.terminal import echo_account
    from specc.pipeline.prices import priced
    from specc.plan.comparison import compare, lessons
    from specc.plan.price import make_rates
    from specc.report.comparison import calibration_lines, render, render_json
    from specc.run.ledger.learned import deliveries, note_calibrations
    from specc.run.ledger.ledger import utc_now

    rates = make_rates(priced(current_project(), [Path.cwd()]))
    with reading(ledger) as opened:
        names = known_names(opened, specs)
        found = compare(deliveries(opened, names), rates)
        learned = lessons(deliveries(opened, names), rates, date=utc_now()[:10]) if is_kept else {}
    if learned:
        with deciding(ledger) as written:
            if written is not None:
                note_calibrations(written, learned)
    echo_account(found, form, render, lambda made: render_json(made, learned))
    if is_kept and form == "text":
        for line in calibration_lines(learned):
            click.echo(line)
    return 0
