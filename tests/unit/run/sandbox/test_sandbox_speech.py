"""How long a text takes to say, and when which words are said."""

from itertools import pairwise

import pytest

from specc.run.sandbox.speech import Caption, captions, length_s, srt

ENGLISH = "Hello Maria, welcome aboard! Your first order is on its way, and you can follow it in the app at any time."
JAPANESE = "こんにちは、マリアさん。ご注文の品は本日発送されました。"
THAI = "สวัสดีครับ ยินดีต้อนรับ"


@pytest.mark.parametrize(
    ("text", "speed", "expected"),
    [
        ("one two three four five", 1.0, 2.0),
        ("one two three four five", 0.5, 4.0),
        ("Hi", 1.0, 1.0),
        ("...", 1.5, 1.0),
        ("こんにちはこんにちは", 1.0, 2.0),
        ("你好世界 one two", 1.0, 1.6),
        ("word " * 1000, 1.0, 60.0),
    ],
)
def test_length(text: str, speed: float, expected: float) -> None:
    assert length_s(text, speed=speed, s_max=60) == pytest.approx(expected)


@pytest.mark.parametrize("text", [ENGLISH, JAPANESE, THAI, "Hi", "...", "a" * 300])
@pytest.mark.parametrize("speed", [0.5, 1.0, 1.5])
def test_captions_hold_the_whole_text_and_fill_the_time(text: str, speed: float) -> None:
    length = length_s(text, speed=speed, s_max=60)
    found = captions(text, speed=speed, length_s=length)
    assert "".join("".join(line.text.split()) for line in found) == "".join(text.split())
    assert found[0].start_s == 0
    assert found[-1].end_s == pytest.approx(length)
    assert all(before.end_s == after.start_s for before, after in pairwise(found))


def test_a_sentence_ends_a_caption() -> None:
    assert captions(JAPANESE, length_s=9)[0].text == "こんにちは、マリアさん。"
    assert captions(ENGLISH, length_s=9)[0].text == "Hello Maria, welcome aboard!"


def test_captions_are_short_enough_to_read() -> None:
    assert all(len(line.text) <= 42 for line in captions(ENGLISH * 3, length_s=60))


def test_what_is_said_after_the_end_has_no_caption() -> None:
    found = captions("word " * 100, length_s=10)
    assert found[-1].end_s == 10
    assert sum(len(line.text.split()) for line in found) < 40


def test_srt() -> None:
    assert srt([Caption(0, 1.5, "One"), Caption(1.5, 3661.25, "Two")]) == (
        "1\n00:00:00,000 --> 00:00:01,500\nOne\n\n2\n00:00:01,500 --> 01:01:01,250\nTwo\n"
    )
    assert srt([]) == ""
