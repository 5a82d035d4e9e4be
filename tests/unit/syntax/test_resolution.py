"""Plain scalars are read as YAML 1.2's core schema has it."""

import math

import pytest

from specc.base.location import Source
from specc.syntax.parse import parse

TABLE = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "nULL": "nULL",
    "true": True, "True": True, "TRUE": True, "tRUE": "tRUE", "false": False, "False": False, "FALSE": False,
    "no": "no", "No": "No", "yes": "yes", "on": "on", "off": "off", "y": "y", "n": "n",
    "0": 0, "123": 123, "-7": -7, "+7": 7, "0123": 123, "0o17": 15, "0o8": "0o8", "0x1F": 31, "0xfg": "0xfg", "-0x1": "-0x1", "0b1": "0b1",
    "1_000": "1_000", "16:9": "16:9", "1:30:00": "1:30:00", "2024-01-31": "2024-01-31", "1.2.3": "1.2.3",
    "1.5": 1.5, ".5": 0.5, "5.": 5.0, "-1.5e3": -1500.0, "1e3": 1000.0, "1E-2": 0.01, "e3": "e3", ".": ".", "1e": "1e",
    ".inf": math.inf, "-.inf": -math.inf, "+.INF": math.inf, ".Inf": math.inf, "inf": "inf", "nan": "nan", "NaN": "NaN",
    "'1'": "1", '"true"': "true", "!!str 1": "1", "!!int 7": 7, "!!float 7": 7.0, "Infinity": "Infinity", "٣": "٣",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), TABLE.items(), ids=map(repr, TABLE))
def test_a_plain_scalar(text: str, value: object) -> None:
    found = parse(Source("x", f"a: {text}\n")).get(("a",))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    found = parse(Source("x", f"a: {text}\n")).get(("a",))
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(("text", "rules"), [("yes", ["S110"]), ("No", ["S110"]), ("on", ["S110"]), ("0123", ["S110"]), ("16:9", ["S110"]), ("'yes'", []), ("yes it is", []), ("0", []), ("true", []), ("0o17", [])])
def test_what_an_older_yaml_reads_otherwise_is_told(text: str, rules: list[str]) -> None:
    document = parse(Source("x", f"a: {text}\n"))
    assert [fault.rule for fault in document.faults] == rules


def test_keys_are_text() -> None:
    document = parse(Source("x", "1: a\ntrue: b\n~: c\n"))
    assert document.data == {"1": "a", "true": "b", "~": "c"}
