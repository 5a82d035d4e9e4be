"""Headers that aren't clean: one fault a problem."""

import pytest

from specc.audience.row import Table
from specc.base.location import Source
from specc.check.rules.hygiene import header_hygiene
from specc.pipeline.hygiene import header_faults, is_name_padded
from specc.syntax.document import Document
from specc.syntax.parse import parse


def spec(audience: str) -> Document:
    return parse(Source("x.video.yaml", f"specc: 1\naudience: {audience}\n"))


def told(audience: str, *columns: str, has_bom: bool = False) -> list[str]:
    table = Table("guests.csv", columns, iter(()), is_text=True, is_positional=not audience.startswith("{from: ["), has_bom=has_bom)
    return [header_hygiene(**fault.facts).message for fault in header_faults(spec(audience), table)]  # type: ignore[arg-type]


def test_a_clean_header() -> None:
    assert told("{from: guests.csv}", "id", "first name", "naïve") == []


def test_names_that_are_empty_or_padded() -> None:
    assert told("{from: guests.csv}", "id", "", " city", "plan\u200b", "  ") == [
        "the header of `guests.csv` has no name for column `2`, `5`",
        "the header of `guests.csv` has white space around ` city`, `plan\\u200b`",
    ]


def test_a_byte_order_mark() -> None:
    assert told("{from: guests.csv}", "id", has_bom=True) == ["`guests.csv` begins with a byte order mark"]


def test_names_in_the_spec_are_its_own() -> None:
    assert told("{from: [{' id': 1}]}", " id") == []


@pytest.mark.parametrize("text", [" Ana", "Ana ", "\tAna", "Ana\u00a0", "\ufeffAna", " "])
def test_padding(text: str) -> None:
    assert is_name_padded(text)
    assert not is_name_padded("Ana Maria")
    assert not is_name_padded("")
