"""JSON values as types, and scalars of them as text. A payload and what is read from the provider are made of these."""

from typing import Any, TypeAlias

Json: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]


def text_of(value: object) -> str | None:
    """A scalar as text; None for null, lists and mappings."""
    return None if value is None or isinstance(value, dict | list) else str(value)
