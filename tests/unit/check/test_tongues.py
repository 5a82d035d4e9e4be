"""Whether a text is in its language: by its letters, and by its words."""

import sys

import pytest

from specc.check import detection
from specc.check.tongues import in_letters, in_words

SPANISH = "Gracias por elegir nuestro plan, que ahora incluye muchas más funciones para tu equipo y para todos tus clientes."
ENGLISH = "Thank you for choosing our plan, which now has many more functions for your team, and for all of your customers."


@pytest.mark.parametrize(
    ("text", "tag", "found"),
    [
        ("Здравствуйте, рады вас видеть", "en-US", "Cyrillic"),
        ("Hello, we are glad to see you", "ru", "Latin"),
        ("Hello, we are glad to see you", "ja-JP", "Latin"),
        ("你好，我们很高兴", "en", "Chinese"),
        ("こんにちは、ようこそ", "ko-KR", "Japanese"),
        ("Zdravo svima, drago nam je", "sr-Cyrl", "Latin"),
    ],
)
def test_letters_of_another_language(text: str, tag: str, found: str) -> None:
    assert [word.facts["found"] for word in in_letters("a", text, tag)] == [found]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Привет", "en-US"),
        ("Hello Эмма, welcome to Acme", "en-US"),
        ("Acme Cloud Pro Maxへようこそ、皆さま", "ja-JP"),
        ("Zdravo svima, drago nam je", "sr"),
        ("你好，我们很高兴", "ja-JP"),
        ("Здравствуйте, рады вас видеть", "xx"),
        ("Здравствуйте, рады вас видеть", None),
        ("1234567 %% !!", "ru"),
        ("", "ru"),
        ("ޑިވެހި ބަހުން ލިޔެފައި", "en"),
    ],
)
def test_letters_that_tell_nothing(text: str, tag: str | None) -> None:
    assert list(in_letters("a", text, tag)) == []


def test_words_of_another_language() -> None:
    assert [word.facts["found"] for word in in_words("a", SPANISH, "en-US")] == ["Spanish"]
    assert [word.facts["found"] for word in in_words("a", ENGLISH, "de-DE")] == ["English"]


@pytest.mark.parametrize(
    ("text", "tag"),
    [(SPANISH, "es-MX"), (SPANISH, "ca"), (SPANISH, "xx"), (SPANISH, None), (ENGLISH, "en-GB"), (SPANISH[:40], "en-US"), ("Acme Cloud Pro Max " * 10, "en-US")],
)
def test_words_that_tell_nothing(text: str, tag: str | None) -> None:
    assert list(in_words("a", text, tag)) == []


def test_nothing_is_said_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    detection._identifier.cache_clear()
    detection.detect.cache_clear()
    assert list(in_words("a", SPANISH, "en-US")) == []
    detection._identifier.cache_clear()
    detection.detect.cache_clear()
