"""Results from their temporary addresses to disk. Under its final name a file is whole or not there: it is written
beside it, checked for its size and for being what its name says, synced and renamed. A download that was broken off
goes on from where it was, if the server can tell that the file is still the same. The key never goes to these addresses.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import httpx

from specc.plan.outcome import Failure
from specc.run.client import open_http
from specc.run.formats import flaw
from specc.run.part import Part
from specc.run.placing import Placing, open_parents
from specc.run.ranges import NotTheFileError, asking_for, require_continued, require_file, version_of
from specc.run.replies import one_line
from specc.run.settings import RunSettings
from specc.run.words import FetchAnswer, Fetched, FetchFailed

_SYNC_BYTES = 4 * 1024 * 1024
"""After so many a download has a new place to go on from."""


class Downloader:
    def __init__(
        self,
        settings: RunSettings,
        placing: Placing,
        *,
        sync_bytes: int = _SYNC_BYTES,
    ) -> None:
        self._settings = settings
        self._placing = placing
        self._sync_bytes = sync_bytes
        self._room = asyncio.Semaphore(settings.downloads_at_once)
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

    async def fetch(self, url: str, targets: Sequence[Path], identity: str = "") -> FetchAnswer:
        """Download once, to as many files as share the result. `identity` tells the result from all others also when
        its address changes; without it, the address does, but for its query.
        """
        first, *others = targets
        try:
            async with self._room, asyncio.timeout(self._settings.download_s_max):
                await self._download(url, first, f"{identity or url.partition('?')[0]} {first.suffix}")
            for other in others:
                await asyncio.to_thread(self._placing.copy, first, other)
        except NotTheFileError as error:
            failure = Failure("download", str(error), url=url)
            return FetchFailed(failure, error.retry_after_s, error.is_final, error.is_expired)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError) as error:
            failure = Failure("download", f"the download broke off: {one_line(error) or 'timed out'}", url=url)
            return FetchFailed(failure, is_final=isinstance(error, httpx.InvalidURL))
        except OSError as error:
            failure = Failure("disk", f"can't write {first.name}: {error.strerror or error}", url=url)
            return FetchFailed(failure, is_final=True)
        return Fetched(tuple(targets))

    async def _download(self, url: str, target: Path, result: str) -> None:
        open_parents(target)
        part = Part.found(target, result, self._placing)
        try:
            if not part.is_whole:
                await self._complete(url, part)
            await asyncio.to_thread(_finish, part)
        except BaseException as error:
            if isinstance(error, OSError) or not part.length or part.version is None:  # nothing to go on from
                part.discard()
            raise

    async def _complete(self, url: str, part: Part) -> None:
        async with self._http.stream("GET", url, headers=asking_for(part.version, part.length)) as response:
            try:
                await require_file(response)
                if response.status_code == httpx.codes.PARTIAL_CONTENT:
                    require_continued(response, part.version, part.length)
            except NotTheFileError as error:
                if error.is_other:
                    part.discard()
                raise
            await self._receive(response, part)

    async def _receive(self, response: httpx.Response, part: Part) -> None:
        is_continued = response.status_code == httpx.codes.PARTIAL_CONTENT
        with part.go_on() if is_continued else part.begin(version_of(response)) as file:
            if file.seek(0, 2) != part.length:
                part.discard()
                raise NotTheFileError("the part of the file that was there is gone")
            await self._write(response, part, file)
        _require_all(response, part)

    async def _write(self, response: httpx.Response, part: Part, file: BinaryIO) -> None:
        unsynced = 0
        try:
            async for chunk in response.aiter_bytes():
                file.write(chunk)
                unsynced += len(chunk)
                if unsynced >= self._sync_bytes:
                    await asyncio.to_thread(part.keep, file)
                    unsynced = 0
        except (httpx.HTTPError, asyncio.CancelledError):
            with suppress(OSError):
                part.keep(file)
            raise
        await asyncio.to_thread(part.finish, file)


def _require_all(response: httpx.Response, part: Part) -> None:
    announced = response.headers.get("Content-Length", "")
    received = response.num_bytes_downloaded
    if (announced.isdigit() and int(announced) != received) or not (part.version is None or part.is_whole):
        raise NotTheFileError(f"the download is cut: {received} of {announced or 'unknown'} bytes")


def _finish(part: Part) -> None:
    _require_sound(part)
    part.place()


def _require_sound(part: Part) -> None:
    found = flaw(part.path, part.target.suffix)
    if found is not None:
        part.discard()  # what has come is all there is of it
        raise NotTheFileError(found.message, is_final=found.is_another)
