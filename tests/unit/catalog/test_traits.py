"""What catalogs say of their ids, and what the ids say of themselves."""

import json
from pathlib import Path

import pytest

from specc.base.resources import data_folder
from specc.catalog.models import bundled_models

MODEL = bundled_models()["heygen:avatar@5"]


@pytest.mark.parametrize(
    ("catalog", "id", "expected"),
    [
        ("avatars", "Caroline_Business_Standing_Front_public", {"gender": "female", "orientation": "landscape", "avatar_v": True}),
        ("avatars", "Aditya_public_4", {"avatar_v": False}),
        ("avatars", "man_casual_young_adult", {"gender": "man"}),
        ("avatars", "casual_sitting_young_adult", {}),
        ("avatars", "nobody", {}),
        ("voices", "jenny_female_english", {"gender": "female", "language": "english"}),
        ("voices", "someone_male_brazilian_portuguese", {"gender": "male", "language": "brazilian_portuguese"}),
        ("voices", "auto", {}),
        ("languages", "pt-BR", {"name": "Portuguese (Brazil)"}),
        ("faces", "x", {}),
    ],
)
def test_traits_of_an_id(catalog: str, id: str, expected: dict[str, object]) -> None:
    assert MODEL.traits(catalog, id) == expected


@pytest.mark.parametrize("file", sorted((data_folder("schemas") / "catalogs").glob("*.json")), ids=lambda file: file.stem)
def test_everything_known_has_a_source(file: Path) -> None:
    catalog = json.loads(file.read_bytes())
    entries = [entry for entries in catalog.values() if isinstance(entries, list) for entry in entries]
    assert entries or catalog["model"] == "*"
    assert all(entry["source"] for entry in entries)
    assert catalog["retrieved"]
