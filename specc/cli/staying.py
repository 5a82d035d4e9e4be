"""`specc lint --watch`: stays, and lints again what has changed, until ^C.

Events only wake it: what has changed is seen by how files are, so that an event too many or too few does no harm.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from specc.base.errors import MissingExtraError, SpeccError
from specc.base.grammar import counted
from specc.cli.terminal import echo_error

_QUIET_MS = 10
_BUNDLED_MS_MAX = 50
_TICK_MS = 50
_TICKS = 20
"""After so many ticks without an event it is looked whether something has changed all the same; also after the first, for what has
changed before the folders were watched.
"""
_NAMED_MAX = 3
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def stay(standing: Any, tell: Callable[[Any], None]) -> None:
    """Tells the report of a `Standing` now, and each time that it may be another."""
    _watch()
    _refresh(standing, (), tell, is_first=True)
    while True:
        folders = standing.folders()
        for paths in file_changes(folders):
            _refresh(standing, paths, tell)
            if standing.folders() != folders:
                break


def file_changes(folders: frozenset[str]) -> Iterator[set[Path]]:
    """What changes in folders, not in those below them; an empty set now and then. It ends to be asked again."""
    try:
        watching = _watch()(*sorted(folders), recursive=False, watch_filter=None, debounce=_BUNDLED_MS_MAX, step=_QUIET_MS, rust_timeout=_TICK_MS, yield_on_timeout=True, raise_interrupt=True)
        for number, found in enumerate(watching):
            if found or number % _TICKS == 0:
                yield {Path(path) for _, path in found}
    except FileNotFoundError:  # a folder that has gone meanwhile
        time.sleep(_QUIET_MS / 1000)
    except OSError as error:
        raise SpeccError(f"can't watch {len(folders):,} folders: {error.strerror or error}", "raise the system's limit (on Linux fs.inotify.max_user_watches), or watch fewer") from None


def _watch() -> Any:
    try:
        from watchfiles import watch
    except ImportError:
        raise MissingExtraError("--watch", "watch") from None
    return watch


def _refresh(standing: Any, hints: Iterable[Path], tell: Callable[[Any], None], *, is_first: bool = False) -> None:
    before, start = standing.problem, time.perf_counter()
    linted = standing.refresh(hints)
    if not (linted or is_first or standing.problem is not before):
        return
    _clear()
    problems = list(standing.problems)
    try:
        tell(standing.report)
    except SpeccError as error:  # a baseline, say, that isn't one for a moment
        problems.append(error)
    for problem in problems:
        echo_error(problem)
    click.echo(_state(linted, standing.count, time.perf_counter() - start), err=True)


def _clear() -> None:
    """Only a terminal is cleared."""
    from specc.cli.terminal import is_terminal

    if is_terminal(sys.stdout):
        sys.stdout.write(_CLEAR)


def _state(linted: tuple[Path, ...], count: int, seconds: float) -> str:
    names = ", ".join(map(str, linted)) if len(linted) <= _NAMED_MAX else f"{len(linted):,} specs"
    done = f"{names} in {seconds * 1000:,.0f} ms" if linted else "nothing linted"
    return f"[{datetime.now().astimezone():%H:%M:%S}] {done}; watching {counted(count, 'spec')}, ^C ends"
