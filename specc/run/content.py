"""What a ledger may keep of a payload: the content that its digest is of, without whatever lets its reader in somewhere."""

import re
from functools import cache
from typing import Any

from specc.base.jsonvalue import JsonObject
from specc.catalog.annotating import common_paths
from specc.catalog.models import bundled_models

_QUERY = re.compile(r"^(\w+://[^\s?#]*)[?#].*", re.DOTALL)
_USER = re.compile(r"^(\w+://)[^/@\s]*@")


def kept_content(payload: JsonObject) -> JsonObject:
    """Without UUID and delivery, and addresses without their query, which may be a signature."""
    delivery = _delivery(str(payload.get("model")))
    return {name: _blotted(value) for name, value in payload.items() if name != "taskUUID" and name not in delivery}


@cache
def _delivery(model: str) -> frozenset[str]:
    known = bundled_models().get(model)
    return frozenset(parameter.path for parameter in known.noted("delivery")) if known else common_paths("delivery")


def _blotted(value: Any) -> Any:
    if isinstance(value, str):
        return _USER.sub(r"\1", _QUERY.sub(r"\1?…", value)) if "://" in value else value
    if isinstance(value, dict):
        return {name: _blotted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_blotted(inner) for inner in value]
    return value
