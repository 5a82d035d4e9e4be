"""What lies around the code: the README's commands, pinned dependencies, the hook, and what may be in the repository."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import specc

ROOT = Path(__file__).resolve().parents[1]

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "action.yml",
    "constraints.txt",
    "examples",
    "pyproject.toml",
    "schemas",
    "specc",
    "templates",
    "tests",
}

TRY_IT = (
    "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt '.[sandbox]'"
    " && .venv/bin/specc run examples/welcome --sandbox"
)
TEST_IT = "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e '.[dev]' && .venv/bin/pytest -q"

# what must not be in any file; a made-up secret says EXAMPLE, or stands in a case of the rule that finds secrets
UNWANTED = {
    "a package registry": r"pypi\.org|pythonhosted\.org|registry\.npmjs|(?:extra-)?index-url[ =]|find-links[ =]",
    "a machine's path": r"(?<![\w.~}-])/(?:work|root|opt|home/\w+|Users/\w+)/",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a secret": r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|xox[abprs]-[\w-]{10,}|sk-\w{20,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,})",
    "a signature": r"(?:X-Amz-Signature|Signature|sig)=[0-9A-Za-z%+/-]{32,}",
    "an authorisation": r"(?:Bearer|RUNWARE_API_KEY=) ?[0-9A-Za-z_-]{20,}",
}


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files git knows, by their paths from the top."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_top_level_is_the_agreed_set(tracked: list[Path]) -> None:
    assert {file.parts[0] for file in tracked} - TOP_LEVEL == set()


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_holds(what: str, tracked: list[Path]) -> None:
    found = [
        f"{file}: {match[0]}"
        for file in tracked
        if not file.name.startswith("X101")
        for match in re.finditer(UNWANTED[what], (ROOT / file).read_bytes().decode("utf-8", "replace"))
        if "EXAMPLE" not in match[0]
    ]
    assert found == []


@pytest.mark.parametrize("text", ["AKIA" + "B" * 16, "https://example.com/?X-Amz-Signature=" + "0" * 64, "Bearer " + "k" * 32])
def test_secrets_are_recognised(text: str) -> None:
    assert any(re.search(pattern, text) for pattern in UNWANTED.values())


def test_readme_starts_with_its_two_commands() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert [_joined(block) for block in blocks[:2]] == [TRY_IT, TEST_IT]


def test_ci_runs_the_second_block_of_the_readme(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    blocks = ("yaml", "a: 1"), ("sh", "echo first"), ("text", "echo no"), ("sh", "echo sec &&\n  echo ond"), ("sh", "echo third")
    readme = "\n".join(f"```{language}\n{body}\n```" for language, body in blocks)
    (tmp_path / "README.md").write_text(readme + "\n", encoding="utf-8")
    done = subprocess.run([str(tmp_path / ".ci" / "run")], cwd="/", capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["sec", "ond"]


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [Requirement(text) for text in (*project["dependencies"], *extras["sandbox"], *extras["dev"])]
    pins = _pins()
    unmet = [
        str(requirement)
        for requirement in wanted
        if requirement.name != "specc" and not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"))
    ]
    assert unmet == []


def test_hooks_are_ours_and_see_all_that_specs_may_read() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["language"] for hook in hooks.values()} == {"python"}
    assert {name: hook["entry"] for name, hook in hooks.items()} == {"specc-lint": "specc lint --affected --deleted", "specc-fix": "specc lint --affected --deleted --fix", "specc-schema-check": "specc models check --offline"}
    assert all("files" not in hooks[name] for name in ("specc-lint", "specc-fix"))
    assert all(hooks[name]["always_run"] for name in ("specc-lint", "specc-fix"))


def test_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version == specc.__version__
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("expression", "spoken"),
    [
        ('spoken.greeting("Hello", "Ana")', "Hello Ana,"),
        ('spoken.greeting("Hello")', "Hello,"),
        ('spoken.count(1, "seat", "seats")', "1 seat"),
        ('spoken.count(3, "seat", "seats")', "3 seats"),
        ("spoken.and_list([])", ""),
        ('spoken.and_list(["tea"])', "tea"),
        ('spoken.and_list(["té", "leche"], "y")', "té y leche"),
        ('spoken.and_list(["tea", "milk", "sugar"])', "tea, milk and sugar"),
    ],
)
def test_spoken_phrases(expression: str, spoken: str) -> None:
    loader = FileSystemLoader(ROOT / "templates")
    environment = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(f'{{% import "partials/spoken.j2" as spoken %}}{{{{ {expression} }}}}')
    assert template.render() == spoken


def _joined(block: str) -> str:
    """A block as one line, its continuation lines folded."""
    return " ".join(block.replace("\\\n", " ").split())


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.+]+", line)] == []
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_the_readmes_finding_is_a_real_one() -> None:
    block = re.search(r"^```text\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    told = [file.read_text(encoding="utf-8") for file in (ROOT / "tests" / "cases" / "err").glob("*.out")]
    assert any(text.startswith(block.group(1)) for text in told)


def test_the_readmes_python_runs() -> None:
    block = re.search(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    done = subprocess.run([sys.executable, "-c", block.group(1)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "¡" in done.stdout or "Hola" in done.stdout


def test_the_readmes_spec_is_sound(tmp_path: Path) -> None:
    block = re.search(r"^```yaml\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    (tmp_path / "a.video.yaml").write_text(block.group(1), encoding="utf-8")
    (tmp_path / "customers.csv").write_text("customer_id,locale,first_name\n1,es-ES,Ana\n", encoding="utf-8")
    compiled = specc.compile(tmp_path)
    assert not compiled.report.findings
    assert [task.file for task in compiled.tasks] == ["es-ES/1.mp4"]
