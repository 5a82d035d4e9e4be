"""The law of plain texts: read and rendered without Jinja as with it."""

from random import Random
from typing import Any

import pytest

from specc.template.environment import SpecEnvironment
from specc.template.plain import UNUSUAL, fill, read_plain
from specc.template.references import bare_path, references
from specc.template.scalar import Rendered, compile_scalar, is_lone_expression, plain_scalar, render
from specc.template.values import RowNeededError

PARTS = ("{{", "}}", "{{ ", " }}", "{%", "{#", "#}", "{", "}", "-", "+", " ", "\n", "\t", "\r\n", "a", "row", ".", ".b", "row.b", "vars.c", "is", "not", "None", "self", "range", "loop", "é", "🎬", "1", "_x", "'", "[0]", "{{ a }}", "{{ row.b }}", "{{\nvars.c }}", "{{row.b.d}}", "{{ missing }}", "{{ row.none }}", "{{ vars.items }}")
VALUES: tuple[Any, ...] = ("x", "", " ", "\u200b", "¡Hola!", "«", "a\r\nb", 0, 1, -5, 2**64, 2**80, 1.5, float("nan"), True, False, None, {"d": "deep"}, {"items": 1}, [1], RowNeededError)
MADE = {"{{ a }}", "Hello {{ row.b }}!", "{{ row.b }}", "{{ row.b }}{{ vars.c }}", "{{ vars.items }} x", "{{ row.b.d }}"}


def environment() -> SpecEnvironment:
    return SpecEnvironment(lambda _name: None)


def a_text(random: Random) -> str:
    return random.choice(sorted(MADE)) if random.random() < 0.1 else "".join(random.choices(PARTS, k=random.randint(1, 6)))


def a_context(random: Random) -> dict[str, Any]:
    context: dict[str, Any] = {"row": {"b": random.choice(VALUES), "none": None}, "vars": {"c": random.choice(VALUES), "items": "own"}, "a": random.choice(VALUES)}
    if random.random() < 0.1:
        context["row"] = random.choice(VALUES)
    return context


@pytest.mark.parametrize("seed", range(6))
def test_plain_texts_are_read_as_jinja_reads_them(seed: int) -> None:
    random, full, met = Random(seed), environment(), 0
    for _ in range(600):
        text = a_text(random)
        plain = read_plain(text)
        if plain is None or not plain.references:
            continue
        met += 1
        tree = full.parse_plain(text)
        assert list(plain.references) == references(tree, text), text
        assert plain.bare == bare_path(tree), text
        assert (plain.bare is not None) == is_lone_expression(tree, text), text
    assert met > 80


@pytest.mark.parametrize("seed", range(6))
def test_plain_texts_are_rendered_as_jinja_renders_them(seed: int) -> None:
    random, full, filled = Random(seed), environment(), 0
    for _ in range(200):
        text = a_text(random)
        plain = read_plain(text)
        if plain is None or not plain.references:
            continue
        compiled = compile_scalar(full, (), text, full.parse_plain(text))
        lazy = plain_scalar(lambda: full, (), text, plain)
        for _ in range(6):
            context = a_context(random)
            expected = outcome(full, compiled, context)
            value = fill(plain, context)
            if value is not UNUSUAL:
                filled += 1
                assert same(Rendered(value), expected), (text, context)
            assert same(outcome(full, lazy, context), expected), (text, context)
    assert filled > 60


def outcome(full: SpecEnvironment, scalar: Any, context: dict[str, Any]) -> Any:
    try:
        return render(full, scalar, context)
    except RowNeededError:
        return RowNeededError


def same(one: Any, other: Any) -> bool:
    if one is RowNeededError or other is RowNeededError:
        return one is other
    return (repr(one.value), one.failure, one.empty) == (repr(other.value), other.failure, other.empty)


@pytest.mark.parametrize("text", ["{{ a | upper }}", "{{- a }}", "{{ a + 1 }}", "{% if a %}{% endif %}", "{# a #}", "{{ range }}", "{{ self }}", "{{ true }}", "{{ a['b'] }}", "{{ a", "a\r\n{{ b }}", "{{ a }}" * 300, "{{ a.0 }}", "{{ ä }}"])
def test_the_rest_is_jinjas(text: str) -> None:
    assert read_plain(text) is None


def test_jinja_is_not_needed_for_plain_texts() -> None:
    def never() -> SpecEnvironment:
        raise AssertionError

    text = "Hello {{ row.name }}, you have {{ row.count }}."
    plain = read_plain(text)
    assert plain is not None
    assert plain_scalar(never, (), text, plain).run({"row": {"name": "Zoë", "count": 3}}) == "Hello Zoë, you have 3."
