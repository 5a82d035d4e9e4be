"""Reference pages: what a schema says, in tables that a `|` doesn't break."""

from typing import Any

from specc.catalog.models import Model
from specc.report.reference import CHOICES_MAX, IDS_MAX, language_markdown, model_markdown, project_markdown

LONG = [f"v{number}" for number in range(CHOICES_MAX + 1)]


def model(properties: dict[str, Any], **more: Any) -> str:
    return model_markdown(Model("x:y@1", "x", {"title": "X", "properties": properties, "x-specc": {"model": "x:y@1"}, **more}, more.pop("ids", {})))


def test_a_parameter_is_a_row() -> None:
    page = model({"speed": {"type": ["number", "null"], "minimum": 1, "multipleOf": 0.5, "default": 1, "description": "Fast | slow.\nNew line"}}, required=["speed"])
    assert "| `speed` | number or null | at least 1; in steps of 0.5 | `1` | yes | Fast \\| slow. New line |" in page


def test_parameters_below_others() -> None:
    page = model({"a": {"type": "object", "properties": {"b": {"const": True}}}})
    assert "| `a.b` |  | only true |  |  |  |" in page


def test_long_choices_have_a_list() -> None:
    page = model({"a": {"enum": LONG}, "b": {"enum": LONG[:2]}})
    assert "| `a` | any | one of 9 |" in page
    assert "### Values of `a`\n\n`v0`, `v1`," in page
    assert "| `b` | any | v0, v1 |" in page
    assert "Values of `b`" not in page


def test_rules_across_parameters_at_any_depth() -> None:
    note = {"not": {}, "x-specc": {"rule": "P111", "at": "a", "message": "both", "help": "one"}}
    page = model({"a": {"allOf": [{"if": {}, "then": note}]}})
    assert "## Rules across parameters\n\n| Rule | Where | What is refused | Instead |\n|---|---|---|---|\n| P111 | `a` | both | one |\n" in page
    assert "## Rules across" not in model({"a": {}})


def test_advice() -> None:
    note = {"rule": "A104", "at": ["a", "b"], "if": {}, "message": "{a} by {b}", "help": "one"}
    page = model_markdown(Model("x:y@1", "x", {"x-specc": {"model": "x:y@1", "advice": [note]}}))
    assert page.endswith("## Advice\n\n| Rule | Where | What is unwise | Instead |\n|---|---|---|---|\n| A104 | `a`, `b` | {a} by {b} | one |\n")


def test_ids_are_listed_or_counted() -> None:
    ids = {"voices": frozenset(("b", "a")), "avatars": frozenset(map(str, range(IDS_MAX + 1)))}
    page = model_markdown(Model("x:y@1", "x", {"x-specc": {"model": "x:y@1"}}, ids))
    assert page.startswith("# x:y@1\n")
    assert page.endswith("The provider has others, too.\n\n### Avatars (251)\n\n### Voices (2)\n\n`a`, `b`\n")


def test_keys_below_keys_of_the_users() -> None:
    figure = {"type": ["number", "object"], "properties": {"low": {}}}
    page = project_markdown({"properties": {"max_cost": {}, "max-cost": {}, "prices": {"additionalProperties": {"required": ["source"], "properties": {"source": {"type": "string"}, "usd": figure}}}}})
    assert [line.split("|")[1:5] for line in page.splitlines() if "`" in line and line.startswith("|")] == [
        [" `max_cost` ", " any ", "  ", "  "],
        [" `prices` ", " any ", "  ", "  "],
        [" `prices.….source` ", " string ", "  ", " yes "],
        [" `prices.….usd` ", " number or object ", "  ", "  "],
    ]


def test_keys_of_the_language() -> None:
    page = language_markdown({"description": "It.", "required": ["a"], "properties": {"a": {"type": "object", "properties": {"b": {"type": "string", "minLength": 1, "maxLength": 1}}}}})
    assert page.endswith("| `a` | object |  | yes |  |\n| `a.b` | string | 1 character |  |  |\n")
