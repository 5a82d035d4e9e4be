"""Prices that a schema states are taken where every one of them is understood, and for unknown otherwise."""

from typing import Any

import pytest

from specc.base.range import Range
from specc.catalog.pricing import own_price


@pytest.mark.parametrize(
    ("rates", "per_second", "per_video"),
    [
        ([{"unit": "second", "price": 0.05}], (0.05, 0.05, 0.05), None),
        ([{"unit": "per second", "usd": "0.05"}], (0.05, 0.05, 0.05), None),
        ([{"configuration": "720p", "price": "$0.05 / second"}, {"configuration": "1080p", "price": "$0.10/second"}], (0.05, 0.1, 0.1), None),
        ([{"unit": "minute", "amount": 6}], (0.1, 0.1, 0.1), None),
        ([{"per": "video", "cost": 2.5, "currency": "USD"}], None, (2.5, 2.5, 2.5)),
        ({"second": 0.05}, (0.05, 0.05, 0.05), None),
        ({"hd": {"unit": "second", "rate": 0.2}}, (0.2, 0.2, 0.2), None),
    ],
)
def test_prices_that_are_understood(rates: Any, per_second: Any, per_video: Any) -> None:
    price = own_price({"rates": rates}, source="there", date="2026-11-25")
    assert price is not None
    assert (price.usd_per_second, price.usd_per_video) == tuple(None if figure is None else Range(*figure) for figure in (per_second, per_video))
    assert (price.source, price.date) == ("there", "2026-11-25")


@pytest.mark.parametrize(
    "pricing",
    [
        None,
        [],
        {},
        {"rates": []},
        {"rates": "cheap"},
        {"rates": [{"price": 0.05}]},
        {"rates": [{"unit": "second"}]},
        {"rates": [{"unit": "second", "price": 0.05}, {"unit": "video", "price": 1}]},
        {"rates": [{"unit": "second", "price": 0.05}, {"unit": "megapixel", "price": 1}]},
        {"rates": [{"unit": "second", "price": 0.05, "currency": "EUR"}]},
        {"rates": [{"unit": "second", "price": 0}]},
        {"rates": [{"unit": "second", "price": -1}]},
        {"rates": [{"unit": "second", "price": True}]},
        {"rates": [{"unit": "second", "price": "from $0.05"}]},
    ],
)
def test_prices_that_are_not(pricing: Any) -> None:
    assert own_price(pricing, source="there", date="") is None
