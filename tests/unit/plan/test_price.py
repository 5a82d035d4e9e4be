"""Estimates: how long a speech will be and what it will cost, as ranges; unknown is None."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.base.range import Range
from specc.catalog.project import OwnPrice, OwnRate, Project
from specc.catalog.rates import bundled_prices
from specc.plan.calibration import Calibration
from specc.plan.price import NO_LENGTH, NO_PRICE, estimate, make_rates
from specc.plan.speech import spoken
from specc.run.sandbox.speech import length_s

MODEL = "heygen:avatar@5"
PLAIN = make_rates()
HELLO = "Hello Anna, welcome to Acme. We are glad that you are here, and here is what comes next for you and your team. " * 4

TEXTS = {
    "en-US": HELLO,
    "es-ES": "Hola Ana, te damos la bienvenida a Acme. Nos alegra que estés aquí con tu equipo. " * 4,
    "de-DE": "Hallo Anna, willkommen bei Acme. Wir freuen uns, dass Sie und Ihre Kollegen bei uns sind. " * 4,
    "fr-FR": "Bonjour Anne, bienvenue chez Acme. Nous sommes ravis de vous compter parmi nous. " * 4,
    "it-IT": "Ciao Anna, ti diamo il benvenuto in Acme. Siamo felici che tu sia qui con noi. " * 4,
    "pt-BR": "Olá Ana, bem-vinda à Acme. Estamos felizes por ter você e a sua equipe conosco. " * 4,
    "nl-NL": "Hallo Anna, welkom bij Acme. We zijn blij dat je er bent met je hele team. " * 4,
    "ru-RU": "Здравствуйте, Анна, добро пожаловать. Мы рады, что вы и ваша команда с нами. " * 4,
    "zh-CN": "你好安娜，欢迎来到我们的平台。我们很高兴你和你的团队来到这里，下面是接下来的步骤。" * 4,
    "ja-JP": "アンナさん、こんにちは。ようこそお越しくださいました。これから次の手順を説明します。" * 4,
}


def task(text: str | None = HELLO, **more: Any) -> dict[str, Any]:
    speech = {"text": text, **more.pop("speech", {})} if text is not None else {}
    return {"model": MODEL, "inputs": {"avatar": "a"}, **({"speech": speech} if speech else {}), **more}


def seconds(payload: dict[str, Any]) -> Range:
    found = estimate(payload, PLAIN).seconds
    assert found is not None
    return found


def usd(payload: dict[str, Any]) -> Range:
    found = estimate(payload, PLAIN).usd
    assert found is not None
    return found


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("speed", [0.5, 1, 1.5])
def test_the_sandbox_speaks_within_the_estimate(language: str, speed: float) -> None:
    text = TEXTS[language]
    found = seconds(task(text, speech={"language": language, "speed": speed}))
    assert found.low <= length_s(text, speed=speed, s_max=1e9) <= found.high


@given(text=st.text(max_size=200), speed=st.floats(0.5, 1.5), results=st.integers(1, 4))
def test_estimates_are_ranges(text: str, speed: float, results: int) -> None:
    found = estimate(task(text, speech={"speed": speed}, numberResults=results), PLAIN)
    if text:
        assert found.seconds is not None
        assert found.usd is not None
        assert found.usd.high >= found.usd.low >= found.seconds.low * 0.0667 * results * 0.99


def test_the_providers_examples_are_about_three_quarters_of_a_minute() -> None:
    example = bundled_prices()[MODEL].examples[0]
    found = estimate(task(), PLAIN, seconds=Range(42, 42, 42)).usd
    assert found is not None
    assert example.usd_min <= found.expected <= example.usd_max


def test_speed_makes_speech_shorter() -> None:
    slow, quick = seconds(task(speech={"speed": 0.5})), seconds(task(speech={"speed": 1.5}))
    assert (slow.expected - 0.5) == pytest.approx(3 * (quick.expected - 0.5))


def test_every_result_is_paid() -> None:
    one, three = estimate(task(), PLAIN), estimate(task(numberResults=3), PLAIN)
    assert three.seconds == one.seconds
    assert one.usd is not None
    assert three.usd is not None
    assert three.usd.expected == pytest.approx(one.usd.expected * 3)
    assert three.results == 3


@pytest.mark.parametrize(
    ("picture", "tariff"),
    [
        ({}, "up to 1080p"),
        ({"resolution": "720p"}, "up to 1080p"),
        ({"resolution": "1080p"}, "up to 1080p"),
        ({"width": 1080, "height": 1920}, "up to 1080p"),
        ({"width": 2560, "height": 1440}, "above 1080p"),
        ({"resolution": "4K"}, "4K"),
        ({"width": 2160, "height": 3840}, "4K"),
        ({"resolution": "8K"}, "up to 1080p"),
    ],
)
def test_larger_pictures_cost_more(picture: dict[str, Any], tariff: str) -> None:
    found = estimate(task(**picture), PLAIN)
    assert found.tariff == tariff
    assert found.source
    assert found.date


def test_the_length_of_a_recording_is_unknown() -> None:
    recording = {"model": MODEL, "inputs": {"avatar": "a", "audio": "https://example.com/a.mp3"}}
    found = estimate(recording, PLAIN)
    assert (found.seconds, found.usd, found.unknown) == (None, None, NO_LENGTH)
    told = estimate(recording, PLAIN, seconds=Range(10, 10, 10))
    assert told.usd is not None
    assert told.usd.expected == pytest.approx(0.667)
    assert not told.unknown


def test_the_price_of_another_model_is_unknown() -> None:
    found = estimate({"model": "other:model@1", "speech": {"text": "Hello there."}}, PLAIN)
    assert found.seconds is not None
    assert (found.usd, found.unknown) == (None, NO_PRICE)
    assert estimate({}, PLAIN).usd is None


def test_a_model_may_be_told_how_long() -> None:
    rates = make_rates(Project(prices={"other:model@1": OwnPrice("invoice", usd_per_second=Range(1, 2, 3))}))
    assert estimate({"model": "other:model@1", "duration": 5}, rates).usd == Range(5, 10, 15)


def test_a_project_knows_better() -> None:
    project = Project(
        prices={MODEL: OwnPrice("our invoice", usd_per_second=Range(0.1, 0.1, 0.1), date="2026-10-01")},
        speech_rates={"en-US": OwnRate("our voice", words_per_second=Range(1, 1, 1))},
    )
    found = estimate(task("one two three", speech={"language": "en-US"}), make_rates(project))
    assert found.seconds == Range(3, 3.5, 4.5)
    assert found.usd is not None
    assert found.usd.expected == pytest.approx(0.35)
    assert (found.source, found.date) == ("our invoice", "2026-10-01")
    other = estimate(task("one two three", speech={"language": "en-GB"}), make_rates(project))
    assert other.seconds == seconds(task("one two three", speech={"language": "en-GB"}))


def test_a_price_a_video_needs_no_length() -> None:
    rates = make_rates(Project(prices={MODEL: OwnPrice("flat", usd_per_video=Range(2, 3, 4))}))
    found = estimate(task(None, numberResults=2), rates)
    assert (found.seconds, found.usd, found.unknown) == (None, Range(4, 6, 8), "")


def test_what_was_learned_stands_over_all() -> None:
    learned = Calibration(Range(1, 2, 3), {"up to 1080p": Range(0.1, 0.2, 0.3)}, 40, "2026-11-20")
    found = estimate(task(), make_rates(calibrations={MODEL: learned}))
    expected = seconds(task()).expected
    assert found.seconds is not None
    assert (found.seconds.low, found.seconds.expected) == (pytest.approx(expected), pytest.approx(2 * expected))
    assert found.usd is not None
    assert found.usd.expected == pytest.approx(0.4 * expected)
    assert "40 videos" in found.source
    large = estimate(task(resolution="4K"), make_rates(calibrations={MODEL: learned}))
    assert large.source != found.source


def test_the_language_is_that_of_the_voice_where_none_is_said() -> None:
    said, heard = seconds(task(speech={"language": "fi-FI"})), seconds(task(speech={"voice": "jenny_female_finnish"}))
    assert said == heard != seconds(task(speech={"voice": "auto"}))


def test_an_unknown_language_has_the_widest_range() -> None:
    unknown, known = seconds(task(speech={"language": "xx"})), seconds(task(speech={"language": "en"}))
    assert unknown.high > known.high
    assert unknown.low <= known.low


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", (0, 0, 0)),
        ("Hello there, you.", (3, 0, 0)),
        ("In 2026: 15%", (3, 0, 6)),
        ("你好，Anna！", (1, 2, 0)),
        ("สวัสดี", (0, 6, 0)),
        ("안녕 하세요", (0, 5, 0)),
        ("Schön — gut", (2, 0, 0)),
        ("٣ нет", (2, 0, 1)),
    ],
)
def test_what_there_is_to_say(text: str, counts: tuple[int, int, int]) -> None:
    assert tuple(spoken(text)) == counts


def test_hostile_payloads_have_estimates() -> None:
    for value in (None, [], {}, "x", -1, 0, 10**400, True):
        payload = {"model": MODEL, "speech": {"text": "Hi there", "speed": value, "language": value, "voice": value}, "numberResults": value, "width": value, "height": value, "resolution": value}
        assert estimate(payload, PLAIN).seconds is not None
        estimate({"model": value, "speech": value}, PLAIN)
