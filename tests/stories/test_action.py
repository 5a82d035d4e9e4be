"""`action.yml`: it is sound, and its steps do in bash what they say, with an environment as a runner makes it, without network."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from offline import ROOT, clean_environment, copy_tree, make_wheels

from tests.stories.conftest import GOOD, ROWS

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
FAST = GOOD.replace("  speech:\n", "  speech:\n    speed: 9\n")
_EXPRESSION = re.compile(r"\$\{\{ (inputs|github)\.([\w-]+) \}\}")


@dataclass(frozen=True)
class Runner:
    """A runner's folders, in which specc is installed by the first step."""

    folder: Path
    environment: dict[str, str]

    def step(self, number: int, work: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        values = {**{name: item["default"] for name, item in ACTION["inputs"].items()}, **given, "action_path": str(self.folder / "action")}
        step = ACTION["runs"]["steps"][number]
        own = {name: _EXPRESSION.sub(lambda match: values[match.group(2)], text) for name, text in step["env"].items()}
        path = ":".join([*reversed((self.folder / "path").read_text().split()), self.environment["PATH"]])
        bash = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        return subprocess.run(bash, cwd=work, env={**self.environment, **own, "PATH": path}, capture_output=True, text=True, check=False)

    def outputs(self) -> str:
        return (self.folder / "output").read_text()


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    folder = tmp_path_factory.mktemp("runner")
    copy_tree(folder / "action")
    make_wheels(folder / "wheels")
    for name in ("path", "output"):
        (folder / name).touch()
    environment = {**clean_environment(folder), "RUNNER_TEMP": str(folder), "GITHUB_PATH": str(folder / "path"), "GITHUB_OUTPUT": str(folder / "output"), "GITHUB_ACTIONS": "true"}
    made = Runner(folder, environment)
    done = made.step(0, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


@pytest.fixture
def work(tmp_path: Path, runner: Runner) -> Path:
    (runner.folder / "output").write_text("")
    (tmp_path / "my videos").mkdir()
    (tmp_path / "my videos" / "good.video.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "my videos" / "rows.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_it_is_an_action() -> None:
    assert {"name", "description", "runs", "inputs", "outputs"} <= ACTION.keys()
    assert ACTION["runs"]["using"] == "composite"
    assert all({"description", "default"} == item.keys() for item in ACTION["inputs"].values())
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "what a user gives is no script"
        assert all(re.search(rf"\$\{{?{name}\b", step["run"]) for name in step["env"])
    used = [match.group(2) for step in ACTION["runs"]["steps"] for text in step["env"].values() for match in _EXPRESSION.finditer(text)]
    assert sorted(used) == sorted([*ACTION["inputs"], "action_path"])


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml", "pre-commit-config.yaml"])
def test_examples_are_sound(name: str) -> None:
    text = (ROOT / "examples" / "ci" / name).read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    if name == "github.yml":
        (uses,) = (step for step in data["jobs"]["lint"]["steps"] if step["uses"].startswith("example/"))
        assert uses["with"].keys() <= ACTION["inputs"].keys()
    if name == "pre-commit-config.yaml":
        known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
        assert {hook["id"] for hook in data["repos"][0]["hooks"]} <= known


def test_without_findings(runner: Runner, work: Path) -> None:
    done = runner.step(1, work)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert runner.outputs() == "exit-code=0\n"


def test_findings_are_annotations_and_fail(runner: Runner, work: Path) -> None:
    (work / "my videos" / "good.video.yaml").write_text(FAST, encoding="utf-8")
    done = runner.step(1, work, paths="'my videos'", args="--select P105", sarif_file="out.sarif")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=my videos/good.video.yaml,line=")
    assert runner.outputs() == "exit-code=1\n"
    sarif = json.loads((work / "out.sarif").read_text())
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["P105"]


def test_wrong_usage(runner: Runner, work: Path) -> None:
    done = runner.step(1, work, args="--no-such-option")
    assert (done.returncode, runner.outputs()) == (2, "exit-code=2\n")
    assert "No such option" in done.stderr


@pytest.mark.parametrize("text", ["$(touch broken)", "`touch broken`", "; touch broken", "\n touch broken"])
def test_inputs_are_never_run(text: str, runner: Runner, work: Path) -> None:
    runner.step(1, work, args=text)
    runner.step(1, work, paths=text)
    assert not (work / "broken").exists()


def test_what_cannot_be_installed_fails(runner: Runner, tmp_path: Path) -> None:
    other = Runner(tmp_path, {**runner.environment, "RUNNER_TEMP": str(tmp_path), "GITHUB_PATH": str(tmp_path / "path")})
    (tmp_path / "path").touch()
    shutil.copytree(runner.folder / "action", tmp_path / "action")
    done = other.step(0, tmp_path, version="99.0")
    assert done.returncode != 0
    assert "specc==99.0" in done.stderr
