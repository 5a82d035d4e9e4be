"""A run while it goes, on stderr: a bar on a terminal, otherwise one line for each video that is done with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from specc.plan.events import Ended, Event, Halted, Moved, Started, Waiting
from specc.plan.lifecycle import PENDING, State
from specc.plan.outcome import NOT_WANTED, Failure, Outcome
from specc.report.words import money, name, reason

Notify = Callable[[Event], None]


@contextmanager
def progress(stream: IO[str], *, is_terminal: bool, is_coloured: bool = False, columns: int = 80) -> Iterator[Notify]:
    """What to call with each event of the run, for as long as the block lasts."""
    if not is_terminal:
        yield _Lines(stream).tell
        return
    console = Console(file=stream, force_terminal=True, no_color=not is_coloured, width=columns, highlight=False)
    bar = Progress(
        BarColumn(bar_width=max(8, min(24, columns - 56))),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        yield _Bar(bar).tell


class _Count:
    """The sums so far."""

    def __init__(self) -> None:
        self.videos = self.made = self.failed = self.unsent = 0
        self.cost_usd = 0.0
        self.running: set[str] = set()
        self.halted: Failure | None = None

    def take(self, event: Event) -> None:
        match event:
            case Started(videos):
                self.videos = videos
            case Halted(failure):
                self.halted = failure
            case Moved(task, _, after):
                (self.running.add if after in PENDING else self.running.discard)(task.uuid)
            case Ended(outcome):
                self.running.discard(outcome.task.uuid)
                is_well = outcome.error is None
                is_unsent = outcome.state is State.BLOCKED
                self.made += is_well
                self.unsent += is_unsent
                self.failed += not (is_well or is_unsent)
                self.cost_usd += outcome.cost_usd or 0

    def is_told(self, event: Event) -> bool:
        """A video that isn't sent for the reason why none is any more."""
        return isinstance(event, Ended) and event.outcome.state is State.BLOCKED and event.outcome.error == self.halted

    @property
    def done(self) -> int:
        return self.made + self.failed + self.unsent


class _Lines:
    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._count = _Count()

    def tell(self, event: Event) -> None:
        self._count.take(event)
        line = "" if self._count.is_told(event) else _line(event)
        if line:
            lead = f"[{self._count.done}/{self._count.videos}] " if isinstance(event, Ended) else ""
            print(lead + line, file=self._stream, flush=True)


class _Bar:
    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._count = _Count()
        self._row: TaskID = bar.add_task("", total=None)

    def tell(self, event: Event) -> None:
        count = self._count
        count.take(event)
        if _is_trouble(event) and not count.is_told(event):
            self._bar.console.print(Text(_line(event)), soft_wrap=True)
        shown = f"{len(count.running)} running, {count.failed} failed, {money(count.cost_usd)}"
        self._bar.update(self._row, total=count.videos, completed=count.done, description=shown)


def _is_trouble(event: Event) -> bool:
    return isinstance(event, Halted | Waiting) or (isinstance(event, Ended) and event.outcome.error is not None)


def _line(event: Event) -> str:
    match event:
        case Ended(outcome):
            return _ended(outcome)
        case Halted(failure) if failure.category == "interrupted":
            return "nothing more is submitted; what is in flight may still arrive. ^C again leaves at once"
        case Halted(failure):
            return f"nothing more is submitted: {reason(failure)}"
        case Waiting(videos):
            return f"another run has {videos:,} in hand: waiting for it"
        case _:
            return ""


def _ended(outcome: Outcome) -> str:
    if outcome.state is State.BLOCKED and outcome.error is not None and outcome.error.category in NOT_WANTED:
        return ""
    if outcome.is_reused and outcome.error is None:
        return f"reused {name(outcome)}"
    if outcome.error is not None:
        return f"{outcome.state} {name(outcome)}: {reason(outcome.error)}"
    cost = f" {money(outcome.cost_usd)}" if outcome.cost_usd is not None else ""
    return f"{outcome.state} {name(outcome)}{cost}"
