"""`specc sandbox`: the provider's protocol, served locally until ^C."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import click

from specc.run.sandbox.settings import LATENCY_S, PRICE_USD, Settings

_INTERRUPTED, _TERMINATED = 130, 143


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, metavar="N", help="Port; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to listen on.")
@click.option("--latency", "latency_s", type=float, metavar="S", help=f"Seconds from submit to result.  [default: {LATENCY_S:g}; 0 with --no-media]")
@click.option("--price", "price_usd", type=float, default=PRICE_USD, show_default=True, metavar="USD", help="What is charged for each result; the default is about what the provider lists for its example videos.")
@click.option("--balance", "balance_usd", type=float, metavar="USD", help="What is in the account; without it, money never runs out.")
@click.option("--key", metavar="KEY", help="The only API key that is taken; without it, any is.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Same seed, same requests: same answers, videos and faults.")
@click.option("--length-max", "length_s_max", type=float, default=60.0, show_default=True, metavar="S", help="Seconds of the longest video.")
@click.option("--state", "state_dir", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Folder in which jobs, charges and uploads are kept over restarts, even a killed one.")
@click.option("--faults", "faults_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="YAML or JSON file of what goes wrong on purpose.")
@click.option("--no-media", is_flag=True, help="Hand out one tiny video for every task, at once: for load tests.")
@click.option("--progress", "shows_progress", is_flag=True, help="Answer polls of running tasks with their progress.")
@click.option("--webhook-shape", type=click.Choice(["data", "flat", "array", "errors"]), default="data", show_default=True, help="How notices are wrapped; `errors` tells all of the task so far as data and errors.")
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    port: int,
    host: str,
    faults_file: Path | None,
    no_media: bool,
    **options: Any,
) -> None:
    """Serve the provider's API locally: same limits, same answers, real videos, no bill.

    Webhooks and uploads that a task asks for are really sent. Schemas are served
    of the bundled models, of those that the project here has pulled, and of three
    that are made up: `sandbox:lip-sync@1`, `sandbox:photo-avatar@1` and
    `sandbox:text-to-video@1`.

    \b
    Besides the API:
      /resolve/<model>, /docs/models/<name>/schema.json, /registry.json
                            the schemas
      /sandbox/charges      who paid for what
      /sandbox/faults       takes other faults by PUT

    \b
    Examples:
      specc sandbox
      specc sandbox --port 8800 --latency 5 --balance 20
      specc sandbox --state .sandbox --faults faults.yaml
      RUNWARE_API_KEY=any SPECC_API_URL=http://127.0.0.1:8765/v1 specc run a.video.yaml

    \b
    A file of faults: each rule says where (`at`), what (`fault`), and how often
    (`chance` of 1; `first: N`, `every: N` or `nth: [N, …]` times that the same
    content is asked for; `count: all` counts over all of them). `matches` is a
    regular expression that is searched in the task's JSON.
      rules:
        - {at: submit, fault: status, status: 503, accepted: true, first: 1}
        - {at: submit, fault: status, status: 429, retry_after: 2, chance: 0.2}
        - {at: submit, fault: reset, chance: 0.1}
        - {at: generation, fault: fail, category: safety, matches: "Anna"}
        - {at: generation, fault: stuck, seconds: 60, chance: 0.01}
        - {at: download, fault: cut, share: 0.4, first: 1}
        - {at: webhook, fault: duplicate, times: 3}

    \b
    What may go wrong, with what it takes:
      submit, poll, upload  slow (seconds), silence, reset, cut (share), die,
                            status (status, code, message, retry_after),
                            garbage (body), json (body); `accepted: true` does
                            the work and then the harm
      task                  refuse (code or category, message, status): one task
                            of a request
      download              slow (seconds), silence, reset (share), cut (share),
                            trickle (bytes_per_s), type (content_type), empty,
                            html (status, body), garbage (body), no-range,
                            wrong-range, status, expired (status, seconds)
      webhook               late (seconds), drop, duplicate (times), stale,
                            garbage (body), shape (shape)
      generation            stuck (seconds), fail (code or category, message,
                            shape: errors, item or both)
    """
    from specc.pipeline.known import models_at
    from specc.run.sandbox import missing_extra

    settings = _settings(faults_file, media="none" if no_media else "video", models=models_at([Path.cwd()]), **options)
    with missing_extra():
        from specc.run.sandbox.server import serve
    signal.signal(signal.SIGTERM, _terminated)
    try:
        serve(settings, host=host, port=port, announce=lambda url: _announce(url, settings.key or "sandbox"))
    except KeyboardInterrupt:
        context.exit(_INTERRUPTED)


def _settings(faults_file: Path | None, **options: Any) -> Settings:
    if faults_file is None:
        return Settings(**options)
    from specc.run.sandbox.faults.reading import read_faults

    return Settings(**options, faults=read_faults(faults_file))


def _terminated(_number: int, _frame: FrameType | None) -> None:
    # by the way out that also removes the videos
    sys.exit(_TERMINATED)


def _announce(url: str, key: str) -> None:
    task = (
        '[{"taskType":"accountManagement","taskUUID":"50836053-a0ee-4cf5-b9d6-ae7c5d140ada","operation":"getDetails"}]'
    )
    click.echo(f"The sandbox listens on {url} (^C ends it).\n", err=True)
    click.echo(f"  export SPECC_API_URL={url} RUNWARE_API_KEY={key}\n", err=True)
    click.echo(
        f"  curl {url} -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{task}'", err=True
    )
