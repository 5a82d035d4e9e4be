"""The few tasks that stand for many: the shortest and the longest text, each language, each cell, then an even spread."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from specc.catalog.rates import bundled_prices
from specc.compiler.task import Task
from specc.plan.kind import Look, reader
from specc.plan.pace import ANY


def sampled(tasks: Iterable[Task], count: int) -> Iterator[Task]:
    """So many tasks in their order, each of another content; all where there are no more. Reads `tasks` twice, and keeps no task."""
    chosen = _chosen(tasks, count)
    taken: set[str] = set()
    owed = 0
    for position, task in enumerate(tasks):
        owed += position in chosen
        if owed and task.digest not in taken:  # where a content was taken before, the next one stands in
            taken.add(task.digest)
            owed -= 1
            yield task


def _chosen(tasks: Iterable[Task], count: int) -> frozenset[int]:
    total = 0
    shortest = longest = (0, -1)
    languages: dict[str, int] = {}
    cells: dict[tuple[str, ...], int] = {}
    for total, task in enumerate(tasks, 1):
        position, length = total - 1, _text_length(task)
        shortest = (length, position) if shortest[1] < 0 or length < shortest[0] else shortest
        longest = (length, position) if longest[1] < 0 or length > longest[0] else longest
        if len(languages) < count and (language := task.cell.get("language")) is not None:
            languages.setdefault(language, position)
        if len(cells) < count:
            cells.setdefault((task.spec, *task.cell.values()), position)
    if total <= count:
        return frozenset(range(total))
    wanted = dict.fromkeys((shortest[1], longest[1], *languages.values(), *cells.values()))
    first = dict.fromkeys(islice(wanted, count))
    return frozenset(first) | frozenset(_spread(total, count - len(first), frozenset(first)))


def _spread(total: int, count: int, without: frozenset[int]) -> Iterator[int]:
    """Positions at even distances; one that is taken gives way to the next that is free."""
    taken = set(without)
    for number in range(count):
        position = (2 * number + 1) * total // (2 * count)
        while position in taken:
            position = (position + 1) % total
        taken.add(position)
        yield position


def _text_length(task: Task) -> int:
    text = _text(str(task.payload.get("model")))(task.payload)
    return len(text) if isinstance(text, str) else 0


@cache
def _text(model: str) -> Look:
    """What finds the text that a model is given to speak."""
    prices = bundled_prices()
    return reader(model, prices.get(model, prices[ANY]).reads).text
