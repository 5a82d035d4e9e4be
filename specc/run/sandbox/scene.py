"""What a payload asks to see and hear, read tolerantly: any model's payload gives a scene, however little it says."""

import hashlib
import re
from dataclasses import dataclass

from specc.base.jsonvalue import Json, JsonObject
from specc.base.location import reached, route_of
from specc.run.sandbox.speech import LENGTH_S_MIN, Caption, captions, length_s

SIDE_PX_MIN, SIDE_PX_MAX = 64, 4096
SILENT_LENGTH_S = 5.0
"""How long a video is whose speech is a recording that the sandbox hasn't got."""

_CANVASES = {"720p": (1280, 720), "1080p": (1920, 1080), "4K": (3840, 2160)}
_CANVAS = _CANVASES["720p"]
_TEXTS = ("speech.text", "prompt", "positivePrompt")
_LENGTH = "duration"
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_NAME_CHARS_MAX = 60
_SPEED_MIN = 0.1


@dataclass(frozen=True, slots=True)
class Scene:
    """`variant` is a number that decides all that the payload leaves open; it is another one for each result."""

    width: int
    height: int
    avatar: str
    voice: str
    language: str
    background: str | None
    has_captions: bool
    is_close: bool
    spoken: tuple[Caption, ...]
    length_s: float
    volume: float
    pitch: float
    quality: int
    variant: int


def scene(payload: JsonObject, *, variant: int, length_s_max: float, recording_s: float | None = None) -> Scene:
    """`recording_s`: how long the recording is that is to be heard, where that is known."""
    width, height = canvas(payload)
    text = next((found for found in (_text(payload, path) for path in _TEXTS) if found), "")
    speed = max(_number(payload, "speech.speed", 1.0), _SPEED_MIN)
    asked = _number(payload, _LENGTH, recording_s or 0.0)
    wanted = max(asked or SILENT_LENGTH_S, LENGTH_S_MIN) if asked or not text else length_s(text, speed=speed, s_max=length_s_max)
    wanted = min(wanted, length_s_max)
    return Scene(
        width=width - width % 2,
        height=height - height % 2,
        avatar=_text(payload, "inputs.avatar")[:_NAME_CHARS_MAX] or _text(payload, "model"),
        voice=_text(payload, "speech.voice")[:_NAME_CHARS_MAX],
        language=_text(payload, "speech.language")[:_NAME_CHARS_MAX],
        background=_background(payload),
        has_captions=has_captions(payload),
        is_close=_at(payload, "settings.fit") == "cover",
        spoken=tuple(captions(text, speed=speed, length_s=wanted)),
        length_s=wanted,
        volume=_number(payload, "speech.volume", 1.0),
        pitch=_number(payload, "speech.pitch", 0.0),
        quality=int(_number(payload, "outputQuality", 95)),
        variant=variant,
    )


def has_captions(payload: JsonObject) -> bool:
    return _at(payload, "settings.caption") is True


def canvas(payload: JsonObject) -> tuple[int, int]:
    """Width and height as asked for, which may be more than the sandbox draws."""
    width, height = _at(payload, "width"), _at(payload, "height")
    if isinstance(width, int) and isinstance(height, int):
        return width, height
    return _CANVASES.get(_text(payload, "resolution"), _CANVAS)


def stable_number(*parts: object) -> int:
    """A number that looks random and is the same on every run and machine."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8])


def _at(payload: JsonObject, path: str) -> Json:
    return reached(payload, route_of(path))


def _text(payload: JsonObject, path: str) -> str:
    found = _at(payload, path)
    # half a surrogate pair is legal in JSON and can't be drawn or written
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def _number(payload: JsonObject, path: str, default: float) -> float:
    found = _at(payload, path)
    return float(found) if isinstance(found, int | float) else default


def _background(payload: JsonObject) -> str | None:
    color = _text(payload, "settings.backgroundColor")
    return color if _COLOR.fullmatch(color) else None
