"""What a long `lint` or `compile` tells while it goes: on a terminal a bar; everywhere the first few errors, as soon as they are known.

A run that is over soon tells nothing.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

SILENT_S = 0.3
_PAUSE_S = 0.1
_TOLD_MAX = 5


@contextmanager
def watched(made: Any, *, is_telling: bool = True) -> Iterator[None]:
    """Tells on stderr how a compilation gets on, for as long as the block lasts; `is_telling`: errors, too."""
    watcher = _Watcher(is_telling=is_telling)
    made.watch = watcher.see
    try:
        yield
    finally:
        made.watch = None
        watcher.close()


class _Watcher:
    def __init__(self, *, is_telling: bool) -> None:
        self._is_telling = is_telling
        self._told: set[tuple[str, Any]] = set()
        self._bar: Any = None
        self._errors_seen = 0
        self._pass = 0
        self._start = 0.0
        self._next = time.monotonic() + SILENT_S

    def see(self, sight: Any) -> None:
        now = time.monotonic()
        if sight.number != self._pass:
            self._pass, self._start, self._errors_seen = sight.number, now, 0
        if now < self._next:
            return
        self._next = now + _PAUSE_S
        self._show(sight, now - self._start)
        self._tell(sight)
        self._next = max(self._next, time.monotonic() + _PAUSE_S)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def _show(self, sight: Any, seconds: float) -> None:
        from specc.cli.terminal import columns, is_coloured, is_terminal

        if not is_terminal(sys.stderr):
            return
        from specc.report.rows import Bar, state

        if self._bar is None:
            self._bar = Bar(sys.stderr, is_coloured=is_coloured(sys.stderr), columns=columns())
        fraction = sight.fraction
        self._bar.show(state(sight.rows, max(seconds, _PAUSE_S), fraction, sight.error_count, sight.number), fraction)

    def _tell(self, sight: Any) -> None:
        """The errors that nobody has been told of. Sighted in a second pass, they are the same."""
        from specc.report.text import one_line

        if not self._is_telling or len(self._told) >= _TOLD_MAX or (count := sight.error_count) <= self._errors_seen:
            return
        self._errors_seen = count
        for finding in sight.errors():
            mark = (finding.code, finding.span.order())
            if mark not in self._told and len(self._told) < _TOLD_MAX:
                self._told.add(mark)
                self._say(f"found so far: {one_line(finding)}; going on")

    def _say(self, line: str) -> None:
        if self._bar is not None:
            self._bar.say(line)
        else:
            click.echo(line, err=True)
