"""What differs between two sets of videos, field by field: counted over all of them, with the first few as examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from specc.base.location import Route, dotted

FILE = "output.file"


class Absent(Enum):
    ABSENT = "absent"


ABSENT = Absent.ABSENT
"""Stands for the value of a field that isn't there."""


@dataclass(frozen=True, slots=True)
class Video:
    """`key` and `row` are None where the spec has no audience; `file` is empty for what isn't made."""

    key: str | None
    row: int | None
    cell: Mapping[str, str]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    video: Video
    old: Any
    new: Any


@dataclass(slots=True)
class Changes:
    """Of one field."""

    count: int = 0
    examples: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Sample:
    """So many videos, and the first few of them."""

    count: int = 0
    examples: list[Video] = field(default_factory=list)

    def add(self, video: Video, examples_max: int) -> None:
        self.count += 1
        if len(self.examples) < examples_max:
            self.examples.append(video)


@dataclass(slots=True)
class SpecDifference:
    """`blocked` are videos that errors keep from being made today: the ones there were, and one for each row that never made any.
    `is_old` and `is_new` say on which side the spec is; `is_keyed`, whether a column names its rows.
    """

    spec: str
    is_old: bool = True
    is_new: bool = True
    is_keyed: bool = True
    added: Sample = field(default_factory=Sample)
    removed: Sample = field(default_factory=Sample)
    blocked: Sample = field(default_factory=Sample)
    changed: int = 0
    unchanged: int = 0
    fields: dict[str, Changes] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        return not (self.added.count or self.removed.count or self.blocked.count or self.changed)

    def change(self, video: Video, found: list[tuple[str, Any, Any]], examples_max: int) -> None:
        """Counts a video with the fields that differ; with none it is unchanged."""
        if not found:
            self.unchanged += 1
            return
        self.changed += 1
        for name, old, new in found:
            changes = self.fields.setdefault(name, Changes())
            changes.count += 1
            if len(changes.examples) < examples_max:
                changes.examples.append(Change(video, old, new))


@dataclass(frozen=True, slots=True)
class Counts:
    added: int
    removed: int
    changed: int
    blocked: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Of all specs, since `ref`. `notes` say what couldn't be compared."""

    ref: str
    specs: tuple[SpecDifference, ...]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Counts:
        specs = self.specs
        return Counts(
            added=sum(spec.added.count for spec in specs),
            removed=sum(spec.removed.count for spec in specs),
            changed=sum(spec.changed for spec in specs),
            blocked=sum(spec.blocked.count for spec in specs),
            unchanged=sum(spec.unchanged for spec in specs),
        )

    @property
    def is_none(self) -> bool:
        return all(spec.is_same for spec in self.specs)


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The fields in which two payloads differ, in the order of the new one, with both values. The UUID follows from the others."""
    left, right = ({name: value for name, value in payload.items() if name != "taskUUID"} for payload in (old, new))
    return ((dotted(route), before, after) for route, before, after in _differing(left, right, ()))


def differing_files(old: str, new: str) -> Iterator[tuple[str, Any, Any]]:
    """The change of the output file's name, its extension aside: that follows from the format."""
    left, right = old.rpartition(".")[0], new.rpartition(".")[0]
    if left != right:
        yield FILE, left, right


def _differing(old: Any, new: Any, route: Route) -> Iterator[tuple[Route, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in (*new, *(name for name in old if name not in new)):
            yield from _differing(old.get(name, ABSENT), new.get(name, ABSENT), (*route, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _differing(before, after, (*route, index))
    elif isinstance(new, dict) and new and old is ABSENT:
        for name, value in new.items():
            yield from _differing(ABSENT, value, (*route, name))
    elif isinstance(old, dict) and old and new is ABSENT:
        for name, value in old.items():
            yield from _differing(value, ABSENT, (*route, name))
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        yield route, old, new
