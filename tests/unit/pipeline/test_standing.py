"""What is linted again when files change: what reads them, and nothing else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from specc.base.errors import UsageError
from specc.catalog.project import Project
from specc.pipeline import compilation, lint
from specc.pipeline.affected import affected_specs
from specc.pipeline.standing import Standing
from specc.pipeline.unit import Selection

SPEC = """\
specc: 1
model: heygen:avatar@5
task:
  inputs: {avatar: Caroline_Business_Standing_Front_public}
  speech: {text: "Hello.", voice: jenny_female_english}
"""

FILES = {
    "pyproject.toml": "",
    "plain.video.yaml": SPEC,
    "extends.video.yaml": "extends: base.yaml\n",
    "base.yaml": SPEC,
    "sub/includes.video.yaml": SPEC.replace("Hello.", "{% include 'bye.j2' %}"),
    "templates/bye.j2": "Bye.",
    "data.video.yaml": f"audience: {{from: rows/*.csv, key: id}}\n{SPEC}output: {{file: '{{{{ row.id }}}}'}}\n".replace("Hello.", "Hello {{ row.name }}."),
    "rows/a.csv": "id,name\n1,Ana\n",
    "open.video.yaml": f"vars: {{name: x.j2}}\n{SPEC}".replace("Hello.", "{% include vars.name %}"),
    "x.j2": "Hello.",
}
ALL = {name for name in FILES if name.endswith(".video.yaml")}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        write(name, text)
    return tmp_path


@pytest.fixture
def kept(project: Path) -> Standing:
    made = Standing((Path(),), Selection())
    assert {str(path) for path in made.refresh()} == ALL
    assert made.refresh() == ()
    return made


def write(name: str, text: str) -> None:
    """Puts a file in the place of another, as editors do."""
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def codes(made: Standing) -> list[tuple[str, str]]:
    return [(item.span.source.name, item.code) for item in made.report.findings]


CHANGES: dict[str, tuple[Callable[[], object], set[str]]] = {
    "the spec itself": (lambda: write("plain.video.yaml", f"# new\n{SPEC}"), {"plain.video.yaml"}),
    "what it extends": (lambda: write("base.yaml", f"# new\n{SPEC}"), {"extends.video.yaml"}),
    "a partial": (lambda: write("templates/bye.j2", "Bye-bye."), {"sub/includes.video.yaml"}),
    "a partial that comes before another": (lambda: write("sub/bye.j2", "Bye-bye."), {"sub/includes.video.yaml"}),
    "a partial that is gone": (lambda: Path("templates/bye.j2").unlink(), {"sub/includes.video.yaml"}),
    "a partial by a computed name": (lambda: write("x.j2", "Hi."), {"open.video.yaml"}),
    "data": (lambda: write("rows/a.csv", "id,name\n1,Ana\n2,Ben\n"), {"data.video.yaml"}),
    "more data": (lambda: write("rows/b.csv", "id,name\n2,Ben\n"), {"data.video.yaml"}),
    "a new spec": (lambda: write("new/deep.video.yaml", SPEC), {"new/deep.video.yaml"}),
    "a spec that is gone": (lambda: Path("plain.video.yaml").unlink(), {"plain.video.yaml"}),
    "the project": (lambda: write("specc.toml", "max_cost = 1\n"), ALL),
    "a model": (lambda: write("models/own.schema.json", '{"x-specc": {"model": "own:a@1"}}'), ALL),
    "something else": (lambda: write("README.md", "Hello."), set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_reads_a_file_is_linted_again(name: str, kept: Standing) -> None:
    change, expected = CHANGES[name]
    change()
    assert {str(path) for path in kept.refresh()} == expected
    assert kept.refresh() == ()
    fresh = lint(compilation([Path()], Selection()))
    assert codes(kept) == [(item.span.source.name, item.code) for item in fresh.findings]
    assert kept.report.summary == fresh.summary


@pytest.mark.parametrize("name", [name for name in CHANGES if "something" not in name and "gone" not in name])
def test_affected_names_all_of_them(name: str, project: Path) -> None:
    """And the specs of which it can't know."""
    before = {file: file.stat().st_mtime_ns for file in project.rglob("*") if file.is_file()}
    change, expected = CHANGES[name]
    change()
    changed = [file for file in project.rglob("*") if file.is_file() and before.get(file) != file.stat().st_mtime_ns]
    found = {str(path) for path in affected_specs(changed, Selection())}
    assert expected <= found <= expected | {"open.video.yaml"}


def test_affected_by_what_is_gone_and_by_nothing(project: Path) -> None:
    Path("templates/bye.j2").unlink()
    Path("open.video.yaml").unlink()
    assert affected_specs([Path("templates/bye.j2")], Selection()) == [Path("sub/includes.video.yaml")]
    assert affected_specs([Path("rows/gone.csv")], Selection()) == [Path("data.video.yaml")]
    assert affected_specs([Path("README.md"), Path("/elsewhere/x.j2")], Selection()) == []
    assert affected_specs([], Selection()) == []
    assert affected_specs([Path("rows")], Selection()) == [Path("data.video.yaml")]
    assert len(affected_specs([Path()], Selection())) == len(ALL) - 1


def test_what_the_project_names_affects_all(project: Path) -> None:
    write("specc.toml", 'policy = "rules/own.json"\nmodels = "schemas"\n')
    write("rules/own.json", "{}")
    for file in ("specc.toml", "rules/own.json", "schemas/own.schema.json"):
        assert {str(path) for path in affected_specs([Path(file)], Selection())} == ALL
    assert affected_specs([Path("own.json"), Path("models/own.schema.json")], Selection()) == [Path("open.video.yaml")]
    made = Standing((Path(),), Selection())
    made.refresh()
    for file, text in (("rules/own.json", '{"title": "Ours"}'), ("schemas/own.schema.json", "{}"), ("schemas/own.schema.json", '{"a": 1}')):
        write(file, text)
        assert {str(path) for path in made.refresh()} == ALL
        assert made.refresh() == ()


def test_a_change_of_which_only_an_event_tells(kept: Standing) -> None:
    found = Path("plain.video.yaml").stat()
    Path("plain.video.yaml").write_text(SPEC.replace("Hello.", "Hallo."), encoding="utf-8")
    os.utime("plain.video.yaml", ns=(found.st_atime_ns, found.st_mtime_ns))
    assert kept.refresh() == ()
    assert kept.refresh([Path("plain.video.yaml").absolute()]) == (Path("plain.video.yaml"),)


def test_errors_come_and_go_and_others_stay(kept: Standing) -> None:
    write("plain.video.yaml", "a: [\n")
    write("extends.video.yaml", "extends: nowhere.yaml\n")
    kept.refresh()
    assert set(codes(kept)) == {("extends.video.yaml", "S105"), ("extends.video.yaml", "S109"), ("plain.video.yaml", "S101")}
    write("plain.video.yaml", SPEC)
    kept.refresh()
    assert {file for file, _ in codes(kept)} == {"extends.video.yaml"}
    Path("extends.video.yaml").unlink()
    kept.refresh()
    assert codes(kept) == []


def test_what_is_wrong_with_a_project_is_a_finding(kept: Standing) -> None:
    write("specc.toml", "max_cots = 1\n")
    assert {str(path) for path in kept.refresh()} == ALL
    assert [file for file, _ in codes(kept)] == ["specc.toml"]
    Path("specc.toml").unlink()
    assert {str(path) for path in kept.refresh()} == ALL
    assert codes(kept) == []


def test_a_project_that_cannot_be_read_is_told_and_findings_stay(project: Path) -> None:
    is_there = True

    def named() -> Project | None:
        if is_there:
            return None
        raise UsageError("it isn't there")

    write("plain.video.yaml", SPEC.replace("Hello.", "{{ nobody }}"))
    made = Standing((Path(),), Selection(), named=named)
    made.refresh()
    is_there = False
    write("pyproject.toml", "[tool.specc]\n")
    assert made.refresh() == ()
    assert [problem.message for problem in made.problems] == ["it isn't there"]
    assert codes(made) == [("plain.video.yaml", "V101")]
    is_there = True
    write("pyproject.toml", "")
    assert {str(path) for path in made.refresh()} == ALL
    assert made.problems == []


def test_a_spec_that_cannot_be_read_keeps_what_was_found(kept: Standing) -> None:
    write("models/own.schema.json", "{")
    kept.refresh()
    assert len(kept.problems) == len(ALL)
    write("models/own.schema.json", "{}")
    kept.refresh()
    assert (kept.problems, codes(kept)) == ([], [])


def test_rows_from_stdin_are_a_finding(project: Path) -> None:
    write("data.video.yaml", FILES["data.video.yaml"].replace("rows/*.csv", "'-'"))
    made = Standing((Path("data.video.yaml"),), Selection())
    made.refresh()
    assert codes(made) == [("data.video.yaml", "D101")]


def test_a_comment_that_one_spec_needs_is_not_unused(project: Path) -> None:
    write("base.yaml", SPEC.replace("Hello.", "Hello., speed: 1.6").replace('Hello., speed: 1.6"', 'Hello.", speed: 1.6') .replace("english}", "english}  # specc: ignore[P105]"))
    write("plain.video.yaml", "extends: base.yaml\ntask: {speech: {speed: 1}}\n")
    made = Standing((Path(),), Selection())
    made.refresh()
    assert codes(made) == []
    Path("extends.video.yaml").unlink()
    made.refresh()
    assert codes(made) == [("base.yaml", "S111")]


def test_folders_that_are_watched(kept: Standing, project: Path) -> None:
    names = {os.path.relpath(folder, project) for folder in kept.folders()}
    assert {".", "sub", "templates", "rows"} <= names
    write("new/deep.video.yaml", SPEC)
    kept.refresh()
    assert str(project / "new") in kept.folders()
