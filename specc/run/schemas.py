"""Fetches what the provider publishes of its models. No key goes along: the schemas are public. Every wait and size has a bound."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx

from specc.base.errors import UnreachableError, UsageError
from specc.catalog.published import BYTES_MAX
from specc.run.replies import one_line
from specc.run.settings import is_private

SCHEMAS_URL: Final = "https://schemas.runware.ai"
CONNECT_S_MAX: Final = 5.0
SILENCE_S_MAX: Final = 20.0
FETCH_S_MAX: Final = 120.0
REDIRECTS_MAX: Final = 5
_CACHE_BYTES_MAX: Final = 4 * 1024 * 1024
_GONE: Final = frozenset((404, 410))
_NOT_MODIFIED: Final = 304


@dataclass(frozen=True, slots=True)
class Fetched:
    """`raw` is None where what is there is what the ETag stands for."""

    raw: bytes | None
    etag: str = ""


class NothingThereError(UnreachableError):
    """The server answers, and has nothing at that address."""


def model_address(model: str, given: str | None) -> str:
    """Where a model's schema is published: below a server that is given without a path, or at the address as it is."""
    base = given or os.environ.get("SPECC_SCHEMAS_URL") or SCHEMAS_URL
    try:
        path = httpx.URL(base).path
    except httpx.InvalidURL:
        raise UsageError(f"{base!r} is not a web address") from None
    return f"{base.rstrip('/').removesuffix('/v1')}/resolve/{quote(model, safe='')}" if path in ("", "/", "/v1") else base


def registry_address(address: str) -> str | None:
    """Where the server that has a schema lists its models; None where it isn't known to."""
    base, found, _ = address.partition("/resolve/")
    if found:
        return f"{base}/registry.json"
    return f"{SCHEMAS_URL}/registry.json" if httpx.URL(address).host.removeprefix("www.") == "runware.ai" else None


def shown_address(address: str) -> str:
    """An address without what lets its reader in."""
    return str(httpx.URL(address).copy_with(userinfo=b"", query=None, fragment=None))


def fetch(address: str, *, etag: str = "") -> Fetched:
    """What is at a web address. Raises `UnreachableError`, `NothingThereError` and `UsageError`."""
    if not is_private(address):
        raise UsageError("a schema that travels unencrypted may be another one", "give an https address; http is for this machine alone")
    shown = shown_address(address)
    headers = {"Accept": "application/json", **({"If-None-Match": etag} if etag else {})}
    with _told(shown), _client() as client, client.stream("GET", address, headers=headers) as response:
        if response.status_code == _NOT_MODIFIED and etag:
            return Fetched(None, etag)
        if response.status_code in _GONE:
            raise NothingThereError(f"there is nothing at {shown} (HTTP {response.status_code})")
        if response.status_code != httpx.codes.OK:
            raise UnreachableError(f"{shown} answers with HTTP {response.status_code}", "try again later" if response.is_server_error else "")
        return Fetched(b"".join(_bounded(response, shown)), response.headers.get("ETag", ""))


def published_models(address: str, cache: Path) -> list[str]:
    """The ids of all models that a registry lists; empty where it can't be had. `cache` keeps it with its ETag."""
    kept = _kept(cache, address)
    try:
        found = fetch(address, etag=str(kept.get("etag", "")))
        body = kept["body"] if found.raw is None else json.loads(found.raw)
    except (UnreachableError, UsageError, ValueError, RecursionError):
        body = kept.get("body")
    else:
        _keep(cache, {"address": address, "etag": found.etag, "body": body})
    models = body.get("models") if isinstance(body, dict) else None
    return [str(name) for name in models] if isinstance(models, dict) else []


def _client() -> httpx.Client:
    try:
        timeout = httpx.Timeout(SILENCE_S_MAX, connect=CONNECT_S_MAX)
        return httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=REDIRECTS_MAX)
    except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
        raise UsageError(f"the environment's proxy or certificates can't be used: {one_line(error)}", "check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR") from None


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """The library's errors as ours."""
    offline = "check the network, or save the schema and give its file: `--from schema.json`"
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise UnreachableError(f"can't connect to {shown}: {one_line(error) or 'timed out'}", offline) from None
    except httpx.TimeoutException:
        raise UnreachableError(f"no answer from {shown} within {SILENCE_S_MAX:g} s", offline) from None
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise UnreachableError(f"no sound answer from {shown}: {one_line(error) or 'cut off'}", "try again later") from None
    except httpx.InvalidURL:
        raise UsageError(f"{shown!r} is not a web address") from None


def _bounded(response: httpx.Response, shown: str) -> Iterator[bytes]:
    end, size = time.monotonic() + FETCH_S_MAX, 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > BYTES_MAX:
            raise UsageError(f"what {shown} sends is larger than {BYTES_MAX // 1024 // 1024} MB", "that is no model's schema")
        if time.monotonic() > end:
            raise UnreachableError(f"{shown} takes longer than {FETCH_S_MAX:g} s to send its schema", "try again later")
        yield chunk


def _kept(cache: Path, address: str) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        if cache.stat().st_size <= _CACHE_BYTES_MAX:
            found = json.loads(cache.read_bytes())
            if isinstance(found, dict) and found.get("address") == address and isinstance(found.get("body"), dict):
                return found
    return {}


def _keep(cache: Path, found: dict[str, Any]) -> None:
    """What can't be kept is fetched again."""
    part = cache.with_suffix(".part")
    with suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(found), encoding="utf-8")
        part.replace(cache)
