"""The provider's error codes by category, as far as a generation can end with them."""

from collections.abc import Mapping, Sequence
from functools import cache

import orjson

from specc.base.resources import data_folder


@cache
def categories() -> Mapping[str, Sequence[str]]:
    """From `safety`, `provider`, … to the codes of it."""
    listed = orjson.loads((data_folder("schemas") / "error-codes.json").read_bytes())["codes"]
    found: dict[str, list[str]] = {}
    for code, entry in listed.items():
        # what only a client says of itself never comes from a provider
        if not entry.get("sdk_only"):
            found.setdefault(entry["category"], []).append(code)
    return found
