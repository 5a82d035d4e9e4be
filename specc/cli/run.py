"""`specc run`."""

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from specc.cli.access import api_url_option
from specc.cli.ledgers import ledger_option
from specc.cli.selecting import make_selection, selection_options, variable_options

_OF_A_PLAN = {"out": "out", "attempts": "attempts", "retakes": "retake", "sample": "sample"}
"""What a saved plan has settled, by the name of the parameter."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC|BUILD|PLAN...")
@selection_options
@variable_options
@click.option("--sandbox", is_flag=True, help="Make the videos with the embedded sandbox: no key, no network, no bill.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True, metavar="DIR", help="Where videos go.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="USD", help="Spend no more in this run: the most a video may cost is set aside before it is sent.")
@click.option("--max-tasks", type=click.IntRange(min=0), metavar="N", help="Submit no more than so many.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only a few: shortest, longest, each language, each cell.")
@click.option("--concurrency", type=click.IntRange(1, 1000), default=4, show_default=True, metavar="N", help="Videos in flight at once; fewer while the provider is busy.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Submit no more than so many a second.")
@click.option("--fail-fast", is_flag=True, help="Submit nothing more after the first failure.")
@click.option("--max-failures", type=click.IntRange(min=1), metavar="N", help="Submit nothing more after so many failures.")
@click.option("--attempts", type=click.IntRange(min=1), default=3, show_default=True, metavar="N", help="Attempts at a video that fails for no fault of the spec; failed ones aren't billed.")
@click.option("--retake", "retakes", multiple=True, metavar="KEY", help="Make and pay for another take of this row, though it was made. Repeatable.")
@click.option("--no-download", is_flag=True, help="Only have them made; the same command without it fetches them.")
@click.option("--grace", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="S", help="After ^C, so long may what is in flight still arrive.")
@click.option("--webhook-url", envvar="SPECC_WEBHOOK_URL", metavar="URL", help="Where the provider tells `specc listen` what is done; also SPECC_WEBHOOK_URL.")
@api_url_option
@click.option("--yes", "-y", is_flag=True, help="Don't ask before spending.")
@ledger_option
@click.pass_context
def command(context: click.Context, /, paths: tuple[Path, ...], **options: Any) -> int:
    """Make the videos: submit, poll, download.

    SPEC is a spec or a folder of specs, which are checked first: with errors
    nothing is submitted. BUILD is what `specc compile` wrote, PLAN what
    `specc plan --out` did. The key comes from RUNWARE_API_KEY.

    Every step is noted in the ledger before it is taken. What was made is not
    made again, and a run that was interrupted, killed or cut off goes on with the
    same command. ^C submits nothing more and lets what is in flight arrive; ^C
    again leaves at once.

    \b
    Examples:
      specc run examples/welcome --sandbox
      specc run a.video.yaml --sample 3 --max-cost 10
      specc run a.video.yaml --only language=es-ES --limit 1
      specc plan videos/ --out plan.json && specc run plan.json --yes
    """
    from specc.cli.running import Asked, run

    selection = make_selection(only=options.pop("only"), rows=options.pop("rows"), limit=options.pop("limit"), variables=options.pop("variables"))
    if options.pop("fail_fast"):
        options["max_failures"] = 1
    given = [f"--{option}" for name, option in _OF_A_PLAN.items() if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    return run(Asked(paths, selection, **options), given)
