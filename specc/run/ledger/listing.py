"""The ledger's tasks one by one, and what happened to a video. A ledger of any size is read in pages, and none of them is held longer
than it takes to hand it on; a run may go on meanwhile.
"""

import os
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Final, cast

import orjson

from specc.compiler.payload import task_uuid
from specc.plan.lifecycle import State
from specc.plan.outcome import Category, Failure
from specc.plan.result import Happening, Result, Story
from specc.run.ledger.engine import Cursor
from specc.run.ledger.ledger import Ledger
from specc.run.ledger.rows import TIMES
from specc.run.ledger.wanted import Wanted, marks
from specc.run.places import place_file

PAGE_TASKS: Final = 500
_TASK: Final = "t.provider, t.spec, t.key, t.cell"
_COLUMNS: Final = f"{_TASK}, t.row_number, t.file, t.run, v.model, v.digest, v.attempt, v.uuid, v.state, v.cost_usd, v.paid_usd, v.error_category, v.error_code, v.error_message, v.results, " + ", ".join(f"v.{name}_at" for name in TIMES)
_JOINED: Final = "tasks t JOIN videos v ON v.provider = t.provider AND v.digest = t.digest"
_File = tuple[str, int, str]
"""Path, place, suffix."""


def results(ledger: Ledger, wanted: Wanted) -> Iterator[list[Result]]:
    """Pages of the tasks that are asked for, by provider, spec, key and cell; each task once, as it is when its page is read."""
    condition, values = wanted.condition()
    sql = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {condition} AND ({_TASK}) > (?, ?, ?, ?) ORDER BY {_TASK} LIMIT {PAGE_TASKS}"
    last: tuple[str, ...] = ("", "", "", "")
    folder = "" if ledger.root == Path.cwd() else str(ledger.root)

    def page(cursor: Cursor) -> tuple[tuple[str, ...], list[Result]]:
        rows = cursor.rows(sql, (*values, *last))
        return (rows[-1][:4] if rows else ()), _page(cursor, rows, folder)

    while True:
        last, found = ledger.engine.read(page)
        if not found:
            return
        yield found


def videos(ledger: Ledger, wanted: Wanted) -> Iterator[tuple[str, list[str]]]:
    """Provider and digests, in pages, of the videos of the tasks that are asked for."""
    condition, values = wanted.condition()
    return _videos(ledger, f"{_JOINED} WHERE {condition}", values)


def unused_videos(ledger: Ledger) -> Iterator[tuple[str, list[str]]]:
    """The same of the videos that no task points to any more."""
    return _videos(ledger, "videos v WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE t.provider = v.provider AND t.digest = v.digest)", ())


def _videos(ledger: Ledger, source: str, values: tuple[Any, ...]) -> Iterator[tuple[str, list[str]]]:
    sql = f"SELECT DISTINCT v.provider, v.digest FROM {source} AND (v.provider, v.digest) > (?, ?) ORDER BY v.provider, v.digest LIMIT {PAGE_TASKS}"
    last: tuple[Any, ...] = ("", "")
    while rows := ledger.engine.read(partial(_rows, sql=sql, values=(*values, *last))):
        for provider in dict.fromkeys(row[0] for row in rows):
            yield provider, [digest for name, digest in rows if name == provider]
        last = rows[-1]


def _rows(cursor: Cursor, *, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return cursor.rows(sql, values)


def axes(ledger: Ledger, wanted: Wanted) -> tuple[str, ...]:
    """The axes that the cells of these tasks have, in order of their names."""
    condition, values = wanted.condition()
    source = "tasks t" if "v." not in condition else _JOINED
    cells = ledger.engine.read(lambda cursor: cursor.rows(f"SELECT DISTINCT t.cell FROM {source} WHERE {condition}", values))
    return tuple(sorted({axis for (cell,) in cells for axis in orjson.loads(cell)}))


def stories(ledger: Ledger, name: str) -> tuple[Story, ...]:
    """Of the videos with this key, UUID (of any attempt), or beginning of a digest."""
    return ledger.engine.read(lambda cursor: tuple(_story(cursor, provider, digest) for provider, digest in _find(cursor, name)))


def _page(cursor: Cursor, rows: list[tuple[Any, ...]], folder: str) -> list[Result]:
    """`folder` is what paths start from, nothing where that is the current one."""
    files: dict[tuple[str, str], list[_File]] = {}
    shares: dict[tuple[str, str], int] = {}
    for provider in dict.fromkeys(row[0] for row in rows):
        digests = list(dict.fromkeys(row[8] for row in rows if row[0] == provider))
        which = f"WHERE provider = ? AND digest IN ({marks(digests)})"
        for digest, *file in cursor.rows(f"SELECT digest, path, place, suffix FROM files {which} ORDER BY place, suffix, path", (provider, *digests)):
            files.setdefault((provider, digest), []).append((os.path.join(folder, file[0]), file[1], file[2]))  # noqa: PTH118 - there may be millions
        for digest, count in cursor.rows(f"SELECT digest, COUNT(*) FROM tasks {which} GROUP BY digest", (provider, *digests)):
            shares[provider, digest] = int(count)
    return [_result(row, files.get((row[0], row[8]), []), shares[row[0], row[8]]) for row in rows]


def _result(row: tuple[Any, ...], files: list[_File], shared_by: int) -> Result:
    provider, spec, key, cell, number, file, run, model, digest, attempt, uuid, state, cost, paid, category, code, message, made, *times = row
    return Result(
        provider,
        spec,
        key,
        number,
        _cell(cell),
        run,
        model,
        digest,
        attempt,
        uuid,
        State(state),
        file,
        tuple(path for path, place, suffix in files if _is_of(path, file, place, suffix)) if files else (),
        tuple(result["url"] for result in orjson.loads(made) if result["url"]) if made != "[]" else (),
        cost,
        paid,
        shared_by,
        Failure(cast("Category", category), message or "", code or "") if category else None,
        {name: at for name, at in zip(TIMES, times, strict=True) if at},
    )


@lru_cache(4096)
def _cell(text: str) -> dict[str, str]:
    cell: dict[str, str] = orjson.loads(text)
    return cell


def _is_of(path: str, file: str, place: int, suffix: str) -> bool:
    """Whether a path is where this task's file goes, in whichever folder."""
    if place == 1 and not suffix and path.endswith(f"/{file}"):
        return True
    wanted = PurePosixPath(place_file(file, place, suffix)).parts
    return PurePath(path).parts[-len(wanted) :] == wanted


_DIGEST_MIN: Final = 8
_UUID_DASHES: Final = 4


def _find(cursor: Cursor, name: str) -> list[tuple[Any, ...]]:
    """Provider and digest. A UUID of an attempt that isn't the last one is nowhere written down, but follows from the digest."""
    found = cursor.rows("SELECT DISTINCT provider, digest FROM tasks WHERE key = ? ORDER BY provider, digest", (name,))
    found = found or cursor.rows("SELECT provider, digest FROM videos WHERE uuid = ? ORDER BY provider", (name,))
    if not found and len(name) >= _DIGEST_MIN and set(name) <= set("0123456789abcdef"):
        for table in ("videos", "events"):
            found = found or cursor.rows(f"SELECT DISTINCT provider, digest FROM {table} WHERE digest >= ? AND digest < ? ORDER BY provider, digest", (name, name + "g"))
    if not found and name.count("-") == _UUID_DASHES:
        tried = cursor.rows("SELECT DISTINCT provider, digest, attempt FROM events ORDER BY provider, digest")
        found = [(provider, digest) for provider, digest, attempt in tried if task_uuid(digest, attempt) == name]
    return found


def _story(cursor: Cursor, provider: str, digest: str) -> Story:
    which = "WHERE provider = ? AND digest = ?"
    tasks = cursor.rows(f"SELECT spec, key, cell FROM tasks {which} ORDER BY spec, key, cell", (provider, digest))
    uuids = cursor.rows(f"SELECT uuid FROM videos {which}", (provider, digest))
    events = cursor.rows(f"SELECT at, run, attempt, step, state, cost_usd, detail FROM events {which} ORDER BY at, run, number", (provider, digest))
    return Story(
        provider,
        digest,
        uuids[0][0] if uuids else "",
        tuple((spec, key, _cell(cell)) for spec, key, cell in tasks),
        tuple(Happening(at, run, attempt, step, state, cost, orjson.loads(detail)) for at, run, attempt, step, state, cost, detail in events),
    )
