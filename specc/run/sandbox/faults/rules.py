"""The file of faults: what may go wrong where, how it is told, and how often. Checked when read; nothing here does harm."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from specc.run.sandbox.faults.codes import categories

Place = Literal["submit", "poll", "upload", "task", "download", "webhook", "generation"]

_REQUEST: Mapping[str, frozenset[str]] = {
    "slow": frozenset({"seconds", "accepted"}),
    "silence": frozenset({"accepted"}),
    "status": frozenset({"status", "code", "message", "retry_after", "accepted"}),
    "reset": frozenset({"accepted"}),
    "cut": frozenset({"share", "accepted"}),
    "garbage": frozenset({"body", "accepted"}),
    "json": frozenset({"body", "accepted"}),
    "die": frozenset({"accepted"}),
}
PARAMETERS: Mapping[Place, Mapping[str, frozenset[str]]] = {
    "submit": _REQUEST,
    "poll": _REQUEST,
    "upload": _REQUEST,
    "task": {
        "refuse": frozenset({"status", "code", "category", "message"}),
    },
    "download": {
        "slow": frozenset({"seconds"}),
        "silence": frozenset(),
        "status": frozenset({"status", "code", "message", "retry_after"}),
        "expired": frozenset({"status", "code", "message", "seconds"}),
        "reset": frozenset({"share"}),
        "cut": frozenset({"share"}),
        "trickle": frozenset({"bytes_per_s"}),
        "type": frozenset({"content_type"}),
        "html": frozenset({"status", "body"}),
        "garbage": frozenset({"body"}),
        "empty": frozenset(),
        "no-range": frozenset(),
        "wrong-range": frozenset(),
    },
    "webhook": {
        "late": frozenset({"seconds"}),
        "drop": frozenset(),
        "duplicate": frozenset({"times"}),
        "stale": frozenset(),
        "garbage": frozenset({"body"}),
        "shape": frozenset({"shape"}),
    },
    "generation": {
        "fail": frozenset({"code", "category", "message", "shape"}),
        "stuck": frozenset({"seconds"}),
    },
}
"""What may go wrong where, and which parameters each of it takes."""

_OF_THE_RULE = frozenset({"at", "fault", "chance", "first", "every", "nth", "count", "matches", "results"})
FAILURE_SHAPES = ("errors", "item", "both")
NOTICE_SHAPES = ("data", "flat", "array", "errors")


def _compilable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"it is not a regular expression: {error}") from None
    return pattern


class Rule(BaseModel):
    """One kind of fault at one place. It hits the occurrences that `first`, `every` and `nth` leave, each with `chance`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    at: Place
    fault: str
    chance: float = Field(1.0, ge=0, le=1)
    first: int | None = Field(None, ge=1)
    every: int | None = Field(None, ge=1)
    nth: tuple[Annotated[int, Field(ge=1)], ...] = Field((), strict=False)
    count: Literal["content", "all"] = "content"
    matches: Annotated[str, AfterValidator(_compilable)] = ""
    results: tuple[Annotated[int, Field(ge=0)], ...] = Field((), strict=False)

    accepted: bool = False
    seconds: float | None = Field(None, ge=0)
    status: int | None = Field(None, ge=200, le=599)
    code: str = ""
    category: str = ""
    message: str = ""
    retry_after: str | int | float | None = None
    share: float = Field(0.5, ge=0, lt=1)
    body: str | None = None
    bytes_per_s: int = Field(1024, ge=1)
    content_type: str = "text/plain"
    times: int = Field(2, ge=1, le=100)
    shape: str = ""

    @field_validator("category")
    @classmethod
    def _known(cls, category: str) -> str:
        if category and category not in categories():
            raise ValueError(f"it is none of {', '.join(categories())}")
        return category

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        faults = PARAMETERS[self.at]
        if self.fault not in faults:
            raise ValueError(f"there is no fault {self.fault!r} at {self.at}, only {', '.join(faults)}")
        for name in sorted(self.model_fields_set - _OF_THE_RULE - faults[self.fault]):
            raise ValueError(f"the fault {self.fault!r} at {self.at} takes no `{name}`")
        shapes = FAILURE_SHAPES if self.at == "generation" else NOTICE_SHAPES
        if self.shape and self.shape not in shapes:
            raise ValueError(f"`shape` is {self.shape!r}, which is none of {', '.join(shapes)}")
        return self


class FaultFile(BaseModel):
    """`seed` None is the sandbox's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Rule, ...] = ()
    seed: int | None = None

    @property
    def is_deadly(self) -> bool:
        """Whether the sandbox's process may have to end itself."""
        return any(rule.fault == "die" for rule in self.rules)

    @classmethod
    def of(cls, *rules: Mapping[str, Any], seed: int | None = None) -> Self:
        """From plain data, for tests. Raises pydantic's ValidationError."""
        return cls.model_validate({"rules": list(rules), "seed": seed})
