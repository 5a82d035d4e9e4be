"""What a project says once for all of its specs. Reading the file is not done here; what it may say is `schemas/project.schema.json`.

Law: a key of the schema is a field here, by its name. Dashes may stand for its underscores.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specc.base.fault import Fault
from specc.base.range import Range
from specc.base.resources import shipped_data

if TYPE_CHECKING:
    from specc.catalog.policy import Policy


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A model's price as the project knows it, over the one that ships with specc."""

    source: str
    usd_per_second: Range | None = None
    usd_per_video: Range | None = None
    date: str = ""

    def __post_init__(self) -> None:
        if (self.usd_per_second is None) == (self.usd_per_video is None):
            raise ValueError("one of `usd_per_second` and `usd_per_video` is needed")


@dataclass(frozen=True, slots=True)
class OwnRate:
    """How fast a language is spoken, as the project knows it."""

    source: str
    words_per_second: Range | None = None
    characters_per_second: Range | None = None
    date: str = ""

    def __post_init__(self) -> None:
        rates = [rate for rate in (self.words_per_second, self.characters_per_second) if rate is not None]
        if not rates:
            raise ValueError("`words_per_second` or `characters_per_second` is needed")
        if not all(rate.low for rate in rates):
            raise ValueError("a rate of 0 takes for ever")


@dataclass(frozen=True, slots=True)
class Project:
    """`max_cost` is in USD; `prices` by model, `speech_rates` by language; `ledger` a path or an address; `policy` and `models` paths
    as they are written, from the folder of `file`. `policies` are what is behind `policy`; `faults` what is wrong with the file, and
    left out here.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    models: str | None = None
    policy: tuple[str, ...] = ()
    ledger: str | None = None
    max_cost: float | None = None
    speech_seconds_max: float | None = None
    prices: Mapping[str, OwnPrice] = field(default_factory=dict)
    speech_rates: Mapping[str, OwnRate] = field(default_factory=dict)
    policies: "tuple[Policy, ...]" = ()
    file: Path | None = field(default=None, compare=False, repr=False)
    faults: tuple[Fault, ...] = field(default=(), compare=False, repr=False)

    @property
    def folder(self) -> Path | None:
        return None if self.file is None else self.file.parent


NO_PROJECT = Project()


@cache
def project_schema() -> dict[str, Any]:
    schema: dict[str, Any] = shipped_data("project.schema.json")
    return schema


def setting(name: str, value: Any) -> Any:
    """The value of a key, as a project has it. Raises `ValueError` for figures that the schema allows and that make no sense."""
    if isinstance(value, list):
        return tuple(value)
    match name:
        case "policy":
            return (value,)
        case "per_file_ignores":
            return {pattern: tuple(rules) for pattern, rules in value.items()}
        case "prices" | "speech_rates":
            kind = OwnPrice if name == "prices" else OwnRate
            return {key: kind(**{part: _figure(part, item) for part, item in entry.items()}) for key, entry in value.items()}
    return value


def _figure(name: str, value: Any) -> Any:
    """A single figure is a range without any spread."""
    if not name.endswith(("_per_second", "_per_video")):
        return value
    return Range(**value) if isinstance(value, dict) else Range(value, value, value)
