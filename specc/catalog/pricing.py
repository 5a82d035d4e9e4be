"""What a published schema says of prices, as far as it can be understood for certain. A price that isn't known is unknown, and never 0."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from specc.base.range import Range
from specc.catalog.project import OwnPrice

_AMOUNTS = ("usd", "price", "amount", "rate", "cost", "value")
_UNITS = ("unit", "per", "basis", "metric", "type")
_MONEY = re.compile(r"\s*(?:\$|USD\s?)?\s*([0-9]+(?:\.[0-9]+)?)\s*(?:USD)?\s*(?:(?:/|per)\s*([A-Za-z]+))?\s*")
_OF_SECONDS = {"second": 1.0, "seconds": 1.0, "sec": 1.0, "s": 1.0, "minute": 60.0, "min": 60.0}
_OF_VIDEOS = frozenset(("video", "videos", "result", "generation", "request", "run", "item"))
_WORD = re.compile(r"[a-z]+")


def own_price(pricing: Any, *, source: str, date: str) -> OwnPrice | None:
    """The price of a model by its `x-pricing`: from the lowest to the highest of its rates, which is expected. None where any of
    them isn't understood, or they are of different kinds.
    """
    rates = list(_rates(pricing))
    found = [_rate(rate) for rate in rates]
    if not found or any(rate is None for rate in found):
        return None
    kinds = {rate[0] for rate in found if rate is not None}
    amounts = sorted(rate[1] for rate in found if rate is not None)
    if len(kinds) != 1 or not amounts[0] > 0:
        return None
    price = Range(amounts[0], amounts[-1], amounts[-1])
    return OwnPrice(source, usd_per_second=price, date=date) if kinds == {"second"} else OwnPrice(source, usd_per_video=price, date=date)


def _rates(pricing: Any) -> Iterator[Any]:
    rates = pricing.get("rates") if isinstance(pricing, Mapping) else None
    if isinstance(rates, list):
        yield from rates
    elif isinstance(rates, Mapping):
        yield from ({"unit": name, **rate} if isinstance(rate, Mapping) else {"unit": name, "price": rate} for name, rate in rates.items())


def _rate(rate: Any) -> tuple[str, float] | None:
    """What a second or a video costs, in USD."""
    if not isinstance(rate, Mapping) or str(rate.get("currency", "USD")).upper() != "USD":
        return None
    amount, unit = _amount(next((rate[name] for name in _AMOUNTS if isinstance(rate.get(name), int | float | str) and not isinstance(rate.get(name), bool)), None))
    words = [unit] if unit else [word for name in _UNITS if isinstance(rate.get(name), str) for word in _WORD.findall(rate[name].lower())]
    seconds = [_OF_SECONDS[word] for word in words if word in _OF_SECONDS]
    if amount is None:
        return None
    if seconds:
        return "second", amount / seconds[0]
    return ("video", amount) if any(word in _OF_VIDEOS for word in words) else None


def _amount(value: Any) -> tuple[float | None, str]:
    """A figure, and the unit that stands behind it in a text."""
    if isinstance(value, int | float):
        return float(value), ""
    found = _MONEY.fullmatch(value) if isinstance(value, str) else None
    return (float(found[1]), (found[2] or "").lower()) if found else (None, "")
