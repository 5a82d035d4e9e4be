"""Carries results to where the user wants them: a POST of JSON to a webhook, a PUT of the file to an upload address."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from specc.run.sandbox.clock import Clock

TIMEOUT_S = 5.0
WAIT_S_MIN, WAIT_S_MAX = 0.25, 8.0
ATTEMPTS_MAX = 7


class UndeliveredError(Exception):
    """The other side did not take it, however often it was offered."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """`client` stays open as long as the sandbox runs."""

    client: httpx.AsyncClient
    clock: Clock

    async def notify(self, address: str, body: bytes) -> None:
        """Raises UndeliveredError."""
        await self._send("POST", address, body, content_type="application/json")

    async def upload(self, address: str, content: bytes, *, content_type: str) -> None:
        """Raises UndeliveredError."""
        await self._send("PUT", address, content, content_type=content_type)

    async def _send(self, method: str, address: str, content: bytes, *, content_type: str) -> None:
        reason = ""
        for wait_s in _waits():
            if wait_s:
                await self.clock.sleep(wait_s)
            reason = await self._refusal(method, address, content, content_type=content_type)
            if not reason:
                return
        # without its query, which may be a signature
        shown = address.partition("?")[0]
        raise UndeliveredError(f"{method} {shown} failed {ATTEMPTS_MAX} times, the last time with: {reason}")

    async def _refusal(self, method: str, address: str, content: bytes, *, content_type: str) -> str:
        """Why the other side did not take it, or ''."""
        try:
            reply = await self.client.request(method, address, content=content, headers={"Content-Type": content_type})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return str(error) or type(error).__name__
        return "" if reply.is_success else f"HTTP {reply.status_code}"


def opened_client() -> httpx.AsyncClient:
    # what a sandbox delivers to is near; a proxy of the environment would not find it
    return httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False)


def _waits() -> Iterator[float]:
    """The pause before each attempt: none, then doubling."""
    yield 0
    for number in range(ATTEMPTS_MAX - 1):
        yield min(WAIT_S_MIN * 2**number, WAIT_S_MAX)
