"""Files of one's own on their way to the provider: uploaded once by content, then known by the id they were given.

Its law: what is sent is what was compiled. A file whose content isn't the one that the task was compiled with is refused.
An upload costs nothing and makes no video, so it is simply sent again where nobody knows what became of it.
"""

import asyncio
import base64
import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

from specc.base.jsonvalue import Json, JsonObject
from specc.catalog.media import HEAD_BYTES, content_of, format_of
from specc.plan.outcome import Failure
from specc.run.client import HttpAnswer, NoAnswer
from specc.run.clock import Clock
from specc.run.errors import classify_status, retryable_categories
from specc.run.replies import Complaint, Item, Reply, one_line
from specc.run.settings import RunSettings

_UNTYPED = "application/octet-stream"
_PLAIN_STATUSES = frozenset({401, 402, 403, 429})


class UploadMemory(Protocol):
    """What was uploaded to the provider at hand, by content."""

    def known(self, sha256: str) -> str | None:
        """The id of a content that the provider has."""

    def remember(self, sha256: str, media_uuid: str) -> None: ...


class Poster(Protocol):
    async def post(self, tasks: Sequence[JsonObject], *, wait_s_max: float | None = None) -> HttpAnswer | NoAnswer: ...


class Uploads:
    """Of one run. Tasks that need the same content wait for one upload of it; what failed for one fails for all."""

    def __init__(
        self,
        client: Poster,
        memory: UploadMemory,
        settings: RunSettings,
        clock: Clock,
        new_uuid: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._client = client
        self._memory = memory
        self._settings = settings
        self._clock = clock
        self._new_uuid = new_uuid
        self._failed: dict[str, Failure] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._room = asyncio.Semaphore(settings.uploads_at_once)

    async def resolve(self, payload: JsonObject, media: Mapping[str, str]) -> JsonObject | Failure:
        """The payload with ids in the place of contents, uploading what the provider doesn't have. `media` has the path of
        each content (`Task.media`). A payload without any comes back as it is, and nothing is asked.
        """
        ids: dict[str, str] = {}
        for sha256 in dict.fromkeys(_contents(payload)):
            found = await self._id(sha256, media.get(sha256))
            if isinstance(found, Failure):
                return found
            ids[sha256] = found
        made = _replaced(payload, ids) if ids else payload
        assert isinstance(made, dict)
        return made

    async def _id(self, sha256: str, path: str | None) -> str | Failure:
        known = self._memory.known(sha256)
        if known is not None:
            return known
        async with self._turns.setdefault(sha256, asyncio.Lock()):
            settled = self._memory.known(sha256) or self._failed.get(sha256)
            if settled is not None:
                return settled
            async with self._room:
                made = await self._upload(sha256, path)
            if isinstance(made, Failure):
                self._failed[sha256] = made
            else:
                self._memory.remember(sha256, made)
            return made

    async def _upload(self, sha256: str, path: str | None) -> str | Failure:
        if path is None:
            return Failure("media", f"nobody knows where the file with SHA-256 {sha256} is")
        media = await asyncio.to_thread(_read, Path(path), sha256)
        if isinstance(media, Failure):
            return media
        pauses = self._settings.submit_pauses()
        for left in reversed(range(self._settings.submits_max)):
            task: JsonObject = {"taskType": "mediaStorage", "taskUUID": self._new_uuid(), "operation": "upload", "media": media}
            answer = await self._client.post([task], wait_s_max=self._settings.upload_s_max)
            verdict = _verdict(answer, str(task["taskUUID"]), path)
            if isinstance(verdict, str):
                return verdict
            if verdict.is_final or not left:
                return verdict.failure
            await self._clock.sleep(self._settings.pause(next(pauses), verdict.retry_after_s))
        raise AssertionError("submits_max is at least 1")


def _contents(value: Json) -> list[str]:
    if isinstance(value, dict | list):
        items = value.values() if isinstance(value, dict) else value
        return [content for item in items for content in _contents(item)]
    content = content_of(value)
    return [] if content is None else [content]


def _replaced(value: Json, ids: Mapping[str, str]) -> Json:
    if isinstance(value, dict):
        return {name: _replaced(item, ids) for name, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, ids) for item in value]
    content = content_of(value)
    return value if content is None else ids[content]


def _read(path: Path, sha256: str) -> str | Failure:
    """The file as a data URI, if it is still the one that was compiled."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return Failure("media", f"can't read {path}: {error.strerror or error}")
    if hashlib.sha256(content).hexdigest() != sha256:
        return Failure("media", f"{path} has changed since it was compiled")
    format = format_of(content[:HEAD_BYTES])
    return f"data:{format.type if format else _UNTYPED};base64,{base64.b64encode(content).decode()}"


@dataclass(frozen=True, slots=True)
class _Not:
    """Why there is no id. `is_final`: sending it again won't help."""

    failure: Failure
    is_final: bool
    retry_after_s: float | None = None


def _verdict(answer: HttpAnswer | NoAnswer, task_uuid: str, path: str) -> str | _Not:
    """The id of what was uploaded, or why there is none."""
    if isinstance(answer, NoAnswer):
        return _Not(answer.failure, is_final=False)
    media_uuid = _media_uuid(answer.reply, task_uuid)
    if media_uuid:
        return media_uuid
    return _refusal(answer, _complaint(answer.reply), path)


def _refusal(answer: HttpAnswer, complaint: Complaint | None, path: str) -> _Not:
    said = complaint.failure(answer.status) if complaint is not None else None
    is_by_code = said is not None and answer.status not in _PLAIN_STATUSES  # which are surer than any code
    category = said.category if said is not None and is_by_code else classify_status(answer.status)
    if said is None and category == "unknown":
        failure = Failure("protocol", f"the provider's answer doesn't say what became of the upload of {one_line(path)}")
        return _Not(failure, is_final=False, retry_after_s=answer.retry_after_s)
    reason = said.message if said is not None else f"HTTP {answer.status}"
    details = replace(said, category=category) if said is not None else Failure(category, "", str(answer.status))
    failure = replace(details, message=f"{one_line(path)} can't be uploaded: {reason}")
    return _Not(failure, category not in retryable_categories(), answer.retry_after_s)


def _media_uuid(reply: Reply | None, task_uuid: str) -> str:
    for item in reply.items if reply is not None else ():
        found = (item.model_extra or {}).get("mediaUUID")
        if item.uuid == task_uuid.casefold() and isinstance(found, str) and found and item.complaint() is None:
            return found
    return ""


def _complaint(reply: Reply | None) -> Complaint | None:
    """What is said of the request, which had one task."""
    if reply is None:
        return None
    return next((said for said in (*reply.complaints, *map(Item.complaint, reply.items)) if said is not None), None)
