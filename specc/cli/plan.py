"""`specc plan`."""

from pathlib import Path
from typing import Any

import click

from specc.cli.access import api_url_option
from specc.cli.ledgers import ledger_option
from specc.cli.selecting import format_option, make_selection, selection_options, variable_options


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC|BUILD...")
@selection_options
@variable_options
@click.option("--sandbox", is_flag=True, help="Plan what `specc run --sandbox` would do.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="USD", help="Tell whether so much is enough, even if all videos cost the most they may.")
@click.option("--price", type=click.Choice(("estimate", "provider")), default="estimate", show_default=True, help="provider: ask it what the videos cost, by dry runs, which make and charge nothing. Needs RUNWARE_API_KEY.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="With --price provider: ask for so many videos, and extrapolate.")
@click.option("--attempts", type=click.IntRange(min=1), default=3, show_default=True, metavar="N", help="As for `specc run`: attempts at a video that fails for no fault of the spec.")
@click.option("--retake", "retakes", multiple=True, metavar="KEY", help="As for `specc run`: another take of this row, though it was made. Repeatable.")
@click.option("--videos", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True, metavar="DIR", help="Where `specc run --out` puts the videos.")
@api_url_option
@format_option("text", "json")
@click.option("--out", "saved", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Save the plan: `specc run FILE` does exactly that, or refuses if anything it follows from has changed.")
@click.option("--detailed-exitcode", "is_detailed", is_flag=True, help="Exit with 2 if there is something to do; see above.")
@ledger_option
def command(paths: tuple[Path, ...], **options: Any) -> int:
    """Tell what a run would do and cost, without doing any of it.

    The specs are compiled and compared with what the ledger knows: which videos
    would be made, which are made already, go on, are tried again, or are blocked,
    each with the reason; how long they would be and what they would cost, from
    the least to the most; and what changed since the last run, field by field.
    Nothing is sent, paid, made or written, not even a ledger. A price that nobody
    knows is unknown, and never 0.

    Exit codes: 0 a plan, 1 findings, a blocked video or too little --max-cost.
    With --detailed-exitcode: 0 nothing to do, 2 something to do, 1 all of the
    above, and whatever else keeps the plan from being made.

    \b
    Examples:
      specc plan videos/
      specc plan videos/ --max-cost 100 --only language=es-ES
      specc plan videos/ --price provider --sample 5
      specc plan videos/ --out plan.json && specc run plan.json --yes
    """
    from specc.base.errors import SpeccError
    from specc.cli.planning import Asked, plan

    is_detailed = options.pop("is_detailed")
    chosen = {name: options.pop(name) for name in ("only", "rows", "limit", "variables")}
    if options["sample"] is not None and options["price"] != "provider":
        raise click.UsageError("--sample goes with --price provider")
    try:
        code, is_idle = plan(Asked(paths, make_selection(**chosen), **chosen, **options))
    except SpeccError as error:
        if is_detailed:
            error.exit_code = 1
        raise
    return code or (2 if is_detailed and not is_idle else 0)
