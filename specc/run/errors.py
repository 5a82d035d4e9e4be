"""The provider's error codes sorted into categories: by rule, in the order of `schemas/error-codes.json`, since "codes
are being standardised" and no list of them is ever complete. The raw code is kept and shown; nothing depends on it but
the one answer that proves a task was accepted before.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

import orjson

from specc.base.resources import data_folder
from specc.plan.outcome import Category

_Rule = tuple[Category, Callable[[str, Mapping[str, str]], bool]]

_VALIDATION_STARTS: Final = (
    "invalid",
    "missing",
    "conflict",
    "duplicate",
    "unsupported",
    "value",
    "array",
    "max",
)

# `listed` holds the known codes with their category: the "sets" of the provider's own rules. Rule 6 also takes
# "timeout" at the start, or `timeoutProvider` would be unknown, which its remark in the data calls a slip.
_RULES: Final[tuple[_Rule, ...]] = (
    ("aborted", lambda code, _: code == "aborted"),
    ("connection", lambda code, listed: listed.get(code) == "connection"),
    ("quota", lambda code, _: _contains(code, "Credits", "Quota", "Balance", "quotaExceeded", "paymentRequired")),
    ("rateLimit", lambda code, listed: _contains(code, "RateLimit", "rateLimit") or listed.get(code) == "rateLimit"),
    ("safety", lambda code, listed: listed.get(code) == "safety"),
    ("auth", lambda code, listed: listed.get(code) == "auth" or "ApiKey" in code),
    ("timeout", lambda code, _: "Timeout" in code or code.startswith("timeout")),
    ("notFound", lambda code, listed: listed.get(code) == "notFound" or code.endswith(("NotFound", "Expired"))),
    ("serverError", lambda code, listed: listed.get(code) == "serverError"),
    ("provider", lambda code, listed: listed.get(code) == "provider" or code.startswith("provider")),
    ("validation", lambda code, listed: listed.get(code) == "validation" or code.startswith(_VALIDATION_STARTS)),
)

_STATUS_CATEGORIES: Final[Mapping[int, Category]] = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "notFound",
    408: "timeout",
    429: "rateLimit",
}


def classify(code: str, status: int = 200) -> Category:
    """The category of a raw code; of the HTTP status when the code says nothing."""
    listed = _listed()
    for category, holds in _RULES:
        if holds(code, listed):
            return category
    return classify_status(status)


def classify_status(status: int) -> Category:
    if status >= 500:  # noqa: PLR2004
        return "serverError"
    if status >= 400:  # noqa: PLR2004
        return _STATUS_CATEGORIES.get(status, "validation")
    return "unknown"


def is_already_accepted(code: str, parameters: tuple[str, ...]) -> bool:
    """Does the code say that this UUID was used before (`conflictTaskUUID`), and so that the task is being made?"""
    folded = code.casefold()
    names = (folded, *(parameter.casefold() for parameter in parameters))
    return folded.startswith(("conflict", "duplicate")) and any("taskuuid" in name for name in names)


@cache
def retryable_categories() -> frozenset[str]:
    return frozenset(_data()["retryable_categories"])


@cache
def _listed() -> Mapping[str, str]:
    return {code: entry["category"] for code, entry in _data()["codes"].items()}


@cache
def _data() -> dict[str, dict[str, dict[str, str]]]:
    loaded: dict[str, dict[str, dict[str, str]]] = orjson.loads(
        (data_folder("schemas") / "error-codes.json").read_bytes()
    )
    return loaded


def _contains(code: str, *words: str) -> bool:
    return any(word in code for word in words)
