"""What a webhook says, read tolerantly. The sources disagree on a body's shape, so any object in it that names a task is news of
that task. Only that much is kept: the addresses of results may be signed, and the run asks for fresh ones.
"""

import re
from collections.abc import Iterator
from typing import Final

import orjson

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_STATUS: Final = re.compile(r"[a-z]{1,20}", re.IGNORECASE | re.ASCII)
_DEPTH_MAX: Final = 8


def notices_of(body: bytes) -> list[str]:
    """A notice for each task that the body speaks of, as JSON; none when it can't be made sense of."""
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    statuses = dict(_told(raw))
    return [orjson.dumps({"taskUUID": uuid, "status": status}).decode() for uuid, status in statuses.items()]


def _told(value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Tasks and their statuses, however deep."""
    if depth > _DEPTH_MAX or not isinstance(value, dict | list):
        return
    if isinstance(value, dict):
        uuid, status = (value.get(name) for name in ("taskUUID", "status"))
        if isinstance(uuid, str) and _UUID.fullmatch(uuid):
            yield uuid.casefold(), status if isinstance(status, str) and _STATUS.fullmatch(status) else ""
    for inner in value.values() if isinstance(value, dict) else value:
        yield from _told(inner, depth + 1)
