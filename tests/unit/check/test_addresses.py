"""Addresses that the provider can't reach, and what a search through bytes may not miss of them."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.catalog.models import bundled_models
from specc.check.addresses import address_watches, private_because
from specc.run.settings import RunSettings

MODEL = bundled_models()["heygen:avatar@5"]
PRIVATE = ["localhost", "LOCALHOST.", "a.localhost", "10.0.0.1", "127.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "fd12::3", "::ffff:10.0.0.1", "printer.local", "db.internal", "nas.lan", "box.home.arpa", "intranet"]
PUBLIC = ["example.com", "10.example.com", "localhost.com", "8.8.8.8", "172.32.0.1", "192.169.0.1", "203.0.113.7", "2606:4700::1111", "::ffff:8.8.8.8", "local.dev", "xn--bcher-kva.example"]


def remarks(rule: str, value: Any) -> list[dict[str, object]]:
    watch = next(watch for watch in address_watches(MODEL) if watch.rule == rule)
    found = [remark.facts for remark in watch.look(value)]
    if found and watch.suspects is not None:
        assert watch.suspects.search(json.dumps(value).encode())
    return found


@pytest.mark.parametrize("host", PRIVATE)
def test_private_hosts(host: str) -> None:
    assert private_because(host)
    address = f"https://{f'[{host}]' if ':' in host else host}:8080/a"
    assert remarks("X103", address)
    assert remarks("X102", address.replace("https", "http")) == []


@pytest.mark.parametrize("host", PUBLIC)
def test_public_hosts(host: str) -> None:
    assert not private_because(host)
    address = f"http://{f'[{host}]' if ':' in host else host}/a"
    assert remarks("X103", address) == []
    assert remarks("X102", address)
    assert remarks("X102", address.replace("http", "https")) == []


@pytest.mark.parametrize("value", [None, 5, "", "ftp://localhost", "http://", "http://[", "https://?localhost", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "data:image/png;base64,aGk="])
def test_what_is_no_address_is_left_alone(value: Any) -> None:
    assert remarks("X102", value) == remarks("X103", value) == []


@given(
    st.sampled_from(("http", "https", "HTTP")),
    st.text("ab:@", max_size=4),
    st.sampled_from((*PRIVATE, *PUBLIC)) | st.text('ab1.-[]:@"é', max_size=12),
    st.text('/?#@:ab"é', max_size=6),
)
def test_the_search_through_bytes_misses_nothing(scheme: str, user: str, host: str, rest: str) -> None:
    for value in (f"{scheme}://{user}{host}{rest}", f"{scheme}://[{host}]{rest}"):
        remarks("X102", value)
        remarks("X103", value)


def test_every_address_of_the_model_is_watched() -> None:
    watched = {watch.routes[0] for watch in address_watches(MODEL) if watch.rule == "X103"}
    assert watched == {("webhookURL",), ("uploadEndpoint",), ("inputs", "audio"), ("inputs", "background")}


@pytest.mark.parametrize(("value", "is_short"), [(59, False), (60, True), (3599, True), (3600, False), (True, False), ("60", False)])
def test_short_lives(value: Any, *, is_short: bool) -> None:
    assert bool(remarks("X104", value)) is is_short


def test_a_result_has_to_live_as_long_as_a_run_waits() -> None:
    parameter = MODEL.parameter("ttl")
    assert parameter is not None
    assert parameter.notes["short-below"] >= RunSettings.__dataclass_fields__["wait_s_max"].default
    assert urlsplit(parameter.notes["documentation"]).scheme == "https"
