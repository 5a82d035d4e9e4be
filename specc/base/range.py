"""A figure that isn't known exactly: how little, how much most likely, how much at most."""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Range:
    """`low` ≤ `expected` ≤ `high`, none of them negative."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "allow_inf_nan": False}

    low: float
    expected: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.expected <= self.high:
            raise ValueError(f"not 0 ≤ low ≤ expected ≤ high: {self.low}, {self.expected}, {self.high}")

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.expected + other.expected, self.high + other.high)

    def __mul__(self, other: "Range | float") -> "Range":
        if isinstance(other, Range):
            return Range(self.low * other.low, self.expected * other.expected, self.high * other.high)
        return Range(self.low * other, self.expected * other, self.high * other)


NOTHING = Range(0.0, 0.0, 0.0)
