"""The provider's answers, read tolerantly: foreign data enters here and nowhere else. What isn't understood is left
out, and an answer with nothing in it that is understood is None; no answer makes an exception.
"""

import math
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from specc.plan.outcome import Failure
from specc.run.errors import classify

_TEXT_LENGTH_MAX = 500
_DEPTH_MAX = 8
_SECRET_CHARS_MIN = 8
"""What is shorter guards nothing, as a sandbox's key, and may be a part of any word or code."""
_SIDECAR_ENDINGS = (".srt", ".vtt")


def one_line(value: object) -> str:
    """Foreign text made fit for a terminal: one line, printable, bounded."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return text if len(text) <= _TEXT_LENGTH_MAX else text[: _TEXT_LENGTH_MAX - 1] + "…"


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else one_line(value)


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in map(_text, values) if text)


def _amount(value: object) -> float | None:
    """A number that is one: neither true, nor negative, nor "NaN"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Amount = Annotated[float | None, BeforeValidator(_amount)]
Id = Annotated[str, BeforeValidator(lambda value: _text(value).casefold())]


class _Foreign(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)


Model = TypeVar("Model", bound=_Foreign)


class Complaint(_Foreign):
    code: Text = ""
    message: Text = ""
    parameters: Texts = Field((), alias="parameter")
    uuid: Id = Field("", alias="taskUUID")
    status: Text = ""
    documentation: Text = ""

    def failure(self, status: int) -> Failure:
        return Failure(
            category=classify(self.code, status),
            message=self.message or "no reason given",
            code=self.code,
            parameters=self.parameters,
            documentation=self.documentation,
        )


class Item(_Foreign):
    uuid: Id = Field("", alias="taskUUID")
    status: Text = ""
    progress: Amount = None
    cost: Amount = None
    error: Any = None

    @property
    def media_url(self) -> str:
        """Where the video is; empty when the item doesn't say."""
        extra = self.model_extra or {}
        named = [extra.get("videoURL"), *(value for name, value in extra.items() if name.endswith("URL"))]
        return next((url for url in named if _is_web_address(url) and not _is_sidecar(url)), "")

    @property
    def sidecar_urls(self) -> tuple[str, ...]:
        """Every address in the item, however deep, whose path ends as subtitles do: no field for them is documented."""
        return tuple(dict.fromkeys(url for url in _strings(self.model_extra or {}) if _is_sidecar(url)))

    @property
    def identity(self) -> str:
        """What tells the results of one task apart."""
        # A signature may change with every answer, so an address counts without its query.
        return _text((self.model_extra or {}).get("videoUUID")) or self.media_url.partition("?")[0]

    def complaint(self) -> Complaint | None:
        if self.status != "error" and not (self.error and self.status != "success"):
            return None
        entry = self.error if isinstance(self.error, dict) else {"message": self.error}
        return _read(Complaint, entry) or Complaint.model_validate({})


class Reply(BaseModel):
    model_config = ConfigDict(frozen=True)

    items: tuple[Item, ...] = ()
    complaints: tuple[Complaint, ...] = ()


def read_reply(body: bytes, *, secret: str) -> Reply | None:
    """An answer's body; None when it isn't the provider's language. A server that repeats the key in an error must
    not bring it into a message, so `secret` is blotted out there.
    """
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(raw, dict) or not raw.keys() & {"data", "errors", "error"}:
        return None
    items = tuple(_each(Item, _without(secret, raw.get("data"), "error")))
    complaints = tuple(_each(Complaint, _without(secret, raw.get("errors") or raw.get("error"))))
    is_understood = items or complaints or raw.get("data") == []
    return Reply(items=items, complaints=complaints) if is_understood else None


def _without(secret: str, value: object, *within: str, depth: int = 0) -> object:
    """The value with every text blotted; where names are given, only below keys with such a name."""
    if len(secret) < _SECRET_CHARS_MIN:
        return value
    if isinstance(value, str):
        return value if within else value.replace(secret, "***")
    if depth >= _DEPTH_MAX:
        return value
    if isinstance(value, list):
        return [_without(secret, inner, *within, depth=depth + 1) for inner in value]
    if isinstance(value, dict):
        deeper = {name: () if name in within else within for name in value}
        return {name: _without(secret, inner, *deeper[name], depth=depth + 1) for name, inner in value.items()}
    return value


def _each(model: type[Model], raw: object) -> Iterator[Model]:
    for entry in raw if isinstance(raw, list) else [raw]:
        read = _read(model, entry)
        if read is not None:
            yield read


def _read(model: type[Model], entry: object) -> Model | None:
    if not isinstance(entry, dict):
        return None
    try:
        return model.model_validate(entry)
    except ValidationError:
        return None


def _strings(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth < _DEPTH_MAX:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner, depth + 1)


def _is_web_address(value: object) -> bool:
    return isinstance(value, str) and _path(value) is not None


def _is_sidecar(value: object) -> bool:
    return isinstance(value, str) and (_path(value) or "").casefold().endswith(_SIDECAR_ENDINGS)


def _path(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.path if parts.scheme in {"http", "https"} and parts.netloc else None
