"""The figures that ship with specc: each is a range that makes sense, with a source and a date."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from specc.base.range import NOTHING, Range
from specc.base.resources import data_folder
from specc.catalog.models import bundled_models
from specc.catalog.rates import Price, Speech, bundled_prices, bundled_speech

SPEECH = json.loads((data_folder("schemas") / "speech-rates.json").read_bytes())
PRICES = {file.stem: json.loads(file.read_bytes()) for file in (data_folder("schemas") / "prices").glob("*.json")}


def figures(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings that hold a figure."""
    if isinstance(value, dict):
        if {"per_second", "usd", "usd_min", "seconds"} & {name for name, item in value.items() if not isinstance(item, list | str)}:
            yield value
        for item in value.values():
            yield from figures(item)
    elif isinstance(value, list):
        for item in value:
            yield from figures(item)


@pytest.mark.parametrize("data", [SPEECH, *PRICES.values()], ids=["speech-rates", *PRICES])
def test_every_figure_has_a_source_and_a_date(data: Any) -> None:
    found = list(figures(data))
    assert found or data["model"] == "*"
    for figure in found:
        assert figure["source"]
        assert re.fullmatch(r"20\d\d-\d\d(-\d\d)?", figure["date"])


def test_prices_are_of_models() -> None:
    assert set(bundled_prices()) - {"*"} <= set(bundled_models())
    files = {model.file: model.id for model in bundled_models().values()}
    assert {name: data["model"] for name, data in PRICES.items() if name != "any-model"} == files


def test_prices_read_parameters_that_models_have() -> None:
    for id, model in bundled_models().items():
        reads = bundled_prices()[id].reads
        paths = [path for name in reads.__slots__ if (path := getattr(reads, name))]
        assert [path for path in paths if model.parameter(path) is None] == []


def test_sizes_are_the_resolutions_of_the_model() -> None:
    price = bundled_prices()["heygen:avatar@5"]
    parameter = bundled_models()["heygen:avatar@5"].parameter("resolution")
    assert parameter is not None
    assert list(price.sizes) == parameter.schema["enum"]


def test_upstream_rates() -> None:
    tariffs = {tariff.name: tariff.usd for tariff in bundled_prices()["heygen:avatar@5"].per_second}
    assert tariffs["up to 1080p"].expected == 0.0667
    assert tariffs["4K"].expected == 0.0833


def test_tariffs_leave_no_picture_out_and_are_tried_from_the_largest() -> None:
    for price in bundled_prices().values():
        for tariffs in (price.per_second, price.per_video):
            sizes = [tariff.pixels_min for tariff in tariffs]
            assert sizes == sorted(set(sizes), reverse=True)
            assert not sizes or sizes[-1] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"per_second": {"low": 2, "expected": 1, "high": 3}},
        {"per_second": {"low": 0, "expected": 1, "high": 3}},
        {"per_second": {"low": 1, "expected": 1, "high": float("inf")}},
        {"per_second": {"low": 1, "expected": 1}},
        {"per_second": {"low": 1, "expected": 1, "high": 1, "most": 2}},
        {"source": None},
        {"note": "unknown"},
    ],
)
def test_wrong_figures_are_refused(change: dict[str, Any]) -> None:
    data = {**SPEECH, "digits": {**SPEECH["digits"], **change}}
    with pytest.raises(ValidationError):
        TypeAdapter(Speech).validate_python(data)


def test_a_price_without_its_model_is_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Price).validate_python({"title": "x", "reads": {}})


def test_languages_are_known_by_one_name() -> None:
    names = [rate.name for rate in bundled_speech().languages.values()]
    assert len(names) == len(set(names))
    assert all(names)


def test_ranges_add_and_scale() -> None:
    assert Range(1, 2, 3) + Range(1, 1, 1) == Range(2, 3, 4)
    assert Range(1, 2, 3) + NOTHING == Range(1, 2, 3)
    assert Range(1, 2, 3) * 2 == Range(2, 4, 6)
    assert Range(1, 2, 3) * Range(1, 2, 3) == Range(1, 4, 9)


@pytest.mark.parametrize("figures", [(2, 1, 3), (-1, 1, 3), (1, 3, 2), (float("nan"), 1, 2)])
def test_a_range_is_in_order(figures: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="low"):
        Range(*figures)
