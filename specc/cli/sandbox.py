"""`specc sandbox`: the provider's protocol, served locally until ^C."""

import signal
import sys
from types import FrameType

import click

from specc.run.sandbox.settings import PRICE_USD, Settings

_INTERRUPTED, _TERMINATED = 130, 143


@click.command("sandbox", short_help="Serve the provider's API locally, for trying things out.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 takes any free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--latency", "latency_s", type=float, default=1.0, show_default=True, help="Seconds from submit to result."
)
@click.option(
    "--price",
    "price_usd",
    type=float,
    default=PRICE_USD,
    show_default=True,
    help="USD charged for each result; the default is about what the provider lists for its example videos.",
)
@click.option("--balance", "balance_usd", type=float, help="USD in the account; without it, money never runs out.")
@click.option("--key", help="The only API key that is taken; without it, any is.")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Same seed, same requests: same answers and videos."
)
@click.option(
    "--length-max", "length_s_max", type=float, default=60.0, show_default=True, help="Seconds of the longest video."
)
@click.pass_context
def command(
    context: click.Context,
    *,
    port: int,
    host: str,
    latency_s: float,
    price_usd: float,
    balance_usd: float | None,
    key: str | None,
    seed: int,
    length_s_max: float,
) -> None:
    """Serve the provider's API locally: same limits, same answers, real videos, no bill.

    Webhooks and uploads that a task asks for are really sent. `/resolve/<model>`
    and `/registry.json` serve the machine schemas of the bundled models.

    \b
    Examples:
      specc sandbox
      specc sandbox --port 8800 --latency 5 --balance 20
      RUNWARE_API_KEY=any SPECC_API_URL=http://127.0.0.1:8765/v1 specc run a.video.yaml
    """
    settings = Settings(
        latency_s=latency_s,
        price_usd=price_usd,
        balance_usd=balance_usd,
        key=key,
        seed=seed,
        length_s_max=length_s_max,
    )
    from specc.run.sandbox import missing_extra

    with missing_extra():
        from specc.run.sandbox.server import serve
    signal.signal(signal.SIGTERM, _terminated)
    try:
        serve(settings, host=host, port=port, announce=lambda url: _announce(url, key or "sandbox"))
    except KeyboardInterrupt:
        context.exit(_INTERRUPTED)


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
