"""The identity of a payload: its canonical JSON, the digest of its content, and the UUID made from it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from specc.base.jsonvalue import Json, JsonObject
from specc.template.values import OMIT

_DIGEST_BYTES = 32
_UUID = b'"00000000-0000-4000-8000-000000000000"'
_UUID_PLACES = [(place, source) for source, place in enumerate(place for place, character in enumerate(_UUID) if chr(character) in "048") if source not in (12, 16)]
"""Where each hex digit of a digest stands in the JSON of a UUID; the 13th says its version, the 17th its variant."""
_VARIANT_PLACE = _UUID.index(b"8")
_VARIANT = bytes.maketrans(b"0123456789abcdef", b"89ab" * 4)
_BEGUN = hashlib.sha256(b"{")


def canonical(value: Json) -> bytes:
    """Sorted keys, no spaces, UTF-8, shortest numbers. Raises UnicodeEncodeError for a lone surrogate."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # an integer beyond 64 bits, or a lone surrogate
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def compact(value: Json) -> bytes:
    """JSON in the order that the value has."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def parted(payload: dict[str, Any], delivery: frozenset[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What only concerns delivery, and the content, each with sorted keys. A task is written in this order, its UUID in between: so its
    content stands in it as it is digested."""
    concerned = {name: value for name, value in payload.items() if name in delivery}
    content = {name: value for name, value in payload.items() if name != "taskUUID" and name not in delivery}
    return _sorted(concerned), _sorted(content)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def digest(payload: JsonObject, delivery: frozenset[str]) -> str:
    """SHA-256, in hex, of the content: the payload without its UUID and without what only concerns delivery."""
    content = {name: value for name, value in payload.items() if name != "taskUUID" and name not in delivery}
    return content_digest(content)


def content_digest(content: JsonObject) -> str:
    """The digest of what `parted` says is the content."""
    return hashlib.sha256(canonical(content)).hexdigest()


def task_uuid(digest_of_content: str, attempt: int = 0) -> str:
    """The UUID of an attempt at a content, shaped as version 4: the same on any machine, in any order."""
    raw = bytearray(hashlib.sha256(f"{digest_of_content}:{attempt}".encode()).digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    digits = raw.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def digests_of_rest(rests: Iterable[bytes]) -> list[bytes]:
    """The raw digests of contents whose JSON is given without the brace that it begins with: they are long, and putting it before each would
    copy them."""
    copy, made = _BEGUN.copy, []
    for rest in rests:
        hasher = copy()
        hasher.update(rest)
        made.append(hasher.digest())
    return made


def first_uuids(content_digests: Sequence[bytes], before: bytes = b"", after: bytes = b"") -> list[bytes]:
    """The UUIDs of the first attempts at contents, as JSON between other JSON: what `task_uuid` gives, for a whole block at once. The
    characters are copied position by position over all of them, which costs a quarter of cutting each digest apart."""
    if not content_digests:
        return []
    attempts = f"{b''.join(content_digests).hex(',', _DIGEST_BYTES).replace(',', ':0,')}:0".encode().split(b",")
    sha256 = hashlib.sha256
    raw = "".join([sha256(attempt).hexdigest() for attempt in attempts]).encode()
    text = before + _UUID + after + b"\n"  # which JSON doesn't hold
    texts = bytearray(text * len(content_digests))
    for place, source in _UUID_PLACES:
        texts[len(before) + place :: len(text)] = raw[source::64]
    texts[len(before) + _VARIANT_PLACE :: len(text)] = raw[16::64].translate(_VARIANT)
    return bytes(texts).split(b"\n")[:-1]


def normalised(value: Any) -> Any:
    """Numbers in their shortest form: 1.0 and 1 are one content."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {name: normalised(item) for name, item in value.items()}
    if isinstance(value, list):
        return [normalised(item) for item in value]
    return value


def without_omitted(value: Any) -> Any:
    """The value without omitted keys, and without the mappings and lists that become empty by that; OMIT if nothing is left."""
    if isinstance(value, dict):
        kept = {name: item for name, raw in value.items() if (item := without_omitted(raw)) is not OMIT}
        return OMIT if value and not kept else kept
    if isinstance(value, list):
        items = [item for raw in value if (item := without_omitted(raw)) is not OMIT]
        return OMIT if value and not items else items
    return value
