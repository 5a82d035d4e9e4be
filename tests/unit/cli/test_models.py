"""`specc models`: what is known of a model, for people in 80 columns and for programs as JSON."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from specc.base.errors import UsageError
from specc.catalog.models import bundled_models
from specc.cli.models import command, constraint

ID = "heygen:avatar@5"
MODEL = bundled_models()[ID]


def models(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(command, arguments, env=environment, catch_exceptions=False)


def test_the_list_is_the_default() -> None:
    lines = models().stdout.splitlines()
    assert lines[0] == ID
    assert lines[1].split(maxsplit=1) == ["name", "HeyGen Avatar V"]
    assert lines[2].split() == ["parameters", str(len(list(MODEL.parameters())))]
    assert all(f"{len(ids)} {name}" in lines[3] for name, ids in MODEL.ids.items())
    assert lines[4].split() == ["file", "schemas/models/heygen-avatar-5.schema.json"]
    assert max(map(len, lines)) <= 80


def test_the_list_as_json() -> None:
    data = json.loads(models("--format", "json").stdout)
    assert data["version"] == 1
    assert [model["id"] for model in data["models"]] == list(bundled_models())
    assert data["models"][0]["catalogs"] == {name: len(ids) for name, ids in MODEL.ids.items()}


def test_a_model_in_80_columns() -> None:
    lines = models("show", ID).stdout.splitlines()
    assert lines[0] == f"{ID}  HeyGen Avatar V"
    rows = [line.split() for line in lines[4:] if not line.startswith(" ")]
    assert [row[0] for row in rows] == [parameter.path for parameter in MODEL.parameters()]
    assert ["numberResults", "integer", "1", "to", "4", "1"] in rows
    assert ["inputs.avatar", "string", "id", "among", "avatars", "yes"] in rows
    assert all(line == line.rstrip() and len(line) <= 80 for line in lines)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"COLUMNS": "40"}, {"LC_ALL": "C"}])
def test_a_model_is_plain_off_a_terminal(environment: dict[str, str]) -> None:
    assert models("show", ID, **environment).stdout == models("show", ID).stdout
    assert models("show", ID).stdout.isascii()
    assert "\x1b" not in models("show", ID).stdout


def test_a_model_as_json() -> None:
    data = json.loads(models("show", ID, "--format", "json").stdout)
    assert data["version"] == 1
    assert data["model"]["id"] == ID
    (speed,) = [parameter for parameter in data["model"]["parameters"] if parameter["path"] == "speech.speed"]
    assert speed == {
        "path": "speech.speed",
        "type": "number",
        "constraint": "0.5 to 1.5; in steps of 0.01",
        "default": 1,
        "required": False,
        "description": "Speed of the speech.",
    }


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, ""),
        ({"minimum": 1}, "at least 1"),
        ({"maximum": 4}, "at most 4"),
        ({"minimum": 1, "maximum": 4}, "1 to 4"),
        ({"exclusiveMinimum": 0, "maximum": 1}, "at most 1; above 0"),
        ({"minLength": 1}, ""),
        ({"minLength": 2}, "at least 2 characters"),
        ({"maxLength": 5000}, "at most 5,000 characters"),
        ({"enum": ["a", 1, True]}, "a, 1, true"),
        ({"const": "a"}, "only a"),
        ({"pattern": "^a$"}, "matches ^a$"),
        ({"pattern": "^a$", "x-specc": {"expects": "an a"}}, "an a"),
        ({"pattern": "^a$", "x-specc": {"set-by": "specc"}}, "set by specc"),
        ({"minLength": 1, "x-specc": {"catalog": "voices"}}, "id among voices"),
    ],
)
def test_constraints_in_words(schema: dict[str, Any], words: str) -> None:
    assert set(constraint(schema).split("; ")) == set(words.split("; "))


@pytest.mark.parametrize(("wanted", "help_"), [("heygen:avatr@5", f"did you mean {ID}?"), ("zzz", f"models are {ID}; `specc models pull zzz` gets it, if the provider has it")])
def test_an_unknown_model(wanted: str, help_: str) -> None:
    with pytest.raises(UsageError, match=f"no model '{wanted}'") as caught:
        models("show", wanted)
    assert caught.value.help == help_
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("arguments", [["--help"], ["show", "--help"]])
def test_help_has_an_example(arguments: list[str]) -> None:
    assert f"  specc models show {ID}\n" in models(*arguments).stdout
