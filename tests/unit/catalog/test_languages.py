"""What is a language tag, which one is meant, and what is known of languages."""

import pytest

from specc.catalog.languages import base, is_tag, languages, named, near_tags, scripts, scripts_of
from specc.catalog.models import bundled_models


@pytest.mark.parametrize("tag", ["en", "en-US", "EN-us", "es-419", "ar-001", "fil-PH", "zh-Hans-CN", "sr-Latn-RS", "de-1996", "iw", "i-klingon", "x-acme", "en-x-acme", "mul"])
def test_tags(tag: str) -> None:
    assert is_tag(tag)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("en_us", ["en-US"]),
        ("english", ["en"]),
        ("English (US)", ["en"]),
        ("eng", ["en"]),
        ("en-UK", ["en-GB"]),
        ("jp", ["ja"]),
        ("cn-CN", ["zh-CN"]),
        ("ua", ["uk"]),
        ("zh_hans_cn", ["zh-Hans-CN"]),
        ("fr--FR", ["fr-FR"]),
        ("en-", ["en"]),
        ("xx", []),
        ("default", []),
        ("", []),
        ("-", []),
        ("español", []),
        ("a" * 500, []),
        ("\x00", []),
    ],
)
def test_what_is_none_and_what_is_meant(text: str, near: list[str]) -> None:
    assert not is_tag(text)
    assert near_tags(text) == near


def test_all_languages_of_the_bundled_models_are_tags() -> None:
    for model in bundled_models().values():
        assert [tag for tag in model.ids.get("languages", ()) if not is_tag(tag) and not tag.startswith("zh-CN-")] == []


def test_bases() -> None:
    assert [base(tag) for tag in ("en-US", "nb-NO", "nn", "iw", "yue", "x-acme", "xx", None, 5)] == ["en", "no", "no", "he", "zh", "", "", "", ""]


def test_names() -> None:
    assert [named(name) for name in ("english", "chinese_mandarin", "norwegian", "filipino", "multilingual", "unknown", "")] == ["en", "zh", "no", "fil", "", "", ""]


def test_scripts() -> None:
    assert scripts_of("en-US") == ("Latn",)
    assert scripts_of("sr-Latn") == ("Latn",)
    assert scripts_of("sr") == ("Cyrl", "Latn")
    assert scripts_of("zh-Hant-TW") == ("Hani",)
    assert scripts_of("xx") == ()
    assert {language.scripts[0] for language in languages().values()} - set(scripts()) == {"Avst", "Cans", "Thaa", "Yiii"}
