"""Cells: the product of languages and axes in the order of the spec, less what is excluded, plus what is included."""

from specc.base.location import Source
from specc.expand.cells import CELLS_MAX, cells
from specc.syntax.parse import parse

AXES = """\
languages: {en: {hello: Hi}, es: {hello: Hola}}
matrix:
  shape: {wide: {w: 1280}, tall: {w: 720}}
  take: [1, 2]
"""


def names(text: str) -> list[str]:
    return ["-".join(cell.names.values()) for cell in cells(parse(Source("x", text)))[0]]


def rules(text: str) -> list[str]:
    return [fault.rule for fault in cells(parse(Source("x", text)))[1]]


def test_without_axes_there_is_one_cell_with_no_names() -> None:
    (cell,), faults = cells(parse(Source("x", "specc: 1\n")))
    assert (cell.names, cell.scope, faults) == ({}, {}, [])


def test_the_last_axis_changes_first() -> None:
    assert names(AXES) == ["en-wide-1", "en-wide-2", "en-tall-1", "en-tall-2", "es-wide-1", "es-wide-2", "es-tall-1", "es-tall-2"]


def test_a_cell_sees_its_elements_with_their_names() -> None:
    cell = cells(parse(Source("x", AXES)))[0][-1]
    assert cell.scope == {"language": {"code": "es", "hello": "Hola"}, "matrix": {"shape": {"name": "tall", "w": 720}, "take": 2}}
    assert cell.names == {"language": "es", "shape": "tall", "take": "2"}
    assert cell.routes[("matrix", "shape")] == ("matrix", "shape", "tall")
    assert cell.routes[("language",)] == ("languages", "es")


def test_exclude_takes_every_cell_that_matches_a_pattern() -> None:
    assert names(f"{AXES}  exclude: [{{language: es, shape: tall}}, {{take: 2, language: en}}]\n") == ["en-wide-1", "en-tall-1", "es-wide-1", "es-wide-2"]


def test_include_brings_back_what_was_excluded_in_its_old_place() -> None:
    assert names(f"{AXES}  exclude: [{{language: es}}]\n  include: [{{language: es, shape: tall, take: 1}}]\n")[4:] == ["es-tall-1"]


def test_patterns_that_match_nothing_are_told() -> None:
    text = f"{AXES}  exclude: [{{shape: tal}}, {{shap: tall}}]\n  include: [{{take: 3}}]\n"
    faults = cells(parse(Source("x", text)))[1]
    assert [(fault.rule, fault.facts["rule"], fault.facts["near"]) for fault in faults] == [
        ("M103", "exclude", ["tall"]), ("M103", "exclude", ["shape"]), ("M103", "include", []),
    ]  # fmt: skip
    assert names(text) == names(AXES)


def test_values_are_matched_as_they_are_shown() -> None:
    assert names("matrix:\n  on: [true, false]\n  n: [1, 1.5]\n  exclude: [{on: true, n: 1.5}, {on: 'false', n: '1'}]\n") == ["true-1", "false-1.5"]


def test_empty_axes_and_doubles_are_told() -> None:
    assert rules("languages: {}\nmatrix: {a: []}\n") == ["M101", "M101"]
    assert rules("matrix: {a: [1, 2, 1]}\n") == ["M102"]


def test_too_many_cells_are_counted_and_not_made() -> None:
    axis = f"[{', '.join(map(str, range(101)))}]"
    made, (fault,) = cells(parse(Source("x", f"matrix:\n  a: {axis}\n  b: {axis}\n")))
    assert made == []
    assert (fault.rule, fault.facts["count"], fault.facts["limit"]) == ("M104", 10_201, CELLS_MAX)
