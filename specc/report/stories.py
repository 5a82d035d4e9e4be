"""What happened to a video and when, every step of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from specc.plan.result import Happening, Story
from specc.report.json import dumped
from specc.report.paint import Paint
from specc.report.table import NO_COST, Row, table
from specc.report.words import money, printable

_COLOURS = {"delivered": "green", "failed": "red", "blocked": "red"}


def render(stories: Sequence[Story], *, is_coloured: bool = False, columns: int = 80) -> str:
    paint = Paint(is_coloured=is_coloured)
    return "\n".join("".join(f"{line}\n" for line in _story(story, columns, paint)) for story in stories)


def render_json(stories: Sequence[Story]) -> str:
    return dumped({"version": 1, "videos": [_json(story) for story in stories]})


def _story(story: Story, columns: int, paint: Paint) -> Iterator[str]:
    for spec, key, cell in story.tasks:
        yield paint(printable(" ".join(dict.fromkeys((spec, key, *cell.values())))), is_bold=True)
    yield f"{printable(story.provider)} {story.uuid or story.digest}"
    yield from table(_rows(story), columns, paint) if story.happenings else ("nothing has happened to it yet",)


def _rows(story: Story) -> Iterator[Row]:
    yield ("when", "run", "attempt", "cost", "step", "state"), None
    for item in story.happenings:
        cost = NO_COST if item.cost_usd is None else money(item.cost_usd)
        yield (item.at, str(item.run), str(item.attempt + 1), cost, item.step, item.state + _detail(item)), _COLOURS.get(item.state)


def _detail(item: Happening) -> str:
    told = ", ".join(f"{name} {value}" for name, value in item.detail.items())
    return f" ({printable(told)})" if told else ""


def _json(story: Story) -> dict[str, Any]:
    return {
        "provider": story.provider,
        "digest": story.digest,
        "uuid": story.uuid or None,
        "tasks": [{"spec": spec, "key": key, "cell": dict(cell)} for spec, key, cell in story.tasks],
        "events": [
            {"at": item.at, "run": item.run, "attempt": item.attempt + 1, "step": item.step, "state": item.state, "cost_usd": item.cost_usd, "detail": dict(item.detail)}
            for item in story.happenings
        ],
    }
