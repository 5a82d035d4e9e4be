"""What nothing uses is told; what may be used in a way that only rendering would tell is not."""

from pathlib import Path

import pytest
from cases import lint_files

BASE = """\
specc: 1
model: heygen:avatar@5
vars: {alpha: 1, beta: {gamma: 2}}
languages: {en-US: {hello: Hello, bye: Bye}}
task:
  inputs: {avatar: woman_business_office}
  speech: {voice: auto, text: "%s"}
"""
ALL = {"vars.alpha", "vars.beta", "language"}


def unused(text: str, folder: Path) -> set[str]:
    report = lint_files({"page.video.yaml": text}, folder)
    return {finding.message.split("`")[1] for finding in report.findings if finding.code == "V107"}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello.", ALL),
        ("{{ vars.alpha }}", ALL - {"vars.alpha"}),
        ("{{ vars['alpha'] }}", ALL - {"vars.alpha"}),
        ("{{ vars.beta.gamma }}", ALL - {"vars.beta"}),
        ("{{ vars.beta.items() | length }}", ALL - {"vars.beta"}),
        ("{{ vars[language.hello] | default('x') }}", {"language.bye"}),
        ("{{ vars.get('alpha') }}", {"language"}),
        ("{% for name, value in vars.items() %}{{ name }}{% endfor %}", {"language"}),
        ("{% set all = language %}{{ all.hello }}", {"vars.alpha", "vars.beta"}),
        ("{% macro f(x) %}{{ x.hello }}{% endmacro %}{{ f(language) }}", {"vars.alpha", "vars.beta"}),
        ("{{ language.code }}", {"vars.alpha", "vars.beta", "language.hello", "language.bye"}),
        ("{{ 3 | number }}", {"vars.alpha", "vars.beta", "language.hello", "language.bye"}),
        ("{% include language.code %}", set()),
        ("{% include 'nowhere.j2' ignore missing %}Hello.", set()),
        ("{{ vars.alpha | nofilter }}", ALL - {"vars.alpha"}),
        ("{{ vars.alpha", ALL - {"vars.alpha"}),
        ("{{ vars.alpah }}", ALL - {"vars.alpha"}),
        ("{{ vars.zzz }}", {"language"}),
        ("{{ zzz }}", set()),
        ("{% include 'nowhere.j2' %}", set()),
    ],
)
def test_what_no_template_uses(template: str, expected: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert unused(BASE % template, tmp_path) == expected


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("when: vars.alpha == 1", {"vars.alpha"}),
        ('output: {file: "{{ language.hello }}"}', {"language"}),
        ("output: {file: plain}", set()),
    ],
)
def test_conditions_and_file_names_use_names_too(line: str, more: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert unused(BASE % "Hello." + line + "\n", tmp_path) - {"language.bye"} == ALL - more


@pytest.mark.parametrize("more", ["matrix: {shape: []}\n", "tsak: 1\n", "a: [\n"])
def test_a_spec_that_is_not_read_as_a_whole_is_left_alone(more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert unused(BASE % "Hello." + more, tmp_path) == set()


def test_a_comment_silences_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (BASE % "{{ vars.beta }}{{ language }}").replace("gamma: 2}}", "gamma: 2}} # specc: ignore[V107] for later")
    assert unused(text, tmp_path) == set()


@pytest.mark.parametrize(
    ("use", "spare"),
    [
        ("{{ row.name }}", ["city"]),
        ("{{ row.name }}{{ row.city }}", []),
        ("{{ row }}", []),
        ("{{ row.nmae }}", ["city"]),
        ("{{ row.zzz }}", []),
    ],
)
def test_columns_that_nothing_uses(use: str, spare: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = f'specc: 1\nmodel: heygen:avatar@5\naudience: {{from: a.csv, key: id}}\ntask:\n  inputs: {{avatar: woman_business_office}}\n  speech: {{text: "{use}"}}\n'
    report = lint_files({"a.csv": "id,name,city\n1,Ana,Faro\n", "page.video.yaml": text}, tmp_path)
    assert [finding.message for finding in report.findings if finding.code == "D111"] == [f"nothing uses the column `{name}`" for name in spare]


def test_json_lines_have_no_header_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = 'specc: 1\nmodel: heygen:avatar@5\naudience: {from: a.jsonl, key: id}\ntask:\n  inputs: {avatar: woman_business_office}\n  speech: {text: "{{ row.name }}"}\n'
    assert lint_files({"a.jsonl": '{"id": 1, "name": "Ana", "city": "Faro"}\n', "page.video.yaml": text}, tmp_path).findings == ()
