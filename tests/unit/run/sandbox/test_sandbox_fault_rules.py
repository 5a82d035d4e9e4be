"""The file of faults is checked in one line, and who is hit follows from the seed, the content and the occurrence."""

from pathlib import Path
from typing import Any

import pytest

from specc.base.errors import UnreadableError, UsageError
from specc.run.sandbox.faults.codes import categories
from specc.run.sandbox.faults.drawing import Faults, Subject
from specc.run.sandbox.faults.reading import checked, read_faults
from specc.run.sandbox.faults.rules import PARAMETERS, FaultFile, Place


def hits(rule: dict[str, Any], identities: list[str], *, seed: int = 0, place: Place = "submit") -> list[bool]:
    faults = Faults(FaultFile.of({"at": place, "fault": next(iter(PARAMETERS[place])), **rule}), seed)
    return [bool(faults.drawn(place, [Subject(identity, b'{"text":"caf\xc3\xa9"}', 1)])) for identity in identities]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("{}", 0),
        ("rules: []", 0),
        ("seed: 4\nrules:\n  - {at: poll, fault: reset}\n", 1),
        ("- {at: poll, fault: reset}\n- {at: submit, fault: status, retry_after: 3, nth: [1, 3]}", 2),
        ('{"rules": [{"at": "download", "fault": "cut", "share": 0.25}]}', 1),
    ],
)
def test_what_is_a_file_of_faults(tmp_path: Path, text: str, count: int) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(text, encoding="utf-8")
    assert len(read_faults(file).rules) == count


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("7", "faults.yaml: it is not a mapping"),
        ("rules:\n  - reset\n", "faults.yaml: rule 1: it is not a mapping"),
        ("rules:\n  - {fault: reset}\n", "faults.yaml: rule 1, at: field required"),
        (
            "rules: [{at: poll, fault: rest}]",
            "faults.yaml: rule 1: there is no fault 'rest' at poll, only slow, silence",
        ),
        ("rules: [{at: poll, fault: reset, share: 0.5}]", "rule 1: the fault 'reset' at poll takes no `share`"),
        ("rules: [{at: poll, fault: reset, typo: 1}]", "rule 1, typo: there is no such key"),
        ("rules: [{at: poll, fault: reset, chance: 2}]", "rule 1, chance: input should be less than or equal to 1"),
        ("rules: [{at: poll, fault: reset, nth: [0]}]", "rule 1, nth, 0: input should be greater than or equal to 1"),
        (
            "rules: [{at: poll, fault: reset, matches: '('}]",
            "rule 1, matches: it is not a regular expression: missing )",
        ),
        ("rules: [{at: poll, fault: reset, first: true}]", "rule 1, first: input should be a valid integer"),
        ("rules: [{at: generation, fault: fail, category: bad}]", "rule 1, category: it is none of auth, validation"),
        (
            "rules: [{at: generation, fault: fail, shape: flat}]",
            "`shape` is 'flat', which is none of errors, item, both",
        ),
        ("rules: [{at: poll, fault: reset, first: yes}]", "faults.yaml:1: `specc explain S"),
        ("rules: [1, {", "faults.yaml:1: "),
        ("rules:\n\t- 1", "faults.yaml:2: "),
    ],
)
def test_what_is_none(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_faults(file)
    assert message in caught.value.message
    assert "\n" not in caught.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        read_faults(tmp_path / "faults.yaml")
    (tmp_path / "latin").write_bytes(b"rules: \xe9")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_faults(tmp_path / "latin")


@pytest.mark.parametrize("place", PARAMETERS)
def test_every_fault_can_be_said_with_all_it_takes(place: Place) -> None:
    examples = {
        "status": 503,
        "seconds": 1,
        "share": 0.5,
        "accepted": True,
        "times": 3,
        "bytes_per_s": 10,
        "shape": "both" if place == "generation" else "flat",
        "category": "safety",
        "retry_after": "Wed, 25 Nov 2026 12:00:00 GMT",
    }
    for fault, parameters in PARAMETERS[place].items():
        data = {"at": place, "fault": fault, **{name: examples.get(name, "text") for name in parameters}}
        (rule,) = checked([data], "faults").rules
        assert rule.fault == fault


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, "aba aba"),
        ({"first": 1}, "ab. ..."),
        ({"nth": [2]}, "..a .b."),
        ({"every": 2}, "..a .ba"),
        ({"nth": [1, 3]}, "ab. a.."),
        ({"first": 1, "count": "all"}, "a.. ..."),
        ({"every": 2, "count": "all"}, ".b. a.a"),
        ({"matches": "caf[é]"}, "aba aba"),
        ({"matches": "tea"}, "... ..."),
        ({"results": [1]}, "aba aba"),
        ({"results": [0]}, "... ..."),
        ({"chance": 0}, "... ..."),
    ],
)
def test_occurrences_are_those_of_a_content(rule: dict[str, Any], expected: str) -> None:
    asked = "abaaba"
    hit = "".join(letter if is_hit else "." for letter, is_hit in zip(asked, hits(rule, list(asked)), strict=True))
    assert hit == expected.replace(" ", "")


def test_chances_follow_from_the_seed_and_the_content_alone() -> None:
    contents = [str(number) for number in range(2000)]
    some = hits({"chance": 0.2}, contents)
    assert 300 < sum(some) < 500
    assert hits({"chance": 0.2}, contents) == some
    assert hits({"chance": 0.2}, contents[::-1]) == some[::-1]
    assert hits({"chance": 0.2}, contents, seed=1) != some


def test_what_is_expired_once_stays_so() -> None:
    rule = {"fault": "expired", "chance": 0.5}
    again = [hits(rule, [str(number)] * 3, place="download") for number in range(50)]
    assert {tuple(each) for each in again} == {(True,) * 3, (False,) * 3}


def test_the_first_that_hits_happens_and_slowness_is_added() -> None:
    rules = [{"at": "poll", "fault": fault} for fault in ("reset", "slow", "cut")]
    faults = Faults(FaultFile.of(*rules, {"at": "submit", "fault": "reset"}), 0)
    assert [hit.rule.fault for hit in faults.drawn("poll", [Subject("a", b"{}")])] == ["slow", "reset"]
    assert faults.hits == (1, 1, 0, 0)


def test_all_that_a_request_asks_for_is_counted() -> None:
    faults = Faults(FaultFile.of({"at": "poll", "fault": "reset", "nth": [2]}), 0)
    both = [Subject("a", b"{}"), Subject("b", b"{}")]
    assert [bool(faults.drawn("poll", asked)) for asked in (both, both[:1], both[1:])] == [False, True, True]


def test_no_generation_ends_with_what_only_a_client_says() -> None:
    assert {"safety", "provider", "timeout", "quota"} <= set(categories())
    assert "notConnected" not in {code for codes in categories().values() for code in codes}
