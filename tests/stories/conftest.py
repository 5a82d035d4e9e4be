"""The command line as a user has it: arguments and stdin go in; stdout, stderr and an exit code come out."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from specc.__main__ import _run
from specc.cli import watching

GOOD = """\
specc: 1
name: good
model: heygen:avatar@5
audience:
  from: rows.csv
  key: id
  columns:
    name: {type: string, minLength: 1}
languages:
  en-US: {hello: Hello}
  es-ES: {hello: Hola}
task:
  inputs: {avatar: Caroline_Business_Standing_Front_public}
  speech:
    voice: jenny_female_english
    language: "{{ language.code }}"
    text: "{{ language.hello }} {{ row.name }}."
output:
  file: "{{ language.code }}/{{ row.id }}"
"""

ROWS = "id,name\na,Ana\nb,Ben\nc,Cleo\n"


@dataclass(frozen=True)
class Done:
    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        return self.data.decode("utf-8")


Specc = Callable[..., Done]


@pytest.fixture
def specc(monkeypatch: pytest.MonkeyPatch) -> Specc:
    """Runs a command through the program's own entry. A bug or a traceback fails the test wherever it comes up."""

    def run(*arguments: object, stdin: str | bytes = b"") -> Done:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["specc", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8"))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", errors="backslashreplace"))
            code = _run()
            sys.stdout.flush()
            sys.stderr.flush()
            data, told = out.getvalue(), err.getvalue().decode()
        assert code in (0, 1, 2, 130), _report(told)
        assert "Traceback" not in told
        return Done(code, data, told)

    return run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: an empty one, with no colours, 80 columns and no run that counts as long."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(watching, "SILENT_S", 60.0)  # what is told depends on nobody's speed
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def good(project: Path) -> Path:
    """A sound spec of three rows in two languages, six videos, in the current folder."""
    (project / "good.video.yaml").write_text(GOOD, encoding="utf-8")
    (project / "rows.csv").write_text(ROWS, encoding="utf-8")
    return project


def _report(told: str) -> str:
    _, _, name = told.strip().rpartition(" ")
    file = Path(name)
    return f"{told}\n{file.read_text(encoding='utf-8')}" if file.is_file() else told
