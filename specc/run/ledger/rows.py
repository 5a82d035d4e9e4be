"""Rows of the ledger as receipts, and back."""

from dataclasses import asdict
from typing import Any, Final, cast

import orjson

from specc.plan.lifecycle import State
from specc.plan.outcome import Category, Failure
from specc.plan.receipt import Delivered, Made, Receipt
from specc.run.ledger.engine import Cursor

TIMES: Final = ("planned", "sent", "accepted", "made", "ended")

RECEIPT_COLUMNS: Final = ", ".join((
    "provider, digest, attempt, uuid, state, holder, fence, results_wanted, results, error_category, error_code, error_message",
    "cost_usd, paid_usd, reserved_usd",
    *(f"{name}_at" for name in TIMES),
))
_BATCH_MAX: Final = 500
"""Parameters in one statement; SQLite takes 999 at least."""


def read_receipts(cursor: Cursor, provider: str, digests: list[str]) -> dict[str, Receipt]:
    """The receipts of those videos that the ledger has heard of, with their files."""
    found: dict[str, Receipt] = {}
    for start in range(0, len(digests), _BATCH_MAX):
        batch = digests[start : start + _BATCH_MAX]
        marks = ", ".join("?" * len(batch))
        files: dict[str, list[Delivered]] = {}
        of_files = f"SELECT digest, path, attempt, place, suffix, bytes FROM files WHERE provider = ? AND digest IN ({marks}) ORDER BY path"
        for digest, *rest in cursor.rows(of_files, (provider, *batch)):
            files.setdefault(digest, []).append(Delivered(*rest))
        of_videos = f"SELECT {RECEIPT_COLUMNS} FROM videos WHERE provider = ? AND digest IN ({marks})"
        for row in cursor.rows(of_videos, (provider, *batch)):
            found[row[1]] = receipt(row, tuple(files.get(row[1], ())))
    return found


def receipt(row: tuple[Any, ...], files: tuple[Delivered, ...] = ()) -> Receipt:
    """From a row with `RECEIPT_COLUMNS`."""
    provider, digest, attempt, uuid, state, holder, fence, wanted, results, category, code, message, cost, paid, reserved, *times = row
    return Receipt(
        provider,
        digest,
        attempt,
        uuid,
        State(state),
        holder,
        fence,
        wanted,
        tuple(Made(**made) for made in orjson.loads(results)),
        files,
        Failure(cast("Category", category), message or "", code or "") if category else None,
        cost,
        paid,
        reserved,
        {name: at for name, at in zip(TIMES, times, strict=True) if at},
    )


def results_text(results: tuple[Made, ...]) -> str:
    return orjson.dumps([asdict(made) for made in results]).decode()
