"""Whatever a file holds, specc says what is wrong in it: it never crashes, hangs or writes half of something."""

import copy
import gzip
import json
import os
import signal
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specc.base.location import Span
from specc.check.report import Report
from specc.pipeline import Selection, lint, text_compilation
from specc.report import github, gitlab, junit, rdjson, sarif
from specc.report import json as json_report
from specc.report.text import concise, render
from tests.stories.conftest import GOOD, ROWS, Done, Specc

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson")
UNPRIVILEGED = os.geteuid() != 0 if hasattr(os, "geteuid") else False

quick = settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


# any text, any data


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["{{", "{{ row.name }}", "{{ omit }}", "{% for x in y %}", "{{ vars }}", "[(", "-", "..", "a/b", "\x00", "*", "&a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.sampled_from(["name", "type", "from", "exclude"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def lint_text(raw: bytes) -> Report:
    report = lint(text_compilation("good.video.yaml", raw, Selection()))
    check(report)
    return report


def check(report: Report) -> None:
    """Every finding stands at a legal place and is written in every format."""
    for finding in report.findings:
        check_span(finding.span)
        for related in finding.related:
            check_span(related.span)
        assert finding.message
        assert finding.message == finding.message.strip()
    for columns in (40, 80):
        shown = render(report, columns=columns)
        assert {character for character in shown if unicodedata.category(character) in ("Cc", "Cs")} <= {"\n"}
    assert len(concise(report).splitlines()) == len(report.findings)
    assert len(json.loads(json_report.render(report))["findings"]) == len(report.findings)
    assert len(json.loads(sarif.render(report))["runs"][0]["results"]) == min(5000, len(report.findings))
    assert len(json.loads(gitlab.render(report))) == len(json.loads(rdjson.render(report))["diagnostics"]) == len(report.findings)
    assert len(list(ET.fromstring(junit.render(report)).iter("testcase"))) == max(1, len(report.findings))
    assert github.render(report).count("\n") == len(report.findings)


def check_span(span: Span) -> None:
    first, last = span.first, span.last
    assert 0 <= span.start <= span.end <= len(span.source.text)
    assert (1, 1) <= (first.line, first.column) <= (last.line, last.column)
    assert last.line <= len(span.source.line_starts)
    assert first.column <= len(span.source.line(first.line)) + 2


def routes(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [route, *(found for step, item in steps for found in routes(item, (*route, step)))]


def changed(data: Any, route: tuple[Any, ...], value: Any) -> Any:
    if not route:
        return value
    made = copy.deepcopy(data)
    holder = made
    for step in route[:-1]:
        holder = holder[step]
    holder[route[-1]] = value
    return made


WHOLE = yaml.safe_load(
    GOOD
    + """
description: Everything that a spec can say
vars: {product: Acme, list: [1, 2]}
matrix:
  shape: {wide: {width: 1280, height: 720}, tall: {width: 720, height: 1280}}
  take: [1, 2]
  exclude: [{language: es-ES, shape: tall}]
  include: [{language: es-ES, shape: tall, take: 1}]
when: row.name != 'x'
"""
)
WHOLE["audience"] |= {"where": "row.name", "encoding": "utf-8", "delimiter": ","}
WHOLE["output"]["file"] += "-{{ matrix.shape.name }}-{{ matrix.take }}"
WHOLE["task"] |= {"width": "{{ matrix.shape.width }}", "height": "{{ matrix.shape.height }}", "ttl": 60, "settings": {"backgroundColor": "#0a0e27", "removeBackground": True}}
ROUTES = routes(WHOLE)


def test_the_spec_that_is_changed_is_sound(good: Path) -> None:
    report = lint_text(yaml.safe_dump(WHOLE).encode())
    assert report.count("error") == 0
    assert report.summary.tasks > 10


@pytest.mark.parametrize("key", [*WHOLE, "extends", "unheard-of"])
@pytest.mark.parametrize("value", [None, True, 0, -1.5, "", "x", "{{ row.name }}", [], [None], [[1]], {}, {"x": 1}, {"x": {"y": []}}], ids=repr)
def test_a_wrong_value_at_every_key(key: str, value: Any, good: Path) -> None:
    lint_text(yaml.safe_dump({**WHOLE, key: value}, sort_keys=False).encode())


@quick
@given(route=st.sampled_from(ROUTES), value=json_values)
def test_a_random_value_at_a_random_place(route: tuple[Any, ...], value: Any, good: Path) -> None:
    lint_text(json_or_yaml(changed(WHOLE, route, value)))


@quick
@given(route=st.sampled_from([route for route in ROUTES if route]), name=st.text(max_size=8), value=json_values)
def test_a_random_key_at_a_random_place(route: tuple[Any, ...], name: str, value: Any, good: Path) -> None:
    lint_text(json_or_yaml(changed(WHOLE, (*route[:-1], name) if isinstance(route[-1], str) else route, value)))


def json_or_yaml(data: Any) -> bytes:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True).encode("utf-8", errors="surrogatepass")


@quick
@given(raw=st.binary(max_size=200))
def test_random_bytes(raw: bytes, good: Path) -> None:
    assert lint_text(raw).count("error")


@quick
@given(text=st.text(st.characters(codec="utf-8") | st.sampled_from(list("[]{}:,-?&*!|>'\"%@` \n\t#{}")), max_size=80))
def test_random_text(text: str, good: Path) -> None:
    assert lint_text(text.encode()).count("error")


@quick
@given(at=st.integers(0, len(GOOD)), size=st.integers(0, 12), piece=st.text(st.sampled_from(list("{}[]%'\"|>:-# \n\t&*!,.<x1")), max_size=6))
def test_a_spec_while_it_is_typed(at: int, size: int, piece: str, good: Path) -> None:
    lint_text((GOOD[:at] + piece + GOOD[at + size :]).encode())


@quick
@given(piece=st.lists(st.sampled_from([*"{}%|()[]'\"~.:,+-*/ \n", "{{", "}}", "{%", "%}", "row", "name", "for", "if", "in", "end", "row.name"]), max_size=12).map("".join))
def test_a_template_while_it_is_typed(piece: str, good: Path) -> None:
    lint_text(yaml.safe_dump(changed(WHOLE, ("task", "speech", "text"), "{{ language.hello }}" + piece)).encode())


@quick
@given(raw=st.binary(max_size=80) | st.text(st.sampled_from('id,name"\n\r\t ab\ufeff'), max_size=60).map(str.encode), suffix=st.sampled_from(["csv", "tsv", "jsonl"]))
def test_random_data(raw: bytes, suffix: str, good: Path) -> None:
    (good / f"rows.{suffix}").write_bytes(raw)
    lint_text(GOOD.replace("rows.csv", f"rows.{suffix}").encode())


# files as they come


def lint_file(specc: Specc, folder: Path, raw: bytes | str) -> Done:
    (folder / "x.video.yaml").write_bytes(raw.encode() if isinstance(raw, str) else raw)
    done = specc("lint", "x.video.yaml")
    assert done.code == 1
    assert "--> x.video.yaml:" in done.out
    return done


@pytest.mark.parametrize(("raw", "code"), [
    (b"", "S105"), (b"\n\n", "S105"), (b"# nothing\n", "S105"), (b"\xef\xbb\xbf", "S105"), (b"---\n", "S105"),
    (b"null\n", "S106"), (b"~", "S106"), (b"hello\n", "S106"), (b"- 1\n", "S106"), (b"42", "S106"),
    (b"\x00\x01\x02", "S101"), (b"specc: 1\x00\n", "S101"), (b"\x7fELF\x02\x01", "S101"), (b"\x89PNG\r\n\x1a\n", "S101"),
    ("specc: 1\n".encode("utf-16"), "S101"), ("name: ñ\n".encode("latin-1"), "S101"),
    (b"specc: [1\n", "S101"), (b"a: b: c\n", "S101"), (b"a: 'b\n", "S101"), (b"a:\n\t- b\n", "S101"), (b"*nobody\n", "S101"),
    (b"a: &a [*a]\n", "S112"), (b"[" * 100_000, "S112"), (b"{a: " * 100_000, "S112"), (b"- " * 100_000, "S112"),
    (b"".join(b" " * depth + b"a:\n" for depth in range(1200)), "S112"),
    (b"a: " + b"x" * 10_000_000 + b"\n", "S112"), (b"# a comment\n" * 900_000, "S112"),
    (b"&a [" + b"[" * 90 + b"*a", "S101"),
    (b"specc: 1\n---\nspecc: 1\n", "S101"), (b"%YAML 9.9\n---\na: 1\n", ""), (b"!!python/object:os.system x\n", "S101"),
])  # fmt: skip
def test_a_file_that_is_no_spec(raw: bytes, code: str, project: Path, specc: Specc) -> None:
    assert f"[{code}" in lint_file(specc, project, raw).out


@pytest.mark.parametrize(("raw", "message", "help"), [
    (b" \n", "the key `specc` is missing", "the file is empty; `specc init` writes a spec to start from"),
    (b"# soon\n", "the key `specc` is missing", "the file has no keys yet; `specc init` writes a spec to start from"),
    (b"---\n", "the key `specc` is missing", "the file has no keys yet;"),
    (b"null\n", "the spec is null, expected a mapping", "is it the right file?"),
    (GOOD.encode("utf-16"), "the file is in UTF-16, not in UTF-8", "save it as UTF-8, in your editor or by `iconv -f UTF-16 -t UTF-8 old > new`"),
    ("名前".encode("utf-16"), "the file is in UTF-16, not in UTF-8", ""),
    (GOOD.encode("utf-16-le"), "the file is in UTF-16LE, not in UTF-8", "`iconv -f UTF-16LE -t UTF-8 old > new`"),
    (GOOD.encode("utf-16-be"), "the file is in UTF-16BE, not in UTF-8", "`iconv -f UTF-16BE -t UTF-8 old > new`"),
    (GOOD.encode("utf-32"), "the file is in UTF-32, not in UTF-8", "`iconv -f UTF-32 -t UTF-8 old > new`"),
    ("name: ñ\n".encode("latin-1"), "byte 0xf1 at offset 6 is not UTF-8", "`iconv -f WINDOWS-1252 -t UTF-8 old > new`"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "the file is no text: byte 0x89 at offset 0 is not UTF-8", "is it the right file?"),
    (gzip.compress(GOOD.encode()), "the file is no text: byte 0x8b at offset 1 is not UTF-8", "is it the right file?"),
])  # fmt: skip
def test_what_is_told_of_a_file_that_is_no_spec(raw: bytes, message: str, help: str, project: Path, specc: Specc) -> None:
    (project / "x.video.yaml").write_bytes(raw)
    (found,) = json.loads(specc("lint", "x.video.yaml", "--format", "json").out)["findings"]
    assert (found["message"], help in found["help"]) == (message, True)


def test_a_bomb_of_aliases(project: Path, specc: Specc) -> None:
    levels = "".join(f"  l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 10)}]\n" for level in range(1, 12))
    assert "[S112]" in lint_file(specc, project, f"specc: 1\nvars:\n  l0: &l0 [lol]\n{levels}").out


def test_a_bomb_of_merge_keys(project: Path, specc: Specc) -> None:
    levels = "".join(f"  l{level}: &l{level} {{<<: [{', '.join([f'*l{level - 1}'] * 9)}]}}\n" for level in range(1, 12))
    assert "[S112]" in lint_file(specc, project, f"specc: 1\nvars:\n  l0: &l0 {{a: 1}}\n{levels}").out


@pytest.mark.parametrize("text", [
    "{{ 'x' * 10**9 }}", "{% for a in range(10**9) %}{% endfor %}", "{{ range(10**9) | list }}", "{{ 9 ** (9 ** 9) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "{{ 'x'.__class__.__mro__ }}",
    "{{ '%999999999d' % 1 }}", "{{ ''.join(range(10**8)) }}",
])  # fmt: skip
def test_a_template_that_would_never_end(text: str, good: Path, specc: Specc) -> None:
    done = specc("lint", "-", stdin=json_or_yaml(changed(WHOLE, ("task", "speech", "text"), text)))
    assert done.code == 1
    assert "error[V10" in done.out


def test_fifty_thousand_cells(good: Path, specc: Specc) -> None:
    axes = "".join(f"  {axis}: [{', '.join(map(str, range(size)))}]\n" for axis, size in (("a", 50), ("b", 50), ("c", 20)))
    done = specc("lint", "-", stdin=GOOD.replace("languages:\n", f"matrix:\n{axes}languages:\n"))
    assert done.code == 1
    assert "error[M104]" in done.out
    assert "100,000" in done.out


# what a spec names


@pytest.mark.parametrize(("base", "told"), [
    ("x.video.yaml", "cycle"), ("y.yaml", "cycle"), ("nowhere.yaml", "no such file"), ("../../outside.yaml", "outside the project"),
    ("/etc/passwd", "outside the project"), (".", "no such file"), ("loop.yaml", "no such file"), ("a\\0b", "no such file"), ("latin.yaml", "not UTF-8"), ("~/x.yaml", "no such file"),
    ("a" * 5000, "no such file"),
])  # fmt: skip
def test_a_base_that_cannot_be_had(base: str, told: str, project: Path, specc: Specc) -> None:
    (project.parent / "outside.yaml").write_text("specc: 1\n", encoding="utf-8")
    (project / "y.yaml").write_text("extends: x.video.yaml\n", encoding="utf-8")
    (project / "latin.yaml").write_bytes(b"name: \xf1\n")
    (project / "loop.yaml").symlink_to("loop.yaml")
    out = lint_file(specc, project, f'specc: 1\nextends: "{base}"\nmodel: heygen:avatar@5\n').out
    assert "error[S109]" in out
    assert told in " ".join(out.split())


def test_partials_that_include_each_other(good: Path, specc: Specc) -> None:
    (good / "a.j2").write_text("{% include 'b.j2' %}", encoding="utf-8")
    (good / "b.j2").write_text("{% include 'a.j2' %}", encoding="utf-8")
    done = specc("lint", "-", stdin=GOOD.replace("{{ row.name }}.", "{% include 'a.j2' %}"))
    assert done.code == 1
    assert "error[V106]" in done.out


@pytest.mark.parametrize("name", ["../outside.j2", "/etc/passwd", "nowhere.j2", "loop.j2", ".", "a" * 5000, "latin.j2"])
def test_a_partial_that_cannot_be_had(name: str, good: Path, specc: Specc) -> None:
    (good.parent / "outside.j2").write_text("secret", encoding="utf-8")
    (good / "latin.j2").write_bytes(b"\xf1")
    (good / "loop.j2").symlink_to("loop.j2")
    for text in (f"{{% include '{name}' %}}", f"{{% set name = '{name}' %}}{{% include name %}}"):
        done = specc("lint", "-", stdin=json_or_yaml(changed(WHOLE, ("task", "speech", "text"), text)))
        assert done.code == 1
        assert "error[V10" in done.out


@pytest.mark.parametrize(("raw", "code"), [
    (b"", "D101"), (b"id,name\n", "D101"), (b"\n\n\n", "D101"), (b"id,name\na,\xf1\n", "D101"), (b"id,name\na,b,c\n", "D107"), (b"id,name\na\n", "D107"),
    (b'id,name\na,"b\nc,d\n', "D101"), (b"id,id\na,b\n", "D101"), (b"id,nome\na,b\n", "D102"), (b"id,name\na,b\na,c\n", "D105"), (b"id,name\n,b\n", "D106"),
    (b"id,name\n" + b'"' + b"x" * 100_000, "D101"), ("id,name\na,b\n".encode("utf-16"), "D101"),
])  # fmt: skip
def test_data_that_cannot_be_used(raw: bytes, code: str, good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_bytes(raw)
    done = specc("lint")
    assert done.code == 1
    assert f"[{code}" in done.out


@pytest.mark.parametrize("name", ["nowhere.csv", "folder.csv", "loop.csv", "rows.xlsx", "rows", "a\\0.csv", "a" * 5000 + ".csv", "/dev/null", "good.video.yaml/x.csv"])
def test_data_that_cannot_be_read(name: str, good: Path, specc: Specc) -> None:
    (good / "folder.csv").mkdir()
    (good / "loop.csv").symlink_to("loop.csv")
    (good / "good.video.yaml").write_text(GOOD.replace("from: rows.csv", f'from: "{name}"'), encoding="utf-8")
    done = specc("lint")
    assert done.code == 1
    assert "error[D101]" in done.out


def test_data_in_latin_1_is_read_where_the_spec_says_so(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_bytes("id,name\na,Iñigo\n".encode("latin-1"))
    assert "latin-1" in specc("lint").out
    (good / "good.video.yaml").write_text(GOOD.replace("key: id", "key: id\n  encoding: latin-1"), encoding="utf-8")
    assert json.loads(specc("compile", "good.video.yaml").out)[0]["speech"]["text"] == "Hello Iñigo."


def test_a_folder_named_like_a_spec(good: Path, specc: Specc) -> None:
    (good / "x.video.yaml").mkdir()
    assert specc("lint").code == 0
    assert json.loads(specc("lint", "x.video.yaml", "--format", "json").out)["summary"]["specs"] == 0


def test_a_link_that_leads_in_circles(good: Path, specc: Specc) -> None:
    (good / "loop.video.yaml").symlink_to("loop.video.yaml")
    done = specc("lint")
    assert (done.code, done.out.startswith("0 errors, 0 warnings (1 spec,")) == (2, True)
    assert "loop.video.yaml" in done.err


def test_a_link_that_leads_nowhere(good: Path, specc: Specc) -> None:
    (good / "gone.video.yaml").symlink_to("nowhere")
    done = specc("lint")
    assert (done.code, done.out.startswith("0 errors, 0 warnings (1 spec,")) == (2, True)
    assert "can't read gone.video.yaml" in done.err


@pytest.mark.skipif(not UNPRIVILEGED, reason="root reads everything")
def test_files_that_may_not_be_read(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").chmod(0)
    assert specc("lint").code == 2


# where output goes


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to try")
def test_a_full_disk_behind_stdout(good: Path) -> None:
    for arguments in (["compile", "good.video.yaml"], ["lint"], ["rules"], ["schema"]):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run([sys.executable, "-m", "specc", *arguments], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False, text=True)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert "No space left on device" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to try")
@pytest.mark.parametrize("arguments", [("lint", "--output-file", "/dev/full"), ("compile", "good.video.yaml", "-o", "/dev/full")])
def test_a_full_disk_behind_a_file(arguments: tuple[str, ...], good: Path, specc: Specc) -> None:
    kind = Path("/dev/full").stat().st_mode
    done = specc(*arguments)
    assert done.code == 2
    assert "/dev/full" in done.err
    assert Path("/dev/full").stat().st_mode == kind


def test_a_reader_that_has_gone(good: Path) -> None:
    (good / "rows.csv").write_text("id,name\n" + "".join(f"{number},Ana {number}\n" for number in range(3000)), encoding="utf-8")
    command = [sys.executable, "-m", "specc", "compile", "good.video.yaml", "--format", "manifest"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(timeout=60) == 0
    assert told == b""


@pytest.mark.parametrize(("sent", "code", "told"), [(signal.SIGINT, 130, b"interrupted:"), (signal.SIGTERM, 143, b"")])
def test_a_signal_ends_it_at_once_and_leaves_nothing(sent: signal.Signals, code: int, told: bytes, good: Path) -> None:
    (good / "rows.csv").unlink()
    os.mkfifo(good / "rows.csv")
    (good / "old.jsonl").write_text("old", encoding="utf-8")
    command = [sys.executable, "-m", "specc", "compile", "good.video.yaml", "-o", "old.jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        rows = (good / "rows.csv").open("w", encoding="utf-8")  # there is a reader now
        process.send_signal(sent)
        out, err = process.communicate(timeout=60)
        rows.close()
    assert (process.returncode, out) == (code, b"")
    assert err.split()[:1] == ([told] if told else [])
    assert sorted(file.name for file in good.iterdir()) == ["good.video.yaml", "old.jsonl", "rows.csv"]
    assert (good / "old.jsonl").read_text(encoding="utf-8") == "old"


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("value", [".inf", "-.inf", ".nan"])
def test_numbers_that_json_has_not_are_refused(value: str, good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("voice: jenny", f"speed: {value}\n    voice: jenny"), encoding="utf-8")
    done = specc("compile", "good.video.yaml")
    assert (done.code, done.out) == (1, "")
    assert "`speech.speed`" in done.err


@pytest.mark.parametrize("encoding", ["rot13", "undefined", "hex", "nonsense", "a\\0b", "utf-16", "idna"])
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_an_encoding_that_cannot_be_used(encoding: str, suffix: str, good: Path, specc: Specc) -> None:
    (good / f"rows.{suffix}").write_bytes(ROWS.encode() + "ñ".encode("latin-1"))
    text = GOOD.replace("rows.csv", f'rows.{suffix}\n  encoding: "{encoding}"')
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    done = specc("lint")
    assert done.code == 1
    assert "error[D101]" in done.out


@pytest.mark.parametrize("delimiter", ["ab", '\\"', "\\n", "\\0", "ü", "false", "1"])
def test_a_delimiter_that_does_not_fit(delimiter: str, good: Path, specc: Specc) -> None:
    text = GOOD.replace("rows.csv", f'rows.csv\n  delimiter: "{delimiter}"')
    (good / "good.video.yaml").write_text(text, encoding="utf-8")
    done = specc("lint")
    assert done.code == 1
    assert "[D10" in done.out


def test_names_that_are_no_text(good: Path, specc: Specc) -> None:
    name = os.fsdecode(b"bad\xff.video.yaml")
    try:
        Path(name).write_text("specc: 7\n", encoding="utf-8")
    except OSError:
        pytest.skip("this disk takes no such names")
    for form in FORMATS:
        for more in ((), ("--output-file", "found.txt")):
            assert specc("lint", name, "--format", form, *more).code == 1
    log = json.loads(specc("lint", name, "--format", "sarif").out)
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bad%FF.video.yaml"


@pytest.mark.parametrize("name", ["loop", "rows.csv/x.yaml", "", "a" * 5000])
def test_stdin_under_a_name_that_cannot_be(name: str, good: Path, specc: Specc) -> None:
    (good / "loop").symlink_to("loop")
    assert specc("lint", "-", "--stdin-filename", name, stdin="specc: 7\n").code == 1


@pytest.mark.parametrize("arguments", [("lint", "-"), ("lint", "piped.video.yaml")])
def test_a_closed_stdin_is_an_empty_one(arguments: tuple[str, ...], good: Path) -> None:
    (good / "piped.video.yaml").write_text(GOOD.replace("from: rows.csv", 'from: "-"'), encoding="utf-8")
    assert closed("<&-", *arguments) == (1, "")


@pytest.mark.parametrize("arguments", [("lint",), ("compile", "good.video.yaml"), ("compile", "good.video.yaml", "--format", "manifest", "--keep-going")])
def test_a_closed_stdout_takes_nothing(arguments: tuple[str, ...], good: Path) -> None:
    assert closed(">&-", *arguments) == (0, "")


def closed(redirection: str, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-m", "specc", *arguments], capture_output=True, env=environment(), check=False, text=True)
    return done.returncode, done.stderr


def test_halves_of_characters_in_data(good: Path, specc: Specc) -> None:
    (good / "rows.jsonl").write_text('{"id": "a\\ud800", "name": "b\\udfff"}\n{"id": "c", "name": ""}\n', encoding="utf-8")
    (good / "good.video.yaml").write_text(GOOD.replace("rows.csv", "rows.jsonl"), encoding="utf-8")
    for form in FORMATS:
        assert specc("lint", "--format", form).code == 1
    assert specc("compile", "good.video.yaml", "--keep-going", "--rejected", "rejected.jsonl").code == 1
