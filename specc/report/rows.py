"""A long compilation while it goes: a bar, and the first errors."""

from typing import IO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from specc.base.grammar import counted
from specc.report.words import clock

_DIGITS_TOLD = 2


class Bar:
    """A bar on a terminal, drawn when it is told to be, and gone in the end."""

    def __init__(self, stream: IO[str], *, is_coloured: bool, columns: int) -> None:
        console = Console(file=stream, force_terminal=True, no_color=not is_coloured, width=columns, highlight=False)
        bar = BarColumn(bar_width=max(8, min(24, columns - 60)))
        self._progress = Progress(bar, TextColumn("{task.description}", markup=False), console=console, transient=True, auto_refresh=False)
        self._task = self._progress.add_task("", total=None)
        self._progress.start()

    def show(self, text: str, fraction: float | None) -> None:
        self._progress.update(self._task, description=text, total=None if fraction is None else 1.0, completed=fraction or 0.0)
        self._progress.refresh()

    def say(self, line: str) -> None:
        """A line above the bar, which stays."""
        self._progress.console.print(Text(line), soft_wrap=True)

    def close(self) -> None:
        self._progress.stop()


def state(rows: int, seconds: float, fraction: float | None, errors: int, passes: int) -> str:
    """`1,234,567 rows  93,000/s  0:12 left  2 errors`."""
    words = [f"{rows:,} rows", f"{_rounded(rows / seconds):,}/s"]
    if fraction:
        words.append(f"{clock(seconds * (1 - fraction) / fraction)} left")
    if errors:
        words.append(counted(errors, "error"))
    if passes > 1:
        words.append(f"pass {passes}")
    return "  ".join(words)


def _rounded(speed: float) -> int:
    """To a few digits: more of them say nothing."""
    digits = len(str(int(speed)))
    return int(round(speed, min(0, _DIGITS_TOLD - digits)))
