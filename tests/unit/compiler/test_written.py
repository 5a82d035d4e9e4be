"""What of a template is written, and which of its names are spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.compiler.written import TAG, hidden, spoken_references
from specc.template.environment import SpecEnvironment
from specc.template.references import references
from specc.template.scalar import Scalar

ENVIRONMENT = SpecEnvironment(lambda _name: None)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello {{ row.name }}!", "Hello !"),
        ("{# a note #}a{% if x %}b{% endif %}", "ab"),
        ("{% raw %}{{ row.name }}{% endraw %}", "{{ row.name }}"),
        ("{%- raw -%} {% x %} {%- endraw %}b", " {% x %} b"),
        ("no template, { and }", "no template, { and }"),
        ("{{ '}}' }}", "' }}"),
    ],
)
def test_tags_are_hidden(text: str, left: str) -> None:
    assert hidden(text).replace(TAG, "") == left


@given(st.lists(st.sampled_from(["{{ a }}", "{% b %}", "{# c #}", "{% raw %}", "{% endraw %}", "{", "}", "%", "x", "\n", "é"]), max_size=8))
def test_all_else_stays_where_it_is(parts: list[str]) -> None:
    text = "".join(parts)
    assert len(hidden(text)) == len(text)
    assert all(one in (other, TAG) for one, other in zip(hidden(text), text, strict=True))


def test_names_that_are_spoken() -> None:
    text = "{{ vars.a }}{{- vars.b | upper }}{% if vars.c == 'x' %}y{% endif %}{{ 'z' if vars.d else 'w' }}{{ f(vars.e) }}"
    found = tuple(references(ENVIRONMENT.parse_plain(text), text))
    scalar = Scalar(("task", "a"), text, is_native=False, run=lambda _context: "", references=found)
    assert [reference.path[1] for reference in spoken_references(scalar)] == ["a", "b"]
