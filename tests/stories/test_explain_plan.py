"""`specc compile --explain-plan`: what it tells, and what it leaves alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from specc.compiler import guarding
from tests.stories.conftest import GOOD, Done, Specc

TWELVE = GOOD.replace("  en-US: {hello: Hello}\n  es-ES: {hello: Hola}\n", "".join(f"  {name}: {{hello: Hello {name}}}\n" for name in ("en-US", "es-ES", "fr-FR", "de-DE", "it-IT", "pt-BR", "nl-NL", "pl-PL", "sv-SE", "da-DK", "fi-FI", "nb-NO")))
MANY = "id,name\n" + "".join(f"k{number},Name {number}\n" for number in range(20_000))


def explained(done: Done) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done.out)
    assert document["version"] == 1
    (spec,) = document["specs"]
    return dict(spec)


def test_few_rows(good: Path, specc: Specc) -> None:
    done = specc("compile", "good.video.yaml", "--explain-plan")
    assert (done.code, done.err) == (0, "")
    assert done.out == """\
good.video.yaml:
  spec       good, heygen:avatar@5
  rows       rows.csv, 3 rows read, which are all; key id
             so few rows take the plain tier; what follows would be done with
             more like them
  repeating  no column repeats its values
  varied     id, name
  contract   name: string, not empty, checked for every row

  2 cells    language en-US, es-ES
             made the same way; words and files below are those of the first
    tier       spliced
    constant   5 parameters: taskType, model, inputs.avatar, speech.voice,
               speech.language
    decided    19 checks, for all rows
    across     8 checks of several parameters, once for all rows:
               - task has taskType, taskUUID, model, inputs
               - speech: refuses `speech` has no `text`
               - task: refuses `width` without `height`
               - task: refuses `height` without `width`
               - task: refuses `resolution` together with `width` or `height`
               - task: refuses both `speech` and `inputs.audio`
               - task: refuses neither `speech` nor `inputs.audio`: the avatar
               has nothing to say
               - task: refuses `ttl` with an `outputType` other than `URL`
    speech.text  good.video.yaml:17
      spliced    put together from pieces; hangs on name
      piece      "Hello "
      piece      column name, as it is
      piece      "."
      checks     string, 1 to 5,000 characters
    output.file  good.video.yaml:19
      spliced    put together from pieces; hangs on id
      piece      "en-US/"
      piece      column id, as it is

The same bytes and findings by three tiers, the quickest first:
  spliced    each value hangs on few columns: it is rendered, checked and
             escaped once for each of their values, or put together from the
             columns as they are
  rendered   some template needs more of the row than a few columns that repeat:
             it runs for every row, and the rest of the task is spliced around
             it
  plain      the whole task is rendered and validated row by row, which alone
             can say what is wrong: a cell's first rows, and every row that the
             other two refuse, come this way as well
"""


def test_twelve_languages_are_one_block(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(TWELVE, encoding="utf-8")
    (cells,) = explained(specc("compile", ".", "--explain-plan", "--format", "json"))["cells"]
    assert len(cells["names"]) == 12
    assert [piece["kind"] for piece in cells["plan"]["holes"][0]["pieces"]] == ["words", "column", "words"]
    assert "12 cells" in specc("compile", ".", "--explain-plan").out


def test_no_more_is_read_than_the_sample_needs(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text(MANY + "bad,row,here\n", encoding="utf-8")
    done = specc("compile", ".", "--explain-plan", "--format", "json")
    rows = explained(done)["rows"]
    assert (done.code, rows["read"], rows["is_all"], rows["is_few"]) == (0, 4096, False, False)


@pytest.mark.parametrize(("text", "tier", "fill"), [
    ("{{ row.name }}", "spliced", "column"),
    ("{{ row.name }}, {{ row.id | upper }}", "rendered", "pieces"),
    ("{% for name in row.values() %}{{ name }}{% endfor %}", "rendered", "pieces"),
    ("{{ row.nick | default('you') }}", "spliced", "remembered"),
])  # fmt: skip
def test_tiers_of_a_text(text: str, tier: str, fill: str, good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("{{ language.hello }} {{ row.name }}.", text), encoding="utf-8")
    (cells,) = explained(specc("compile", ".", "--explain-plan", "--format", "json"))["cells"]
    (hole,) = cells["plan"]["holes"]
    assert (cells["plan"]["tier"], hole["path"], hole["fill"], hole["file"], hole["line"]) == (tier, "speech.text", fill, "good.video.yaml", 17)


def test_what_may_be_omitted_makes_sets_of_keys(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("    voice:", '    speed: "{{ row.speed | default(omit) }}"\n    voice:'), encoding="utf-8")
    out = specc("compile", ".", "--explain-plan").out
    assert "once for each set of keys that" in out
    assert "once: it hangs on no column of the data; may be omitted" in out


def test_a_plain_cell_says_why(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "HOLES_MAX", 0)
    (good / "good.video.yaml").write_text(GOOD.replace("task:\n", "task:\n  ttl: 90\n  outputType: \"{{ 'URL' if row.name else 'base64Data' }}\"\n"), encoding="utf-8")
    out = specc("compile", ".", "--explain-plan").out
    assert "tier       plain: `not` at `task` hangs on values of rows" in out
    assert "rendered and checked with its task, for every row" in out


def test_without_an_audience_everything_is_constant(project: Path, specc: Specc) -> None:
    (project / "one.video.yaml").write_text("specc: 1\nmodel: heygen:avatar@5\ntask:\n  inputs: {avatar: Caroline_Business_Standing_Front_public}\n  speech: {text: Hi}\n", encoding="utf-8")
    spec = explained(specc("compile", ".", "--explain-plan", "--format", "json"))
    assert spec["rows"] is None
    assert spec["cells"][0]["plan"]["tier"] is None
    done = specc("compile", ".", "--explain-plan")
    assert "none: the spec has no audience, so everything is constant" in done.out
    assert "Jinja" not in done.out


def test_a_cell_that_is_never_made(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("task:\n", "when: language.code == 'en-US'\ntask:\n"), encoding="utf-8")
    first, second = explained(specc("compile", ".", "--explain-plan", "--format", "json"))["cells"]
    assert (first["plan"]["is_made"], second["plan"]["is_made"]) == (True, False)
    assert "none: `when` is false" in specc("compile", ".", "--explain-plan").out


@pytest.mark.parametrize(("spec", "problem"), [
    ("specc: 1\nmodel: [\n", "it can't be compiled"),
    ("specc: 1\nmodel: nothing\ntask: {}\n", "it can't be compiled"),
    (GOOD.replace("rows.csv", "none.csv"), "its audience can't be read"),
])  # fmt: skip
def test_what_can_not_be_planned(spec: str, problem: str, good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(spec, encoding="utf-8")
    done = specc("compile", ".", "--explain-plan")
    assert done.code == 1
    assert f"no plan    {problem}" in done.out
    assert "error[" in done.err
    assert "nothing was written" not in done.err
    assert explained(specc("compile", ".", "--explain-plan", "--format", "json"))["problem"] == problem


def test_errors_of_a_cell_go_to_stderr(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("    voice:", "    speed: 9\n    voice:"), encoding="utf-8")
    done = specc("compile", ".", "--explain-plan")
    assert done.code == 1
    assert "error[P105]" in done.err
    assert "none of its videos is made" in done.out


def test_nothing_is_made(good: Path, specc: Specc) -> None:
    before = sorted(good.iterdir())
    assert 'taskUUID":' not in specc("compile", ".", "--explain-plan", "--format", "json").out
    assert sorted(good.iterdir()) == before


def test_an_empty_audience(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text("id,name\n", encoding="utf-8")
    done = specc("compile", ".", "--explain-plan")
    assert done.code == 1
    assert "error[D101]" in done.err
    assert "0 rows read" in done.out


def test_rows_of_standard_input(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("rows.csv", "'-'"), encoding="utf-8")
    done = specc("compile", ".", "--explain-plan", "--format", "json", stdin=MANY)
    assert explained(done)["rows"]["read"] == 4096


@pytest.mark.parametrize(("options", "message"), [
    (("-o", "tasks.json"), "not with -o"),
    (("--row", "a"), "not with --row"),
    (("--limit", "2"), "not with --limit"),
    (("--shard", "1/2"), "not with --shard"),
    (("--keep-going",), "not with --keep-going"),
    (("--format", "jsonl"), "written as text or json, not as jsonl"),
])  # fmt: skip
def test_options_about_tasks(options: tuple[str, ...], message: str, good: Path, specc: Specc) -> None:
    done = specc("compile", str(good), "--explain-plan", *options)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_tasks_are_never_text(good: Path, specc: Specc) -> None:
    done = specc("compile", str(good), "--format", "text")
    assert done.code == 2
    assert "--format text goes with --explain-plan" in done.err


def test_only_and_set(good: Path, specc: Specc) -> None:
    (cells,) = explained(specc("compile", ".", "--explain-plan", "--format", "json", "--only", "language=es-ES"))["cells"]
    assert cells["names"] == [{"language": "es-ES"}]
    assert specc("compile", ".", "--explain-plan", "--set", "nothing=1").code == 2


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_lines_fit(columns: int, good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    wide = "字幕" * 60
    (good / "good.video.yaml").write_text(GOOD.replace("row.name", f"row['{wide}']").replace("Hello", wide), encoding="utf-8")
    (good / "rows.csv").write_text(f"id,name,{wide}\na,b,c\n", encoding="utf-8")
    out = specc("compile", ".", "--explain-plan").out
    assert max(map(cell_len, out.splitlines())) <= columns


def test_colours_are_for_terminals(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in specc("compile", str(good), "--explain-plan").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in specc("compile", str(good), "--explain-plan").out
