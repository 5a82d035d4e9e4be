"""`specc lint --format …`: what programs are told is the same on every machine, and holds no secret."""

import json
from pathlib import Path

import pytest

from tests.stories.conftest import GOOD, Specc

FORMATS = ("json", "sarif", "github", "gitlab", "junit", "rdjson")
TEMPLATE = "{{ f.file }}:{{ f.line }} {{ f.code }} {{ f.message }}"
WRONG = GOOD.replace("voice: jenny_female_english", 'voice: jenny_female_english\n    speed: "{{ row.speed }}"').replace("  columns:", "  columns:\n    speed: {type: number}").replace("es-ES: {hello: Hola}", "en-GB: {hello: Hi, say: é}")
SECRET = "AKIA" + "QZRT7VXW" * 2


@pytest.fixture
def wrong(good: Path) -> Path:
    """A spec with findings of its own and of rows, in a folder of its own."""
    (good / "v").mkdir()
    (good / "v" / "good.video.yaml").write_text(WRONG, encoding="utf-8")
    (good / "v" / "rows.csv").write_text("id,name,speed\na,Ana,1\nb,Ben,9\n", encoding="utf-8")
    (good / "good.video.yaml").unlink()
    return good


def arguments(form: str) -> list[str]:
    return ["--format", form, *(["--template", TEMPLATE] if form == "template" else [])]


@pytest.mark.parametrize("form", [*FORMATS, "template"])
def test_a_path_is_told_as_from_the_current_folder_however_it_is_written(form: str, wrong: Path, specc: Specc) -> None:
    plain = specc("lint", "v", *arguments(form))
    assert plain.code == 1
    assert "v/good.video.yaml" in plain.out
    for path in (wrong / "v", "./v", "v/../v/good.video.yaml", wrong / "v" / "good.video.yaml"):
        assert specc("lint", path, *arguments(form)).data == plain.data
    assert str(wrong) not in plain.out


def test_a_template_has_the_fields_of_json(wrong: Path, specc: Specc) -> None:
    found = json.loads(specc("lint", "--format", "json").out)["findings"]
    expected = "".join(f"{item['file']}:{item['line']} {item['code']} {item['message']}\n" for item in found)
    assert specc("lint", *arguments("template")).out == expected
    (wrong / "report.j2").write_text("{% for f in findings %}{{ f.fingerprint }}\n{% endfor %}", encoding="utf-8")
    assert specc("lint", "--format", "template", "--template-file", "report.j2").out.split() == [item["fingerprint"] for item in found]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--format", "template"], "--format template needs --template or --template-file"),
        (["--template", "x"], "--template goes with --format template"),
        (["--format", "json", "--template-file", "x"], "--template goes with --format template"),
        (["--format", "template", "--template", "x", "--template-file", "x"], "are both given"),
        (["--format", "template", "--template-file", "missing.j2"], "can't read missing.j2: No such file"),
        (["--format", "template", "--template", "{{ f.nam }}"], "--template:1:5: there is no `nam`\n  help: did you mean `name`?"),
        (["--format", "sarif", "--statistics"], "--statistics has no place in --format sarif"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(options: list[str], told: str, wrong: Path, specc: Specc) -> None:
    done = specc("lint", *options)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_statistics_count_by_rule(wrong: Path, specc: Specc) -> None:
    done = specc("lint", "--statistics")
    assert done.code == 1
    assert done.out.splitlines()[:2] == ["1  P105  [ ] above-maximum", "1  V107  [ ] unused-variable"]
    assert done.out.splitlines()[-1] == "1 error, 1 warning (1 spec, 2 cells, 2 rows, 2 videos)"
    statistics = json.loads(specc("lint", "--statistics", "--format", "json").out)["statistics"]
    assert [(item["code"], item["count"], item["rows"]) for item in statistics] == [("P105", 1, 1), ("V107", 1, 0)]


def test_what_fails_the_run_fails_in_junit(wrong: Path, specc: Specc) -> None:
    for threshold, failures in (("error", 1), ("warning", 2)):
        assert f'<testsuites name="specc" tests="2" failures="{failures}"' in specc("lint", "--format", "junit", "--fail-on", threshold).out


def test_sarif_leads_to_the_rows(wrong: Path, specc: Specc) -> None:
    (result,) = json.loads(specc("lint", "--format", "sarif", "--select", "P105").out)["runs"][0]["results"]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"] == {"artifactLocation": {"uri": "v/rows.csv"}, "region": {"startLine": 3}}
    assert related["message"] == {"text": "row 2, key b, speed '9'"}


@pytest.mark.parametrize("form", [*FORMATS, "template"])
def test_no_secret_is_told(form: str, good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace('"{{ language.hello }} {{ row.name }}."', f'"{SECRET} {{{{ row.nam }}}}"'), encoding="utf-8")
    done = specc("lint", *arguments(form))
    assert "X101" in done.out
    assert SECRET not in done.out
