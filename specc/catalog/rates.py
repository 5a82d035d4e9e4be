"""What a video costs and how fast a text is spoken, as data: every figure a range, with its source and date."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from specc.base.range import Range
from specc.base.resources import data_folder

_STRICT = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True, slots=True)
class Sourced:
    """A rate a second."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    per_second: Range
    source: str
    date: str

    def __post_init__(self) -> None:
        if not self.per_second.low:
            raise ValueError("a rate of 0 takes for ever")


@dataclass(frozen=True, slots=True)
class Silence:
    __pydantic_config__: ClassVar[Any] = _STRICT

    seconds: Range
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class SpeechRate:
    """Of one language. `name` is what voices call it. What it doesn't say is as by default."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    words: Sourced | None = None
    characters: Sourced | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """`languages` by BCP 47 tag in lower case."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    title: str
    description: str
    default: SpeechRate
    digits: Sourced
    silence: Silence
    languages: Mapping[str, SpeechRate]

    def __post_init__(self) -> None:
        if self.default.words is None or self.default.characters is None:
            raise ValueError("the default has to have both rates")


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a class of pictures costs: the first whose `pixels_min` a picture has is its own."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    name: str
    pixels_min: int
    usd: Range
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Reads:
    """Which parameters of a payload a price hangs on, as dotted paths; empty where a model has no such parameter."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    text: str = ""
    language: str = ""
    voice: str = ""
    speed: str = ""
    seconds: str = ""
    """A parameter that says itself how long the video is."""
    results: str = ""
    resolution: str = ""
    width: str = ""
    height: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """What someone was charged for a video of unknown length."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    usd_min: float
    usd_max: float
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Price:
    """Of one model. `sizes` are the names of resolutions, with width and height."""

    __pydantic_config__: ClassVar[Any] = _STRICT

    title: str
    model: str
    reads: Reads
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    per_second: tuple[Tariff, ...] = ()
    per_video: tuple[Tariff, ...] = ()
    examples: tuple[Example, ...] = ()


@cache
def bundled_speech() -> Speech:
    from pydantic import TypeAdapter

    return TypeAdapter(Speech).validate_json((data_folder("schemas") / "speech-rates.json").read_bytes())


@cache
def bundled_prices() -> dict[str, Price]:
    """The prices that ship with specc, by model."""
    from pydantic import TypeAdapter

    adapter = TypeAdapter(Price)
    files = sorted((data_folder("schemas") / "prices").glob("*.json"))
    prices = [adapter.validate_python(json.loads(file.read_bytes())) for file in files]
    return {price.model: price for price in prices}
