"""Whichever way a row is made, the same is said of its words, its language and who speaks; at speed where nothing is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from both_ways import agreed, found_by, write_csv, write_jsonl, write_spec

from specc.audience import parts
from specc.pipeline import bulk

ROWS = 700
HEADER = ("id", "name", "note", "plan", "voice", "avatar", "locale", "long")
NAMES = ("Ana", "Zoë O’Brien", "李雷", "Müller & Söhne", "Эмма", "JOHN", "A. B. Smith")
ODD = (
    "{{ first_name }}", "{% x %}", "}}", "{{", "{", "[Name]", "<name>", "%s", "%(name)s", "100%", "{name}", "FIRST_NAME", "TODO", "TBD",
    "https://acme.dev/x", "www.acme.dev", "acme.dev/x", "ana@acme.dev", "<b>bold</b>", "&amp;", "**bold**", "`code`", "🎉", "✓", "1234567",
    "1,234,567", "IMPORTANT", "SUMMER SALE", "ПРИВЕТИК", "TODO es para todos los que", "<speak>Hi</speak>", "# head", "[a](b)", "\ufffc**\ufffc", "\x07", "a\x00b", "\x0b", "\u202eana", "\u2066x\u2069", "\x92", "\u200fa", 'a\tb\\n"c"',
)  # fmt: skip
LONG = (
    "Hello, and welcome to all that there is to see here today.",
    "Здравствуйте, мы рады вас видеть, и нам есть что вам показать.",
    "我们很高兴在这里见到你，我们有很多东西要给你看，请继续观看这个视频，然后告诉我们你的想法，谢谢你的时间。",
    "¡Hola y bienvenidos a todo lo que hay que ver aquí hoy, amigos!",
)
VOICES = ("auto", "jenny_female_english", "chill_brian_male_english", "maria_female_spanish", "wei_male_chinese", "x_unknown_martian", "nobody")
AVATARS = ("woman_business_office", "man_casual_young_adult", "casual_sitting_young_adult", "Abigail_standing_office_front")
LOCALES = ("en-US", "es-ES", "zh-CN", "ru", "nb-NO", "en-x-a")
BAD_LOCALES = ("en_us", "english", "xx", "en--US")

BASE: dict[str, Any] = {"inputs": {"avatar": "woman_business_office"}, "speech": {"text": "Hello {{ row.name }}, {{ row.note }}.", "language": "en-US"}}


def speech(text: str, **more: Any) -> dict[str, Any]:
    return {**BASE, "speech": {"text": text, "language": "en-US", **more}}


SHAPES: dict[str, dict[str, Any]] = {
    "lone": speech("{{ row.note }}"),
    "pieces": BASE,
    "literal": speech("Go to https://{{ row.plan }}.dev or **{{ row.name }}**, {{ row.note }} TODO."),
    "filters": speech("{{ row.note | upper }} {{ row.note | title }} {{ row.name | default('x') }}"),
    "tested": speech("{% if row.note == 'IMPORTANT' or row.plan == 'PREMIUM' %}Dear {% endif %}{{ row.name }}{% if row.plan == 'FREE' %} {{ row.note }}{% endif %}"),
    "whole-row": speech("{{ row.get('note') }} {{ row.name }}"),
    "loop": speech("{% for word in (row.name, row.note) %}{{ word }} {% endfor %}end"),
    "every-value": speech("{% for word in row.values() %}{{ word }} {% endfor %}end"),
    "omitted": speech("Hello {{ row.name }} {{ row.note }}", voice="{{ row.voice if row.plan != 'FREE' else omit }}"),
    "long": speech("{{ row.long }}"),
    "long-by-language": speech("{{ row.long }} {{ row.name }}", language="{{ row.locale }}"),
    "speakers": {"inputs": {"avatar": "{{ row.avatar }}"}, "speech": {"text": "Hello.", "voice": "{{ row.voice }}", "language": "{{ row.locale }}"}},
    "one-speaker": {**BASE, "speech": {"text": "Hello.", "voice": "{{ row.voice }}"}},
    "one-language": {**BASE, "speech": {"text": "Hello.", "voice": "jenny_female_english", "language": "{{ row.locale }}"}},
    "plain": {**BASE, "ttl": 7200, "outputType": "{{ row.plan if row.plan == 'x' else 'URL' }}"},
}
SAID = {
    "speakers": {"L102", "L109", "L101"}, "one-speaker": {"L109"}, "one-language": {"L101", "L102"}, "long": {"L103"}, "long-by-language": {"L103", "L101"},
    "tested": {"L108"},
}  # fmt: skip


def rows(odd: float) -> Iterator[tuple[str, ...]]:
    random = Random(11)
    for number in range(ROWS):
        note = random.choice(ODD) if random.random() < odd else f"see you {number}"
        name = random.choice(ODD) if random.random() < odd / 4 else random.choice(NAMES)
        locale = random.choice(BAD_LOCALES) if random.random() < odd / 4 else random.choice(LOCALES) if random.random() < odd else "en-US"
        voice = random.choice(VOICES) if random.random() < odd else "auto"
        avatar = random.choice(AVATARS) if random.random() < odd else AVATARS[0]
        long = random.choice(LONG) if random.random() < odd else LONG[0]
        yield (f"a{number}", name, note, random.choice(("FREE", "PREMIUM")), voice, avatar, locale, long)


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SAMPLE_ROWS_MAX", 300)
    monkeypatch.chdir(tmp_path)


def spec(folder: Path, name: str, data: str = "rows.csv", **more: Any) -> Path:
    return write_spec(folder, {"specc": 1, "model": "heygen:avatar@5", "audience": {"from": data, "key": "id", **more}, "task": SHAPES[name]})


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("odd", [0.04, 0.7])
def test_all_ways_say_the_same(name: str, odd: float, tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", HEADER, rows(odd))
    outcome = agreed(spec(tmp_path, name))
    found = {finding.code for finding in outcome.findings}
    assert SAID.get(name, {"V110", "L108"}) <= found | ({"L101", "L102", "L109"} if odd < 0.5 else set())
    if name != "plain" and odd < 0.5:
        assert outcome.redone <= ROWS * 0.15


@pytest.mark.parametrize("name", ["pieces", "filters", "whole-row", "long-by-language", "speakers"])
def test_typed_rows_too(name: str, tmp_path: Path) -> None:
    random = Random(5)
    made: list[dict[str, Any]] = [dict(zip(HEADER, row, strict=True)) for row in rows(0.3)]
    for row in made:
        if random.random() < 0.1:
            row["note"] = random.choice([1234567, True, 1.5])
    write_jsonl(tmp_path / "rows.jsonl", made)
    agreed(spec(tmp_path, name, "rows.jsonl"))


def test_converted_columns_are_no_text(tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ("id", "name", "note"), ((f"a{number}", "Ana", str(1_000_000 + number)) for number in range(ROWS)))
    outcome = agreed(spec(tmp_path, "pieces", columns={"note": {"type": "integer"}}))
    assert not [finding for finding in outcome.findings if finding.code == "L108"]


def test_nested_values_are_looked_at_as_they_are_spoken(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "rows.jsonl", ({"id": f"a{number}", "person": {"name": "TODO" if number % 50 == 7 else "Ana", "mail": "a@b.dev"}} for number in range(ROWS)))
    path = write_spec(tmp_path, {"specc": 1, "model": "heygen:avatar@5", "audience": {"from": "rows.jsonl", "key": "id"}, "task": speech("Hello {{ row.person.name }}, {{ row.id }}.")})
    outcome = agreed(path)
    assert [(finding.code, finding.occurrences.rows) for finding in outcome.findings] == [("V110", 14)]


def test_several_languages_and_a_partial(tmp_path: Path) -> None:
    (tmp_path / "end.j2").write_text("Bye {{ row.note }}, **{{ row.name }}**.")
    write_csv(tmp_path / "rows.csv", HEADER, rows(0.1))
    languages = {"en-US": {"hello": "Hello https://acme.dev"}, "es-ES": {"hello": "Hola"}}
    task = {**BASE, "speech": {"text": "{{ language.hello }} {{ row.name }} {% include 'end.j2' %}", "language": "{{ language.code }}"}}
    path = write_spec(tmp_path, {"specc": 1, "model": "heygen:avatar@5", "languages": languages, "audience": {"from": "rows.csv", "key": "id"}, "task": task, "output": {"file": "{{ language.code }}/{{ row.id }}"}})
    outcome = agreed(path)
    partial = [finding for finding in outcome.findings if finding.span.source.name.endswith("end.j2")]
    assert [(finding.code, finding.occurrences.rows) for finding in partial] == [("L108", 0)]


def test_several_processes_add_up_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1000)
    write_csv(tmp_path / "rows.csv", HEADER, rows(0.2))
    for name in ("pieces", "long-by-language", "speakers"):
        path = spec(tmp_path, name)
        by_one = found_by(path, jobs=1)
        assert found_by(path, jobs=3) == by_one
        assert by_one
