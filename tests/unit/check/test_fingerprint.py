"""Fingerprints: the same finding after lines have moved, and no other."""

from specc.base.location import Source, Span
from specc.check.fingerprint import fingerprint, fingerprints, keys_above
from tests.unit.report.findings import finding, span

SPEC = """\
task:
  speech:  # how it is said
    speed: 9
    text: |
      Hello: you
variants:
  - speech: &one
      speed: 9
    pitch: 1
"""


def at(text: str, wrong: str, nth: int = 0, *, name: str = "a.video.yaml", code: str = "P105") -> str:
    start = -1
    for _ in range(nth + 1):
        start = text.index(wrong, start + 1)
    return fingerprint(finding(Span(Source(name, text), start, start + len(wrong)), code=code))


def test_lines_comments_and_neighbours_may_change() -> None:
    moved = "# specc\n\n" + SPEC.replace("speed: 9", "pitch: 3\n    speed:   9  # fast", 1)
    assert at(moved, "9") == at(SPEC, "9")


def test_another_file_rule_place_or_text_is_another_finding() -> None:
    others = [at(SPEC, "9", name="b.video.yaml"), at(SPEC, "9", code="P104"), at(SPEC, "9", 1), at(SPEC.replace("9", "8"), "8")]
    assert len({at(SPEC, "9"), *others}) == 5


def test_the_text_counts_where_no_key_stands() -> None:
    assert at("Hello {{ nam }},\n  {{ age }}", "age", name="a.j2") == at("New.\n{{ age }}", "age", name="a.j2")


def test_a_file_can_be_named_otherwise() -> None:
    item = finding(span("a: 9", "9", name="x/a.video.yaml"))
    assert fingerprint(item, "a.video.yaml") == fingerprint(finding(span("a: 9", "9", name="a.video.yaml")))


def test_keys_above_a_line() -> None:
    source = Source("a", SPEC)
    keys = [keys_above(finding(source.line_span(number))) for number in range(1, 10)]
    assert keys == ["task", "task.speech", "task.speech.speed", "task.speech.text", "task.speech.text.Hello", "variants", "variants.speech", "variants.speech.speed", "variants.pitch"]


def test_findings_that_are_alike_are_told_apart() -> None:
    item = finding(span("a: 9", "9"))
    marks = fingerprints([item, item, item])
    assert len(set(marks)) == 3
    assert marks == fingerprints([item, item, item])
    assert marks[0] == fingerprint(item)


def test_what_utf_8_cant_hold_has_a_fingerprint() -> None:
    assert at("a: \udc80", "\udc80")


def test_a_secret_makes_no_difference_that_could_be_tried_out() -> None:
    first, second = (f"AKIA{tail * 2}" for tail in ("QZRT7VXW", "QZRT7VXK"))
    marks = [fingerprint(finding(span(f"a: {secret}", secret))) for secret in (first, second)]
    assert marks[0] == marks[1]
