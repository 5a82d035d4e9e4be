"""Every shape of a webhook's body that the sources name, and what is no body at all."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.run.listener.bodies import notices_of

A, B = "24cd5dff-cb81-4db5-8506-b72a9425f9d1", "50836053-a0ee-4cf5-b9d6-ae7c5d140ada"
GOOD = {"taskType": "videoInference", "taskUUID": A, "status": "success", "videoURL": "https://cdn.test/x.mp4?signature=abc", "cost": 3}
BAD = {"code": "timeoutProvider", "status": "error", "message": "https://cdn.test/?token=abc", "taskUUID": B}


def read(body: Any) -> list[tuple[str, str]]:
    found = [json.loads(notice) for notice in notices_of(json.dumps(body).encode())]
    assert all(set(notice) == {"taskUUID", "status"} for notice in found)
    return [(notice["taskUUID"], notice["status"]) for notice in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GOOD, [(A, "success")]),
        ({"data": [GOOD]}, [(A, "success")]),
        ({"data": GOOD}, [(A, "success")]),
        ({"errors": [BAD]}, [(B, "error")]),
        ({"error": BAD}, [(B, "error")]),
        ({"data": [GOOD], "errors": [BAD]}, [(A, "success"), (B, "error")]),
        ([GOOD, BAD], [(A, "success"), (B, "error")]),
        ([{"data": [GOOD]}, {"errors": [BAD]}], [(A, "success"), (B, "error")]),
        ([GOOD, GOOD], [(A, "success")]),
        ([{"taskUUID": A, "status": "processing"}, GOOD], [(A, "success")]),
        ({"taskUUID": A.upper()}, [(A, "")]),
        ({"taskUUID": A, "status": "https://cdn.test/?signature=abc"}, [(A, "")]),
        ({"taskUUID": A, "status": 7, "error": {"code": "x"}}, [(A, "")]),
    ],
)
def test_shapes(body: Any, expected: list[tuple[str, str]]) -> None:
    assert read(body) == expected


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"7", b'"text"', b"{}", b"[]", b'{"data":[]}', b'{"taskUUID":"' + b"a" * 36 + b'"}', b'{"taskUUID":null}', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500],
)
def test_what_makes_no_sense(body: bytes) -> None:
    assert notices_of(body) == []


def test_a_task_too_deep_is_left_out() -> None:
    deep: Any = GOOD
    for _ in range(20):
        deep = [deep]
    assert read(deep) == []


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["taskUUID", "status", "data", "errors"]), inner))


@given(JSON | st.binary())
def test_nothing_makes_an_exception(body: Any) -> None:
    notices_of(body if isinstance(body, bytes) else json.dumps(body).encode("utf-8", "surrogatepass"))
