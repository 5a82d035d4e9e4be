"""Files of one's own where a model takes media: how one is told from an address or an id, what it has to be, and what
stands for it in a payload: its content's hash, the same on any machine, which becomes the id of an upload when it is run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from specc.base.resources import shipped_data
from specc.catalog.notes import notes_of

Schema = dict[str, Any]

HEAD_BYTES: Final = 64
"""So many bytes of a file tell its format."""

_PREFIX: Final = "media:sha256:"
NO_FILE: Final = _PREFIX + "0" * 64
"""Stands for a file that can't be had; a task with it is never made."""

_STAND_IN: Final = re.compile(r"media:sha256:([0-9a-f]{64})")
_STAND_IN_BYTES: Final = re.compile(rb'"media:sha256:([0-9a-f]{64})"')
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
_PATH_CHARACTERS_MAX: Final = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """`name` with its article. `source` is where the limit is from."""

    name: str
    bytes_max: int
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """`type` is the media type; a container may be of several kinds, which only its inside tells apart."""

    name: str
    type: str
    kinds: frozenset[str]
    marks: tuple[tuple[int, bytes], ...]

    def is_of(self, head: bytes) -> bool:
        return all(head[at : at + len(mark)] == mark for at, mark in self.marks)


@cache
def media_kinds() -> Mapping[str, Kind]:
    return {name: Kind(kind["name"], kind["bytes-max"], kind["source"]) for name, kind in _data()["kinds"].items()}


def format_of(head: bytes) -> Format | None:
    """The format of a file that begins so; None for one that isn't known."""
    return next((known for known in _formats() if known.is_of(head)), None)


def is_path(text: str) -> bool:
    """Whether a value is the name of a file, whether or not there is one: neither an address, a data URI, an id nor
    base64. A name without folder or ending needs a `./`.
    """
    if not text.isprintable() or len(text) > _PATH_CHARACTERS_MAX or _SCHEME.match(text) or _BASE64.fullmatch(text):
        return False
    return "/" in text or "\\" in text or _ENDING.search(text) is not None


def stand_in(sha256: str) -> str:
    """What stands in a payload for a file with this content."""
    return _PREFIX + sha256


def content_of(value: object) -> str | None:
    """The hash that a value stands for; None for any other value."""
    found = _STAND_IN.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


def contents_in(task: bytes) -> list[str]:
    """The hashes that values of a task's JSON stand for."""
    return [found.decode() for found in _STAND_IN_BYTES.findall(task)] if b'"media:sha256:' in task else []


def taking_files(schema: Schema) -> Schema:
    """A model's schema in which a file of one's own may stand where media is taken."""
    made = {name: value for name, value in schema.items() if name != "properties"}
    if "properties" in schema:
        made["properties"] = {name: taking_files(child) for name, child in schema["properties"].items()}
    if "media" in notes_of(schema) and isinstance(schema.get("pattern"), str):
        made["pattern"] = f"^{_STAND_IN.pattern}$|{schema['pattern']}"
    return {name: made[name] for name in schema}


@cache
def _formats() -> tuple[Format, ...]:
    return tuple(_format(entry) for entry in _data()["formats"])


def _format(entry: dict[str, Any]) -> Format:
    marks = tuple((at, bytes.fromhex(mark)) for at, mark in entry["marks"])
    return Format(entry["name"], entry["type"], frozenset(entry["kinds"]), marks)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = shipped_data("media.json")
    return data
