"""What changed in videos, for people and for programs."""

import json
from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len

from specc.base.grammar import counted
from specc.plan.difference import ABSENT, Change, Counts, Difference, Sample, SpecDifference, Video
from specc.report.json import dumped
from specc.report.paint import Paint
from specc.report.table import cut
from specc.report.words import printable

_SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow"), "blocked": ("!", "red")}
_CONTEXT_SHARE = 3
"""A third of the room goes to what stands before the difference."""


def render(difference: Difference, *, is_coloured: bool = False, columns: int = 80) -> str:
    """The summary, then each spec that differs: per field how many videos, and examples as old → new."""
    paint = Paint(is_coloured=is_coloured, columns=columns)
    parts = [_summary(difference, paint), *("\n".join(_spec(spec, paint)) for spec in difference.specs if not spec.is_same)]
    return "\n\n".join(parts) + "\n"


def render_spec(spec: SpecDifference, *, is_coloured: bool = False, columns: int = 80) -> list[str]:
    """The lines of one spec that differs."""
    return list(_spec(spec, Paint(is_coloured=is_coloured, columns=columns)))


def render_json(difference: Difference) -> str:
    """Version 1. Fields are only ever added. `old` or `new` is left out where the field isn't there."""
    document = {
        "version": 1,
        "ref": difference.ref,
        "summary": _counts(difference.counts),
        "specs": [spec_object(spec) for spec in difference.specs],
        "notes": list(difference.notes),
    }
    return dumped(document)


def _summary(difference: Difference, paint: Paint) -> str:
    counts = difference.counts
    if difference.is_none:
        return f"no difference since {difference.ref} ({counted(counts.unchanged, 'video')})"
    return paint(_counted(counts), is_bold=True) + f" since {difference.ref}"


def _counted(counts: Counts) -> str:
    """`3 added, 1 removed, 2 changed, 99,994 unchanged`; blocked ones only where there are any."""
    shown = {name: count for name, count in _counts(counts).items() if count or name != "blocked"}
    return ", ".join(f"{count:,} {name}" for name, count in shown.items())


def _spec(spec: SpecDifference, paint: Paint) -> Iterator[str]:
    side = "" if spec.is_old and spec.is_new else " (new)" if spec.is_new else " (no longer there)"
    counts = Counts(spec.added.count, spec.removed.count, spec.changed, spec.blocked.count, spec.unchanged)
    told = ", ".join(f"{count:,} {name}" for name, count in _counts(counts).items() if count)
    yield paint(f"{printable(spec.spec)}{side}: ", is_bold=True) + told
    for name, sample in (("added", spec.added), ("removed", spec.removed), ("blocked", spec.blocked)):
        if sample.count:
            yield from _sample(name, sample, paint)
    for name, changes in spec.fields.items():
        yield _head("changed", f"{name}: {counted(changes.count, 'video')}", paint)
        for change in changes.examples:
            yield from _change(change, paint)
    if not spec.is_keyed:
        yield "  rows have no key: they are matched by their number; name a column in `audience.key`"


def _sample(name: str, sample: Sample, paint: Paint) -> Iterator[str]:
    yield _head(name, f"{name}: {counted(sample.count, 'video')}", paint)
    for video in sample.examples:
        file = f" → {video.file}" if video.file and name != "blocked" else ""
        yield cut(f"      {_named(video)}{file}", paint.columns)
    if sample.count > len(sample.examples) and sample.examples:
        yield f"      and {sample.count - len(sample.examples):,} more"


def _head(name: str, text: str, paint: Paint) -> str:
    sign, colour = _SIGNS[name]
    return f"  {paint(sign, colour, is_bold=True)} {cut(text, paint.columns - 4)}"


def _named(video: Video) -> str:
    """What tells a video from the others of its spec."""
    row = () if video.row is None else (f"row {video.row}",) if video.key is None else (video.key,)
    return printable(", ".join((*row, *(f"{axis} {name}" for axis, name in video.cell.items())))) or "the spec"


def _change(change: Change, paint: Paint) -> Iterator[str]:
    """On a line where there is room; otherwise a line each, cut to where they differ."""
    name, old, new = _named(change.video), _value(change.old), _value(change.new)
    line = f"      {name}: {old} → {new}"
    if cell_len(line) <= paint.columns:
        yield f"      {name}: {paint(old, 'red')} → {paint(new, 'green')}"
        return
    room = paint.columns - 10
    start = _start(old, new, room)
    yield cut(f"      {name}:", paint.columns)
    yield f"        {paint('- ' + _excerpt(old, start, room), 'red')}"
    yield f"        {paint('→ ' + _excerpt(new, start, room), 'green')}"


def _start(old: str, new: str, room: int) -> int:
    """Where excerpts begin: some way before the first difference, at the start of a word where one is near."""
    same = next((index for index, (left, right) in enumerate(zip(old, new, strict=False)) if left != right), min(len(old), len(new)))
    context = room // _CONTEXT_SHARE
    if same <= context or max(cell_len(old), cell_len(new)) <= room:
        return 0
    start = same - context
    space = old.find(" ", start, same)
    return space + 1 if 0 <= space < same - 1 else start


def _excerpt(text: str, start: int, room: int) -> str:
    return cut(("…" if start else "") + text[start:], room)


def _value(value: Any) -> str:
    """A value as JSON, on a line; what can't be shown is escaped."""
    if value is ABSENT:
        return "(nothing)"
    text = json.dumps(value, ensure_ascii=False)
    return "".join(character if character.isprintable() else json.dumps(character)[1:-1] for character in text)




def _counts(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in ("added", "removed", "changed", "blocked", "unchanged")}


def spec_object(spec: SpecDifference) -> dict[str, Any]:
    counts = Counts(spec.added.count, spec.removed.count, spec.changed, spec.blocked.count, spec.unchanged)
    return {
        "spec": spec.spec,
        "is_old": spec.is_old,
        "is_new": spec.is_new,
        "summary": _counts(counts),
        "fields": [
            {"field": name, "videos": changes.count, "examples": [_change_object(change) for change in changes.examples]}
            for name, changes in spec.fields.items()
        ],
        "added": [_video_object(video) for video in spec.added.examples],
        "removed": [_video_object(video) for video in spec.removed.examples],
        "blocked": [_video_object(video) for video in spec.blocked.examples],
    }


def _video_object(video: Video) -> dict[str, Any]:
    return {"key": video.key, "row": video.row, "cell": dict(video.cell), "file": video.file or None}


def _change_object(change: Change) -> dict[str, Any]:
    values = {name: value for name, value in (("old", change.old), ("new", change.new)) if value is not ABSENT}
    return {**_video_object(change.video), **values}
