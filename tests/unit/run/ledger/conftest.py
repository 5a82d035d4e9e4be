"""A ledger of each kind, empty for every test: one law, two databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from specc.run.ledger import Ledger, open_ledger


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(request.getfixturevalue("postgres")) if request.param == "postgres" else str(tmp_path / ".specc" / "ledger.db")


Open = Callable[[], Ledger]


@pytest.fixture
def opened(address: str) -> Iterator[Open]:
    """Opens the same ledger, as often as it is called."""
    ledgers: list[Ledger] = []

    def again() -> Ledger:
        ledgers.append(open_ledger(address))
        return ledgers[-1]

    yield again
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened: Open) -> Ledger:
    return opened()
