"""Estimates what a task costs: the length of its speech by the pace of its language, times what a second of its model costs.

Law: the figures are data with a source; what no figure is known for is None. Pure, but for the data that ships with specc.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specc.base.jsonvalue import JsonObject
from specc.base.range import Range
from specc.catalog.project import NO_PROJECT, Project
from specc.catalog.rates import bundled_prices, bundled_speech
from specc.plan.calibration import Calibration
from specc.plan.estimate import Estimate
from specc.plan.kind import Kind, Reader, reader
from specc.plan.pace import Figures, Pace, pace

NO_PRICE = "no price is known for the model"
NO_LENGTH = "it isn't known how long a recording is"
_PACES_MAX = 4096
"""So many kinds of tasks are remembered."""


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """What estimates are made by. Make it once and keep it: it remembers the pace of each kind of task."""

    figures: Figures
    _readers: dict[str, Reader] = field(default_factory=dict, repr=False)
    _paces: dict[Kind, Pace] = field(default_factory=dict, repr=False)

    def reader(self, model: str) -> Reader:
        made = self._readers[model] = reader(model, self.figures.price(model).reads)
        return made

    def pace(self, kind: Kind) -> Pace:
        if len(self._paces) >= _PACES_MAX:
            self._paces.clear()
        made = self._paces[kind] = pace(self.figures, kind)
        return made


def make_rates(project: Project = NO_PROJECT, calibrations: Mapping[str, Calibration] | None = None) -> Rates:
    """The rates that ship with specc, under those of a project, under what videos that have been made taught (by model)."""
    own_speech = {tag.lower(): rate for tag, rate in project.speech_rates.items()}
    return Rates(Figures(bundled_prices(), bundled_speech(), project.prices, own_speech, calibrations or {}))


def estimate(payload: JsonObject, rates: Rates, *, seconds: Range | None = None) -> Estimate:
    """The estimate of a task. `seconds`: how long one video will be where that is known, as of a recording."""
    model = str(payload.get("model"))
    reads = rates._readers.get(model) or rates.reader(model)  # noqa: SLF001 - its own memory
    kind = reads.kind(payload)
    found = rates._paces.get(kind) or rates.pace(kind)  # noqa: SLF001
    length = _length(payload, reads, found) if seconds is None else seconds
    if length is not None and found.usd_per_second is not None:
        return Estimate(length, length * found.usd_per_second, found.results, found.tariff, found.source, found.date)
    unknown = "" if found.usd is not None else NO_PRICE if found.usd_per_second is None else NO_LENGTH
    return Estimate(length, found.usd, found.results, found.tariff, found.source, found.date, unknown)


def _length(payload: JsonObject, reads: Reader, found: Pace) -> Range | None:
    text = reads.text(payload)
    if isinstance(text, str) and text:
        return found.length(text)
    said = reads.seconds(payload)
    return Range(said, said, said) if isinstance(said, int | float) and said >= 0 else None


def speech_length(text: str, rates: Rates, model: str, *, language: Any = None, voice: Any = None, speed: Any = None) -> Range:
    """How long a text is spoken, in seconds."""
    kind = Kind(model, language, voice, speed, None, None, None, None)
    return (rates._paces.get(kind) or rates.pace(kind)).length(text)  # noqa: SLF001 - its own memory
