"""Ids are found by their words and by what is known of them."""

import published
import pytest

from specc.catalog.models import bundled_models, make_model
from specc.catalog.searching import find, language_of

MODEL = bundled_models()[published.MODEL]


def ids(catalog: str, *query: str, **wanted: str) -> list[str]:
    return [entry.id for entry in find(MODEL, catalog, query, wanted)]


def test_all_are_found_by_nothing() -> None:
    assert ids("voices") == sorted(MODEL.ids["voices"])


@pytest.mark.parametrize("query", [["jenny"], ["JENNY female"], ["english", "jen"], ["jeny"], ["jenny_female_english"]])
def test_words_of_an_id(query: list[str]) -> None:
    assert ids("voices", *query) == ["jenny_female_english"]


def test_what_is_found_hides_what_is_near() -> None:
    found = ids("languages", "spanish")
    assert "es-MX" in found
    assert "da" not in found  # Danish


def test_names_in_capitals_have_words() -> None:
    assert "Caroline_Business_Standing_Front_public" in ids("avatars", "caroline", "standing")


def test_traits() -> None:
    assert ids("voices", gender="female") == ["jenny_female_english"]
    assert ids("voices", language="en-GB", gender="male") == ["chill_brian_male_english"]
    assert ids("voices", language="es") == []
    assert "woman_business_office" in ids("avatars", gender="female")
    assert {MODEL.traits("avatars", id)["orientation"] for id in ids("avatars", orientation="portrait")} == {"portrait"}


def test_a_language_is_meant_by_tag_or_name() -> None:
    assert [language_of(text) for text in ("es", "es-MX", "es_MX", "Spanish", "?")] == ["es", "es", "es", "es", ""]
    assert "es-MX" in ids("languages", language="spanish")


def test_traits_of_a_pulled_list() -> None:
    schema = {"x-specc": {"model": published.MODEL}, "properties": {"voice": {"type": "string", "enum": published.VOICES, "x-specc": {"catalog": "voices"}}}}
    model = make_model(schema, "x")
    assert len(find(model, "voices", [], {"gender": "male"})) == 1149
    assert model.complete == {"voices"}
