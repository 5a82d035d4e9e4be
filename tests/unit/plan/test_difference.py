"""Which fields differ between two payloads, and what is counted of it."""

from typing import Any

import pytest

from specc.plan.difference import ABSENT, Difference, SpecDifference, Video, differing, differing_files

VIDEO = Video("a", 1, {"language": "en-US"}, "a.mp4")


@pytest.mark.parametrize(("old", "new", "found"), [
    ({"a": 1}, {"a": 1}, []),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
    ({"a": 1}, {"a": 1.0}, []),
    ({"a": 1}, {"a": True}, [("a", 1, True)]),
    ({"taskUUID": "x"}, {"taskUUID": "y"}, []),
    ({"s": {"text": "x", "speed": 1}}, {"s": {"text": "y", "speed": 1}}, [("s.text", "x", "y")]),
    ({}, {"s": {"text": "y"}}, [("s.text", ABSENT, "y")]),
    ({"s": {"text": "y"}}, {}, [("s.text", "y", ABSENT)]),
    ({"s": {}}, {}, [("s", {}, ABSENT)]),
    ({"s": {"x": 1}}, {"s": 2}, [("s", {"x": 1}, 2)]),
    ({"l": [1, 2]}, {"l": [1, 3]}, [("l[1]", 2, 3)]),
    ({"l": [1, 2]}, {"l": [2]}, [("l", [1, 2], [2])]),
    ({"l": [{"a": 1}]}, {"l": [{"a": 2}]}, [("l[0].a", 1, 2)]),
    ({"a": None}, {}, [("a", None, ABSENT)]),
])  # fmt: skip
def test_fields_that_differ(old: dict[str, Any], new: dict[str, Any], found: list[tuple[str, Any, Any]]) -> None:
    assert list(differing(old, new)) == found


def test_the_extension_is_the_format_s() -> None:
    assert list(differing_files("a/b.mp4", "a/b.webm")) == []
    assert list(differing_files("a/b.mp4", "c/b.mp4")) == [("output.file", "a/b", "c/b")]


def test_examples_are_the_first_and_counts_are_of_all() -> None:
    spec = SpecDifference("a.video.yaml")
    for number in range(5):
        spec.change(VIDEO, [("speech.text", number, number + 1)], 2)
        spec.added.add(VIDEO, 2)
    spec.change(VIDEO, [], 2)
    assert (spec.changed, spec.unchanged, spec.added.count, len(spec.added.examples)) == (5, 1, 5, 2)
    assert [change.old for change in spec.fields["speech.text"].examples] == [0, 1]
    assert spec.fields["speech.text"].count == 5


def test_nothing_is_no_difference() -> None:
    assert Difference("HEAD", ()).is_none
    assert Difference("HEAD", (SpecDifference("a", unchanged=3),)).is_none
    assert not Difference("HEAD", (SpecDifference("a", changed=1),)).is_none
