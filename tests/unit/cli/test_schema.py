"""`specc schema`: the file that ships is what the command prints."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from specc.base.errors import UnreadableError, UsageError
from specc.base.resources import data_folder
from specc.cli.schema import command


def schema(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_shipped_schema_is_the_generated_one() -> None:
    shipped = (data_folder("schemas") / "specc.schema.json").read_text(encoding="utf-8")
    assert schema().stdout == shipped, "run `specc schema -o schemas/specc.schema.json`"


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_it_is_written_to_a_file(option: str, tmp_path: Path) -> None:
    result = schema(option, tmp_path / "s.json")
    assert (tmp_path / "s.json").read_text() == schema("-o", "-").stdout
    assert (result.stdout, result.stderr) == ("", f"wrote {tmp_path / 's.json'}\n")


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="can't write"):
        schema("-o", tmp_path / "missing" / "s.json")


def test_one_model() -> None:
    data = json.loads(schema("--model", "heygen:avatar@5").stdout)
    assert data["properties"]["model"]["enum"] == ["heygen:avatar@5"]
    assert "speech" in data["properties"]["task"]["properties"]


@pytest.mark.parametrize("wanted", ["heygen:avatar@4", "heygen-avatar@5"])
def test_an_unknown_model(wanted: str) -> None:
    with pytest.raises(UsageError, match=f"no model '{wanted}'") as caught:
        schema("--model", wanted)
    assert caught.value.help == "did you mean heygen:avatar@5?"


def test_help_says_how_an_editor_finds_it() -> None:
    assert "  # yaml-language-server: $schema=specc.schema.json\n" in schema("--help").stdout


def test_a_model_is_an_argument_or_an_option() -> None:
    assert schema("heygen:avatar@5").stdout == schema("--model", "heygen:avatar@5").stdout
    with pytest.raises(UsageError, match="both given"):
        schema("heygen:avatar@5", "--model", "heygen:avatar@5")


def test_a_reference_is_written_to_a_file(tmp_path: Path) -> None:
    schema("heygen:avatar@5", "--format", "markdown", "-o", tmp_path / "m.md")
    assert (tmp_path / "m.md").read_text(encoding="utf-8").startswith("# HeyGen Avatar V\n")
