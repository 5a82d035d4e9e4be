"""Serves the listener in the foreground, until a signal ends it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import uvicorn

from specc.run.ledger import Ledger, LedgerError
from specc.run.listener.app import Desk, application
from specc.run.listener.intake import Intake
from specc.run.serving import Server, address_of, listening

NOTICE_DAYS_MAX: Final = 7
"""No run waits that long for a video."""
_CONNECTIONS_MAX: Final = 2000
_STOP_S_MAX: Final = 5


def serve(ledger: Ledger, desk: Desk, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serves until ^C, which raises KeyboardInterrupt. `announce` is told the address once it answers. Raises SpeccError."""
    with listening(host, port) as listener:
        ledger.drop_notices(NOTICE_DAYS_MAX)
        Server(config(desk), lambda: announce(address_of(listener))).run([listener])


def config(desk: Desk) -> uvicorn.Config:
    # no log holds an address, as there the token is
    return uvicorn.Config(
        application(desk),
        log_level="error",
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS_MAX,
        timeout_graceful_shutdown=_STOP_S_MAX,
    )


def make_desk(ledger: Ledger, token: str, tell: Callable[[str], None]) -> Desk:
    """`tell` hears why the ledger can't be written: once, until it can be again."""
    told: list[str] = []

    def write(notices: Sequence[str]) -> None:
        try:
            ledger.note_notices(notices)
        except LedgerError as error:
            if not told:
                tell(error.message)
            told[:] = [error.message]
            raise
        told.clear()

    return Desk(token, Intake(write), Counter())
