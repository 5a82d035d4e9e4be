"""git, as tests use it: in the current folder, whoever runs them."""

import shutil
import subprocess

import pytest

GIT = shutil.which("git")
_SETTINGS = ("user.name=Ana", "user.email=ana@example.com", "init.defaultBranch=main", "protocol.file.allow=always")
needs_git = pytest.mark.skipif(GIT is None, reason="git is not installed")


def git(*arguments: str) -> None:
    assert GIT is not None
    settings = (part for setting in _SETTINGS for part in ("-c", setting))
    subprocess.run([GIT, *settings, *arguments], check=True, capture_output=True)


def commit() -> None:
    """All that is in the repository."""
    git("add", "-A")
    git("commit", "-q", "-m", "x")
