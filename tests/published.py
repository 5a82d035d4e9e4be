"""Schemas in the shapes in which the provider publishes its own, made up from what is known of them: none is the provider's."""

import json
from typing import Any

MODEL = "heygen:avatar@5"
VOICES = [f"voice{number}_{('female', 'male')[number % 2]}_english" for number in range(2299)] + ["jenny_female_english"]
AVATARS = [f"Look_{number}_public" for number in range(499)] + ["Caroline_Business_Standing_Front_public"]
LANGUAGES = [f"{chr(97 + number % 26)}{chr(97 + number // 26)}-{'US' if number % 3 else 'GB'}" for number in range(184)] + ["en-US", "es-ES"]
SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (720, 1280), (1080, 1920), (2160, 3840)]
DRAFT = "https://json-schema.org/draft/2019-09/schema"


def choice(*values: Any, **more: Any) -> dict[str, Any]:
    """A list of values as the provider writes short ones: an alternative for each, with a word to it."""
    return {"oneOf": [{"const": value, "title": str(value).title()} for value in values], **more}


def avatar() -> dict[str, Any]:
    """The request of the bundled model, with full lists of ids, in the provider's draft."""
    uuid, address = {"type": "string", "format": "uuid", "title": "UUID"}, {"type": "string", "format": "uri", "title": "URL"}
    image = [uuid, address, {"type": "string", "pattern": "^data:image/[a-z]+;base64,.+$", "title": "a data URI"}]
    rows = [{"title": f"{width}x{height}", "properties": {"width": {"const": width}, "height": {"const": height}}, "required": ["width", "height"]} for width, height in SIZES]
    return {
        "$schema": DRAFT,
        "$id": "https://schemas.example/heygen-avatar-v/request.json",
        "title": "HeyGen Avatar V",
        "type": "object",
        "properties": {
            "taskType": {"$id": "taskType", "type": "string", "const": "videoInference"},
            "taskUUID": {"$id": "taskUUID", "type": "string", "format": "uuid"},
            "model": {"type": "string", "enum": [MODEL, "heygen:avatar@5-preview"]},
            "outputType": choice("URL", type="string", default="URL"),
            "outputFormat": choice("MP4", "WEBM", "MOV", type="string", default="MP4"),
            "outputQuality": {"type": "integer", "minimum": 20, "maximum": 99, "default": 95},
            "webhookURL": {"type": "string", "format": "uri"},
            "deliveryMethod": {**choice("async", type="string", default="async"), "readOnly": True},
            "uploadEndpoint": {"type": "string", "format": "uri"},
            "safety": {"type": "object", "properties": {"checkContent": {"type": "boolean", "default": False}, "mode": choice("none", "fast", "full", default="none")}, "additionalProperties": False},
            "ttl": {"type": "integer", "minimum": 60},
            "includeCost": {"type": "boolean", "default": False},
            "numberResults": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
            "inputs": {
                "type": "object",
                "required": ["avatar"],
                "additionalProperties": False,
                "properties": {"avatar": {"type": "string", "enum": AVATARS}, "audio": {"oneOf": [uuid, address]}, "background": {"anyOf": image, "x-ui": "image"}},
            },
            "width": {"type": "integer"},
            "height": {"type": "integer"},
            "resolution": choice("720p", "1080p", "4K"),
            "speech": {"$ref": "#/$defs/speech"},
            "settings": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "backgroundColor": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
                    "caption": {"type": "boolean", "default": False},
                    "fit": choice("cover", "contain"),
                    "removeBackground": {"type": "boolean", "default": False},
                },
            },
        },
        "required": ["taskType", "taskUUID", "model", "inputs"],
        "additionalProperties": False,
        "dependentRequired": {"width": ["height"], "height": ["width"]},
        "allOf": [{"oneOf": [*rows, {"not": {"anyOf": [{"required": ["width"]}, {"required": ["height"]}]}}]}],
        "oneOf": [
            {"required": ["speech"], "properties": {"inputs": {"not": {"required": ["audio"]}}}},
            {"properties": {"inputs": {"required": ["audio"]}}, "not": {"required": ["speech"]}},
        ],
        "$defs": {
            "speech": {
                "type": "object",
                "required": ["text"],
                "additionalProperties": False,
                "properties": {
                    "text": {"type": "string", "minLength": 1, "maxLength": 5000},
                    "voice": {"type": "string", "anyOf": [{"const": "auto"}, {"enum": VOICES}], "default": "auto"},
                    "language": {"type": "string", "minLength": 1, "enum": LANGUAGES},
                    "volume": {"type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.1, "default": 1},
                    "speed": {"type": "number", "minimum": 0.5, "maximum": 1.5, "multipleOf": 0.01, "default": 1},
                    "pitch": {"type": "number", "minimum": -50, "maximum": 50, "multipleOf": 0.1, "default": 0},
                },
            }
        },
    }


def resolved(request: dict[str, Any] | None = None) -> bytes:
    """The resolver's answer."""
    whole = avatar() if request is None else request
    return json.dumps({"requestSchema": whole, "responseSchema": {"type": "object"}, "documentation": "https://runware.ai/docs/models/heygen-avatar-v"}).encode()


def openapi(request: dict[str, Any] | None = None, rates: Any = None) -> bytes:
    """The same as an OpenAPI document: the request is an array, and what is used twice stands aside."""
    whole = avatar() if request is None else request
    definitions = whole.pop("$defs", {})
    text = json.dumps({"Task": whole, **definitions}).replace("#/$defs/", "#/components/schemas/")
    body = {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}}}}}
    info = {"title": "HeyGen Avatar V", "version": "1", **({"x-pricing": {"rates": rates}} if rates is not None else {})}
    paths = {"/v1": {"post": {"requestBody": body, "responses": {}}}}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": json.loads(text)}}).encode()
