"""What a project says once for all of its specs. Reading the file is not done here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from specc.base.range import Range

_STRICT = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A model's price as the project knows it, over the one that ships with specc."""

    __pydantic_config__: ClassVar[Any] = _STRICT

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

    __pydantic_config__: ClassVar[Any] = _STRICT

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
    """`max_cost` is in USD; `prices` by model, `speech_rates` by language; `ledger` a path or an address."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    ledger: str | None = None
    max_cost: float | None = None
    speech_seconds_max: float | None = None
    prices: Mapping[str, OwnPrice] = field(default_factory=dict)
    speech_rates: Mapping[str, OwnRate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("max_cost", "speech_seconds_max"):
            limit = getattr(self, name)
            if limit is not None and limit <= 0:
                raise ValueError(f"`{name}` has to be more than 0")


NO_PROJECT = Project()
