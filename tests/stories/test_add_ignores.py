"""`specc lint --add-ignores`: afterwards what a comment may silence is silent, and made; all else is as it was."""

import json
import shutil
from pathlib import Path

import pytest

from specc.base.location import Source
from specc.check.silencing import can_silence
from specc.syntax.parse import parse
from tests.stories.conftest import GOOD, Specc
from tests.test_cases import CASES, SUFFIX, case_names, code_of

FAST = GOOD.replace("  speech:\n", "  speech:\n    speed: 1.6\n")


def findings(specc: Specc, *arguments: str) -> set[tuple[str, str]]:
    """Those in specs and what they extend."""
    done = specc("lint", *arguments, "--format", "json")
    return {(item["code"], item["message"]) for item in json.loads(done.out)["findings"] if item["file"].endswith(".yaml")}


def test_all_cases_are_silent_and_otherwise_the_same(project: Path, specc: Specc) -> None:
    names = [name for name in case_names("err") if can_silence(code_of(name))]
    for file in (CASES / "err").iterdir():
        if file.suffix != ".out" and (not file.name.endswith(SUFFIX) or file.name.removesuffix(SUFFIX) in names):
            (shutil.copytree if file.is_dir() else shutil.copy)(file, project / file.name)
    before = {file: file.read_bytes() for file in project.rglob("*.yaml")}
    left = {item for item in findings(specc) if not can_silence(item[0])}
    found = findings(specc, "--add-ignores", "--reason", "because it was so")
    assert {item for item in left if item[0] != "M106"} <= found  # of other videos that are made now, others may collide
    assert {code for code, _ in found if can_silence(code)} == set()
    after = {file: file.read_bytes() for file in project.rglob("*.yaml")}
    changed = [file for file in before if before[file] != after[file]]
    assert len(changed) > 0.8 * len(names)
    for file in changed:
        then, now = (parse(Source("a", raw.decode())) for raw in (before[file], after[file]))
        assert repr(then.data) == repr(now.data)
    specc("lint", "--add-ignores", "--reason", "another")
    assert {file: file.read_bytes() for file in project.rglob("*.yaml")} == after


def test_what_is_silenced_is_made(good: Path, specc: Specc) -> None:
    spec = good / "good.video.yaml"
    spec.write_bytes(b"\xef\xbb\xbf" + FAST.replace("\n", "\r\n").encode())
    spec.chmod(0o640)
    done = specc("lint", "--add-ignores", "--reason", "until 2999-12-31 as our account allows it")
    assert done.code == 0
    assert done.err == "note: 1 finding silenced by comments in 1 file\n"
    wanted = FAST.replace("speed: 1.6", "speed: 1.6  # specc: ignore[P105] until 2999-12-31 as our account allows it").replace("\n", "\r\n")
    assert spec.read_bytes() == b"\xef\xbb\xbf" + wanted.encode()
    assert spec.stat().st_mode & 0o777 == 0o640
    assert specc("compile", "good.video.yaml", "-o", "out.json").code == 0


def test_a_base_gets_the_comment_a_partial_and_data_do_not(good: Path, specc: Specc) -> None:
    (good / "base.yaml").write_text(FAST, encoding="utf-8")
    (good / "good.video.yaml").write_text("extends: base.yaml\nname: good\n", encoding="utf-8")
    rows = (good / "rows.csv").read_bytes()
    done = specc("lint", "--add-ignores")
    assert done.code == 0
    assert "speed: 1.6  # specc: ignore[P105]\n" in (good / "base.yaml").read_text()
    assert (good / "good.video.yaml").read_text() == "extends: base.yaml\nname: good\n"
    assert (good / "rows.csv").read_bytes() == rows


def test_what_stands_in_a_partial_is_told(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("{{ row.name }}.", "{{ row.name }}. {% include 'bye.j2' %}"), encoding="utf-8")
    (good / "bye.j2").write_text("See https://acme.dev/blog.", encoding="utf-8")
    done = specc("lint", "--add-ignores", "--select", "L108")
    assert done.err == "note: 1 finding is in a partial, where comments are written by hand: {# specc: ignore[L108] … #}\n"
    assert (good / "bye.j2").read_text() == "See https://acme.dev/blog."


def test_what_hid_behind_the_silenced_is_silenced_too(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(FAST.replace("speed: 1.6", "speed: 1.6\n    volume: 7\n    pitch: 99"), encoding="utf-8")
    assert specc("lint", "--add-ignores").code == 0
    assert findings(specc) == set()


def test_what_a_mistyped_comment_did_not_silence_is_counted_once(good: Path, specc: Specc) -> None:
    wrong = FAST.replace("speed: 1.6", "speed: 1.6  # specc: ignore[P104] Until 2026-01-01\n    pitch: 99  # specc: ignore[P104] until 2026-01-01")
    (good / "good.video.yaml").write_text(wrong, encoding="utf-8")
    assert "note: 2 findings silenced by comments in 1 file\n" in specc("lint", "--add-ignores").err


def test_a_read_only_file_gets_no_comment_and_others_do(good: Path, specc: Specc) -> None:
    for name in ("good", "other"):
        (good / f"{name}.video.yaml").write_text(FAST.replace("name: good", f"name: {name}").replace('file: "', f'file: "{name}/'), encoding="utf-8")
    before = (good / "good.video.yaml").read_text()
    (good / "good.video.yaml").chmod(0o444)
    done = specc("lint", "--add-ignores")
    assert (done.code, done.err) == (1, "note: 1 finding silenced by comments in 1 file\nnote: no comments written: good.video.yaml is read-only\n")
    assert (good / "good.video.yaml").read_text() == before
    assert "specc: ignore[P105]" in (good / "other.video.yaml").read_text()


def test_only_what_is_asked_for_is_silenced(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(FAST.replace("    speed: 1.6", "    speed: 1.6\n    pitch: 99\n    volume: 0.55"), encoding="utf-8")
    done = specc("lint", "--add-ignores", "--select", "P106")
    assert done.code == 0
    text = (good / "good.video.yaml").read_text()
    assert text.count("specc: ignore") == text.count("specc: ignore[P106]")
    assert specc("lint").code == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--reason", "why"], "--reason is what --add-ignores writes"),
        (["--add-ignores", "--reason", "a\nb"], "--reason is one line"),
        (["--add-ignores", "--reason", "until 2026-01-01 old"], "--reason: 2026-01-01 is over"),
        (["--add-ignores", "--reason", "until friday"], "--reason: `friday` is no day"),
        (["--add-ignores", "-"], "comments are written into specs on disk: leave out --changed and `-`"),
        (["--add-ignores", "--changed", "HEAD"], "comments are written into specs on disk: leave out --changed and `-`"),
        (["--add-ignores", "--write-baseline", "b"], "--add-ignores and --write-baseline don't go together"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], told: str, good: Path, specc: Specc) -> None:
    spec = good / "good.video.yaml"
    spec.write_text(FAST, encoding="utf-8")
    done = specc("lint", *arguments)
    assert spec.read_text(encoding="utf-8") == FAST
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: {told}")
