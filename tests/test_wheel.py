"""The wheel on its own, away from the checkout: it has its data, its commands work, and light commands stay light."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ("course-lesson", "own-audio", "product-update", "social-portrait", "welcome")
HEAVY = ("PIL", "av", "backports", "polars", "python_calamine", "starlette", "uvicorn")

IMPORTED = f"""
import sys
from specc.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("\\nheavy:", *(name for name in {HEAVY!r} if name in sys.modules))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel, and nothing else, is installed into."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT), cwd=wheels)
    (wheel,) = wheels.glob("specc-*.whl")
    options = ("--no-deps", "--no-index", "--no-compile", "--quiet", "--target", str(target))
    _python("-m", "pip", "install", *options, str(wheel), cwd=wheels)
    return target


def test_wheel_has_all_data(installed: Path) -> None:
    for name in ("schemas", "templates"):
        assert _files(installed / "specc" / "_data" / name) == _files(ROOT / name)
    assert (installed / "specc" / "py.typed").is_file()


def test_wheel_has_no_tests_and_no_examples(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} <= {"specc", "bin"}


def test_wheel_uses_its_own_data(installed: Path, tmp_path: Path) -> None:
    code = "from specc.base.resources import data_folder; print(data_folder('schemas'), data_folder('templates'), sep='\\n')"
    folders = _python("-c", code, cwd=tmp_path, installed=installed).splitlines()
    assert folders == [str(installed / "specc" / "_data" / name) for name in ("schemas", "templates")]


def test_version(installed: Path, tmp_path: Path) -> None:
    assert "0.1.0" in _specc("--version", cwd=tmp_path, installed=installed)


def test_models(installed: Path, tmp_path: Path) -> None:
    assert "heygen:avatar@5" in _specc("models", cwd=tmp_path, installed=installed)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_project_lints_clean_and_compiles(template: str, installed: Path, tmp_path: Path) -> None:
    _specc("init", "project", "--template", template, cwd=tmp_path, installed=installed)
    (spec,) = (tmp_path / "project").glob("*.video.yaml")
    linted = _specc("lint", "project", cwd=tmp_path, installed=installed)
    assert "warning" not in linted.replace("0 warnings", "")
    assert '"heygen:avatar@5"' in _specc("compile", str(spec), cwd=tmp_path, installed=installed)


@pytest.mark.parametrize("command", ["--version", "models", "rules", "schema", "init", "lint", "compile"])
def test_light_commands_import_nothing_heavy(command: str, installed: Path, tmp_path: Path) -> None:
    arguments = [command]
    if command == "init":
        arguments += ["new", "--template", "welcome"]
    elif command in {"lint", "compile"}:
        _specc("init", "project", "--template", "welcome", cwd=tmp_path, installed=installed)
        arguments += ["project/welcome.video.yaml"]
    said = _python("-c", IMPORTED, *arguments, cwd=tmp_path, installed=installed)
    assert said.splitlines()[-1].strip() == "heavy:"


def test_importing_specc_imports_nothing_heavy(installed: Path, tmp_path: Path) -> None:
    code = f"import specc, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert _python("-c", code, cwd=tmp_path, installed=installed).strip() == "[]"


def _specc(*arguments: str, cwd: Path, installed: Path) -> str:
    return _python("-m", "specc", *arguments, cwd=cwd, installed=installed)


def _python(*arguments: str, cwd: Path, installed: Path | None = None) -> str:
    paths = [str(installed), sysconfig.get_path("purelib")] if installed else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


def _files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts}
