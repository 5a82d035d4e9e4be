"""What was meant, sent, answered and paid, on disk before anything follows from it. Every step of a video is written under its
holder's fence: a run that has lost a video can't write over who has it now.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import orjson

from specc.base.jsonvalue import JsonObject
from specc.compiler.task import Task
from specc.plan.lifecycle import ENDED, PENDING, State, Step
from specc.plan.outcome import Failure
from specc.plan.receipt import UNKNOWN_AMOUNTS, Amounts, Delivered, Made, Receipt
from specc.run.ledger.engine import Cursor, Engine
from specc.run.ledger.processes import this_process
from specc.run.ledger.rows import read_receipts, results_text

_TIME_OF: Final = {State.SENT: "sent_at", State.ACCEPTED: "accepted_at", State.MADE: "made_at", **dict.fromkeys(ENDED, "ended_at")}
TAKE: Final[Mapping[str, Any]] = {"take": True}
"""The detail of what is sent because another take was asked for."""
_OPENED: Final = "sent_at = NULL, accepted_at = NULL, made_at = NULL, ended_at = NULL, "


@dataclass(frozen=True, slots=True)
class Staged:
    """A task that a run is about to see to. `content` is the payload as the ledger may keep it."""

    task: Task
    model: str
    content: JsonObject
    results_wanted: int
    amounts: Amounts = UNKNOWN_AMOUNTS


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of a video. What is None stays as it is, but for a new attempt, which begins with nothing."""

    digest: str
    fence: int
    step: Step
    state: State
    attempt: int
    uuid: str
    results: tuple[Made, ...] | None = None
    cost_usd: float | None = None
    paid_usd: float | None = None
    reserved_usd: float | None = None
    length_s: float | None = None
    error: Failure | None = None
    files: tuple[Delivered, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


class Ledger:
    """`now` gives the time as it is written: ISO 8601 in UTC."""

    def __init__(self, engine: Engine, now: Callable[[], str] | None = None) -> None:
        self.engine = engine
        self._now = now or utc_now
        self._numbers: dict[int, int] = {}

    @property
    def address(self) -> str:
        return self.engine.address

    @property
    def root(self) -> Path:
        return self.engine.root

    def path_text(self, path: Path) -> str:
        """A path as the ledger writes it."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)

    def close(self) -> None:
        self.engine.close()

    # --- runs

    def begin_run(self, provider: str, specs: Iterable[str]) -> int:
        """A run's number. It lives until `end_run`, or until its heartbeat stands still."""
        me, token, at, names = this_process(), uuid4().hex, self._now(), orjson.dumps(list(specs)).decode()

        def work(cursor: Cursor) -> int:
            columns = "token, provider, specs, started_at, host, pid, born"
            values = (token, provider, names, at, me.host, me.pid, me.born)
            cursor.execute(f"INSERT INTO runs ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (token) DO NOTHING", values)
            return int(cursor.rows("SELECT id FROM runs WHERE token = ?", (token,))[0][0])

        return self.engine.write(work)

    def beat(self, run: int) -> bool:
        """Whether the run still counts as alive: it shows it by this."""
        return self.engine.write(lambda cursor: cursor.execute("UPDATE runs SET beat = beat + 1 WHERE id = ? AND ended_at IS NULL", (run,))) == 1

    def end_run(self, run: int, ending: str) -> None:
        """Lets go of all that the run held. `ending` is a word for how it ended."""

        def work(cursor: Cursor) -> None:
            cursor.execute("UPDATE videos SET holder = NULL WHERE holder = ?", (run,))
            cursor.execute("UPDATE runs SET ended_at = ?, ending = ? WHERE id = ? AND ended_at IS NULL", (self._now(), ending, run))

        self.engine.write(work)

    # --- videos

    def stage(self, run: int, provider: str, staged: Sequence[Staged]) -> None:
        """Notes tasks and their videos; of a video that is known already, nothing but the estimate of one not yet sent changes."""
        at = self._now()

        def work(cursor: Cursor) -> None:
            for item in staged:
                _stage_video(cursor, provider, item, at)
                _stage_task(cursor, provider, item.task, run)
            cursor.execute("UPDATE runs SET tasks = tasks + ? WHERE id = ?", (len(staged), run))

        self.engine.write(work)

    def receipts(self, provider: str, digests: Iterable[str]) -> dict[str, Receipt]:
        """What is known of these videos, by digest; nothing for those it has never heard of."""
        wanted = list(dict.fromkeys(digests))
        return self.engine.read(lambda cursor: read_receipts(cursor, provider, wanted))

    def claim(self, run: int, provider: str, digests: Iterable[str], gone: Iterable[int] = ()) -> dict[str, Receipt]:
        """Takes what nobody has in hand, or only runs that are `gone`, and returns the receipts of all as they are then. Where the
        holder is another run, it wasn't to be had.
        """
        wanted, takeable = list(dict.fromkeys(digests)), (run, *gone)
        marks = ", ".join("?" * len(takeable))
        sql = f"UPDATE videos SET holder = ?, fence = fence + 1 WHERE provider = ? AND digest = ? AND (holder IS NULL OR holder IN ({marks}))"

        def work(cursor: Cursor) -> dict[str, Receipt]:
            for digest in sorted(wanted):  # in one order, so that two runs can't wait for each other
                cursor.execute(sql, (run, provider, digest, *takeable))
            return read_receipts(cursor, provider, wanted)

        return self.engine.write(work)

    def commit(self, run: int, provider: str, entries: Sequence[Entry]) -> list[bool]:
        """Writes steps, all or none of them; for each, whether the video was still this run's. What wasn't is not written."""
        first = self._numbers.get(run, 0)
        self._numbers[run] = first + len(entries)
        at = self._now()

        def work(cursor: Cursor) -> list[bool]:
            return [_commit(cursor, run, provider, entry, (first + index, at)) for index, entry in enumerate(entries)]

        return self.engine.write(work)

    def note_files(self, provider: str, digest: str, files: Sequence[Delivered]) -> None:
        """Files that a video made before was copied to."""

        def work(cursor: Cursor) -> None:
            for file in files:
                _note_file(cursor, provider, digest, file)

        self.engine.write(work)

    def promised(self, run: int) -> dict[str, float]:
        """What the videos in flight of a run's tasks may still cost at most, by digest; those whose cost isn't known count as nothing."""
        marks = ", ".join("?" * len(PENDING))
        sql = f"SELECT DISTINCT v.digest, COALESCE(v.reserved_usd, 0) FROM videos v JOIN tasks t ON t.provider = v.provider AND t.digest = v.digest WHERE t.run = ? AND v.cost_usd IS NULL AND v.state IN ({marks})"
        return {digest: float(usd) for digest, usd in self.engine.read(lambda cursor: cursor.rows(sql, (run, *sorted(PENDING))))}

    def is_retaken(self, run: int, provider: str, digest: str) -> bool:
        """Whether the run before this one, of the same specs, has begun another take and then not finished: this one goes on from there."""
        sql = (
            "SELECT 1 FROM events e JOIN runs r ON r.id = e.run JOIN runs me ON me.id = ? WHERE e.provider = ? AND e.digest = ? AND (e.step = 'retake' OR e.detail = ?) "
            "AND r.specs = me.specs AND (r.ending IS NULL OR r.ending <> 'finished') AND NOT EXISTS "
            "(SELECT 1 FROM runs l WHERE l.id > r.id AND l.id < me.id AND l.specs = me.specs AND l.provider = me.provider AND l.ending = 'finished')"
        )
        return bool(self.engine.read(lambda cursor: cursor.rows(sql, (run, provider, digest, orjson.dumps(TAKE).decode()))))

    # --- uploads

    def upload(self, provider: str, sha256: str) -> str | None:
        rows = self.engine.read(lambda cursor: cursor.rows("SELECT media_uuid FROM uploads WHERE provider = ? AND sha256 = ?", (provider, sha256)))
        return str(rows[0][0]) if rows else None

    def note_upload(self, provider: str, sha256: str, media_uuid: str) -> None:
        sql = "INSERT INTO uploads (provider, sha256, media_uuid, at) VALUES (?, ?, ?, ?) ON CONFLICT (provider, sha256) DO UPDATE SET media_uuid = excluded.media_uuid, at = excluded.at"
        self.engine.write(lambda cursor: cursor.execute(sql, (provider, sha256, media_uuid, self._now())))

    # --- notices

    def note_notices(self, bodies: Iterable[str]) -> None:
        """Keeps what webhooks were told, all of it or nothing."""
        rows = [(self._now(), body) for body in bodies]

        def work(cursor: Cursor) -> None:
            for row in rows:
                cursor.execute("INSERT INTO notices (at, body) VALUES (?, ?)", row)

        self.engine.write(work)

    def notices(self, after: int) -> list[tuple[int, str]]:
        """Number and body of what webhooks were told since, in order. One that several listeners wrote at once may come to light late."""
        return [(int(number), str(body)) for number, body in self.engine.read(lambda cursor: cursor.rows("SELECT id, body FROM notices WHERE id > ? ORDER BY id", (after,)))]

    def last_notice(self) -> int:
        """Its number; 0 where there is none."""
        return int(self.engine.read(lambda cursor: cursor.rows("SELECT COALESCE(MAX(id), 0) FROM notices"))[0][0])

    def drop_notices(self, days: float) -> None:
        """Forgets those that are older. The last one stays, so that its number is never given away again."""
        before = _written(datetime.fromisoformat(self._now()) - timedelta(days=days))
        sql = "DELETE FROM notices WHERE at < ? AND id < (SELECT MAX(id) FROM notices)"
        self.engine.write(lambda cursor: cursor.execute(sql, (before,)))


def utc_now() -> str:
    return _written(datetime.now(UTC))


def _written(time: datetime) -> str:
    """A time in UTC as the ledger has it: later ones come later in the alphabet."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _stage_video(cursor: Cursor, provider: str, item: Staged, at: str) -> None:
    columns = "provider, digest, attempt, uuid, state, model, content, results_wanted, seconds_expected, usd_low, usd_expected, usd_high, planned_at"
    estimate = "seconds_expected = excluded.seconds_expected, usd_low = excluded.usd_low, usd_expected = excluded.usd_expected, usd_high = excluded.usd_high"
    amounts = astuple(item.amounts)
    content = orjson.dumps(item.content).decode()
    cursor.execute(
        f"INSERT INTO videos ({columns}) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (provider, digest) DO UPDATE SET {estimate} WHERE videos.state = 'planned'",
        (provider, item.task.digest, item.task.uuid, State.PLANNED, item.model, content, item.results_wanted, *amounts, at),
    )


def _stage_task(cursor: Cursor, provider: str, task: Task, run: int) -> None:
    update = "row_number = excluded.row_number, digest = excluded.digest, file = excluded.file, run = excluded.run"
    cursor.execute(
        f"INSERT INTO tasks (provider, spec, key, cell, row_number, digest, file, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (provider, spec, key, cell) DO UPDATE SET {update}",
        (provider, task.spec, task.key, cell_text(task.cell), task.row, task.digest, task.file, run),
    )


def cell_text(cell: Mapping[str, str]) -> str:
    return orjson.dumps(dict(cell), option=orjson.OPT_SORT_KEYS).decode()


def _commit(cursor: Cursor, run: int, provider: str, entry: Entry, numbered: tuple[int, str]) -> bool:
    number, at = numbered
    values = _values(entry)
    opening = _OPENED if entry.state is State.PLANNED and entry.step is not Step.DEFER else ""
    if time := _TIME_OF.get(entry.state):
        values[time] = at
    changes = opening + ", ".join(f"{name} = ?" for name in values)
    sql = f"UPDATE videos SET {changes} WHERE provider = ? AND digest = ? AND holder = ? AND fence = ?"
    added = _added(cursor, provider, entry)
    if cursor.execute(sql, (*values.values(), provider, entry.digest, run, entry.fence)) != 1:
        return False
    for file in entry.files:
        _note_file(cursor, provider, entry.digest, file)
    detail = orjson.dumps(dict(entry.detail)).decode()
    columns = "run, number, at, provider, digest, attempt, step, state, cost_usd, detail"
    cursor.execute(
        f"INSERT INTO events ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, number) DO NOTHING",
        (run, number, at, provider, entry.digest, entry.attempt, entry.step, entry.state, added, detail),
    )
    return True


def _added(cursor: Cursor, provider: str, entry: Entry) -> float | None:
    """What a step adds to what is owed for its attempt, so that sums over events count nothing twice; None where it tells nothing new."""
    if entry.cost_usd is None:
        return None
    rows = cursor.rows("SELECT cost_usd FROM videos WHERE provider = ? AND digest = ?", (provider, entry.digest))
    before = rows[0][0] if rows else None
    return None if entry.cost_usd == before else entry.cost_usd - (before or 0.0)


def _values(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = {"state": entry.state, "attempt": entry.attempt, "uuid": entry.uuid}
    given = {"cost_usd": entry.cost_usd, "paid_usd": entry.paid_usd, "reserved_usd": entry.reserved_usd, "length_s": entry.length_s}
    values |= {name: value for name, value in given.items() if value is not None}
    if entry.results is not None:
        values["results"] = results_text(entry.results)
    if entry.error is not None or entry.state in {State.PLANNED, State.DELIVERED}:
        error = entry.error
        values |= {"error_category": error and error.category, "error_code": error and error.code, "error_message": error and error.message}
    if entry.step in {Step.RETRY, Step.RETAKE}:
        values |= {"results": "[]", "cost_usd": None, "reserved_usd": None, "length_s": None}
    return values


def _note_file(cursor: Cursor, provider: str, digest: str, file: Delivered) -> None:
    update = "provider = excluded.provider, digest = excluded.digest, attempt = excluded.attempt, place = excluded.place, suffix = excluded.suffix, bytes = excluded.bytes"
    cursor.execute(
        f"INSERT INTO files (path, provider, digest, attempt, place, suffix, bytes) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET {update}",
        (file.path, provider, digest, file.attempt, file.place, file.suffix, file.bytes),
    )
