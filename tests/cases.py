"""Specs as tests write them: whole, or as a fragment over a minimal valid spec; and the one helper that lints them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from specc.check.report import Report
from specc.pipeline import compilation, lint
from specc.pipeline.unit import Selection

BASE = """\
specc: 1
model: heygen:avatar@5
task:
  inputs: {avatar: Caroline_Business_Standing_Front_public}
  speech: {text: Hello., voice: jenny_female_english}
"""
"""The minimal valid spec. A fragment extends it, so that its keys are merged over these."""

TODAY = date(2027, 2, 1)
_SPEC = "page.video.yaml"
_BASE_FILE = "minimal.yaml"
_IS_WHOLE = re.compile(r"^specc:", re.MULTILINE)
_BLOCK = re.compile(r"^([\w.-]+):\n\n((?:    .*\n|\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A rule's page: its summary, its prose, and the files of its two examples."""

    summary: str
    prose: str
    bad: Mapping[str, str]
    good: Mapping[str, str]
    source: str


def read_page(text: str) -> Page:
    """The parts of a page. Files between `Bad` and `Good` belong to both, unless `Good` gives its own."""
    head, _, rest = text.partition("\n\nBad:\n")
    summary, _, prose = head.partition("\n\n")
    body, _, source = f"Bad:\n{rest}".partition("\nSource: ")
    blocks = [(name, _dedented(block)) for name, block in _BLOCK.findall(f"{body}\n")]
    at = next((index for index, (name, _) in enumerate(blocks) if name == "Good"), len(blocks))
    bad, good = dict(blocks[:at]), dict(blocks[at:])
    shared = {name: block for name, block in bad.items() if name != "Bad"}
    return Page(summary, prose, _files(bad, "Bad"), _files({**shared, **good}, "Good"), source.strip())


def lint_files(files: Mapping[str, str], folder: Path) -> Report:
    """Lints the spec among files that are written to a folder, the current one."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return lint(compilation([Path(_SPEC)], Selection(today=TODAY)))


def _files(blocks: Mapping[str, str], title: str) -> dict[str, str]:
    text = blocks.get(title, "")
    files = {name: block for name, block in blocks.items() if name != title}
    if _IS_WHOLE.search(text):
        return {**files, _SPEC: text}
    return {**files, _BASE_FILE: BASE, _SPEC: f"extends: {_BASE_FILE}\n{text}"}


def _dedented(block: str) -> str:
    return "".join(f"{line[4:]}\n" for line in block.strip("\n").split("\n"))
