"""How differences are written: within the terminal's width, and where the texts differ."""

import json
from typing import Any

import pytest
from rich.cells import cell_len

from specc.plan.difference import ABSENT, Difference, SpecDifference, Video
from specc.report.difference import render, render_json

WORDS = " ".join(f"word{number}" for number in range(60))


def one(old: Any, new: Any, key: str = "a") -> Difference:
    spec = SpecDifference("a.video.yaml")
    spec.change(Video(key, 1, {"language": "en-US"}, "a.mp4"), [("speech.text", old, new)], 3)
    return Difference("HEAD", (spec,))


@pytest.mark.parametrize(("old", "new", "lines"), [
    ("x", "y", ['      a, language en-US: "x" → "y"']),
    (ABSENT, 1.5, ["      a, language en-US: (nothing) → 1.5"]),
    ("a\nb", "a\x1b[31mb", ['      a, language en-US: "a\\nb" → "a\\u001b[31mb"']),
    (None, True, ["      a, language en-US: null → true"]),
    (f"Hello {WORDS}", f"Hullo {WORDS}", [
        "      a, language en-US:",
        '        - "Hello word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 wo…',
        '        → "Hullo word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 wo…',
    ]),
    (f"{WORDS} end", f"{WORDS} finish", [
        "      a, language en-US:",
        '        - …word57 word58 word59 end"',
        '        → …word57 word58 word59 finish"',
    ]),
])  # fmt: skip
def test_a_change(old: Any, new: Any, lines: list[str]) -> None:
    assert render(one(old, new)).splitlines()[4:] == lines


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("text", [WORDS, "字幕" * 200, "é" * 300, "x" * 300])
def test_lines_are_bounded(text: str, columns: int) -> None:
    for difference in (one(f"{text} a {text}", f"{text} b {text}", key=text), one("", text), one(text, "")):
        lines = render(difference, columns=columns).splitlines()[3:]
        assert max(map(cell_len, lines)) <= columns


def test_colours_are_for_terminals() -> None:
    assert "\x1b[" in render(one("x", "y"), is_coloured=True)
    assert "\x1b[" not in render(one("x", "y"))


def test_json_tells_an_absent_value_from_null() -> None:
    (field,) = json.loads(render_json(one(ABSENT, None)))["specs"][0]["fields"]
    assert field["examples"] == [{"key": "a", "row": 1, "cell": {"language": "en-US"}, "file": "a.mp4", "new": None}]
