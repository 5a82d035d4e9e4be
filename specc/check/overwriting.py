"""Addresses that take one video each, where several are sent to one: what comes later overwrites what was there.

Which parameters these are is a note in the model's schema, `one-each`. Said is only what is the same whatever the rows bring.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from specc.base.fault import Fault, Sighting
from specc.base.location import Route
from specc.compiler.bind import NEEDS_ROW
from specc.compiler.program import Program
from specc.compiler.residual import Hole
from specc.compiler.watch import value_at

RULE = "A110"
_OF_ROWS = frozenset(("row", "row_number", "vars"))


def overwriting_faults(programs: Sequence[Program], tasks: int, *, has_rows: bool, is_by_language: bool) -> Iterator[Fault]:
    """What there is to say of the programs of a spec that made so many tasks. `is_by_language`: a row goes to the cells of its language only."""
    made = [program for program in programs if program.is_made]
    if tasks < 2 or not made:  # noqa: PLR2004 - several are two or more
        return
    is_even = not is_by_language and all(program.when is not NEEDS_ROW for program in made)
    for parameter in made[0].model.noted("one-each"):
        route = parameter.route
        for same, is_known in _sharing(made, route):
            if _is_shared(same, made, tasks, is_known=is_known, is_even=is_even, has_rows=has_rows):
                facts = {"path": parameter.path, "count": min(len(same), tasks) if not has_rows else tasks if is_known and len(same) == len(made) else 0, "is_of_row": not is_known}
                yield from _faults(same, route, facts)


def _is_shared(same: Sequence[Program], made: Sequence[Program], tasks: int, *, is_known: bool, is_even: bool, has_rows: bool) -> bool:
    """Whether it is certain that two videos of these programs are made."""
    if not has_rows:
        return len(same) > 1
    if is_even:
        return len(same) > 1 or (is_known and tasks > len(made))
    return is_known and len(same) == len(made)


def _sharing(made: Iterable[Program], route: Route) -> Iterator[tuple[list[Program], bool]]:
    """Programs that send their videos of one row to the same address, and whether they send those of all rows there."""
    groups: dict[tuple[bool, Any], list[Program]] = {}
    for program in made:
        value = value_at(program.skeleton, route)
        if isinstance(value, str):
            groups.setdefault((True, value), []).append(program)
        elif isinstance(value, Hole) and _is_of_rows(value):
            groups.setdefault((False, value.scalar.text), []).append(program)
    return ((same, is_known) for (is_known, _), same in groups.items())


def _is_of_rows(hole: Hole) -> bool:
    """Whether no cell changes a value. What a template includes may hang on anything."""
    return "{%" not in hole.scalar.text and {reference.path[0] for reference in hole.scalar.references} <= _OF_ROWS


def _faults(same: Sequence[Program], route: Route, facts: Mapping[str, object]) -> Iterator[Fault]:
    for program in same:
        span, related = program.places.value(route)
        yield Fault(RULE, span, facts, related=related, sighting=Sighting(cell=program.cell.names))
