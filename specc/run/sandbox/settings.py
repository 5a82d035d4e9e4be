"""What a sandbox can be told: how slow, how dear, whose key, what goes wrong. Checked when made; nothing here starts anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from specc.base.errors import UsageError
from specc.catalog.models import Model

if TYPE_CHECKING:
    from specc.run.sandbox.faults.rules import FaultFile

PRICE_USD = 2.80
"""The middle of what the provider lists for its example generations of an avatar video ($2.54 to $3.12)."""
LATENCY_S = 1.0

Media = Literal["video", "none"]
NoticeShape = Literal["data", "flat", "array", "errors"]


@dataclass(frozen=True, slots=True)
class Settings:
    """`balance_usd` None never runs out; `key` None takes any key.

    `latency_s` is the time from acceptance to result; None is a second, and no time at all for `media="none"`, which hands
    out one tiny video for every task. `state_dir` keeps jobs, charges and media over restarts, even a SIGKILL. `faults` come
    from `faults.reading.read_faults` or `faults.rules.FaultFile.of`. `webhook_shape` is how a notice is wrapped: `{"data":
    […]}`, the item itself, an array of it, or (`errors`) everything of the task so far under `data` and `errors`. `models`
    are served beside the bundled ones and those that are made up for the sandbox, and before them. With
    `shows_progress` a running result is an item with `status: processing`; without it, it is answered with nothing.
    """

    latency_s: float | None = None
    price_usd: float = PRICE_USD
    balance_usd: float | None = None
    key: str | None = None
    seed: int = 0
    length_s_max: float = 60.0
    body_bytes_max: int = 32 * 1024 * 1024
    media: Media = "video"
    state_dir: Path | None = None
    faults: "FaultFile | None" = None
    webhook_shape: NoticeShape = "data"
    shows_progress: bool = False
    models: Mapping[str, Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _refuse_below("the latency", self.latency_s or 0, 0)
        _refuse_below("the price", self.price_usd, 0)
        _refuse_below("the balance", self.balance_usd or 0, 0)
        _refuse_below("the longest video", self.length_s_max, 1)
        if self.key == "":
            raise UsageError("the key is empty", "leave `--key` out to accept any key")

    @property
    def wait_s(self) -> float:
        """The usual time from acceptance to result."""
        usual = LATENCY_S if self.media == "video" else 0.0
        return usual if self.latency_s is None else self.latency_s


def _refuse_below(what: str, value: float, least: float) -> None:
    if not least <= value < float("inf"):
        raise UsageError(f"{what} is {value:g}", f"give a number of at least {least:g}")
