"""The option that names the ledger, for every command that reads or writes one."""

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def ledger_option(command: Command) -> Command:
    """`ledger`: the file or address that was named, or None for the default."""
    return click.option(
        "--ledger",
        envvar="SPECC_LEDGER",
        metavar="FILE|URL",
        help="Where paid videos are noted: a file, or postgresql://…; also SPECC_LEDGER.  [default: .specc/ledger.db]",
    )(command)


def ledger_address(given: str | None) -> str:
    """The ledger to use."""
    from specc.run.ledger import DEFAULT_LEDGER

    return given or str(DEFAULT_LEDGER)
