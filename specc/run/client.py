"""The provider's API over HTTP: one POST, and whatever comes back as data. The only importer of httpx besides the
downloads. It decides nothing about a task, and no failure of the other side leaves it as an exception.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx
import orjson

from specc.base.errors import UsageError
from specc.base.jsonvalue import JsonObject
from specc.plan.outcome import Failure
from specc.run.replies import Reply, one_line, read_reply
from specc.run.settings import RunSettings

_IDLE_MAX = 8
"""Connections that are kept though nothing is asked: each of them is looked at for every request."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """`reply` is None when the body isn't the provider's language."""

    status: int
    reply: Reply | None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """`is_sent`: the request may have arrived."""

    failure: Failure
    is_sent: bool


class Client:
    def __init__(self, settings: RunSettings, headers: Mapping[str, str] | None = None) -> None:
        """`headers` go along with every request."""
        self._settings = settings
        self._http = open_http(
            headers={"Authorization": f"Bearer {settings.api_key}", "Content-Type": "application/json", **(headers or {})},
            timeout=httpx.Timeout(settings.request_s_max, connect=settings.connect_s_max),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def post(self, tasks: Sequence[JsonObject], *, wait_s_max: float | None = None) -> HttpAnswer | NoAnswer:
        """The answer to an array of tasks. Every way of not getting one is told apart only by `is_sent`."""
        body = orjson.dumps(tasks)
        try:
            async with asyncio.timeout(wait_s_max or self._settings.request_s_max):
                return await self._exchange(body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return self._none(f"can't connect to {self._settings.address}: {self._reason(error)}", is_sent=False)
        except (httpx.TransportError, httpx.StreamError, httpx.DecodingError, TimeoutError) as error:
            return self._none(f"no answer from {self._settings.address}: {self._reason(error)}", is_sent=True)

    async def _exchange(self, body: bytes) -> HttpAnswer:
        async with self._http.stream("POST", self._settings.api_url, content=body) as response:
            received = bytearray()
            async for chunk in response.aiter_bytes():
                received += chunk
                if len(received) > self._settings.reply_bytes_max:
                    received.clear()  # no answer of the provider's is that long: let it count as nonsense
                    break
            wait_s = retry_after_s(response.headers.get("Retry-After"), response.headers.get("Date"))
            reply = read_reply(bytes(received), secret=self._settings.api_key)
            return HttpAnswer(response.status_code, reply, wait_s)

    def _reason(self, error: Exception) -> str:
        text = one_line(error).replace(self._settings.api_key, "***")
        return text or ("timed out" if isinstance(error, TimeoutError | httpx.TimeoutException) else "cut off")

    def _none(self, message: str, *, is_sent: bool) -> NoAnswer:
        return NoAnswer(Failure("connection", message), is_sent=is_sent)


def open_http(**options: Any) -> httpx.AsyncClient:
    """Proxies and certificates come from the environment, which may name what can't be used."""
    try:
        return httpx.AsyncClient(limits=httpx.Limits(max_connections=None, max_keepalive_connections=_IDLE_MAX), **options)
    except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
        message = f"the environment's proxy or certificates can't be used: {one_line(error)}"
        raise UsageError(message, "check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR") from None


def retry_after_s(value: str | None, date: str | None) -> float | None:
    """`Retry-After` in seconds: a number, or a date compared with the answer's own `Date`; None when it is neither."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        pause = parsedate_to_datetime(value) - parsedate_to_datetime(date or "")
    except (ValueError, TypeError):
        return None
    return max(pause.total_seconds(), 0.0)
