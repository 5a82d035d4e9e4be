"""A project's own schemas come before the bundled ones."""

import json
from pathlib import Path

import pytest

from specc.base.errors import UnreadableError
from specc.base.resources import data_folder
from specc.catalog.models import bundled_models, project_models

BUNDLED = data_folder("schemas") / "models" / "heygen-avatar-5.schema.json"


def test_a_project_without_models_has_the_bundled_ones(tmp_path: Path) -> None:
    assert project_models(tmp_path / "models") == bundled_models()


def test_a_schema_of_the_project_replaces_the_bundled_one(tmp_path: Path) -> None:
    schema = json.loads(BUNDLED.read_bytes())
    schema["properties"]["speech"]["properties"]["voice"]["enum"] = ["our_own"]
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "pulled.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "models" / "other.schema.json").write_text("{}", encoding="utf-8")
    voice = project_models(tmp_path / "models")["heygen:avatar@5"].parameter("speech.voice")
    assert voice is not None
    assert voice.schema["enum"] == ["our_own"]


def test_a_broken_schema_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "pulled.schema.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableError, match="can't read the model"):
        project_models(tmp_path / "models")
