"""JSON values as types. A payload and what is read from the provider are made of these."""

from typing import Any, TypeAlias

Json: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]
