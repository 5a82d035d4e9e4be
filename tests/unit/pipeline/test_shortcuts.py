"""The law of every shortcut: what is found is the same without it. Held on all cases, and on what random edits make of them."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from specc import pipeline
from specc.catalog import validator
from specc.check import structure
from specc.compiler import residual, schema
from specc.report import json as json_report
from specc.template import scan

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*/*.video.yaml"))
EDITS = ("{{ x }}", "{{ vars.x }}", "{{ language.code }}", "{{", "1.07", "true", "null", "''", "[]", "{}", "-1", "9999999", "é🎬", "{{ omit }}", "{% if x %}", "2147483648", ".nan", "1e400")


def found(path: Path, raw: bytes) -> str:
    made = pipeline.text_compilation(str(path), raw, pipeline.Selection())
    try:
        return json_report.render(pipeline.lint(made))
    except Exception as error:  # noqa: BLE001 - what goes wrong has to go wrong in the same way
        return f"{type(error).__name__}: {error}"


def edited(random: Random, raw: bytes) -> bytes:
    lines = raw.decode("utf-8", errors="replace").split("\n")
    number = random.randrange(len(lines))
    head, colon, _ = lines[number].partition(": ")
    lines[number] = f"{head}{colon}{random.choice(EDITS)}" if colon else lines[number] + random.choice(EDITS)
    return "\n".join(lines).encode()


@pytest.fixture
def without_shortcuts(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def take_away() -> None:
        never: Any = lambda *_arguments: None  # noqa: E731 - typed as what it stands for
        for module in (residual, schema, validator):
            monkeypatch.setattr(module, "acceptor", never)
        monkeypatch.setattr(scan, "read_plain", never)
        monkeypatch.setattr(structure, "_validator", lambda: validator.PlainValidator(structure.language_schema()))

    return take_away


@pytest.mark.parametrize("part", range(8))
def test_findings_are_the_same(part: int, without_shortcuts: Callable[[], None]) -> None:
    random = Random(part)
    texts = [(case, raw) for case in CASES[part::8] for raw in [case.read_bytes() if random.random() < 0.3 else edited(random, case.read_bytes())]]
    quick = [found(case, raw) for case, raw in texts]
    without_shortcuts()
    for (case, raw), expected in zip(texts, quick, strict=True):
        assert found(case, raw) == expected, (case, raw.decode(errors="replace"))
