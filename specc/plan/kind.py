"""The kind of a task: what its price hangs on besides the words that are spoken. Many tasks share one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from specc.base.jsonvalue import JsonObject
from specc.catalog.rates import Reads

_RESULTS_MAX = 1 << 20
"""No provider makes as many; such a payload is wrong, which is told elsewhere."""

Look = Callable[[JsonObject], Any]


class Kind(NamedTuple):
    """As the payload has it; None where it has no such parameter."""

    model: str
    language: Any
    voice: Any
    speed: Any
    results: Any
    resolution: Any
    width: Any
    height: Any

    @property
    def result_count(self) -> int:
        """How many results are made, and paid for."""
        return self.results if type(self.results) is int and 0 < self.results <= _RESULTS_MAX else 1


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the payloads of one model."""

    model: str
    text: Look
    seconds: Look
    parts: tuple[Look, ...]

    def kind(self, payload: JsonObject) -> Kind:
        return Kind._make([self.model, *[part(payload) for part in self.parts]])


def reader(model: str, reads: Reads) -> Reader:
    parts = (reads.language, reads.voice, reads.speed, reads.results, reads.resolution, reads.width, reads.height)
    return Reader(model, _look(reads.text), _look(reads.seconds), tuple(map(_look, parts)))


def _look(path: str) -> Look:
    """A function that finds what stands at a path; None where nothing does."""
    steps = path.split(".")
    if not path:
        return lambda _payload: None
    if len(steps) == 1:
        return lambda payload: _plain(payload.get(path))

    def look(payload: JsonObject) -> Any:
        value: Any = payload
        for step in steps:
            if value.__class__ is not dict:
                return None
            value = value.get(step)
        return _plain(value)

    return look


def _plain(value: Any) -> Any:
    return None if value.__class__ in (dict, list) else value
