"""Data is data: no value of a row changes a payload's structure, reads a file, or is rendered twice."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import specc

SPEC = """\
specc: 1
model: heygen:avatar@5
vars: {secret: hidden}
when: vars.secret == "hidden"
audience: {from: rows.jsonl, key: id}
task:
  inputs: {avatar: woman_business_office}
  speech:
    text: "Hello {{ row.text }}, {% include 'part.j2' %}"
    voice: auto
"""
HOSTILE = ["{{ vars.secret }}", "{% include '/etc/passwd' %}", "x\ninputs: {audio: y}", '"}, "inputs": {}', "'", "\x00\x1b", "\u202eabc", "😀", "- a\n- b", "&a *a", "<<: {a: 1}", "{{ 1/0 }}", "x" * 2400]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=50).filter(lambda text: text.strip())))
@example(text="\ud800")
@example(text="{{ vars }}")
def test_data_stays_data(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("safety")
    (folder / "a.video.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "part.j2").write_text("{{ row.text }}!", encoding="utf-8")
    (folder / "specc.toml").write_text('ignore = ["V110"]\n', encoding="utf-8")
    (folder / "rows.jsonl").write_text(json.dumps({"id": "1", "text": text}) + "\n", encoding="utf-8")
    compiled = specc.compile(folder)
    try:
        text.encode()
    except UnicodeEncodeError:
        assert not compiled.tasks
        assert compiled.report.findings[0].code == "V105"
        return
    (task,) = compiled.tasks
    assert task.payload["speech"] == {"text": f"Hello {text}, {text}!", "voice": "auto"}
    assert set(task.payload) == {"taskType", "taskUUID", "model", "inputs", "speech"}


def test_a_mebibyte_of_text_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "a.video.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "part.j2").write_text("", encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": 1, "text": "x" * 1_000_000}), encoding="utf-8")
    report = specc.lint(tmp_path)
    assert [finding.code for finding in report.findings] == ["P109"]


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**10 }}",
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(90) }}",
        "{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=9) %}{% for i in range(999) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'x' | center(1000000000) }}",
        "{{ 'aaaa' | replace('a', 'b' * 1000000) }}",
        "{% include 'self.j2' %}",
    ],
)
def test_what_would_never_end_is_a_finding(template: str, tmp_path: Path) -> None:
    (tmp_path / "self.j2").write_text("{% include 'self.j2' %}{% include 'self.j2' %}", encoding="utf-8")
    quoted = json.dumps(template)
    (tmp_path / "a.video.yaml").write_text(f"specc: 1\nmodel: heygen:avatar@5\ntask:\n  inputs: {{avatar: woman_business_office}}\n  speech: {{text: {quoted}}}\n", encoding="utf-8")
    report = specc.lint(tmp_path)
    assert [finding.code for finding in report.findings] == ["V106"]


@pytest.mark.parametrize("name", ["../secret.j2", "/etc/passwd", "sub/../../secret.j2"])
def test_includes_stay_in_their_folders(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.j2").write_text("secret", encoding="utf-8")
    inner = tmp_path / "project"
    inner.mkdir()
    (inner / "a.video.yaml").write_text(f"specc: 1\nmodel: heygen:avatar@5\ntask:\n  inputs: {{avatar: woman_business_office}}\n  speech:\n    text: \"{{% include '{name}' %}}\"\n", encoding="utf-8")
    assert [finding.code for finding in specc.lint(inner).findings] == ["V104"]
