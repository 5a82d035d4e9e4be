"""JSON to bytes and back: quickly for what everyone sends, and the slow way for the rest, with the same meaning."""

import json
from typing import NoReturn

import orjson

from specc.base.jsonvalue import Json


def encoded(value: Json) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # half a surrogate pair has no UTF-8, and a number may have more than 64 bits: both can be said in ASCII
        return json.dumps(value, separators=(",", ":")).encode()


def canonical(value: Json) -> bytes:
    """The same bytes for the same value, in whatever order its keys are."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def decoded(body: bytes) -> Json:
    """Raises ValueError and RecursionError for what is not JSON: NaN is not."""
    try:
        return orjson.loads(body)
    except ValueError:
        return json.loads(body, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
