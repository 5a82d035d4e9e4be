"""The hooks as pre-commit runs them: from a clone of the repository, in an environment that it builds itself, without any network."""

import subprocess
import sys
from pathlib import Path

import pytest
from offline import ROOT, clean_environment, copy_tree, git, make_wheels

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


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Consumer:
    folder = tmp_path_factory.mktemp("hooks")
    environment = {**clean_environment(folder), "PRE_COMMIT_HOME": str(folder / "cache")}
    rev = _clone(folder / "specc", environment)
    make_wheels(folder / "wheels")
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


def _clone(folder: Path, environment: dict[str, str]) -> str:
    """A repository of this tree as it is; its commit."""
    copy_tree(folder)
    git(folder, "init", "-q", environment=environment)
    git(folder, "add", "-A", environment=environment)
    git(folder, "commit", "-qm", "specc", environment=environment)
    return git(folder, "rev-parse", "HEAD", environment=environment)


@pytest.mark.parametrize(("command", "file"), [("validate-manifest", ".pre-commit-hooks.yaml"), ("validate-config", "examples/ci/pre-commit-config.yaml")])
def test_pre_commit_finds_its_files_sound(command: str, file: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pre_commit", command, str(ROOT / file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


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


@pytest.mark.parametrize(("change", "told"), [(("rm", "-q", "bye.j2"), "error[V104]"), (("rm", "-q", "people.csv"), "error[D101]"), (("mv", "bye.j2", "end.j2"), "error[V104]")])
def test_what_is_deleted_or_renamed_is_missed(change: tuple[str, ...], told: str, fresh: Consumer) -> None:
    fresh.git(*change)
    code, said = fresh.run()
    assert (code, told in said, "b.video.yaml" in said) == (1, True, False), said


def test_what_nothing_reads_may_be_deleted(fresh: Consumer) -> None:
    fresh.write("README.md", "Hello.\n")
    fresh.git("commit", "-qm", "Words", "--no-verify")
    fresh.git("rm", "-q", "README.md")
    code, said = fresh.run()
    assert (code, "error" in said) == (0, False), said
    fresh.git("reset", "-q", "--hard", "HEAD~1")


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
