"""Results from their temporary addresses to disk. Under its final name a file is whole or not there: it is written
beside it, checked against the announced length, synced and renamed. The key never goes to these addresses.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import httpx

from specc.plan.outcome import Failure
from specc.run.client import open_http, retry_after_s
from specc.run.places import part_of
from specc.run.replies import one_line
from specc.run.settings import RunSettings
from specc.run.words import FetchAnswer, Fetched, FetchFailed

Create = Callable[[Path], BinaryIO]

# A CDN may not know a new file yet, so 404 is asked again; the others won't change.
_PASSING_STATUSES = frozenset({404, 408, 425, 429})
_GONE_STATUSES = frozenset({401, 403, 404, 410})
_CHUNK_BYTES = 256 * 1024


def create_file(path: Path) -> BinaryIO:
    return path.open("wb")


class _NotTheFileError(Exception):
    """The answer isn't the file, or not all of it."""

    def __init__(self, message: str, *, is_final: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.is_final = is_final
        self.retry_after_s = retry_after_s


class Downloader:
    def __init__(self, settings: RunSettings, create: Create = create_file) -> None:
        self._settings = settings
        self._create = create
        self._http = open_http(
            headers={"Accept-Encoding": "identity"},
            timeout=httpx.Timeout(settings.download_silence_s_max, connect=settings.connect_s_max),
            follow_redirects=True,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def fetch(self, url: str, targets: Sequence[Path]) -> FetchAnswer:
        """Download once, to as many files as share the result."""
        first, *others = targets
        try:
            async with asyncio.timeout(self._settings.download_s_max):
                await self._download(url, first)
            for other in others:
                await self._save(other, lambda file: _copy(first, file))
        except _NotTheFileError as error:
            return self._failed(str(error), url, is_final=error.is_final, retry_after_s=error.retry_after_s)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError) as error:
            reason = one_line(error) or "timed out"
            return self._failed(f"the download broke off: {reason}", url, is_final=isinstance(error, httpx.InvalidURL))
        except OSError as error:
            failure = Failure("disk", f"can't write {first.name}: {error.strerror or error}", url=url)
            return FetchFailed(failure, is_final=True)
        return Fetched(tuple(targets))

    async def _download(self, url: str, target: Path) -> None:
        async with self._http.stream("GET", url) as response:
            _require_file(response)
            await self._save(target, lambda file: _receive(response, file))

    async def _save(self, target: Path, fill: Callable[[BinaryIO], Awaitable[None]]) -> None:
        part = part_of(target)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._create(part) as file:
                await fill(file)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _failed(self, message: str, url: str, *, is_final: bool, retry_after_s: float | None = None) -> FetchFailed:
        return FetchFailed(Failure("download", message, url=url), retry_after_s, is_final)


async def _receive(response: httpx.Response, file: BinaryIO) -> None:
    async for chunk in response.aiter_bytes(_CHUNK_BYTES):
        file.write(chunk)
    announced = response.headers.get("Content-Length", "")
    received = response.num_bytes_downloaded
    if not received or (announced.isdigit() and int(announced) != received):
        raise _NotTheFileError(f"the download is cut: {received} of {announced or 'unknown'} bytes")


async def _copy(source: Path, file: BinaryIO) -> None:
    with source.open("rb") as original:
        await asyncio.to_thread(shutil.copyfileobj, original, file)


def _require_file(response: httpx.Response) -> None:
    status = response.status_code
    if status in _GONE_STATUSES:
        message = f"the result is gone, or its address has expired (HTTP {status})"
        raise _NotTheFileError(message, is_final=status not in _PASSING_STATUSES)
    if status != httpx.codes.OK:
        is_final = status < httpx.codes.INTERNAL_SERVER_ERROR and status not in _PASSING_STATUSES
        wait_s = retry_after_s(response.headers.get("Retry-After"), response.headers.get("Date"))
        raise _NotTheFileError(f"the result's address answers HTTP {status}", is_final=is_final, retry_after_s=wait_s)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        raise _NotTheFileError("the result's address answers with a web page", is_final=True)
