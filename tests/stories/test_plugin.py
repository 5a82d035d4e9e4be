"""The plugin that ships as an example: installed as any package is, named by a project, and then as good as what is ours."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cases import lint_files, read_page

from specc.audience import parts
from specc.pipeline import Selection, compilation
from specc.pipeline.plugging import load_plugins
from tests.stories.conftest import Done, Specc

PACKAGE = Path(__file__).resolve().parents[2] / "examples" / "plugin-acme"
README = (PACKAGE / "README.md").read_text(encoding="utf-8")
ROWS = 3000


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the package, and nothing else, is installed into."""
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copytree(PACKAGE, folder / "source")
    options = ("--no-index", "--no-build-isolation", "--no-deps", "--no-compile", "--quiet", "--disable-pip-version-check", "--target")
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(folder / "target"), str(folder / "source")], check=True, cwd=folder)
    return folder / "target"


@pytest.fixture
def acme(installed: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that names the plugin, with the spec of its README."""
    monkeypatch.syspath_prepend(str(installed))
    load_plugins.cache_clear()
    (project / "specc.toml").write_text(block("toml"), encoding="utf-8")
    (project / "hello.video.yaml").write_text(block("yaml"), encoding="utf-8")
    return project


def findings(done: Done) -> list[tuple[str, str, str]]:
    return [(item["code"], item["severity"], item["message"]) for item in json.loads(done.out)["findings"]]


def found(specc: Specc, *options: str) -> list[tuple[str, str, str]]:
    return findings(specc("lint", "--format", "json", *options))


OLD = ("ACME101", "error", "`speech.text` says `AcmeSoft`")
BARE = ("ACME201", "warning", "the spec has no `description`")


def edited(acme: Path, old: str, new: str) -> None:
    file = acme / "hello.video.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_readmes_finding_is_told(acme: Path, specc: Specc) -> None:
    done = specc("lint")
    assert done.code == 1
    assert done.out.startswith(block("text"))
    assert found(specc) == [BARE, OLD]


def test_an_error_keeps_its_row_from_being_made(acme: Path, specc: Specc) -> None:
    done = specc("compile", "hello.video.yaml", "--format", "json", "--keep-going")
    texts = [task["speech"]["text"] for task in json.loads(done.out)]
    assert (done.code, texts) == (1, ["Welcome Ana. Your code is K, 7."])


def test_rows_are_named(acme: Path, specc: Specc) -> None:
    (item,) = json.loads(specc("lint", "--format", "json", "--select", "ACME101").out)["findings"]
    assert [(row["row"], row["line"]) for row in item["occurrences"]["first"]] == [(2, 6)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [(["--select", "ACME"], [BARE, OLD]), (["--select", "acme1"], [OLD]), (["--select", "no-description"], [BARE]), (["--ignore", "ACME101"], [BARE]), (["--select", "A"], [])],
)
def test_rules_are_chosen_as_ours_are(options: list[str], expected: list[tuple[str, str, str]], acme: Path, specc: Specc) -> None:
    assert found(specc, *options) == expected


def test_a_project_ignores_them_and_says_how_severe_they_are(acme: Path, specc: Specc) -> None:
    (acme / "specc.toml").write_text('plugins = ["acme"]\nignore = ["ACME201"]\n\n[severity]\nold-name = "warning"\n', encoding="utf-8")
    assert found(specc) == [(OLD[0], "warning", OLD[2])]
    assert len(json.loads(specc("compile", "hello.video.yaml", "--format", "json").out)) == 2
    (acme / "specc.toml").write_text('plugins = ["acme"]\n[severity]\nACME201 = "error"\n', encoding="utf-8")
    assert (BARE[0], "error", BARE[2]) in found(specc)
    done = specc("compile", "hello.video.yaml", "--format", "json")
    assert (done.code, done.out) == (1, "")


def test_comments_silence_them(acme: Path, specc: Specc) -> None:
    edited(acme, "specc: 1\n", "specc: 1  # specc: ignore[no-description] it is a test\n")
    edited(acme, "  speech:\n    text: ", "  speech:\n    # specc: ignore[ACME101] a quotation\n    text: ")
    assert found(specc) == []
    assert len(json.loads(specc("compile", "hello.video.yaml", "--format", "json").out)) == 2


def test_a_comment_that_silences_nothing_is_told(acme: Path, specc: Specc) -> None:
    edited(acme, "  mood: merry\n", "  mood: merry  # specc: ignore[ACME101]\n")
    assert "S111" in [code for code, _, _ in found(specc)]


def test_what_the_spec_says_itself_is_mended(acme: Path, specc: Specc) -> None:
    edited(acme, "Welcome {{ row.name }}.", "Welcome to AcmeSoft, {{ row.name }}.")
    edited(acme, "Ben of AcmeSoft", "Ben")
    assert OLD in found(specc)
    specc("lint", "--fix")
    assert "Welcome to Acme, {{ row.name }}." in (acme / "hello.video.yaml").read_text(encoding="utf-8")
    assert found(specc) == [BARE]


def test_they_are_explained_and_listed(acme: Path, specc: Specc) -> None:
    assert "Names changed with the merger." in specc("explain", "ACME101").out
    assert "ACME201 no-description (warning)" in specc("explain", "acme").out
    listed = specc("rules").out
    assert "ACME plugin acme\nACME101  old-name" in listed
    rules: list[dict[str, Any]] = json.loads(specc("rules", "--format", "json").out)["rules"]
    assert [(rule["code"], rule["family"]) for rule in rules[-2:]] == [("ACME101", "plugin acme"), ("ACME201", "plugin acme")]
    assert "## ACME: plugin acme\n\n### ACME101 old-name\n" in specc("rules", "--format", "markdown").out


@pytest.mark.parametrize("code", ["ACME101", "ACME201"])
def test_a_page_does_what_it_says(code: str, acme: Path) -> None:
    (acme / "hello.video.yaml").unlink()
    page = read_page(load_plugins(("acme",)).rules.by_code[code].page)
    bad, good = ({finding.code for finding in lint_files(files, acme).findings} for files in (page.bad, page.good))
    assert code in bad - good


def test_it_is_typed() -> None:
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, str(PACKAGE / "specc_acme")], capture_output=True, text=True, check=False, cwd=PACKAGE)
    assert done.returncode == 0, done.stdout


def test_statistics_and_reports_know_them(acme: Path, specc: Specc) -> None:
    assert "1  ACME101  [ ] old-name" in specc("lint", "--statistics").out
    (run,) = json.loads(specc("lint", "--format", "sarif").out)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["ACME101", "ACME201"]
    for form in ("gitlab", "junit", "rdjson", "github"):
        assert "ACME201" in specc("lint", "--format", form).out


def test_its_model_is_known(acme: Path, specc: Specc) -> None:
    assert "acme:presenter@1" in specc("models").out
    assert "| `mood` | string | calm, merry | `calm` |" in specc("schema", "acme:presenter@1", "--format", "markdown").out
    edited(acme, "mood: merry", "mood: sad")
    assert "P107" in [code for code, _, _ in found(specc)]


def test_a_filter_that_does_not_exist_has_a_neighbour(acme: Path, specc: Specc) -> None:
    edited(acme, "| spelled", "| speled")
    assert "did you mean `spelled`?" in specc("lint").out


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_rows_in_several_processes(jobs: int, acme: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1000)
    rows = "".join(f"K{number},{'AcmeSoft' if number % 1000 == 7 else 'Ana'}{number}\n" for number in range(ROWS))
    (acme / "rows.csv").write_text(f"code,name\n{rows}", encoding="utf-8")
    edited(acme, "    - {name: Ana, code: K7}\n    - {name: Ben of AcmeSoft, code: B2}\n", "    - rows.csv\n")
    (item, _) = sorted(json.loads(specc("lint", "--format", "json", "--jobs", str(jobs)).out)["findings"], key=lambda item: str(item["code"]))
    assert (item["code"], item["occurrences"]["rows"]) == ("ACME101", 3)
    assert [row["row"] for row in item["occurrences"]["first"]] == [8, 1008, 2008]
    lines = specc("compile", "hello.video.yaml", "--format", "jsonl", "--keep-going", "--jobs", str(jobs)).out.splitlines()
    assert len(lines) == ROWS - 3


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_it_raises_is_told_in_a_line(jobs: int, acme: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    from specc_acme import rules  # type: ignore[import-not-found]

    monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1000)

    rows = "".join(f"K{number},Ana{number}\n" for number in range(ROWS))
    (acme / "rows.csv").write_text(f"code,name\n{rows}", encoding="utf-8")
    edited(acme, "    - {name: Ana, code: K7}\n    - {name: Ben of AcmeSoft, code: B2}\n", "    - rows.csv\n")
    monkeypatch.setattr(rules, "NAMES", {"Ana2999": "Ana"})
    monkeypatch.setattr(rules, "Remark", lambda _facts, fold: 1 / (len(fold) - 7))
    done = specc("lint", "--jobs", str(jobs))
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0] == "error: the plugin 'acme' fails in ACME101: ZeroDivisionError: division by zero"
    assert "take 'acme' out of `plugins`" in done.err


def test_a_filter_that_fails_is_told_at_its_template(acme: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    import specc_acme

    monkeypatch.setitem(specc_acme.PLUGIN.filters, "spelled", lambda _code: 1 / 0)
    load_plugins.cache_clear()
    item = next(item for item in json.loads(specc("lint", "--format", "json").out)["findings"] if item["code"] == "V105")
    assert "division by zero" in item["message"]
    assert item["line"] == 10


def test_a_filter_makes_no_more_than_a_template_may(acme: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    import specc_acme

    monkeypatch.setitem(specc_acme.PLUGIN.filters, "spelled", lambda _code: "x" * (1 << 21))
    load_plugins.cache_clear()
    assert "V106" in [code for code, _, _ in found(specc)]


def test_a_build_follows_from_its_version(acme: Path) -> None:
    made = compilation([Path("hello.video.yaml")], Selection())
    assert "the plugin acme" in made.inputs()


def test_where_no_project_names_it_it_is_not_there(acme: Path, specc: Specc) -> None:
    (acme / "specc.toml").write_text("", encoding="utf-8")
    assert {code for code, _, _ in found(specc)} == {"S108", "V103"}
    assert specc("explain", "ACME101").code == 2
    done = specc("lint", "--select", "ACME101")
    assert (done.code, done.err.splitlines()[0]) == (2, "error: no rule 'ACME101'")


def test_where_it_is_not_installed(project: Path, specc: Specc) -> None:
    load_plugins.cache_clear()
    (project / "specc.toml").write_text('plugins = ["zebra"]\n', encoding="utf-8")
    for command in (["lint"], ["compile", "."], ["rules"], ["plan", "."]):
        done = specc(*command)
        assert (done.code, done.out) == (2, "")
        assert "the plugin 'zebra', which isn't installed" in done.err
        assert "`pip install specc-zebra`" in done.err
