"""What a sandbox can be told: how slow, how dear, whose key. Checked when made; nothing here starts anything."""

from dataclasses import dataclass

from specc.base.errors import UsageError

PRICE_USD = 2.80
"""The middle of what the provider lists for its example generations of an avatar video ($2.54 to $3.12)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`latency_s` is the time from acceptance to result; `balance_usd` None never runs out; `key` None takes any key."""

    latency_s: float = 1.0
    price_usd: float = PRICE_USD
    balance_usd: float | None = None
    key: str | None = None
    seed: int = 0
    length_s_max: float = 60.0
    body_bytes_max: int = 32 * 1024 * 1024

    def __post_init__(self) -> None:
        _refuse_below("the latency", self.latency_s, 0)
        _refuse_below("the price", self.price_usd, 0)
        _refuse_below("the balance", self.balance_usd or 0, 0)
        _refuse_below("the longest video", self.length_s_max, 1)
        if self.key == "":
            raise UsageError("the key is empty", "leave `--key` out to accept any key")


def _refuse_below(what: str, value: float, least: float) -> None:
    if not least <= value < float("inf"):
        raise UsageError(f"{what} is {value:g}", f"give a number of at least {least:g}")
