"""What the ledger asks of a database: statements in transactions that are on disk when they return. Parameters are written `?`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from specc.base.errors import SpeccError

SERVERS: Final = ("postgresql://", "postgres://")
"""How the address of a ledger that is no file begins."""

Value = TypeVar("Value")
Parameters = Sequence[Any]


class LedgerError(SpeccError):
    """The ledger can't be opened, read or written. Nothing was sent that it hasn't noted."""


class Cursor(Protocol):
    def execute(self, sql: str, parameters: Parameters = (), /) -> int:
        """How many rows it changed."""

    def rows(self, sql: str, parameters: Parameters = (), /) -> list[tuple[Any, ...]]: ...


class Engine(Protocol):
    address: str
    """As it may be shown: without a password."""
    root: Path
    """The folder that paths in it start from, so that a project can be moved with its ledger."""

    def write(self, work: Callable[[Cursor], Value]) -> Value:
        """Do the work in one transaction, alone. It may be done again from its start where the outcome of a try isn't known."""

    def read(self, work: Callable[[Cursor], Value]) -> Value: ...

    def close(self) -> None: ...
