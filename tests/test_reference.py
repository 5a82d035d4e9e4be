"""The reference pages in `schemas/` are what the code says. `SPECC_UPDATE=1` rewrites them; the difference is then read."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from specc.catalog.models import bundled_models
from specc.catalog.project import project_schema
from specc.check.structure import language_schema
from specc.check.table import RULES
from specc.report.pages import rules_markdown
from specc.report.reference import IDS_MAX, language_markdown, model_markdown, project_markdown
from tests.stories.conftest import Specc, specc

__all__ = ["specc"]

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
MODELS = bundled_models()

PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "rules.md": (rules_markdown(RULES), ("rules",)),
    "language.md": (language_markdown(language_schema()), ("schema",)),
    "project.md": (project_markdown(project_schema()), ("config", "schema")),
    **{f"models/{model.file}.md": (model_markdown(model), ("schema", id)) for id, model in MODELS.items()},
}

each_page = pytest.mark.parametrize("name", PAGES)


@each_page
def test_a_page_is_what_the_code_says(name: str) -> None:
    text, file = PAGES[name][0], SCHEMAS / name
    if os.environ.get("SPECC_UPDATE"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


@each_page
def test_a_page_is_what_its_command_prints(name: str, specc: Specc) -> None:
    text, arguments = PAGES[name]
    assert specc(*arguments, "--format", "markdown").out == text


def test_no_page_is_left_over() -> None:
    assert {f"models/{file.name}" for file in (SCHEMAS / "models").glob("*.md")} == {name for name in PAGES if "/" in name}


@each_page
def test_rows_have_as_many_cells_as_heads(name: str) -> None:
    text = PAGES[name][0]
    assert any(token.type == "table_open" for token in MarkdownIt().enable("table").parse(text))
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


@pytest.mark.parametrize("id", MODELS)
def test_a_models_page_has_all_its_parameters_values_and_ids(id: str) -> None:
    model, page = MODELS[id], PAGES[f"models/{MODELS[id].file}.md"][0]
    for parameter in model.parameters():
        assert f"| `{parameter.path}` |" in page
        assert all(str(value) in page for value in parameter.schema.get("enum", ()))
    assert all(f"`{known}`" in page for ids in model.ids.values() if len(ids) <= IDS_MAX for known in ids)
    schema = (SCHEMAS / "models" / f"{model.file}.schema.json").read_text(encoding="utf-8")
    assert set(re.findall(r'"rule": "(\w+)"', schema)) == set(re.findall(r"^\| (\w\d+) \|", page, re.MULTILINE))


def test_a_key_of_the_language_has_a_row() -> None:
    def keys(schema: dict[str, object], prefix: str, told: Callable[[str], None]) -> None:
        properties = schema.get("properties", {})
        assert isinstance(properties, dict)
        for name, part in properties.items():
            told(prefix + name)
            keys(part, f"{prefix}{name}.", told)

    names: list[str] = []
    keys(language_schema(), "", names.append)
    assert re.findall(r"^\| `([\w.]+)` \|", PAGES["language.md"][0], re.MULTILINE) == names
