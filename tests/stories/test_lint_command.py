"""`specc lint`: what it looks at, what it reports and how, and what its exit code says."""

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from specc.check.table import BY_CODE
from tests.stories.conftest import GOOD, Done, Specc

TOO_FAST = GOOD.replace("voice: jenny_female_english", "voice: jenny_female_english\n    speed: 9")
HABIT = GOOD.replace("{hello: Hola}", "{hello: Hola, formal: yes}")
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def findings(done: Done) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.out)["findings"]
    return found


def codes(done: Done) -> list[str]:
    return [finding["code"] for finding in findings(done)]


@pytest.fixture
def fast(good: Path) -> Path:
    """The sound spec with a speed over the limit."""
    (good / "good.video.yaml").write_text(TOO_FAST, encoding="utf-8")
    return good


# what it looks at


def test_the_current_folder_is_the_default(good: Path, specc: Specc) -> None:
    done = specc("lint", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["summary"] == {"specs": 1, "cells": 2, "rows": 3, "tasks": 6, "errors": 0, "warnings": 0, "infos": 0}


def test_specs_are_found_below_a_folder_in_the_order_of_names(project: Path, specc: Specc) -> None:
    for name in ("b/deep/x.video.yaml", "a/y.video.yaml", "z.video.yaml", "a/x.video.yaml"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("specc: 7\n", encoding="utf-8")
    found = findings(specc("lint", "--format", "json", "--select", "unsupported-version"))
    assert [finding["file"] for finding in found] == ["a/x.video.yaml", "a/y.video.yaml", "b/deep/x.video.yaml", "z.video.yaml"]


@pytest.mark.parametrize("folder", [".hidden", "node_modules", "venv", ".venv", "env", "my-python", "__pycache__", "a/b/node_modules/c"])
def test_folders_that_hold_no_work_of_the_users_are_skipped(folder: str, project: Path, specc: Specc) -> None:
    (project / folder).mkdir(parents=True)
    (project / folder / "x.video.yaml").write_text("specc: 7\n", encoding="utf-8")
    if folder == "my-python":
        (project / folder / "pyvenv.cfg").touch()
    done = specc("lint")
    assert (done.code, done.out) == (0, "0 errors, 0 warnings (0 specs, 0 cells, 0 rows, 0 videos)\n")
    assert done.err == "warning: no *.video.yaml found in .\n"


def test_what_is_found_and_cannot_be_read_is_told_beside_the_findings_of_the_rest(fast: Path, specc: Specc) -> None:
    (fast / "gone.video.yaml").symlink_to("nowhere.video.yaml")
    done = specc("lint", "--format", "json")
    assert (done.code, codes(done)) == (1, ["P105"])
    assert done.err == "error: can't read gone.video.yaml: No such file or directory\n"
    assert specc("lint", "--diff").err == done.err


def test_what_cannot_be_read_is_no_success(project: Path, specc: Specc) -> None:
    (project / "gone.video.yaml").symlink_to("nowhere.video.yaml")
    assert (specc("lint").code, specc("lint").err) == (2, "error: can't read gone.video.yaml: No such file or directory\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named_and_the_rest_is_linted(fast: Path, specc: Specc) -> None:
    (fast / "closed").mkdir(mode=0)
    done = specc("lint", "--format", "json")
    assert (done.code, codes(done)) == (1, ["P105"])
    assert done.err.startswith("error: can't read the folder closed: Permission denied\n")


def test_that_none_is_found_names_what_was_looked_for(project: Path, specc: Specc) -> None:
    (project / "specc.toml").write_text('include = ["*.spec.yaml"]\nexclude = ["drafts"]\n', encoding="utf-8")
    assert specc("lint").err == "warning: no *.spec.yaml found in .; the project's `exclude` leaves out drafts\n"


def test_an_affected_file_that_never_was_is_told(good: Path, specc: Specc) -> None:
    done = specc("lint", "--affected", "nofile.csv")
    assert (done.code, done.err) == (0, "note: there is no nofile.csv, and git knows of none\n")


def test_deleted_files_are_asked_of_git(good: Path, specc: Specc) -> None:
    assert "--deleted goes with --affected" in specc("lint", "--deleted").err
    done = specc("lint", "--affected", "--deleted")
    assert (done.code, done.err) == (2, "error: . is not in a git repository\n  help: give specs that are in one, or `git init` one\n")


def test_a_pipe_that_is_found_is_no_spec(good: Path, specc: Specc) -> None:
    os.mkfifo(good / "f.video.yaml")
    assert (specc("lint").code, specc("lint").err) == (0, "")


@pytest.mark.parametrize("name", ["x.yaml", "x.video.yml", "video.yaml", ".x.video.yaml", "x.video.yaml.bak"])
def test_files_of_other_names_are_not_specs(name: str, project: Path, specc: Specc) -> None:
    (project / name).write_text("specc: 7\n", encoding="utf-8")
    assert json.loads(specc("lint", "--format", "json").out)["summary"]["specs"] == 0


def test_a_file_that_is_named_is_a_spec_whatever_its_name(project: Path, specc: Specc) -> None:
    (project / ".hidden").mkdir()
    (project / ".hidden" / "x.txt").write_text("specc: 7\n", encoding="utf-8")
    assert "S107" in codes(specc("lint", ".hidden/x.txt", "--format", "json"))


def test_a_spec_that_is_named_twice_is_linted_once(fast: Path, specc: Specc) -> None:
    done = specc("lint", "good.video.yaml", ".", "good.video.yaml", "--format", "json")
    assert json.loads(done.out)["summary"]["specs"] == 1


def test_links_to_folders_are_not_followed(fast: Path, specc: Specc) -> None:
    (fast / "loop").symlink_to(fast, target_is_directory=True)
    assert json.loads(specc("lint", "--format", "json").out)["summary"]["specs"] == 1


def test_stdin_is_linted_as_the_file_it_would_be(fast: Path, specc: Specc) -> None:
    (fast / "deep").mkdir()
    (fast / "good.video.yaml").rename(fast / "deep" / "good.video.yaml")
    (fast / "rows.csv").rename(fast / "deep" / "rows.csv")
    named = specc("lint", "deep/good.video.yaml")
    piped = specc("lint", "-", "--stdin-filename", "deep/good.video.yaml", stdin=TOO_FAST)
    assert (piped.code, piped.out) == (named.code, named.out)
    assert "--> deep/good.video.yaml:" in piped.out


def test_stdin_has_a_name_of_its_own(project: Path, specc: Specc) -> None:
    done = specc("lint", "-", stdin="specc: 7\n")
    assert done.code == 1
    assert "--> stdin.video.yaml:1:8" in done.out


def test_a_name_for_stdin_needs_stdin(good: Path, specc: Specc) -> None:
    done = specc("lint", "--stdin-filename", "x.video.yaml", ".")
    assert (done.code, done.out) == (2, "")
    assert "--stdin-filename names a spec on stdin: write `-` in the place of PATH, or leave it out" in done.err


def test_stdin_stands_alone(good: Path, specc: Specc) -> None:
    done = specc("lint", "-", "good.video.yaml", stdin=GOOD)
    assert (done.code, done.out) == (2, "")
    assert "`-` stands alone" in done.err


def test_a_path_that_is_not_there(project: Path, specc: Specc) -> None:
    done = specc("lint", "welcom.video.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: no such file or folder: welcom.video.yaml\n  help: give a spec, or a folder with specs below it\n"


# which rules, and what the exit code says


@pytest.mark.parametrize("rule", ["P105", "P", "p1", "above-maximum", "S, P105", "Above-Maximum"])
def test_rules_are_selected_by_code_prefix_or_name(rule: str, fast: Path, specc: Specc) -> None:
    assert codes(specc("lint", "--select", rule, "--format", "json")) == ["P105"]


@pytest.mark.parametrize("rule", ["P105", "P", "above-maximum", "S,P105"])
def test_rules_are_ignored(rule: str, fast: Path, specc: Specc) -> None:
    done = specc("lint", "--ignore", rule, "--format", "json")
    assert (done.code, codes(done)) == (0, [])


def test_other_rules_can_be_selected_and_parts_of_them_ignored(fast: Path, specc: Specc) -> None:
    assert codes(specc("lint", "--select", "S", "--select", "D", "--format", "json")) == []
    assert codes(specc("lint", "--select", "P", "--ignore", "P105", "--format", "json")) == []


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_does_not_exist(option: str, good: Path, specc: Specc) -> None:
    done = specc("lint", option, "above-maximun")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: no rule 'above-maximun'\n  help: did you mean above-maximum?\n"
    assert "`specc rules` lists them" in specc("lint", option, "zzzzzz").err


@pytest.mark.parametrize("arguments", [("lint", "--select", ""), ("lint", "--ignore", " , "), ("config", "show", "--select", ""), ("lint", "--select", "P", "--select", "")])
def test_no_rule_at_all(arguments: tuple[str, ...], fast: Path, specc: Specc) -> None:
    done = specc(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: --select or --ignore is given no rule\n  help: name rules, such as P105,D or above-maximum, or leave it out\n"


@pytest.mark.parametrize(("text", "fail_on", "code"), [
    (TOO_FAST, "error", 1), (TOO_FAST, "warning", 1), (TOO_FAST, "info", 1),
    (HABIT, "error", 0), (HABIT, "warning", 1), (HABIT, "info", 1),
    (GOOD, "error", 0), (GOOD, "warning", 0), (GOOD, "info", 0),
])  # fmt: skip
def test_fail_on_sets_what_the_exit_code_counts(text: str, fail_on: str, code: int, good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    assert specc("lint", "--fail-on", fail_on).code == code


def test_the_exit_code_counts_what_is_selected(fast: Path, specc: Specc) -> None:
    assert specc("lint", "--select", "S").code == 0


@pytest.mark.parametrize("arguments", [("--format", "xml"), ("--fail-on", "never"), ("--unknown",), ("--set", "novalue"), ("--set", "=1")])
def test_wrong_usage(arguments: tuple[str, ...], good: Path, specc: Specc) -> None:
    done = specc("lint", *arguments)
    assert (done.code, done.out) == (2, "")
    assert arguments[0] in done.err or arguments[-1] in done.err


def test_set_stands_over_the_vars_of_the_spec(good: Path, specc: Specc) -> None:
    text = GOOD.replace("model:", "vars: {speed: 1}\nmodel:").replace("voice: jenny_female_english", 'voice: jenny_female_english\n    speed: "{{ vars.speed }}"')
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    assert specc("lint").code == 0
    assert codes(specc("lint", "--set", "speed=9", "--format", "json")) == ["P105"]
    assert codes(specc("lint", "--set", "speed=fast", "--format", "json")) == ["P103"]
    assert specc("lint", "--set", "speed=1.5").code == 0


# where it goes


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_gets_what_stdout_would(form: str, fast: Path, specc: Specc) -> None:
    shown = specc("lint", "--format", form)
    filed = specc("lint", "--format", form, "--output-file", "found.txt")
    assert (shown.code, filed.code, filed.out, filed.err) == (1, 1, "", "")
    assert (fast / "found.txt").read_bytes() == shown.data
    assert sorted(file.name for file in fast.iterdir()) == ["found.txt", "good.video.yaml", "rows.csv"]


def test_a_file_has_no_colours(fast: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    specc("lint", "--output-file", "found.txt")
    assert "\x1b" not in (fast / "found.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["missing/found.txt", "good.video.yaml/found.txt", "."])
def test_a_file_that_cannot_be_written(name: str, fast: Path, specc: Specc) -> None:
    done = specc("lint", "--output-file", name)
    assert (done.code, done.out) == (2, "")
    assert name in done.err
    assert sorted(file.name for file in fast.iterdir()) == ["good.video.yaml", "rows.csv"]


# the formats


def keys(value: Any) -> set[str]:
    return set(value)


def test_json_has_exactly_the_documented_keys(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(TOO_FAST + "output: {}\n", encoding="utf-8")
    (good / "rows.csv").write_text("id,name\na,\nb,Ben\n", encoding="utf-8")
    done = specc("lint", "--format", "json")
    document = json.loads(done.out)
    assert keys(document) == {"version", "findings", "summary"}
    assert document["version"] == 1
    assert keys(document["summary"]) == {"specs", "cells", "rows", "tasks", "errors", "warnings", "infos"}
    found = {finding["code"]: finding for finding in document["findings"]}
    assert keys(found) == {"S102", "D104", "P105"}
    for finding in document["findings"]:
        assert keys(finding) == {
            "code", "name", "severity", "message", "help", "file", "line", "column", "end_line", "end_column",
            "occurrences", "related", "fixable", "fix", "fingerprint",
        }  # fmt: skip
        assert keys(finding["occurrences"]) == {"cells", "rows", "first"}
        assert (finding["name"], finding["severity"]) == (BY_CODE[finding["code"]].name, "error")
        assert (finding["fixable"], finding["fix"]) == (False, None)
    (sighting,) = found["D104"]["occurrences"]["first"]
    assert sighting == {"cell": {}, "row": 1, "key": "a", "file": "rows.csv", "line": 2, "column": "name", "value": ""}
    (related,) = found["S102"]["related"]
    assert related == {"file": "good.video.yaml", "line": 19, "column": 1, "message": "the first one"}


def test_json_points_at_exactly_the_wrong_text(fast: Path, specc: Specc) -> None:
    (finding,) = findings(specc("lint", "--format", "json"))
    line = (fast / "good.video.yaml").read_text(encoding="utf-8").split("\n")[finding["line"] - 1]
    assert line[finding["column"] - 1 : finding["end_column"] - 1] == "9"
    assert finding["end_line"] == finding["line"]


def test_concise_is_a_line_a_finding(fast: Path, specc: Specc) -> None:
    done = specc("lint", "--format", "concise")
    assert re.fullmatch(r"good\.video\.yaml:16:12: P105 .*1\.5.*\n", done.out)


def test_sarif_is_what_2_1_0_asks_for(good: Path, specc: Specc) -> None:
    (good / "my specs").mkdir()
    (good / "my specs" / "ü.video.yaml").write_text(TOO_FAST + "output: {}\n", encoding="utf-8")
    (good / "rows.csv").rename(good / "my specs" / "rows.csv")
    (good / "good.video.yaml").write_text("specc: 1\nmodel: heygen:avatar@5\ntask: {colour: yes}\n", encoding="utf-8")
    log = json.loads(specc("lint", "--format", "sarif").out)
    check_sarif(log)
    (run,) = log["runs"]
    assert {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]} == {"good.video.yaml", "my%20specs/%C3%BC.video.yaml"}
    assert {result["level"] for result in run["results"]} == {"error", "warning"}
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted({result["ruleId"] for result in run["results"]})


def test_sarif_of_nothing_is_still_a_log(project: Path, specc: Specc) -> None:
    log = json.loads(specc("lint", "--format", "sarif").out)
    check_sarif(log)
    assert log["runs"][0]["results"] == []


def test_sarif_is_capped_with_errors_before_warnings(project: Path, specc: Specc) -> None:
    habits = "".join(f"  a{number}: yes\n" for number in range(5100))
    (project / "x.video.yaml").write_text(f"specc: 1\nmodel: heygen:avatar@5\nvars:\n{habits}task: {{colour: red}}\n", encoding="utf-8")
    log = json.loads(specc("lint", "--format", "sarif").out)
    check_sarif(log)
    results = log["runs"][0]["results"]
    assert len(results) == 5000
    assert [result["level"] for result in results] == sorted(result["level"] for result in results)
    assert results[0]["level"] == "error"


def check_sarif(log: dict[str, Any]) -> None:
    """The part of the SARIF 2.1.0 schema that these logs use."""
    from jsonschema import Draft202012Validator

    line = {"type": "integer", "minimum": 1}
    region = {
        "type": "object",
        "required": ["startLine"],
        "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), line),
        "additionalProperties": False,
    }
    artifact = {"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%/-]+$", "not": {"pattern": "^(/|[a-z]+:)"}}}}
    physical = {"type": "object", "required": ["artifactLocation"], "additionalProperties": False, "properties": {"artifactLocation": artifact, "region": region}}
    message = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
    location = {"type": "object", "required": ["physicalLocation"], "properties": {"id": {"type": "integer", "minimum": 0}, "physicalLocation": physical, "message": message}}
    replacement = {"type": "object", "required": ["deletedRegion"], "properties": {"deletedRegion": region, "insertedContent": message}, "additionalProperties": False}
    change = {"type": "object", "required": ["artifactLocation", "replacements"], "properties": {"artifactLocation": artifact, "replacements": {"type": "array", "minItems": 1, "items": replacement}}}
    fix = {"type": "object", "required": ["artifactChanges"], "properties": {"description": message, "artifactChanges": {"type": "array", "minItems": 1, "uniqueItems": True, "items": change}}}
    level = {"enum": ["none", "note", "warning", "error"]}
    result = {
        "type": "object",
        "required": ["message", "ruleId", "ruleIndex", "locations", "level"],
        "properties": {
            "ruleId": {"type": "string"}, "ruleIndex": {"type": "integer", "minimum": 0}, "level": level, "message": message,
            "locations": {"type": "array", "minItems": 1, "items": location},
            "relatedLocations": {"type": "array", "items": location},
            "occurrenceCount": {"type": "integer", "minimum": 1}, "fixes": {"type": "array", "uniqueItems": True, "items": fix},
            "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "additionalProperties": False,
    }  # fmt: skip
    rule = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "shortDescription": message, "fullDescription": message, "help": message, "defaultConfiguration": {"properties": {"level": level}}, "properties": {"type": "object", "properties": {"tags": {"type": "array", "uniqueItems": True}}}},
        "additionalProperties": False,
    }
    driver = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "semanticVersion": {"type": "string"}, "rules": {"type": "array", "uniqueItems": True, "items": rule}}, "additionalProperties": False}
    run = {
        "type": "object",
        "required": ["tool", "results"],
        "properties": {
            "tool": {"type": "object", "required": ["driver"], "properties": {"driver": driver}},
            "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            "newlineSequences": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
            "results": {"type": "array", "maxItems": 5000, "items": result},
        },
        "additionalProperties": False,
    }
    schema = {
        "type": "object",
        "required": ["version", "runs"],
        "properties": {"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": {"type": "array", "minItems": 1, "items": run}},
        "additionalProperties": False,
    }
    assert [error.message for error in Draft202012Validator(schema).iter_errors(log)] == []
    for made in log["runs"]:
        rules = made["tool"]["driver"]["rules"]
        assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in made["results"])


def test_github_commands_escape_what_would_end_them(good: Path, specc: Specc) -> None:
    (good / "a,b:c%d.video.yaml").write_text('specc: 1\nmodel: heygen:avatar@5\n"100%\\nsure": 1\ntask: {}\n', encoding="utf-8")
    (good / "good.video.yaml").unlink()
    lines = specc("lint", "--format", "github", "--select", "S104").out.split("\n")
    assert lines[1:] == [""]
    head, _, text = lines[0].removeprefix("::").partition("::")
    command, _, properties = head.partition(" ")
    named = dict(item.split("=") for item in properties.split(","))
    assert command == "error"
    assert named == {"file": "a%2Cb%3Ac%25d.video.yaml", "line": "3", "endLine": "3", "col": "1", "endColumn": "13", "title": "S104 unknown-key"}
    assert "100%25" in text
    assert not re.search(r"%(?!25|0A|0D)", text)


def test_github_commands_leave_out_columns_of_several_lines(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text("specc: 1\nmodel: heygen:avatar@5\ntask:\n  - a\n  - b\n", encoding="utf-8")
    (line,) = specc("lint", "--format", "github", "--select", "S106").out.splitlines()
    assert "line=4,endLine=5," in line
    assert "col=" not in line


# the text


def width(text: str) -> int:
    return sum(0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


ORDINARY = {
    "cjk": '"你好世界，欢迎使用我们的产品。" # 你好世界，欢迎使用我们的产品。你好世界，欢迎使用我们的产品。',
    "tabs": "9\t\t\t\t# a comment after some tabs\t\t\tthat goes on beyond the edge of the screen",
    "emoji": '"' + "🎬🎬🎬 " * 30 + '"',
    "long": '"' + "many words that go on " * 40 + '"',
    "late": "9" + " " * 300 + "# far out",
    "combining": '"' + "e\u0301" * 90 + '"',
    "flow": "[" + "a, " * 60 + "b]",
}


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("value", ORDINARY.values(), ids=ORDINARY)
def test_text_stays_within_the_width(value: str, columns: int, good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD.replace("voice: jenny_female_english", f"voice: jenny_female_english\n    speed: {value}")
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", str(columns))
    done = specc("lint")
    assert done.code == 1
    assert [line for line in done.out.split("\n") if width(line) > columns] == []
    mark = next(line for line in done.out.split("\n") if re.fullmatch(r" *\| +\^+", line))
    shown = done.out.split("\n")[done.out.split("\n").index(mark) - 1]
    assert width(shown) >= len(mark.rstrip("^")) + 1


@pytest.mark.parametrize("columns", [40, 80])
def test_marks_stand_under_wide_characters(columns: int, project: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "x.video.yaml").write_text("specc: 1\nmodel: heygen:avatar@5\ntask: {speech: {text: 你好, volume: 3}, inputs: {avatar: Caroline_Business_Standing_Front_public}}\n", encoding="utf-8")
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = specc("lint", "--select", "P105").out.split("\n")
    mark = next(number for number, line in enumerate(lines) if "^" in line)
    before, _, _ = lines[mark].partition("^")
    at = next(end for end in range(len(lines[mark - 1])) if width(lines[mark - 1][:end]) == len(before))
    assert lines[mark - 1][at] == "3"
    assert lines[mark].strip(" |") == "^"


def test_an_empty_file_is_told_at_its_start(project: Path, specc: Specc) -> None:
    (project / "x.video.yaml").touch()
    done = specc("lint")
    assert done.code == 1
    assert "--> x.video.yaml:1:1" in done.out
    assert "`specc init`" in done.out


def test_no_colours_without_a_terminal(fast: Path, specc: Specc) -> None:
    assert "\x1b" not in specc("lint").out


def test_force_color_colours_and_no_color_wins(fast: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = specc("lint").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = specc("lint").out
    assert "\x1b[31m" in coloured
    assert ANSI.sub("", coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert specc("lint").out == plain


@pytest.mark.parametrize("form", FORMATS[1:])
def test_other_formats_have_no_colours(form: str, fast: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in specc("lint", "--format", form).out
