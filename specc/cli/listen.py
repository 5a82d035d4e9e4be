"""`specc listen`: takes the provider's webhooks, so that runs needn't ask again and again."""

import os
import re
import secrets
import signal
import sys
from contextlib import closing
from pathlib import Path
from types import FrameType

import click

from specc.base.errors import MissingExtraError, UnreadableError, UsageError
from specc.cli.ledgers import ledger_option, project_ledger
from specc.run.ledger import open_ledger

_TOKEN_VARIABLE = "SPECC_WEBHOOK_TOKEN"  # noqa: S105 - a name
_TOKEN = re.compile(r"[A-Za-z0-9._~-]{16,}")
_TOKEN_HELP = "write 16 or more of A-Z a-z 0-9 . _ ~ -, or leave it out to have one made up"  # noqa: S105
_FILE_HELP = "write the token into it, or leave `--token-file` out to have one made up"
_TOKEN_BYTES = 24
_INTERRUPTED, _ENDED = 130, 0
_EXTRA = frozenset({"starlette", "uvicorn"})


@click.command("listen")
@click.option("--port", type=click.IntRange(0, 65535), default=8766, show_default=True, metavar="N", help="Port; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to listen on.")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE", help=f"Holds the token that webhooks must bring; also {_TOKEN_VARIABLE}.")
@ledger_option
@click.pass_context
def command(context: click.Context, *, port: int, host: str, token_file: Path | None, ledger: str | None) -> None:
    """Take the provider's webhooks, and note in the ledger which tasks have news.

    A run with `--webhook-url` and the same ledger then asks for a video when
    there is something to be had, in place of asking every few seconds. Without
    the listener it still gets all its videos, only later.

    Plain HTTP is served, on loopback. Have a public https address forward to it,
    with any path: TLS is the business of a reverse proxy or a tunnel. The token
    is a part of the address that the provider is given; without one from you, it
    is made up at every start, and shown. Ends with ^C or SIGTERM.

    \b
    Examples:
      specc listen
      specc listen --port 9000 --token-file webhook-token
      specc listen --ledger postgresql://specc@db/specc
    """
    given = _given_token(token_file)
    token = given or secrets.token_urlsafe(_TOKEN_BYTES)
    try:
        from specc.run.listener.app import summary
        from specc.run.listener.server import make_desk, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise MissingExtraError("specc listen", "listen") from error
    signal.signal(signal.SIGTERM, _terminated)
    with closing(open_ledger(project_ledger(ledger))) as opened:
        desk = make_desk(opened, token, _tell)
        try:
            serve(opened, desk, host=host, port=port, announce=lambda url: _announce(url, opened.address, "" if given else token))
        except KeyboardInterrupt:
            context.exit(_INTERRUPTED)
        finally:
            if desk.answers:
                _tell(summary(desk.answers))


def _given_token(file: Path | None) -> str:
    """From the file or the environment; empty where there is none. It is never quoted."""
    place, token = (str(file), _read(file)) if file else (_TOKEN_VARIABLE, os.environ.get(_TOKEN_VARIABLE, ""))
    if (token or file) and not _TOKEN.fullmatch(token):
        what = "is too short" if re.fullmatch(r"[A-Za-z0-9._~-]*", token) else "holds characters that don't stand in an address as they are"
        raise UsageError(f"the token in {place} {what}", _TOKEN_HELP)
    return token


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UnreadableError(f"can't read the token file {file}: {error.strerror}", _FILE_HELP) from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"the token file {file} is not text", _FILE_HELP) from error


def _terminated(_number: int, _frame: FrameType | None) -> None:
    # how services are ended: that is no failure
    sys.exit(_ENDED)


def _announce(url: str, ledger: str, token: str) -> None:
    shown = token or "YOUR-TOKEN"
    _tell(f"listening on {url} for webhooks, noted in {ledger} (^C ends it)")
    _tell(f"  have a public https address forward to it, and give that to `specc run`:\n  --webhook-url 'https://YOUR-HOST/?token={shown}'")


def _tell(line: str) -> None:
    click.echo(line, err=True)
