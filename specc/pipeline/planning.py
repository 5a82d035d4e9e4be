"""`specc plan`: what would happen to each task, given what the ledger and the disk know. Nothing is written, made or sent.

Law: what is decided here is what a run decides, from the same tables by the same functions.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from specc.base.paging import pages
from specc.compiler.task import Task
from specc.pipeline.obstacles import Obstacles
from specc.plan.difference import SpecDifference, Video, differing, differing_files
from specc.plan.estimate import Estimate
from specc.plan.forecast import Forecast, Planned
from specc.plan.lifecycle import State
from specc.plan.receipt import Receipt
from specc.plan.steps import SPENDS, Action, Decision, Policy, decide
from specc.run.content import kept_content
from specc.run.ledger import Ledger
from specc.run.ledger.earlier import contents, earlier, known_tasks, task_name
from specc.run.places import Folder
from specc.run.shelf import wanted_files

PAGE_TASKS: Final = 300
EXAMPLES: Final = 3
_FIELDS_MAX: Final = 3

@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan stands on. `ledger` is None where there is none yet, `out` the folder that videos go to."""

    provider: str
    out: Path
    estimate: Callable[[Task], Estimate]
    ledger: Ledger | None = None
    policy: Policy = field(default_factory=Policy)
    retakes: frozenset[str] = frozenset()


def planned(tasks: Iterable[Task], ground: Ground) -> Iterator[Planned]:
    """Each task with what would happen to its video, in order."""
    seen: set[int] = set()
    obstacles = Obstacles(Folder(ground.out))
    for page in pages(tasks, PAGE_TASKS):
        receipts = ground.ledger.receipts(ground.provider, (task.digest for task in page)) if ground.ledger is not None else {}
        for task in page:
            mark = hash(task.digest)
            yield _planned(task, receipts.get(task.digest), ground, obstacles, is_first=mark not in seen)
            seen.add(mark)


def forecast(tasks: Iterable[Task], ground: Ground, *, is_whole: bool, also: Callable[[Planned], None] = lambda _item: None, examples_max: int = EXAMPLES) -> Forecast:
    """The sums over all tasks, each of which is told to `also`. `is_whole`: all tasks of the specs are there, so that one which isn't has
    been removed.
    """
    found = Forecast(ground.provider)
    for page in pages(planned(tasks, ground), PAGE_TASKS):
        items = page if ground.ledger is None else _compared(found, page, ground, ground.ledger, examples_max)
        for item in items:
            found.add(item)
            also(item)
    if ground.ledger is not None and is_whole:
        for spec, count in known_tasks(ground.ledger, ground.provider, found.changes).items():
            changes = found.changes[spec]
            changes.removed.count = max(0, count - changes.changed - changes.unchanged)
    return found


def _planned(task: Task, receipt: Receipt | None, ground: Ground, obstacles: Obstacles, *, is_first: bool) -> Planned:
    decision = _decision(task, receipt, ground, obstacles.folder)
    if decision.action is not Action.REUSE and decision.action is not Action.BLOCKED and (obstacle := obstacles.to(task)) is not None:
        decision = Decision(Action.BLOCKED, obstacle)
    expected = ground.estimate(task) if is_first and decision.action in SPENDS else None
    return Planned(task, decision, expected, receipt, is_first)


def _decision(task: Task, receipt: Receipt | None, ground: Ground, folder: Folder) -> Decision:
    is_on_disk = True
    if receipt is not None and receipt.state is State.DELIVERED and ground.ledger is not None:
        is_on_disk = all(file.source for file in wanted_files(receipt, [task], folder, ground.ledger.root))
    return decide(receipt, ground.policy, is_on_disk=is_on_disk, is_retake=task.key in ground.retakes)


# What changed


def _compared(found: Forecast, page: Sequence[Planned], ground: Ground, ledger: Ledger, examples_max: int) -> Iterator[Planned]:
    """The same, with what is new told from what has changed."""
    before = earlier(ledger, ground.provider, (task_name(item.task) for item in page))
    changed = {known.digest for item in page if (known := before.get(task_name(item.task))) is not None and known.digest != item.task.digest}
    old = contents(ledger, ground.provider, sorted(changed))
    for item in page:
        task = item.task
        changes = found.changes.setdefault(task.spec, SpecDifference(task.spec))
        known = before.get(task_name(task))
        if known is None:
            changes.added.add(_video(task), examples_max)
        elif known.digest == task.digest:
            changes.change(_video(task), list(differing_files(known.file, task.file)), examples_max)
        else:
            fields = list(differing(old.get(known.digest, {}), kept_content(task.payload))) or [("content", known.digest[:12], task.digest[:12])]
            changes.change(_video(task), [*fields, *differing_files(known.file, task.file)], examples_max)
            yield _changed(item, [name for name, _, _ in fields])
            continue
        yield item


def _changed(item: Planned, fields: Sequence[str]) -> Planned:
    if item.receipt is not None or item.decision.action is not Action.MAKE:
        return item
    more = f" and {len(fields) - _FIELDS_MAX} more" if len(fields) > _FIELDS_MAX else ""
    return replace(item, decision=replace(item.decision, reason=f"changed in {', '.join(fields[:_FIELDS_MAX])}{more}"))


def _video(task: Task) -> Video:
    return Video(task.key if task.row is not None else None, task.row, task.cell, task.file)
