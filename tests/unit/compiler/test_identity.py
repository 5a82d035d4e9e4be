"""Identity: the same content is the same digest and UUID, on any machine and in any order."""

import re

from hypothesis import given
from hypothesis import strategies as st

from specc.compiler.payload import canonical, digest, first_uuids, normalised, task_uuid

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(alphabet=st.characters(codec="utf-8")), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet=st.characters(codec="utf-8"), max_size=5), inner, max_size=3), max_leaves=8)


def test_a_known_identity_never_changes() -> None:
    payload = {"taskUUID": "x", "model": "heygen:avatar@5", "speech": {"text": "Hola, ¿qué tal?", "speed": 1.05}}
    content = digest(payload, frozenset())
    assert content == "d158d2a33212fa63a7272cae3ffbb5ce4193abb7df4a17de97a9e565c14a6c16"
    assert canonical(payload) == '{"model":"heygen:avatar@5","speech":{"speed":1.05,"text":"Hola, ¿qué tal?"},"taskUUID":"x"}'.encode()


@given(JSON)
def test_order_and_number_form_are_no_content(value: object) -> None:
    payload = {"b": normalised(value), "a": 1, "taskUUID": "one"}
    turned = {"taskUUID": "two", "a": 1, "b": normalised(value)}
    assert digest(payload, frozenset()) == digest(turned, frozenset())


def test_delivery_is_no_content() -> None:
    assert digest({"a": 1, "ttl": 60}, frozenset(("ttl",))) == digest({"a": 1}, frozenset(("ttl",)))
    assert digest({"a": 1, "ttl": 60}, frozenset()) != digest({"a": 1}, frozenset())


@given(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64), st.integers(0, 9))
def test_uuids_are_version_4(content: str, attempt: int) -> None:
    uuid = task_uuid(content, attempt)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", uuid)
    assert uuid != task_uuid(content, attempt + 1)


@given(st.lists(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64), max_size=5))
def test_uuids_of_a_block_are_those_of_each(contents: list[str]) -> None:
    digests = list(map(bytes.fromhex, contents))
    assert first_uuids(digests) == [f'"{task_uuid(content)}"'.encode() for content in contents]
    assert first_uuids(digests, b'{"taskUUID":', b",") == [f'{{"taskUUID":"{task_uuid(content)}",'.encode() for content in contents]
