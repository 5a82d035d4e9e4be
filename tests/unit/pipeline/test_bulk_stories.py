"""What millions of rows meet one by one: each of these went wrong once, or would go wrong quietly."""

import gc
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from both_ways import Outcome, Recorder, agreed, at_speed, row_by_row, write_csv, write_jsonl, write_spec

from specc.base.fault import Sighting
from specc.check.engine import FOLDS_MAX, Findings
from specc.compiler.memo import ENTRIES_MAX, Memo
from specc.compiler.tiers import CellPlan
from specc.pipeline import Compilation, NoSink, Selection, compilation, functions
from specc.pipeline.outputs import Output

AVATAR = {"avatar": "woman_business_office"}
ROWS = 900


def spec(task: dict[str, Any], *, source: str = "rows.csv", audience: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"specc": 1, "model": "heygen:avatar@5", "audience": {"from": source, **(audience or {})}, "task": {"inputs": AVATAR, **task}, **more}


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"speech": {"text": text, **more}}


def numbered(*columns: str) -> list[list[str]]:
    return [[f"{column}{number}" for column in columns] for number in range(ROWS)]


# What people write every day has nothing wrong with it, and no row of it is done twice.


ORDINARY: dict[str, dict[str, Any]] = {
    "a default for a column the data doesn't have": spec(said("Hi {{ row.nick | default('you') }} {{ row.id }}", speed="{{ row.pace | default(omit) }}")),
    "a default for what is empty": spec(said("Hi {{ row.title | default('friend', true) }} {{ row.id }}")),
    "a part for what isn't empty": spec(said("Hi {% if row.title %}{{ row.title }} {% endif %}{{ row.id }}")),
    "a part that says what it has many values of": spec(said("Hi {% if row.some %}{{ row.some }} {% endif %}{{ row.id }}")),
    "a choice in words": spec(said("Hi {{ row.some if row.some else 'you' }} {{ row.id }}")),
    "a choice of parts": spec(said("{% if row.plan == 'a' %}Mr {{ row.id }}{% elif row.plan == 'b' %}Ms {{ row.id }}{% else %}{{ row.name }}{% endif %}")),
    "typed columns": spec(
        {**said("{{ row.id }} {{ row.seats + 1 }}{% if row.vip %} vip{% endif %}", speed="{{ row.speed }}"), "settings": {"caption": "{{ row.vip }}"}},
        audience={"columns": {"seats": {"type": "integer", "minimum": 0}, "vip": {"type": "boolean"}, "speed": {"type": "number"}}},
    ),
    "a number that may be missing": spec(said("{{ row.id }} {{ row.blank or 'no' }} seats"), audience={"columns": {"blank": {"type": ["null", "integer"], "minimum": 0}}}),
    "a contract": spec(said("{{ row.id }} {{ row.name }}"), audience={"key": "id", "columns": {"name": {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^N"}, "plan": {"enum": ["a", "b", "c"]}}}),
    "ids outside the catalog": spec({**said("{{ row.id }}"), "inputs": {"avatar": "{{ row.plan }}"}}),
    "a mapping that comes and goes": spec({**said("{{ row.id }}"), "settings": {"backgroundColor": "{{ row.colour or omit }}"}}),
    "a script or a recording": spec({"inputs": {**AVATAR, "audio": "{{ row.url if row.title else omit }}"}, "speech": {"text": "{{ omit if row.title else row.name }}"}}),
    "a canvas by name, sometimes": spec({**said("{{ row.id }}"), "resolution": "{{ '4K' if row.title else omit }}"}),
    "a canvas by size": spec({**said("{{ row.id }}"), "width": "{{ row.seats | int }}", "height": "{{ row.seats | int }}"}),
    "lines to live by": spec({**said("{{ row.id }}"), "ttl": "{{ 60 + row.seats | int }}", "outputType": "URL"}),
    "a language a row": spec(said("{{ language.code }} {{ row.id }}"), audience={"language": "lang"}, languages={"en-US": {}, "es-ES": {}}),
    "all languages": spec(said("{{ language.code }} {{ row.id }}"), languages={"en-US": {}, "es-ES": {}}),
    "when and where": spec(said("{{ row.id }}"), audience={"where": "row.plan != 'a' and row.seats | int > 1"}, when="row.title or row.plan == 'b'"),
    "a macro": spec(said("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(row.id) }} {{ m(row.name) }}")),
    "a loop": spec(said("{% for x in row.name.split('e') %}{{ x }} {% endfor %}{{ row.id }}")),
    "methods of the row": spec(said("{{ row.get('title', 'x') }} {{ row.id }}")),
    "letters of the world": spec(said("{{ row.world }}"), output={"file": "{{ row.world }}"}),
    "marks and signs": spec(said("{{ row.signs }}!")),
    "images in the data": spec({**said("{{ row.id }}"), "inputs": {**AVATAR, "background": "{{ row.image }}"}}),
    "the number of the row": spec(said("No {{ row_number }}"), output={"file": "v/{{ row_number }}"}),
}


def ordinary(number: int) -> dict[str, str]:
    return {
        "id": f"i{number}",
        "name": f"Name{number}",
        "title": "" if number % 2 else "Dr",
        "some": "" if number % 2 else f"S{number}",
        "plan": "abc"[number % 3],
        "seats": str(number),
        "blank": "" if number % 2 else str(number),
        "vip": "yes" if number % 3 else "no",
        "speed": "1.25",
        "colour": "" if number % 3 else "#fff",
        "url": f"https://example.com/{number}",
        "lang": "en-US" if number % 2 else "es-ES",
        "world": f"José Ñ 日本 {number}",
        "signs": f'+1 "quoted" \\ {number}',
        "image": f"data:image/png;base64,{number:04}" + "A" * 70_000 * (number > 260),
    }


@pytest.mark.parametrize("name", ORDINARY)
def test_nothing_is_done_twice_where_nothing_is_wrong(name: str, tmp_path: Path) -> None:
    rows = [ordinary(number) for number in range(330 if "images" in name else ROWS)]
    if "images" not in name:
        rows = [{column: value for column, value in row.items() if column != "image"} for row in rows]
    write_csv(tmp_path / "rows.csv", rows[0], (row.values() for row in rows))
    outcome = agreed(write_spec(tmp_path, ORDINARY[name]))
    assert len(outcome.tasks) > len(rows) / 4
    assert outcome.redone == 0


@pytest.mark.parametrize("name", ORDINARY)
def test_a_plain_cell_leaves_the_others_at_speed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "plan", lambda program, *_: CellPlan(program, (), None, None, why="it is told to"))
    test_nothing_is_done_twice_where_nothing_is_wrong(name, tmp_path)


LINES: dict[str, tuple[dict[str, Any], Any]] = {
    "keys that are missing": (said("{{ row.n | default('you') }} {{ row.id }}", speed="{{ row.s | default(omit) }}"), lambda i: {"id": i} | ({"n": f"N{i}"} if i % 2 else {"s": 1.25})),
    "whether a key is there": (said("{% if row.n is defined %}{{ row.n }}{% endif %} {{ row.id }}"), lambda i: {"id": i} | ({"n": f"N{i}"} if i % 2 else {})),
    "numbers in a text": (said("{{ row.id }} {{ row.n }}"), lambda i: {"id": i, "n": i * 1.5}),
    "lists": (said("{{ row.id }} {{ row.tags | join(', ') }}"), lambda i: {"id": i, "tags": ["a", f"b{i}"]}),
    "lists, later on": (said("{{ row.id }} {{ (row.tags or []) | join(', ') }}."), lambda i: {"id": i, "tags": ["a", "b"] if i > 600 else None}),
    "mappings": (said("{{ row.who.name }} {{ row.id }}"), lambda i: {"id": i, "who": {"name": f"N{i}"}}),
    "nulls": ({**said("No {{ row.id }}"), "settings": {"fit": "{{ row.fit or omit }}"}}, lambda i: {"id": i, "fit": None if i % 2 else "cover"}),
}


@pytest.mark.parametrize("name", LINES)
def test_json_lines_are_done_once(name: str, tmp_path: Path) -> None:
    task, row = LINES[name]
    write_jsonl(tmp_path / "rows.jsonl", map(row, range(ROWS)))
    outcome = agreed(write_spec(tmp_path, spec(task, source="rows.jsonl")))
    assert len(outcome.tasks) == ROWS
    assert outcome.redone == 0


def test_text_of_json_lines_is_put_together_as_that_of_tables(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "rows.jsonl", [{"id": f"i{number}", "n": f"N{number}", "plan": "ab"[number % 2]} for number in range(ROWS)])
    outcome = agreed(write_spec(tmp_path, spec(said("{{ row.n }}, {{ row.plan }}"), source="rows.jsonl", audience={"key": "id"})))
    (plan,) = outcome.bulks[-1].functions.plans
    assert outcome.bulks[-1].functions.setting.record.texts == {"id", "n", "plan"}
    assert (plan.tier, outcome.redone) == ("spliced", 0)


@pytest.mark.parametrize("odd", [None, 7, 7.5, True, ["x"], {"x": 1}, "MISSING"])
@pytest.mark.parametrize("column", ["id", "n", "plan"])
def test_what_was_text_and_is_none_later(column: str, odd: Any, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"id": f"i{number}", "n": f"N{number}", "plan": "ab"[number % 2]} for number in range(ROWS)]
    for number in (700, 701, 880):
        rows[number] = {name: odd if name == column else value for name, value in rows[number].items() if name != column or odd != "MISSING"}
    write_jsonl(tmp_path / "rows.jsonl", rows)
    audience = {"key": "id", "where": "row.plan != 'c'", "columns": {"n": {"minLength": 1}, "plan": {"type": "string"}}}
    outcome = agreed(write_spec(tmp_path, spec(said("{{ row.n }}, {{ row.plan }}"), source="rows.jsonl", audience=audience)))
    assert outcome.redone == 3


# What went wrong once.


@pytest.mark.parametrize("condition", ["row.get('n') != 'n3'", "row.values() | list | length > 1", "row.n | default('x') != 'n3'"])
def test_methods_of_a_row_see_all_of_it(condition: str, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "rows.jsonl", [{"id": number, "n": f"n{number % 7}"} for number in range(ROWS)])
    made = spec(said("{{ row.get('n') }} {% for k, v in row.items() %}{{ k }}={{ v }}, {% endfor %}"), source="rows.jsonl", audience={"where": condition}, when=condition)
    agreed(write_spec(tmp_path, made))


@pytest.mark.parametrize("line", ["no JSON", "[1]", "null"])
def test_a_line_that_is_no_object_makes_nothing(line: str, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "rows.jsonl", [line if number % 400 == 399 else {"id": number} for number in range(ROWS)])
    outcome = agreed(write_spec(tmp_path, spec(said("Hi"), source="rows.jsonl", output={"file": "{{ row_number }}"})))
    assert len(outcome.tasks) == ROWS - 2


@pytest.mark.parametrize("count", ["{{ row.n }}", 2])
def test_files_of_several_results_collide(count: Any, tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ("id", "n", "f"), [[str(number), "2" if number % 5 else "1", f"f{number // 3}{'-2' if number % 2 else ''}"] for number in range(ROWS)])
    made = spec({**said("{{ row.id }}"), "numberResults": count}, output={"file": "{{ row.f }}"}, audience={"columns": {"n": {"type": "integer"}}})
    assert any(item.codes == ("M106",) for item in agreed(write_spec(tmp_path, made)).rejected)


def test_warnings_say_the_cell_and_the_value_as_templates_see_it(tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ("id", "n", "a"), [[str(number), f"n{number}" + " " * (number > 500 and number % 9 == 0), "1" if number < 600 else "007"] for number in range(ROWS)])
    task = {**said("{{ row.id }} {{ row.n }} {{ language.code }}"), "inputs": {"avatar": "{{ row.a | string }}"}}
    outcome = agreed(write_spec(tmp_path, spec(task, languages={"en-US": {}, "es-ES": {}}, audience={"columns": {"a": {"type": "integer"}}})))
    assert {(finding.code, finding.occurrences.cells) for finding in outcome.findings} == {("A108", 2), ("D108", 2), ("P116", 2)}


SELECTIONS = [Selection(limit=300), Selection(limit=1), Selection(rows=frozenset(("3", "4"))), Selection(only={"language": frozenset(("es-ES",))}), Selection(limit=7, rows=frozenset(("3", "9", "4", "40")))]


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("text", ["{{ row.id }}", "{{ row.n }} {{ language.code }}"])
def test_a_selection_finds_what_all_rows_find(selection: Selection, text: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ("id", "n"), [[str(number // 2), str(number % 40) if number % 10 else ""] for number in range(ROWS)])
    made = spec(said(text), audience={"key": "id"}, languages={"en-US": {}, "es-ES": {}})
    agreed(write_spec(tmp_path, made), selection=selection)


def test_several_specs_share_their_files(tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ("id",), [[str(number)] for number in range(ROWS)])
    paths = [write_spec(tmp_path, spec(said(f"{text} {{{{ row.id }}}}"), output={"file": file}), name=name) for name, text, file in (("a", "Hi", "v/{{ row.id }}"), ("b", "Hi", "w/{{ row.id }}"), ("c", "Ho", "V/{{ row.id }}"))]
    outcome = agreed(*paths)
    assert len(outcome.tasks) == 2 * ROWS
    once = Outcome()
    compilation(paths, Selection()).run(Recorder(once, is_once=True))
    assert [task[1] for task in once.tasks] == list(dict.fromkeys(task[1] for task in outcome.tasks))


@pytest.mark.parametrize("rows", [[str(number // 2) for number in range(ROWS)], [str(number) for number in range(ROWS)], [str(number % 600) + " " * (number % 3) for number in range(20_000)]])
def test_standard_input_is_read_as_often_as_needed(rows: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "".join(f"{row}\n" for row in ["id", *rows]).encode()
    path = write_spec(tmp_path, spec(said("{{ row.id }}"), source="-", audience={"key": "id"}))

    def feed() -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

    feed()
    quick = at_speed([path])
    feed()
    slow = row_by_row([path])
    assert (quick.tasks, quick.rejected, quick.counts) == (slow.tasks, slow.rejected, slow.counts)
    assert len(quick.tasks) == len({row.strip() for row in rows})


@pytest.mark.parametrize("form", ["json", "jsonl", "manifest"])
def test_a_key_that_utf_8_cannot_write(form: str, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "rows.jsonl", [{"id": f"{number}{chr(0xD800) if number == 700 else 'é'}"} for number in range(ROWS)])
    written: list[bytes] = []
    output = Output(form, SimpleNamespace(write=written.append, restart=written.clear), lambda _item: None, lambda: None)
    compilation([write_spec(tmp_path, spec(said("No {{ row_number }}"), source="rows.jsonl", audience={"key": "id"}))], Selection()).run(output)
    output.end()
    lines = b"".join(written).decode().strip().split("\n")
    assert len(lines) == ROWS + 2 * (form == "json")
    if form == "manifest":
        assert [json.loads(line)["key"] for line in lines][699:702] == ["699é", "700\ud800", "701é"]


@pytest.mark.parametrize("audience", [{"language": "zz"}, {"key": "zz"}, {"columns": {"zz": {"type": "integer"}}}, {"where": "row.zz"}, {"where": False}, {"where": "row.id >"}])
def test_columns_that_are_not_there(audience: dict[str, Any], tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ("id",), [[str(number)] for number in range(ROWS)])
    agreed(write_spec(tmp_path, spec(said("{{ row.id }} {{ language.code }}"), audience=audience, languages={"en-US": {}, "es-ES": {}})))


# Memory.

WAYS = {
    "the same mistake": spec(said("{{ row.blank }}")),
    "a language of its own": spec(said("{{ row.id }}"), audience={"language": "id"}, languages={"en-US": {}}),
    "an id of its own": spec({**said("{{ row.id }}"), "inputs": {"avatar": "{{ row.id }}"}}),
    "a file of its own": spec(said("{{ row.id }}"), output={"file": "con.{{ row.id }}"}),
    "a key of its own": spec(said("{{ row[row.id] }}")),
}


@pytest.mark.parametrize(("way", "rows"), [(way, 20_000 if way == "an id of its own" else 5000) for way in WAYS])
def test_many_mistakes_take_no_memory(way: str, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rows.csv").write_text("id,blank\n" + "".join(f"r{number},\n" for number in range(rows)))
    held: list[Findings] = []
    end = Compilation._end
    monkeypatch.setattr(Compilation, "_end", lambda self, unit, building: (held.append(building.findings), end(self, unit, building)))
    made = compilation([write_spec(tmp_path, WAYS[way])], Selection())
    made.run(NoSink())
    found = [finding for finding in made.report.findings if finding.occurrences.rows]
    assert sum(finding.occurrences.rows for finding in found) == rows
    assert len(found) == (1 if way == "the same mistake" else FOLDS_MAX + 1)
    assert max(len(finding.occurrences.first) for finding in found) == 3
    assert all(len(folded.first) <= 3 and len(folded.cells) <= 1 for findings in held for folded in findings._folded.values())
    gc.collect()
    assert sum(isinstance(item, Sighting) for item in gc.get_objects()) < 1000
    assert all(len(item) <= ENTRIES_MAX for item in gc.get_objects() if isinstance(item, Memo))
