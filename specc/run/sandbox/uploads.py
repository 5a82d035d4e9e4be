"""Keeps the media that users upload, and forgets them again. An address is remembered, never fetched."""

import base64
import binascii
import re

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import Answer, refused
from specc.run.sandbox.events import record
from specc.run.sandbox.scene import stable_number
from specc.run.sandbox.state import Exchange
from specc.run.sandbox.storage import Upload

_DATA_URI = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)(?:;[\w=.+-]+)*;base64,(?P<data>.*)", re.DOTALL)
_UNTYPED = "application/octet-stream"


def store(task: JsonObject, exchange: Exchange) -> Answer:
    operation = task.get("operation")
    if operation == "upload":
        return _upload(task, exchange)
    if operation == "delete":
        return _delete(task, exchange)
    message = "Invalid value for 'operation': it is neither 'upload' nor 'delete'."
    return refused("invalidOperation", message, task=task, parameter="operation")


def _upload(task: JsonObject, exchange: Exchange) -> Answer:
    media = task.get("media")
    if not isinstance(media, str) or not media:
        return refused("missingMedia", "Missing required parameter 'media'.", task=task, parameter="media")
    media_uuid = exchange.state.new_uuid("media", stable_number(media))
    upload = Upload("", media) if media.startswith(("http://", "https://")) else _kept(media, media_uuid, exchange)
    if upload is None:
        message = "Invalid value for 'media': it is no address, no data URI and no base64."
        return refused("invalidMedia", message, task=task, parameter="media")
    record(exchange.state, "uploaded", media=media_uuid, type=upload.content_type, address=upload.address)
    address = upload.address or f"{exchange.site}/media/{media_uuid}"
    return Answer(({**_identity(task), "mediaUUID": media_uuid, "mediaURL": address},))


def _kept(media: str, media_uuid: str, exchange: Exchange) -> Upload | None:
    """The decoded media, written to its place, or None where it can't be decoded."""
    uri = _DATA_URI.fullmatch(media)
    try:
        content = base64.b64decode(uri["data"] if uri else media, validate=True)
    except (binascii.Error, ValueError):
        return None
    exchange.state.storage.place(media_uuid).write_bytes(content)
    return Upload(uri["type"] if uri else _UNTYPED)


def _delete(task: JsonObject, exchange: Exchange) -> Answer:
    media_uuid = task.get("mediaUUID")
    storage = exchange.state.storage
    if not isinstance(media_uuid, str) or media_uuid not in storage.uploads:
        return refused("mediaNotFound", "No media has this UUID.", task=task, parameter="mediaUUID", status=404)
    record(exchange.state, "deleted", media=media_uuid)
    storage.place(media_uuid).unlink(missing_ok=True)
    return Answer(({**_identity(task), "mediaUUID": media_uuid},))


def _identity(task: JsonObject) -> JsonObject:
    return {"taskType": task["taskType"], "taskUUID": task["taskUUID"], "operation": task["operation"]}
