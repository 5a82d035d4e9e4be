"""What fixes do: `cases/fix` with the differences they make, to the letter, and the law of all fixes on every spec with findings.

`SPECC_UPDATE=1 pytest tests/test_fixes.py` rewrites what is expected; the difference is then read.
"""

import copy
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from test_cases import CASES, SUFFIX, case_names, check

from specc.base.diagnostic import Diagnostic
from specc.catalog.project import NO_PROJECT
from specc.check.report import Report
from specc.compiler.task import Task
from specc.pipeline import Compilation, compilation
from specc.pipeline.fixing import Mended, mend, write_changes
from specc.pipeline.project import read_project_file
from specc.pipeline.unit import Selection
from specc.report.patch import unified

Payload = dict[str, Any]


def _without(*paths: str) -> Callable[[Payload], Payload]:
    def bare(payload: Payload) -> Payload:
        for path in paths:
            *above, name = path.split(".")
            holder = payload
            for step in above:
                holder = holder.setdefault(step, {})
            holder.pop(name, None)
        return payload

    return bare


def _stripped(payload: Payload) -> Payload:
    return {**payload, "speech": {**payload["speech"], "text": payload["speech"]["text"].strip()}}


def _audible(payload: Payload) -> Payload:
    text = "".join(character for character in payload["speech"]["text"] if character.isprintable() and character != " ")
    return {**payload, "speech": {**payload["speech"], "text": text}}


def _by_https(payload: Payload) -> Payload:
    text: str = json.dumps(payload)
    made: Payload = json.loads(re.sub("http://", "https://", text, flags=re.IGNORECASE).replace("HTTPs", "HTTPS").replace("HTTPS", "https"))
    return made


PROMISED: Mapping[str, Callable[[Payload], Payload]] = {
    "A102": _without("settings.removeBackground"),
    "A104": _without("settings.fit"),
    "L108": _audible,
    "L110": _stripped,
    "P116": _without("speech.voice", "inputs.avatar"),
    "X102": _by_https,
}
"""What the fixes of rules that forbid nothing leave as it was. Others change no payload that there was before."""


def made_of(name: str) -> Compilation:
    own = Path(f"{name}.toml")
    return compilation([Path(f"{name}{SUFFIX}")], Selection(), project=read_project_file(own) if own.is_file() else NO_PROJECT)


def mended(name: str, *, guesses: bool) -> Mended:
    return mend(made_of(name), lambda item: item.fix is not None and (guesses or item.fix.is_safe))


def told(outcome: Mended) -> str:
    refused = [f"not fixed: {item.finding.code} {item.finding.message}: {item.reason}\n" for item in outcome.refused]
    return "".join([*(unified(change.path.as_posix(), change.before, change.after) for change in outcome.changes), *refused])


def compiled(name: str) -> tuple[dict[tuple[Any, ...], Payload], Report]:
    made = made_of(name)
    tasks = {(item.key, tuple(item.cell.items())): _without("taskUUID")(copy.deepcopy(item.payload)) for item in made if isinstance(item, Task)}
    return tasks, made.report


@pytest.mark.parametrize("name", case_names("fix"))
def test_fixes_are_made(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "fix")
    check(CASES / "fix" / f"{name}.out", f"--fix\n{told(mended(name, guesses=False))}\n--fix --unsafe-fixes\n{told(mended(name, guesses=True))}")


def test_no_expectation_is_left_over() -> None:
    assert {file.name.removesuffix(".out") for file in (CASES / "fix").glob("*.out")} == set(case_names("fix"))


def copied(folder: str, path: Path) -> None:
    shutil.copytree(CASES / folder, path, dirs_exist_ok=True)
    (path / "specc.toml").write_text("", encoding="utf-8")


@pytest.mark.parametrize(("folder", "name"), [(folder, name) for folder in ("err", "fix") for name in case_names(folder)])
def test_law_of_fixes(folder: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fixed finding is gone, nothing that was sound has changed, nothing is worse, and a second time changes nothing."""
    monkeypatch.chdir(CASES / folder)
    tasks, report = compiled(name)
    for guesses in (False, True):
        able = {identity(item) for item in report.findings if item.fix is not None and item.fix.is_safe >= (not guesses)}
        if not able or (guesses and all(item.fix is None or item.fix.is_safe for item in report.findings)):
            continue
        copied(folder, tmp_path)
        monkeypatch.chdir(tmp_path)
        outcome = mended(name, guesses=guesses)
        assert write_changes(outcome.changes) == []
        after, left = compiled(name)
        assert [(item.code, item.message) for item in left.findings] == [(item.code, item.message) for item in outcome.report.findings]
        assert not mended(name, guesses=guesses).changes
        assert not able & {identity(item) for item in left.findings} - {identity(item.finding) for item in outcome.refused}
        assert left.count("error") <= report.count("error") or any(item.code[0] in "SVD" for item in outcome.fixed)
        assert set(tasks) <= set(after)
        for bare in (PROMISED[item.code] for item in outcome.fixed if item.code in PROMISED):
            tasks, after = ({key: bare(payload) for key, payload in made.items()} for made in (tasks, after))
        assert {key: after[key] for key in tasks} == tasks


def identity(item: Diagnostic) -> tuple[object, ...]:
    edits = () if item.fix is None else tuple((edit.span.text, edit.text) for edit in item.fix.edits)
    return item.code, item.message, edits
