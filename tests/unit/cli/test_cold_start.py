"""What a command doesn't need isn't imported: that is most of a cold start."""

import subprocess
import sys
from pathlib import Path

import pytest

SPEC = """\
specc: 1
model: heygen:avatar@5
vars: {product: Acme}
languages: {en-US: {hello: Hello}, es-ES: {hello: Hola}}
task:
  inputs: {avatar: woman_business_office}
  speech: {voice: jenny_female_english, speed: SPEED, text: "{{ language.hello }}, welcome to {{ vars.product }}."}
"""
HEAVY = ("jinja2", "jsonschema", "rich", "httpx", "pydantic", "specc.pipeline.bulk")


def loaded(*arguments: str) -> set[str]:
    """Which heavy modules a command has loaded when it is done."""
    code = "import sys\nfrom specc.__main__ import main\ntry:\n    main()\nfinally:\n    print('loaded:', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    return set(HEAVY) & set(done.stdout.partition("loaded:")[2].split())


@pytest.mark.parametrize(("speed", "expected"), [("1.05", set()), ("9", {"jsonschema"})])
def test_a_plain_spec_loads_little(speed: str, expected: set[str], tmp_path: Path) -> None:
    spec = tmp_path / "plain.video.yaml"
    spec.write_text(SPEC.replace("SPEED", speed), encoding="utf-8")
    assert loaded("lint", str(spec)) == expected


def test_the_version_loads_nothing() -> None:
    assert loaded("--version") == set()
