"""What bounds a run: how much at once, how often again, how long at most. Every bound has its unit in its name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from specc.base.errors import UsageError
from specc.plan.steps import Policy

DEFAULT_API_URL = "https://api.runware.ai/v1"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """`concurrency` bounds the videos between submission and disk. Pauses grow from `…_first_s` to `…_max_s`."""

    api_url: str
    api_key: str = field(repr=False)
    out: Path

    provider: str = ""
    """Under which name the ledger keeps what is made there; the address's host where empty."""
    policy: Policy = field(default_factory=Policy)
    is_downloading: bool = True
    webhook_url: str = field(default="", repr=False)
    """Where the provider is to tell what it has done; polling is the safety net then."""
    retakes: frozenset[str] = frozenset()
    """Keys whose videos are made anew, though they have been made and paid for."""

    cost_usd_max: float | None = None
    tasks_max: int | None = None
    """How many tasks may be submitted anew."""
    failures_max: int | None = None
    rate_per_s_max: float | None = None
    grace_s: float = 60.0
    """How long, after ^C, what is in flight may take to arrive."""

    concurrency: int = 4
    batch_tasks_max: int = 20
    gather_s: float = 0.1
    """How long a request waits for others to go along with it."""
    held_pause_s: float = 1.0
    """Between two looks at what other runs have in hand."""

    submits_max: int = 8
    submits_unanswered_max: int = 3
    """When the provider has never answered anything in this run, that often is enough."""
    submit_pause_first_s: float = 1.0
    submit_pause_growth: float = 2.0
    submit_pause_max_s: float = 30.0
    busy_max: int = 20
    """Queue full is an answer, so it gets more patience than silence."""

    poll_pause_first_s: float = 1.0
    poll_pause_growth: float = 1.5
    poll_pause_max_s: float = 10.0
    poll_pause_told_s_max: float = 60.0
    """The longest pause where webhooks tell what there is to ask for."""
    polls_failed_max: int = 20
    """In a row."""
    polls_gone_max: int = 5
    """That often the provider may say nothing of what it has made before it counts as gone."""
    polls_settled_max: int = 5
    """When one of several results has failed and nothing runs or arrives, that many polls settle it."""
    wait_s_max: float = 3600.0

    downloads_at_once: int = 8
    fetches_max: int = 5
    fetch_pause_first_s: float = 1.0
    fetch_pause_max_s: float = 15.0
    retry_after_s_max: float = 300.0

    connect_s_max: float = 5.0
    request_s_max: float = 60.0
    upload_s_max: float = 900.0
    uploads_at_once: int = 2
    """Each of them is in memory as a whole."""
    reply_bytes_max: int = 32 * 1024 * 1024
    download_s_max: float = 3600.0
    download_silence_s_max: float = 60.0

    def __post_init__(self) -> None:
        _require_key(self.api_key)
        _require_address(self.api_url)
        assert min(self.concurrency, self.batch_tasks_max, self.submits_max, self.fetches_max) >= 1

    @property
    def address(self) -> str:
        """The API's address as it may be shown: without a user's name and password, or a query."""
        return str(httpx.URL(self.api_url).copy_with(userinfo=b"", query=None, fragment=None))

    @property
    def provider_name(self) -> str:
        return self.provider or provider_of(self.api_url)

    def submit_pauses(self) -> Iterator[float]:
        return growing(self.submit_pause_first_s, self.submit_pause_growth, most=self.submit_pause_max_s)

    def poll_pauses(self) -> Iterator[float]:
        most = self.poll_pause_told_s_max if self.webhook_url else self.poll_pause_max_s
        return growing(self.poll_pause_first_s, self.poll_pause_growth, most=most)

    def fetch_pauses(self) -> Iterator[float]:
        return growing(self.fetch_pause_first_s, self.submit_pause_growth, most=self.fetch_pause_max_s)

    def pause(self, usual_s: float, asked_s: float | None) -> float:
        """A pause that honours `Retry-After`, within reason."""
        return min(max(usual_s, asked_s or 0.0), max(self.retry_after_s_max, usual_s))


def provider_of(api_url: str) -> str:
    """Under which name the ledger keeps what is made at an address."""
    _require_address(api_url)
    return httpx.URL(api_url).netloc.decode("ascii")


def is_private(api_url: str) -> bool:
    """Whether nobody on the way can read what is sent."""
    address = httpx.URL(api_url)
    return address.scheme != "http" or address.host in ("localhost", "::1") or address.host.startswith("127.")


def growing(first: float, growth: float, *, most: float) -> Iterator[float]:
    pause = first
    while True:
        yield min(pause, most)
        pause = min(pause * growth, most)


def _require_key(key: str) -> None:
    # httpx names a header it refuses together with its value, so a key that is none must not get that far.
    if not key:
        raise UsageError("there is no key for the provider", "set RUNWARE_API_KEY")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise UsageError(
            "the provider's key holds characters that no key has", "check RUNWARE_API_KEY for spaces and line breaks"
        )


def _require_address(url: str) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise UsageError("the provider's address is not a web address", f"write one such as {DEFAULT_API_URL}")
