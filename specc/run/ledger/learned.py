"""What delivered videos came to, for comparisons, and what was learned from them, for later estimates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Final

import orjson

from specc.base.range import Range
from specc.plan.calibration import Calibration
from specc.plan.comparison import Delivery
from specc.run.ledger.engine import Cursor
from specc.run.ledger.ledger import Ledger
from specc.run.ledger.wanted import marks

_PAGE_VIDEOS: Final = 500


def deliveries(ledger: Ledger, specs: Iterable[str] = ()) -> Iterator[Delivery]:
    """Of the videos of these specs, or of all, by provider and model. They are read in pages."""
    names = tuple(specs)
    which = f"AND EXISTS (SELECT 1 FROM tasks t WHERE t.provider = v.provider AND t.digest = v.digest AND t.spec IN ({marks(names)}))" if names else ""
    for provider, model in ledger.engine.read(lambda cursor: cursor.rows("SELECT DISTINCT provider, model FROM videos ORDER BY provider, model")):
        last = ""
        while rows := ledger.engine.read(partial(_page, which=which, values=(provider, model, *names, last))):
            for row in rows:
                yield Delivery(provider, model, orjson.loads(row[1]), *row[2:])
            last = rows[-1][0]


def _page(cursor: Cursor, *, which: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    columns = "v.digest, v.content, v.seconds_expected, v.usd_expected, v.length_s, v.cost_usd"
    sql = f"SELECT {columns} FROM videos v WHERE v.provider = ? AND v.model = ? AND v.state = 'delivered' {which} AND v.digest > ? ORDER BY v.digest LIMIT {_PAGE_VIDEOS}"
    return cursor.rows(sql, values)


def note_calibrations(ledger: Ledger, found: Mapping[tuple[str, str], Calibration]) -> None:
    """By provider and model. What was learned before of the same is replaced."""

    def work(cursor: Cursor) -> None:
        for (provider, model), calibration in found.items():
            values = (provider, model, orjson.dumps(asdict(calibration)).decode())
            cursor.execute("INSERT INTO calibrations (provider, model, content) VALUES (?, ?, ?) ON CONFLICT (provider, model) DO UPDATE SET content = excluded.content", values)

    ledger.engine.write(work)


def calibrations(ledger: Ledger, provider: str) -> dict[str, Calibration]:
    """What was learned of a provider's models, by model: as `make_rates` takes it."""
    rows = ledger.engine.read(lambda cursor: cursor.rows("SELECT model, content FROM calibrations WHERE provider = ?", (provider,)))
    return {model: _calibration(orjson.loads(content)) for model, content in rows}


def _calibration(kept: dict[str, Any]) -> Calibration:
    factor, usd = kept["seconds_factor"], kept["usd_per_second"]
    return Calibration(Range(**factor) if factor else None, {tariff: Range(**figure) for tariff, figure in usd.items()}, kept["samples"], kept["date"])
