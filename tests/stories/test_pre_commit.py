"""The hooks as pre-commit runs them: from a clone of the repository, in an environment that it builds itself, without any network."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from wheelhouse import make_wheelhouse

ROOT = Path(__file__).resolve().parents[2]
CLONED = ("specc", "schemas", "templates", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".pre-commit-hooks.yaml")

SPEC = """\
specc: 1
model: heygen:avatar@5
audience: {from: people.csv, key: id}
task:
  inputs: {avatar: Caroline_Business_Standing_Front_public}
  speech:
    voice: jenny_female_english
    language: en-US
    text: Hello {{ row.name }}. {% include "bye.j2" %}
output: {file: "{{ row.id }}"}
"""
CONFIG = """\
repos:
- repo: {repo}
  rev: {rev}
  hooks: [{{id: specc-lint}}, {{id: specc-schema-check}}]
- repo: {repo}
  rev: {rev}
  hooks: [{{id: specc-fix, stages: [manual]}}]
"""


class Consumer:
    """A git repository whose hooks come from the clone."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments, environment=self.environment)

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.git("add", name)

    def run(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-m", "pre_commit", "run", *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def git(folder: Path, *arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Consumer:
    folder = tmp_path_factory.mktemp("hooks")
    environment = _environment(folder)
    rev = _clone(folder / "specc", environment)
    (folder / "wheels").mkdir()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    make_wheelhouse(folder / "wheels", [*project["project"]["dependencies"], *project["build-system"]["requires"]])
    (folder / "videos").mkdir()
    made = Consumer(folder / "videos", environment)
    made.git("init", "-q")
    made.write(".pre-commit-config.yaml", CONFIG.format(repo=(folder / "specc").as_uri(), rev=rev))
    made.write("a.video.yaml", SPEC)
    made.write("b.video.yaml", SPEC.replace('{% include "bye.j2" %}', "").replace("people", "others").replace("row.id", "row.id }}-b{{ ''"))
    made.write("bye.j2", "Bye.\n")
    for name in ("people.csv", "others.csv"):
        made.write(name, "id,name\n1,Ana\n")
    made.git("commit", "-qm", "Videos", "--no-verify")
    code, told = made.run("--all-files")
    assert code == 0, told
    return made


def _environment(folder: Path) -> dict[str, str]:
    """Nothing is asked of a network or of the user's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PIP_", "PRE_COMMIT", "PYTHON", "VIRTUALENV"))}
    names = {f"GIT_{who}_{what}": "tests@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / "wheels"), "PIP_CONFIG_FILE": os.devnull, "VIRTUALENV_NO_DOWNLOAD": "1"}
    apart = {"HOME": str(folder), "PRE_COMMIT_HOME": str(folder / "cache"), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "NO_COLOR": "1"}
    return {**kept, **names, **offline, **apart, "https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}


def _clone(folder: Path, environment: dict[str, str]) -> str:
    """A repository of this tree as it is; its commit."""
    folder.mkdir()
    for name in CLONED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name, **({"ignore": shutil.ignore_patterns("__pycache__")} if source.is_dir() else {}))
    git(folder, "init", "-q", environment=environment)
    git(folder, "add", "-A", environment=environment)
    git(folder, "commit", "-qm", "specc", environment=environment)
    return git(folder, "rev-parse", "HEAD", environment=environment)


@pytest.fixture
def fresh(consumer: Consumer) -> Consumer:
    consumer.git("reset", "-q", "--hard")
    consumer.git("clean", "-qfd")
    return consumer


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.video.yaml", SPEC.replace("text:", "speed: 9\n    text:"), "error[P105]"),
        ("bye.j2", "{{ nobody }}\n", "error[V101]"),
        ("people.csv", "id,nam\n1,Ana\n", "error[D102]"),
        ("new/c.video.yaml", "specc: 7\n", "error[S107]"),
        ("models/own.schema.json", "{\n", "can't read the model"),
        ("specc.toml", "max_cots = 1\n", "max_cots"),
    ],
)
def test_a_commit_is_refused(name: str, text: str, told: str, fresh: Consumer) -> None:
    fresh.write(name, text)
    code, said = fresh.run()
    assert code == 1, said
    assert told in said
    assert "b.video.yaml" not in said


def test_other_files_and_sound_changes_pass(fresh: Consumer) -> None:
    fresh.write("README.md", "Hello.\n")
    assert fresh.run()[0] == 0
    fresh.write("people.csv", "id,name\n1,Ana\n2,Ben\n")
    fresh.write("bye.j2", "See you.\n")
    code, said = fresh.run("--verbose")
    assert (code, "(1 spec, 1 cell, 2 rows, 2 videos)" in said) == (0, True), said


def test_what_is_not_staged_is_not_looked_at(fresh: Consumer) -> None:
    fresh.write("README.md", "Hello.\n")
    (fresh.folder / "a.video.yaml").write_text("specc: 7\n", encoding="utf-8")
    fresh.write("people.csv", "id,name\n1,Ana\n2,Ben\n")
    assert fresh.run()[0] == 0


def test_fixes_are_made_and_the_commit_refused(fresh: Consumer) -> None:
    fresh.write("a.video.yaml", SPEC.replace("output:", "extra: 1  # specc: ignore[P105]\noutput:").replace("extra: 1", "vars: {}"))
    code, said = fresh.run("specc-fix", "--hook-stage", "manual")
    assert code == 1, said
    assert "files were modified by this hook" in said
    assert "specc: ignore" not in (fresh.folder / "a.video.yaml").read_text(encoding="utf-8")


def test_the_hooks_have_an_environment_of_their_own(consumer: Consumer) -> None:
    (installed,) = (consumer.folder.parent / "cache").glob("*/py_env-*/lib/python*/site-packages/specc/__init__.py")
    assert installed.is_file()
