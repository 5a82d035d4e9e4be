"""Patterns of files: what stays within a name, what is any folders, and what a folder brings along."""

from pathlib import Path

import pytest

from specc.pipeline.globs import matches

ROOT = Path("/project")


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("old", ["old", "old/a.yaml", "x/old/b/c.yaml"], ["older", "x/bold"]),
        ("old/", ["old/a.yaml", "x/old"], ["older/a"]),
        ("*.video.yaml", ["a.video.yaml", "x/y/a.video.yaml"], ["a.yaml"]),
        ("specs/*.yaml", ["specs/a.yaml"], ["specs/x/a.yaml", "x/specs/a.yaml"]),
        ("./specs/*.yaml", ["specs/a.yaml"], ["a.yaml"]),
        ("specs/**/*.yaml", ["specs/a.yaml", "specs/x/y/a.yaml"], ["a.yaml"]),
        ("**/draft", ["draft/a", "x/y/draft"], ["x/drafts"]),
        ("a?[bc][!d].yaml", ["axbe.yaml", "axc1.yaml"], ["axbd.yaml", "a/be.yaml"]),
        ("a+(b).yaml", ["a+(b).yaml"], ["aab.yaml"]),
        ("[", ["["], ["x"]),
    ],
)
def test_matches(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [name for name in (*yes, *no) if matches((pattern,), ROOT / name, ROOT)] == yes


def test_nothing_outside_matches() -> None:
    assert not matches(("*",), Path("/elsewhere/a"), ROOT)
