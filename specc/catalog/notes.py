"""Our own notes in a schema, under `x-specc`: what a parameter is for, how a limit is told. No validator asks for them."""

from typing import Any


def notes_of(schema: Any) -> dict[str, Any]:
    """The notes of a schema; none of `true` and `false`, and of one that has none."""
    notes = schema.get("x-specc") if isinstance(schema, dict) else None
    return notes if isinstance(notes, dict) else {}
