"""The law of the fast path: over any rows, the bytes, the rejected rows and the findings are those of going row by row.

Each shape of a spec runs over thousands of rows, a part of them hostile; and most rows must have gone through the block functions,
by the tier that is meant for the shape, or nothing would be proved.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from both_ways import agreed, write_csv, write_jsonl, write_spec, written
from hostile import COLUMNS, lines, ragged, texts

from specc.audience import parts
from specc.compiler.pieces import Choice, ColumnText, Computed, Piece, Words
from specc.compiler.program import Program
from specc.compiler.tiers import CellPlan, plan
from specc.pipeline import bulk, functions, portions
from specc.pipeline.crew import Crew

ROWS = 1700
BAD = 0.006
LANGUAGES = {"en-US": {"hello": "Hello", "voice": "auto"}, "es-ES": {"hello": "Hola", "voice": "jenny_female_english"}}
SHAPES_OF_CANVAS = {"shape": {"wide": {"width": 1920, "height": 1080}, "tall": {"width": 1080, "height": 1920}}}


@dataclass(frozen=True)
class Shape:
    """`uses` are the paths of the fast code that the shape is there for; `redone_max` the share of rows that may be redone."""

    task: dict[str, Any]
    uses: frozenset[str] = frozenset()
    is_plain: bool = False
    redone_max: float = 0.3
    more: dict[str, Any] = field(default_factory=dict)
    audience: dict[str, Any] = field(default_factory=dict)

    def spec(self, source: str) -> dict[str, Any]:
        task = {"inputs": {"avatar": "woman_business_office"}, **self.task}
        origin: Any = ["rows.csv", "rest.csv"] if source == "several" else f"rows.{source}"
        return {"specc": 1, "model": "heygen:avatar@5", "audience": {"from": origin, **self.audience}, "task": task, **self.more}


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"speech": {"text": text, **more}}


def uses(*names: str) -> frozenset[str]:
    return frozenset(names)


TYPED = {"columns": {"seats": {"type": "integer", "minimum": 0, "maximum": 850}, "speed": {"type": "number"}, "vip": {"type": "boolean"}}}
def heard(audio: str, **more: Any) -> dict[str, Any]:
    return {"inputs": {"avatar": "woman_business_office", "audio": audio, **more}}


LIMITED = {
    "columns": {
        "name": {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[A-Z]"},
        "plan": {"enum": ["free", "pro", "team"]},
        "colour": {"type": ["string", "null"], "pattern": "^(#[0-9a-f]+)?$"},
        "seats": {"type": ["null", "integer"], "multipleOf": 1},
        "text": {"not": {"const": "null"}, "maxLength": 5000},
    }
}
SHAPES: dict[str, Shape] = {
    "words-and-columns": Shape(said("Hello {{ row.title }} {{ row.name }}, {{ row.text }}."), uses("ColumnText", "Words"), redone_max=0.75),
    "columns-in-several-texts": Shape({**said('"{{ row.name }}", {{ row.plan }}\\ {{ row.name }}'), "webhookURL": "https://example.com/{{ row.plan }}/{{ row.id }}/{{ row.name }}"}, uses("ColumnText", "Words"), redone_max=0.75),
    "lone-column": Shape(said("{{ row.text }}"), uses("bare")),
    "lone-few": Shape({**said("{{ row.text }}!", voice="{{ row.plan }}"), "settings": {"fit": "{{ row.fit }}"}}, uses("ColumnText")),
    "choice": Shape(said("Hi {% if row.title %}{{ row.title }} {{ row.name }}{% elif row.plan == 'pro' %}{{ row.name }}{% else %}you{% endif %}"), uses("Choice")),
    "choice-in-choice": Shape(said("{% if row.plan == 'pro' %}{% if row.vip %}{{ row.name }}{% else %}{{ row.text }}{% endif %}{% endif %}."), uses("Choice")),
    "filters": Shape(said("{{ row.name | upper }} {{ row.title | default('friend', true) | lower }} {{ row.text | trim | replace('7', 'seven') }}"), uses("Computed")),
    "defaults": Shape(said("{{ row.colour | default('none') }} {{ row.nickname | default('friend') }} {{ row.name }}"), uses("Computed")),
    "omitted": Shape({**said("{{ row.name }}."), "settings": {"backgroundColor": "{{ row.colour or omit }}", "fit": "{{ row.fit }}"}}, uses("optional")),
    "all-omitted": Shape(
        {**said("{{ row.name }}."), "settings": {"backgroundColor": "{{ row.colour or omit }}"}, "safety": {"mode": "{{ 'fast' if row.title else omit }}", "checkContent": "{{ true if row.plan == 'pro' else omit }}"}},
        uses("optional"),
        redone_max=0.35,
    ),
    "speech-or-audio": Shape(
        {"inputs": {"avatar": "woman_business_office", "audio": "{{ row.audio if row.plan == 'pro' else omit }}"}, "speech": {"text": "{{ omit if row.plan == 'pro' else row.text }}"}},
        uses("optional"),
    ),
    "numbers": Shape({**said("{{ row.seats + 1 }} seats, {{ row.name }}", speed="{{ row.speed }}"), "settings": {"caption": "{{ row.vip }}"}}, uses("remembered"), audience=TYPED),
    "contract": Shape(said("{{ row.name }} {{ row.seats or 'no' }} {{ row.plan }}"), audience={**LIMITED, "key": "id"}),
    "keys-and-files": Shape(said("{{ row.name }}"), audience={"key": "id"}, more={"output": {"file": "{{ row.plan }}/{{ row.id }}"}}),
    "files-alone": Shape(said("{{ row.text }}"), uses("bare"), more={"output": {"file": "{{ row.name }}"}}),
    "files-collide": Shape(said("{{ row.plan }} {{ row.vip }}"), more={"output": {"file": "{{ row.plan }}-{{ row.title }}"}}, redone_max=0.9),
    "same-videos": Shape(said("{{ row.plan }} {{ row.vip }}")),
    "results": Shape({**said("{{ row.name }}"), "numberResults": 2}, more={"output": {"file": "{{ row.seats }}{{ '-2' if row.vip == 'yes' }}"}}),
    "results-by-row": Shape({**said("{{ row.name }}"), "numberResults": "{{ 2 if row.plan == 'pro' else 1 }}"}, more={"output": {"file": "{{ row.seats }}{{ '-2' if row.vip == 'yes' }}"}}),
    "ids": Shape({**said("{{ row.name }}", voice="{{ row.plan }}", language="{{ row.lang }}"), "inputs": {"avatar": "{{ row.avatar }}"}}, uses("remembered")),
    "ids-many": Shape({**said("{{ row.plan }}", voice="{{ row.name }}"), "inputs": {"avatar": "{{ row.id }}-{{ row.name }}"}}, uses("ColumnText")),
    "languages": Shape(said("{{ language.hello }} {{ row.name }}", voice="{{ language.voice }}"), more={"languages": LANGUAGES}),
    "language-of-row": Shape(said("{{ language.hello }} {{ row.name }}"), more={"languages": LANGUAGES}, audience={"language": "lang", "key": "id"}),
    "language-left-out": Shape(
        {**said("{{ language.hello }} {{ row.name }}"), "width": "{{ matrix.shape.width }}", "height": "{{ matrix.shape.height }}"},
        more={"languages": LANGUAGES, "matrix": {**SHAPES_OF_CANVAS, "exclude": [{"language": "es-ES", "shape": "tall"}]}},
        audience={"language": "lang"},
    ),
    "cell-in-error": Shape(said("{{ row.name }}", speed="{{ language.speed }}"), more={"languages": {"en-US": {"speed": 1}, "es-ES": {"speed": 9}}}),
    "when": Shape(said("{{ row.name }}{{ language.hello }}"), more={"languages": LANGUAGES, "when": "row.plan != 'free' or language.code == 'en-US'"}),
    "where": Shape(said("{{ row.name }}"), audience={"where": "row.plan != 'free' and row.seats > 3", **TYPED}),
    "where-of-all": Shape(said("{{ row.name }}"), audience={"where": "row.get('plan') != 'free' and row_number > 5"}),
    "row-number": Shape(said("{{ row_number }}: {{ row.name }}"), uses("rendered"), more={"output": {"file": "v/{{ row_number }}"}}),
    "constant": Shape(said("Hello"), more={"output": {"file": "v/{{ row_number }}"}}),
    "numbers-in-words": Shape(
        said("{{ row.seats | number }} {{ (row.seats / 7) | currency('EUR') }} {{ 0.25 | percent }} {{ row.name }}"),
        uses("Computed"),
        more={"languages": LANGUAGES},
        audience={"columns": {"seats": {"type": "integer"}}},
    ),
    "numbers-in-a-locale": Shape(said("{{ row.seats | int | number(locale='de') }} {{ row.name }}"), uses("Computed")),
    "methods": Shape(said("{{ row.get('title', '-') }} {{ row.name }}{% for key, value in row.items() %}{{ '.' if value }}{% endfor %}"), uses("rendered")),
    "macro": Shape(said("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(row.name) }} {{ m(row.plan) }}"), uses("Computed")),
    "loop": Shape(said("{% for word in row.text.split(' ') %}{{ word }}{{ ', ' if not loop.last }}{% endfor %} {{ row.plan }}"), uses("Computed")),
    "include": Shape(said("{{ row.name }} {% include 'part.j2' %}")),
    "set": Shape(said("{% set who = row.title ~ row.name %}Hi {{ who | trim }}, {{ row.plan }}"), uses("Computed")),
    "dynamic": Shape(said("{{ row[vars.column] }} {{ row.plan }}"), uses("rendered"), more={"vars": {"column": "name"}}),
    "white-space": Shape(said("  {{ row.name }}\n\n{%- if row.title -%}  {{ row.title }}  {%- endif %}\n{# note #}\t{{ row.plan }}\n"), uses("Computed")),
    "extends": Shape({"speech": {"text": "{{ row.name }}"}}, more={"extends": "base.yaml"}),
    "across": Shape({**said("{{ row.name }}"), "ttl": 90, "outputType": "{{ row.plan if row.plan == 'x' else 'URL' }}"}),
    "constant-in-error": Shape({**said("{{ row.name }}"), "width": 2**70}, redone_max=1),
    "media-few": Shape(heard("clips/{{ row.plan }}.mp3"), uses("remembered")),
    "media-many": Shape(heard("clips/{{ row.seats }}.mp3"), uses("ColumnText")),
    "media-alone": Shape(heard("{{ row.audio }}"), uses("bare")),
    "media-constant": Shape({**heard("./clips/pro.mp3", background="{{ language.scene }}"), "settings": {"removeBackground": True}}, more={"languages": {"en-US": {"scene": "clips/cover.gif"}, "es-ES": {"scene": "clips/pro.mp3"}}}),
    "media-or-address": Shape(heard("{{ 'clips/pro.mp3' if row.plan == 'pro' else row.audio }}")),
    "media-of-another-kind": Shape({**said("{{ row.name }}"), **heard("{{ omit }}", background="clips/{{ row.fit }}.gif"), "settings": {"removeBackground": True}}, redone_max=1),
    "many-pieces": Shape(said(" ".join(["{{ row.name }}"] * 70))),
}


FILES = ("choice", "contract", "keys-and-files", "numbers", "all-omitted", "language-of-row", "where", "ids")
"""The shapes that are tried on each kind of file."""

CASES = [(name, source) for name in SHAPES for source in ("csv", "jsonl")] + [(name, source) for name in FILES for source in ("several", "parquet")]


@pytest.mark.parametrize(("name", "source"), CASES)
def test_at_speed_is_row_by_row(name: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SAMPLE_ROWS_MAX", 600)  # so that functions are planned twice
    shape = SHAPES[name]
    write_rows(tmp_path, source, name)
    write_clips(tmp_path, name)
    outcome = agreed(write_spec(tmp_path, shape.spec(source)))
    made = outcome.bulks[-1]
    assert made.audience.count == ROWS
    assert {plan.tier == "plain" for plan in made.functions.plans} == {shape.is_plain}
    assert shape.uses <= {use for plan in made.functions.plans for use in _uses(plan)}
    assert made.redone <= shape.redone_max * ROWS


@pytest.mark.parametrize("name", SHAPES)
def test_a_plain_cell_is_one_of_the_others(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every second cell goes the plain way, or the only one."""
    turns = itertools.count()

    def plainly(program: Program, *others: Any) -> CellPlan:
        return plan(program, *others) if next(turns) % 2 else CellPlan(program, (), None, None, why="it is told to")

    monkeypatch.setattr(functions, "plan", plainly)
    write_rows(tmp_path, "csv", name)
    write_clips(tmp_path, name)
    agreed(write_spec(tmp_path, SHAPES[name].spec("csv")))


@pytest.mark.parametrize(("name", "source"), [(name, source) for name in SHAPES for source in ("csv", "jsonl", "several")])
def test_several_processes_are_one(name: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SAMPLE_ROWS_MAX", 400)
    monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1000)
    monkeypatch.setattr(portions, "PART_BYTES_MAX", 4000)
    write_rows(tmp_path, source, name)
    write_clips(tmp_path, name)
    path = write_spec(tmp_path, SHAPES[name].spec(source))
    cut: list[parts.Part | None] = []
    monkeypatch.setattr(Crew, "_next_part", lambda crew, find=Crew._next_part: (cut.append(find(crew)), cut[-1])[1])
    one, several = written(path, tmp_path / "one", 1), written(path, tmp_path / "several", 3)
    assert several == one
    assert len(list(filter(None, cut))) > 3


def write_rows(folder: Path, source: str, seed: str) -> None:
    rows = texts(seed, ROWS, bad=BAD)
    (folder / "part.j2").write_text("of {{ row.plan }}")
    (folder / "base.yaml").write_text("task: {speech: {speed: '{{ row.speed | float }}', text: none}, settings: {fit: '{{ row.fit }}'}}")
    if source == "csv":
        write_csv(folder / "rows.csv", COLUMNS, ragged(seed, rows, bad=BAD))
    elif source == "several":
        records = list(ragged(seed, rows, bad=BAD))
        write_csv(folder / "rows.csv", COLUMNS, records[: ROWS // 2])
        write_csv(folder / "rest.csv", COLUMNS[::-1], (record[::-1] for record in records[ROWS // 2 :]))
    elif source == "parquet":
        write_parquet(folder / "rows.parquet", rows)
    else:
        write_jsonl(folder / "rows.jsonl", lines(seed, rows, bad=BAD))


def write_clips(folder: Path, shape: str) -> None:
    """The files that shapes with media name. One of them isn't what its name says, and some aren't there."""
    if not shape.startswith("media"):
        return
    clips = folder / "clips"
    clips.mkdir()
    for name in ("free", "pro", "team", *range(900 if shape == "media-many" else 0)):
        (clips / f"{name}.mp3").write_bytes(b"ID3" + str(name)[-2:].encode())
    (clips / "cover.gif").write_bytes(b"GIF89a")
    (clips / "contain.gif").write_bytes(b"ID3")


def write_parquet(path: Path, rows: Iterator[dict[str, str]]) -> None:
    """Typed, null where the text is of no such type."""
    pl = pytest.importorskip("polars")
    text = pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    vip = pl.col("vip").replace_strict({"yes": True, "true": True, "no": False, "0": False}, default=None)
    typed = text.with_columns(pl.col("seats").cast(pl.Int64, strict=False), pl.col("speed").cast(pl.Float64, strict=False), vip)
    typed.write_parquet(path)


def _uses(plan: CellPlan) -> Iterator[str]:
    for hole in plan.holes:
        if hole.is_remembered:
            yield "remembered"
        if hole.is_optional:
            yield "optional"
        if hole.scalar.bare and not hole.is_remembered:
            yield "bare"
        yield from _of_pieces(hole.pieces or ())
        if hole.columns is None:
            yield "rendered"


def _of_pieces(pieces: tuple[Piece, ...]) -> Iterator[str]:
    names: dict[type, str] = {Words: "Words", ColumnText: "ColumnText", Computed: "Computed", Choice: "Choice"}
    for piece in pieces:
        yield names[type(piece)]
        if isinstance(piece, Choice):
            yield from _of_pieces((*piece.then, *piece.otherwise))
