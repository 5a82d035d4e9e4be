"""What installs specc from a checkout of it, without network: a repository of this tree, wheels, and an environment that reaches nothing."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

from wheelhouse import make_wheelhouse

ROOT = Path(__file__).resolve().parents[1]
CLONED = ("specc", "schemas", "templates", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "constraints.txt", "action.yml", ".pre-commit-hooks.yaml")
_NOWHERE = "http://127.0.0.1:9"


def clean_environment(folder: Path) -> dict[str, str]:
    """Neither a network nor the user's settings can be asked; wheels come from `folder/wheels`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "PIP_", "PRE_COMMIT", "PYTHON", "VIRTUALENV"))}
    names = {f"GIT_{who}_{what}": "tests@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / "wheels"), "PIP_CONFIG_FILE": os.devnull, "VIRTUALENV_NO_DOWNLOAD": "1", "http_proxy": _NOWHERE, "https_proxy": _NOWHERE}
    return {**kept, **names, **offline, "HOME": str(folder), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "NO_COLOR": "1"}


def make_wheels(folder: Path) -> None:
    """What specc needs to be built and to run."""
    folder.mkdir()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    make_wheelhouse(folder, [*project["project"]["dependencies"], *project["build-system"]["requires"]])


def copy_tree(folder: Path) -> None:
    """What a checkout has that an installation needs."""
    folder.mkdir()
    for name in CLONED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)


def git(folder: Path, *arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
