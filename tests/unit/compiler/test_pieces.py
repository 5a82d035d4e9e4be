"""The law of pieces: joined, they are the text of the whole template, and each sees no more of a row than its columns."""

# ruff: noqa: UP031 - braces are what the templates are full of

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from specc.compiler.pieces import Choice, ColumnText, Computed, Piece, Words, checked, cut
from specc.compiler.refusal import NotPlainError
from specc.template.environment import SpecEnvironment
from specc.template.references import references
from specc.template.scalar import Scalar, compile_scalar

NAMES = ("a", "b", "c", "items", "get")
WORDS = st.sampled_from(["Hi ", "\n", "  ", "x", "", "{# note #}", "\n  ", "é", "}}", "'", "{% raw %}{{ a }}{% endraw %}", "\r\n"])
VALUES = st.one_of(st.sampled_from(["", " ", "x", "yes", "0", "{{ row.a }}", "\u200b", "two\nlines", None, True, 0, 1, 1.0, -0.0, 2.5, ["p", "q"], {"get": 1}, float("nan")]), st.text(max_size=3))
ROWS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)
NAME = st.sampled_from(["row.a", "row.b", "row['c']", "row.items", "vars.v", "vars.n", "row_number", "row.a.get"])
FILTERS = st.sampled_from(["", "", "", " | upper", " | default('d')", " | default('d', true)", " | trim", " | length", " | string | title", " | replace('x', row.b)"])
CALLS = st.sampled_from(["row.get('a', '-')", "row[vars.v]", "row | length", "row.a ~ row.b", "row.a if row.b else row.c", "row.a if row.b", "[row.a, row.b] | join('-')", "row.items() | list | length", "loop"])
OUTPUTS = st.one_of(st.tuples(NAME, FILTERS).map("".join), CALLS).flatmap(lambda text: st.sampled_from(["{{ %s }}", "{{- %s }}", "{{ %s -}}"]).map(lambda form: form % text))
TESTS = st.sampled_from(["row.a", "row.b == 'x'", "row.a and row.c", "not row.b", "row.a is defined", "vars.n", "row_number > 1", "row.a in ['x', row.b]", "vars.n and row.a"])


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, max_size=3).map("".join)
    return st.one_of(
        st.tuples(TESTS, body).map(lambda parts: "{%% if %s %%}%s{%% endif %%}" % parts),
        st.tuples(TESTS, body, body).map(lambda parts: "{%% if %s -%%}%s{%%- else %%}%s{%% endif %%}" % parts),
        st.tuples(TESTS, body, TESTS, body, body).map(lambda parts: "{%% if %s %%}%s{%% elif %s %%}%s{%% else %%}%s{%% endif %%}" % parts),
        body.map(lambda text: "{%% for w in row.a %%}{{ w }}%s{%% else %%}-{%% endfor %%}" % text),
        body.map(lambda text: "{%% set row_a = row.a %%}{{ row_a }}%s" % text),
        body.map(lambda text: "{%% with b = row.b %%}{{ b }}%s{%% endwith %%}" % text),
        body.map(lambda text: "{%% macro m(row) %%}{{ row }}%s{%% endmacro %%}{{ m(row.a) }}" % text),
        body.map(lambda text: "{%% filter upper %%}%s{%% endfilter %%}" % text),
    )


TEMPLATES = st.lists(st.recursive(st.one_of(WORDS, OUTPUTS, OUTPUTS), blocks, max_leaves=6), min_size=1, max_size=5).map("".join)
CONSTANTS = {"vars": {"v": "a", "n": 0}}


def scalar_of(environment: SpecEnvironment, text: str) -> Scalar:
    tree = environment.parse_plain(text)
    found = tuple(references(tree, text))
    made = compile_scalar(environment, ("task",), text, tree)
    return Scalar(made.route, text, is_native=False, run=environment.from_string(text).render, references=found)


def attempt(make: Callable[[], str]) -> str | None:
    try:
        return make()
    except Exception:  # noqa: BLE001 - whatever it is, it is no text
        return None


def joined(pieces: tuple[Piece, ...], row: Mapping[str, Any], environment: SpecEnvironment, *, allows_empty: bool) -> str:
    def seen(piece: Computed) -> Mapping[str, Any]:
        if piece.columns is None:
            return {**CONSTANTS, "row": row, "row_number": 2}
        return {**CONSTANTS, "row": {name: row[name] for name in piece.columns if name in row}}

    def text(piece: Piece) -> str:
        match piece:
            case Words(words):
                return words
            case ColumnText(name):
                return str(checked(environment, environment.from_string(f"{{{{ row[{name!r}] }}}}").render, allows_empty=allows_empty)({"row": {name: row[name]} if name in row else {}}))
            case Choice(test, then, otherwise):
                return "".join(map(text, then if test.run(seen(test)) else otherwise))
            case Computed():
                return piece.run(seen(piece))

    return "".join(map(text, pieces))


@settings(max_examples=500, deadline=None)
@given(template=TEMPLATES, rows=st.lists(ROWS, min_size=1, max_size=4), allows_empty=st.booleans())
@example(template="{{ row.get('a') }}", rows=[{"a": "x", "b": "y"}], allows_empty=True)
@example(template="{% for k, v in row.items() %}{{ k }}{% endfor %}", rows=[{"a": "x"}], allows_empty=True)
@example(template="{% if row.items() %}x{% endif %}{{ row.a }}", rows=[{"a": "x"}], allows_empty=True)
def test_joined_pieces_are_the_whole(template: str, rows: list[dict[str, Any]], allows_empty: bool) -> None:  # noqa: FBT001
    environment = SpecEnvironment(lambda _name: None)
    try:
        scalar = scalar_of(environment, template)
    except Exception:  # noqa: BLE001 - no template at all
        return
    try:
        pieces = cut(environment, scalar, CONSTANTS, allows_empty=allows_empty)
    except NotPlainError:
        return
    whole = checked(environment, scalar.run, allows_empty=allows_empty)
    for row in rows:
        wanted = attempt(lambda row=row: whole({**CONSTANTS, "row": row, "row_number": 2}))  # type: ignore[misc]
        made = attempt(lambda row=row: joined(pieces, row, environment, allows_empty=allows_empty))  # type: ignore[misc]
        assert made == wanted, (pieces, row)


@pytest.mark.parametrize(("text", "names"), [("{{ row.a }} and {{ row.b | upper }}", [None, "and", "b"]), ("{% if row.a %}{{ row.b }}{% endif %}", ["?"])])
def test_what_is_cut(text: str, names: list[str | None]) -> None:
    environment = SpecEnvironment(lambda _name: None)
    pieces = cut(environment, scalar_of(environment, text), CONSTANTS, allows_empty=True)
    assert len(pieces) == len(names)
    assert isinstance(pieces[0], ColumnText if names[0] is None else Choice)
