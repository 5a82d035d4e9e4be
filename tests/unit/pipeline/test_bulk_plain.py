"""The law, from outside: what is made at speed is what whole templates, the library's validator and `json` make of each row."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from both_ways import at_speed, write_csv, write_jsonl, write_spec
from hostile import COLUMNS, lines, ragged, texts
from jinja2.runtime import Undefined

from specc.catalog.models import bundled_models
from specc.catalog.validator import library_validator
from specc.template.environment import SpecEnvironment
from specc.template.values import OMIT, is_empty

MODEL = "heygen:avatar@5"
ROWS = 700
BAD = 0.012
PLACEHOLDER = "00000000-0000-4000-8000-000000000000"
DELIVERY = ("taskUUID", "webhookURL", "uploadEndpoint", "deliveryMethod", "includeCost", "ttl", "outputType")
NEVER_EMPTY = {("speech", "text"), ("speech", "voice"), ("speech", "language"), ("inputs", "avatar"), ("inputs", "audio"), ("inputs", "background")}
AVATAR = {"avatar": "woman_business_office"}
TASKS: dict[str, dict[str, Any]] = {
    "words": {"speech": {"text": "Hello {{ row.title }} {{ row.name }}, {{ row.text }}."}},
    "lone": {"speech": {"text": "{{ row.text }}", "voice": "{{ row.plan }}"}, "settings": {"backgroundColor": "{{ row.colour }}"}},
    "mixed": {"speech": {"text": "{{ row.name }}", "voice": "v-{{ row.plan }}-{{ row.name }}", "language": "{{ row.lang }}"}, "settings": {"fit": "{{ row.fit }}"}},
    "choice": {"speech": {"text": "Hi {% if row.title %}{{ row.title }} {{ row.name }}{% elif row.plan == 'pro' %}{{ row.name }}{% else %}you{% endif %}"}},
    "nested": {"speech": {"text": "{% if row.plan == 'pro' %}{% if row.vip == 'yes' %}{{ row.name }}{% else %}-{{ row.text }}-{% endif %}{% else %} {% endif %}."}},
    "filters": {"speech": {"text": "{{ row.name | upper }} {{ row.title | default('friend', true) }} {{ row.text | trim | replace('7', 'seven') }}"}},
    "defaults": {"speech": {"text": "{{ row.colour | default('none') }} {{ row.nickname | default('friend') }} {{ row.name }}"}},
    "optional": {
        "speech": {"text": "{{ row.name }}."},
        "settings": {"backgroundColor": "{{ row.colour or omit }}", "fit": "{{ row.fit | default(omit) }}"},
        "safety": {"mode": "{{ 'fast' if row.title else omit }}"},
    },
    "either": {"inputs": {**AVATAR, "audio": "{{ row.audio if row.plan == 'pro' else omit }}"}, "speech": {"text": "{{ omit if row.plan == 'pro' else row.text }}"}},
    "numbers": {"speech": {"text": "{{ row.seats }} seats", "speed": "{{ row.speed | float }}", "volume": "{{ (row.seats | int) % 10 / 10 }}"}, "ttl": "{{ 60 + row.seats | int }}"},
    "ids": {"inputs": {"avatar": "{{ row.avatar }}"}, "speech": {"text": "{{ row.id }}", "voice": "{{ row.title or 'auto' }}"}},
    "methods": {"speech": {"text": "{{ row.get('title', '-') }} {{ row.name }}{% for key, value in row.items() %}{{ '.' if value }}{% endfor %}"}},
    "macro": {"speech": {"text": "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(row.name) }} {{ m(row.plan) }}"}},
    "loop": {"speech": {"text": "{% for word in row.text.split(' ') %}{{ word }}{{ ', ' if not loop.last }}{% endfor %} {{ row.plan }}"}},
    "set": {"speech": {"text": "{% set who = row.title ~ row.name %}Hi {{ who | trim }}, {{ row.plan }} {{ row_number }}"}},
    "space": {"speech": {"text": "  {{ row.name }}\n\n{%- if row.title -%}  {{ row.plan }}  {%- endif %}\n{# note #}\t{{ row.plan }}\n"}},
}


class UnsoundError(Exception):
    """A row that makes no task."""


class Oracle:
    """Renders a whole task, validates it whole, writes it whole."""

    def __init__(self, task: dict[str, Any]) -> None:
        self.task = {"inputs": AVATAR, **task}
        self.environment = SpecEnvironment(lambda _name: None)
        self.validator = library_validator()(bundled_models()[MODEL].schema)
        self.compiled: dict[str, Callable[[dict[str, Any]], Any]] = {}

    def line(self, row: Any, number: int) -> tuple[bytes, bytes] | None:
        try:
            return self.made(row, number)
        except UnsoundError:
            return None

    def made(self, row: Any, number: int) -> tuple[bytes, bytes]:
        if not isinstance(row, dict):
            raise UnsoundError
        body = self.value(self.task, (), {"row": row, "row_number": number, "omit": OMIT})
        payload = {"taskType": "videoInference", "taskUUID": PLACEHOLDER, "model": MODEL, **body}
        if next(self.validator.iter_errors(payload), None) is not None:
            raise UnsoundError
        content = {name: item for name, item in payload.items() if name not in DELIVERY}
        digest = hashlib.sha256(_canonical(content)).hexdigest()
        delivery = {name: item for name, item in payload.items() if name in DELIVERY and name != "taskUUID"}
        uuid = str(UUID(bytes=hashlib.sha256(f"{digest}:0".encode()).digest()[:16], version=4))
        head = _canonical(delivery)[:-1] + (b"," if delivery else b"") + b'"taskUUID":"' + uuid.encode()
        return head + b'",' + _canonical(content)[1:], bytes.fromhex(digest)

    def value(self, value: Any, route: tuple[str, ...], context: dict[str, Any]) -> Any:
        if isinstance(value, dict):
            kept = {name: made for name, item in value.items() if (made := self.value(item, (*route, name), context)) is not OMIT}
            return kept or OMIT
        if "{" not in value:
            return value
        rendered = self.rendered(value, context)
        is_heard = rendered is not OMIT and route in NEVER_EMPTY
        if isinstance(rendered, dict | list) or (is_heard and (is_empty(rendered) or (self.environment.empty_outputs and not is_lone(value)))):
            raise UnsoundError
        if isinstance(rendered, str) and any("\ud800" <= character <= "\udfff" for character in rendered):
            raise UnsoundError
        return int(rendered) if isinstance(rendered, float) and rendered.is_integer() and abs(rendered) < 2**53 else rendered

    def rendered(self, text: str, context: dict[str, Any]) -> Any:
        if text not in self.compiled:
            self.compiled[text] = self.environment.expression("  " + text[2:-2]) if is_lone(text) else self.environment.from_string(text).render
        self.environment.empty_outputs.clear()
        self.environment.meter.refill()
        try:
            value = self.compiled[text](context)
        except Exception as error:
            raise UnsoundError from error
        if isinstance(value, Undefined):
            raise UnsoundError
        return value


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def is_lone(text: str) -> bool:
    return re.fullmatch(r"\{\{(?:(?!\}\}).)*\}\}", text) is not None


def records(source: str, folder: Path, seed: str) -> list[Any]:
    """Writes rows, and gives them as they are to be read."""
    rows = texts(seed, ROWS, bad=BAD)
    if source == "csv":
        written = list(ragged(seed, rows, bad=BAD))
        write_csv(folder / "rows.csv", COLUMNS, written)
        return [dict(zip(COLUMNS, record, strict=True)) if len(record) == len(COLUMNS) else None for record in written]
    text = list(lines(seed, rows, bad=BAD))
    write_jsonl(folder / "rows.jsonl", text)
    return [_json(line) for line in text]


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


@pytest.mark.parametrize("source", ["csv", "jsonl"])
@pytest.mark.parametrize("name", TASKS)
def test_at_speed_is_plain(name: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = records(source, tmp_path, name)
    spec = {"specc": 1, "model": MODEL, "audience": {"from": f"rows.{source}"}, "task": {"inputs": AVATAR, **TASKS[name]}, "output": {"file": "v/{{ row_number }}"}}
    (tmp_path / "specc.toml").write_text('ignore = ["V110", "L101"]\n')  # what is worth saying of sound tasks is no matter here
    monkeypatch.chdir(tmp_path)
    outcome = at_speed([write_spec(tmp_path, spec)])
    oracle = Oracle(TASKS[name])
    expected = {number: made for number, row in enumerate(rows, 1) if (made := oracle.line(row, number))}
    found = {task[4]: (task[0], task[1]) for task in outcome.tasks}
    assert len(found) > ROWS / 4
    for number in range(1, ROWS + 1):
        assert found.get(number) == expected.get(number), (number, rows[number - 1])
    assert {item.row for item in outcome.rejected} == set(range(1, ROWS + 1)) - set(expected)
    assert outcome.redone < ROWS / 2
