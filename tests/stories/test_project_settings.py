"""What a project says and what becomes of it: which file applies, what is told, what is made, and what `config show` says of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.repository import commit, git, needs_git
from tests.stories.conftest import GOOD, Specc

FAST = GOOD.replace("    text:", "    speed: 9\n    text:")
"""Too fast for the provider (P105)."""
UNKNOWN = GOOD.replace("voice: jenny_female_english", "voice: nobody_knows")
"""A voice that isn't known (P116, a warning)."""
PADDED = "id,name\na,Ana \nb,Ben\nc,Cleo\n"
POLICY = {"properties": {"speech": {"properties": {"text": {"maxLength": 10}}}}}


def write(files: dict[str, Any]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")


def codes(specc: Specc, *arguments: object) -> list[str]:
    """Of the findings, advice aside."""
    done = specc("lint", *arguments, "--format", "json")
    return [item["code"] for item in json.loads(done.out)["findings"] if item["code"][0] not in "AL"]


def keys(specc: Specc, *arguments: object) -> list[str]:
    """The rows that videos are made of."""
    done = specc("compile", *arguments, "--format", "manifest", "--keep-going")
    return sorted({json.loads(line)["key"] for line in done.out.splitlines()})


# Ignored, lowered, raised


def test_what_is_ignored_is_made(good: Path, specc: Specc) -> None:
    write({"good.video.yaml": FAST})
    assert (codes(specc), specc("compile", "good.video.yaml").code) == (["P105"], 1)
    write({"specc.toml": 'ignore = ["above-maximum"]'})
    assert (codes(specc), specc("compile", "good.video.yaml").code, keys(specc, "good.video.yaml")) == ([], 0, ["a", "b", "c"])


def test_what_is_not_selected_is_made(good: Path, specc: Specc) -> None:
    write({"good.video.yaml": FAST, "specc.toml": 'select = ["X", "D"]'})
    assert (codes(specc), specc("compile", "good.video.yaml").code) == ([], 0)


def test_what_leaves_no_whole_video_is_told_all_the_same(good: Path, specc: Specc) -> None:
    write({"good.video.yaml": GOOD.replace("row.name", "row.nmae"), "specc.toml": 'select = ["X"]\nignore = ["S"]'})
    assert codes(specc) == ["D102"]
    assert specc("compile", "good.video.yaml").code == 1


def test_the_command_line_leaves_out_of_the_report_alone(good: Path, specc: Specc) -> None:
    write({"good.video.yaml": FAST, "specc.toml": 'select = ["X"]'})
    assert codes(specc, "--select", "P") == ["P105"]  # in place of the project's
    write({"specc.toml": 'ignore = ["D"]'})
    assert codes(specc, "--ignore", "P105") == []
    assert specc("compile", "good.video.yaml").code == 1


def test_a_lowered_limit_is_told_and_made(good: Path, specc: Specc) -> None:
    write({"good.video.yaml": FAST, "specc.toml": 'severity = {P = "warning", P105 = "info"}'})
    done = specc("lint", "--format", "json")
    assert ("P105", "info") in [(item["code"], item["severity"]) for item in json.loads(done.out)["findings"]]
    assert (done.code, specc("compile", "good.video.yaml").code) == (0, 0)


@pytest.mark.parametrize(
    ("files", "severity", "left"),
    [
        ({"good.video.yaml": UNKNOWN}, 'P116 = "error"', []),
        ({"good.video.yaml": GOOD.replace("Hello}", "Hello, unused: 1}")}, 'unused-variable = "error"', []),
        ({"rows.csv": PADDED}, 'D108 = "error"', ["b", "c"]),
        ({"good.video.yaml": GOOD.replace("voice: jenny_female_english", 'voice: "{{ \'nobody\' if row.id == \'b\' else \'auto\' }}"')}, 'P116 = "error"', ["a", "c"]),
    ],
)
def test_a_raised_warning_keeps_videos_from_being_made(files: dict[str, str], severity: str, left: list[str], good: Path, specc: Specc) -> None:
    write(files)
    assert (specc("lint").code, specc("compile", "good.video.yaml").code, keys(specc, "good.video.yaml")) == (0, 0, ["a", "b", "c"])
    write({"specc.toml": f"[severity]\n{severity}"})
    assert (specc("lint").code, specc("compile", "good.video.yaml").code, keys(specc, "good.video.yaml")) == (1, 1, left)
    done = specc("run", "good.video.yaml", "--sandbox")
    assert (done.code, "nothing was submitted" in done.err) == (1, True)


def test_a_comment_silences_what_is_raised(good: Path, specc: Specc) -> None:
    write({"good.video.yaml": UNKNOWN.replace("nobody_knows", "nobody_knows  # specc: ignore[P116]"), "specc.toml": 'severity = {P116 = "error"}'})
    assert (codes(specc), specc("compile", "good.video.yaml").code) == ([], 0)


def test_per_file_ignores(good: Path, specc: Specc) -> None:
    write({"drafts/a.video.yaml": FAST, "drafts/rows.csv": "id,name\na,Ana\n", "good.video.yaml": FAST, "specc.toml": 'per-file-ignores = {"drafts/**" = ["P105"]}'})
    assert codes(specc) == ["P105"]
    assert (specc("compile", "drafts").code, specc("compile", "good.video.yaml").code) == (0, 1)


# Which file


def test_the_nearest_file_is_that_of_a_spec(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"a/x.video.yaml": FAST, "a/rows.csv": "id,name\na,Ana\n", "specc.toml": 'ignore = ["P105"]', "good.video.yaml": FAST, "a/specc.toml": "", "elsewhere/specc.toml": 'ignore = ["P"]'})
    assert codes(specc) == ["P105"]
    monkeypatch.chdir("elsewhere")
    assert (codes(specc, "../a"), codes(specc, "../good.video.yaml"), codes(specc, "..")) == (["P105"], [], ["P105"])
    assert codes(specc, "..", "--isolated") == ["P105", "P105"]
    assert codes(specc, "..", "--config", "specc.toml") == []


def test_specs_of_two_projects_are_run_apart(good: Path, specc: Specc) -> None:
    write({"a/x.video.yaml": GOOD, "a/rows.csv": "id,name\na,Ana\n", "a/specc.toml": "", "specc.toml": "max_cost = 99"})
    done = specc("compile", ".")
    assert done.code == 2
    assert "these specs are of several projects: a/specc.toml, specc.toml" in " ".join(done.err.split())
    assert specc("compile", ".", "--config", "specc.toml", "-o", "out.json").code == 0
    assert specc("lint", "--config", "specc.toml", "--isolated").code == 2


def test_stdin_goes_by_where_it_would_stand(good: Path, specc: Specc) -> None:
    write({"a/specc.toml": 'ignore = ["P105"]', "a/rows.csv": "id,name\na,Ana\n"})
    assert specc("lint", "-", "--stdin-filename", "a/x.video.yaml", stdin=FAST).code == 0
    assert specc("lint", "-", "--stdin-filename", "x.video.yaml", stdin=FAST).code == 1


def test_included_and_excluded(good: Path, specc: Specc) -> None:
    write({"old/x.video.yaml": FAST, "old/rows.csv": "id,name\na,Ana\n", "specs/one.yaml": FAST, "specs/rows.csv": "id,name\na,Ana\n", "specc.toml": 'exclude = ["old"]'})
    assert codes(specc) == []
    assert codes(specc, "old") == []
    assert codes(specc, "old/x.video.yaml") == ["P105"]  # it was named
    write({"specc.toml": 'include = ["specs/*.yaml"]'})
    done = specc("lint", "--format", "json")
    assert {item["location"]["file"] if "location" in item else item["file"] for item in json.loads(done.out)["findings"]} == {"specs/one.yaml"}


def test_models_and_the_ledger_are_found_from_the_project(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    own = json.loads((Path(__file__).parents[2] / "schemas" / "models" / "heygen-avatar-5.schema.json").read_text())
    own["properties"]["speech"]["properties"]["speed"]["maximum"] = 9
    write({"pulled/own.schema.json": own, "good.video.yaml": FAST, "specc.toml": 'models = "pulled"\nledger = "kept/paid.db"', "below/x": ""})
    assert codes(specc) == []
    monkeypatch.chdir("below")
    assert codes(specc, "..") == []
    write({"../good.video.yaml": GOOD})
    assert specc("run", "../good.video.yaml", "--sandbox", "--no-download").code == 0
    assert Path("../kept/paid.db").is_file()
    assert "good" in specc("status").out


@pytest.mark.parametrize(("file", "place", "options"), [("specc.toml", "project", ()), ("specc.toml", ".", ()), ("named.toml", "project", ("--config", "named.toml"))])
def test_the_sandbox_knows_the_models_of_the_specs_project(file: str, place: str, options: tuple[str, ...], good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    own = json.loads((Path(__file__).parents[2] / "schemas" / "models" / "heygen-avatar-5.schema.json").read_text())
    own["properties"]["speech"]["properties"]["speed"]["maximum"] = 9
    write({"pulled/own.schema.json": own, "good.video.yaml": FAST, file: 'models = "pulled"'})
    monkeypatch.chdir(good.parent / place)
    done = specc("plan", good, "--sandbox", "--price", "provider", *options)
    assert (done.code, "the provider: $16.80, for every video" in done.out) == (0, True), done
    done = specc("run", good, "--sandbox", "--no-download", *options)
    assert (done.code, "6 made" in done.out) == (0, True), done


# Policies


def test_a_policy_holds_in_lint_compile_and_run(good: Path, specc: Specc) -> None:
    assert specc("compile", "good.video.yaml", "-o", "build.jsonl").code == 0
    write({"policy.json": POLICY, "specc.toml": 'policy = "policy.json"'})
    assert codes(specc) == ["P118"]
    assert keys(specc, "good.video.yaml") == ["a", "b", "c"]  # in Spanish
    done = specc("compile", "good.video.yaml")
    assert (done.code, done.out) == (1, "")
    assert "(policy.json)" in done.err
    assert "policy.json:1:" in done.err
    assert specc("run", "good.video.yaml", "--sandbox").code == 1


def test_a_build_is_held_to_the_policy_of_today(good: Path, specc: Specc) -> None:
    assert specc("compile", "good.video.yaml", "-o", "build.jsonl").code == 0
    write({"policy.json": POLICY, "specc.toml": 'policy = ["policy.json"]'})
    done = specc("run", "build.jsonl", "--sandbox")
    assert (done.code, "build.jsonl:1: `speech.text` has 10 characters" in done.err) == (2, False)
    assert "more than the 10 allowed (policy.json)" in done.err
    write({"specc.toml": 'policy = "policy.json"\nseverity = {P118 = "warning"}'})
    assert specc("plan", "build.jsonl", "--sandbox").code == 0


def test_a_changed_policy_is_compiled_again(good: Path, specc: Specc) -> None:
    write({"policy.json": {}, "specc.toml": 'policy = "policy.json"'})
    command = ("compile", "good.video.yaml", "-o", "build", "--shard-rows", 2, "--resume")
    assert specc(*command).code == 0
    assert "nothing has changed" in specc(*command).err
    write({"policy.json": POLICY})
    done = specc(*command)
    assert (done.code, "P118" in done.err) == (1, True)


# Changed


@pytest.fixture
def repo(good: Path) -> Path:
    write({"specc.toml": "max_cost = 99\npolicy = 'policy.json'\n", "policy.json": {}, "good.video.yaml": FAST, "pyproject.toml": "[project]\nname = 'x'\n"})
    git("init", "-q")
    commit()
    return good


@needs_git
@pytest.mark.parametrize(
    ("files", "is_told"),
    [
        ({}, False),
        ({"specc.toml": "# a comment\nmax_cost = 99\npolicy = 'policy.json'\n"}, False),
        ({"pyproject.toml": "[project]\nname = 'y'\n"}, False),
        ({"specc.toml": "max_cost = 98\npolicy = 'policy.json'\n"}, True),
        ({"policy.json": {"title": "other"}}, True),
        ({"models/x.schema.json": {}}, True),
    ],
)
def test_where_the_project_differs_all_of_a_spec_does(files: dict[str, Any], *, is_told: bool, repo: Path, specc: Specc) -> None:
    write(files)
    assert codes(specc, "--changed", "HEAD") == (["P105"] if is_told else [])


@needs_git
def test_a_project_that_is_gone_is_a_difference(repo: Path, specc: Specc) -> None:
    Path("specc.toml").unlink()
    assert codes(specc, "--changed", "HEAD") == ["P105"]


@needs_git
def test_a_broken_project_is_told_of_what_has_changed(repo: Path, specc: Specc) -> None:
    write({"specc.toml": "max_costs = 1\n"})
    assert sorted(codes(specc, "--changed", "HEAD")) == ["P105", "S116"]
    assert specc("diff", "HEAD").code == 2


# config show


def test_each_value_says_where_it_is_from(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"pyproject.toml": '[tool.specc]\nmax-cost = 25\nignore = [\n  "P116",\n]\nledger = "postgresql://ana:opensesame@db/x"\n'})
    found = shown(specc)
    assert found["max_cost"] == (25, "pyproject.toml", 2)
    assert found["ignore"] == ("P116", "pyproject.toml", 4)
    assert found["select"] == (None, "default", None)
    assert "opensesame" not in found["ledger"][0]
    assert shown(specc, "--select", "P,D")["select"] == ("D", "--select", None)
    assert shown(specc, "--ledger", "x.db")["ledger"] == ("x.db", "--ledger", None)
    monkeypatch.setenv("SPECC_LEDGER", "y.db")
    assert shown(specc)["ledger"] == ("y.db", "SPECC_LEDGER", None)
    assert shown(specc, "--isolated")["max_cost"] == (None, "default", None)
    assert specc("config", "show").out.startswith("# pyproject.toml\n")


def test_what_is_wrong_is_told_beside_it(good: Path, specc: Specc) -> None:
    write({"specc.toml": "max_costs = 1\nspeech_seconds_max = 90\n"})
    done = specc("config", "show")
    assert (done.code, "S116" in done.err, "specc.toml:2" in done.out) == (1, True, True)


def test_the_schema_is_printed(project: Path, specc: Specc) -> None:
    assert "max_cost" in json.loads(specc("config", "schema").out)["properties"]


def shown(specc: Specc, *arguments: str) -> dict[str, tuple[Any, str, Any]]:
    """The last value of each name."""
    done = specc("config", "show", "--format", "json", *arguments)
    assert done.code == 0
    return {item["name"]: (item["value"], item["origin"], item["line"]) for item in json.loads(done.out)["settings"]}




def test_settings_of_what_is_not_there(good: Path, specc: Specc) -> None:
    done = specc("config", "show", "nofile")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: no such file or folder: nofile\n  help: give a spec, or a folder with specs below it\n"
