"""Whether language, voice and avatar go together, by what is known of their ids."""

from pathlib import Path
from typing import Any

import pytest
from cases import lint_files

AVATAR = "casual_sitting_young_adult"


def told(folder: Path, monkeypatch: pytest.MonkeyPatch, *, avatar: str = AVATAR, **speech: Any) -> list[str]:
    monkeypatch.chdir(folder)
    task = f"specc: 1\nmodel: heygen:avatar@5\ntask:\n  inputs: {{avatar: {avatar}}}\n  speech: {{text: Hello., {', '.join(f'{name}: {value}' for name, value in speech.items())}}}\n"
    return [finding.code for finding in lint_files({"page.video.yaml": task}, folder).findings if finding.code[0] == "L"]


@pytest.mark.parametrize(
    ("voice", "language", "is_told"),
    [
        ("jenny_female_english", "en-GB", False),
        ("jenny_female_english", "es-ES", True),
        ("auto", "es-ES", False),
        ("nobody", "es-ES", False),
        ("liv_female_norwegian", "nb-NO", False),
        ("wei_male_chinese_mandarin", "zh-CN", False),
        ("wei_male_chinese", "zh-CN-sichuan", False),
        ("x_female_multilingual", "de-DE", False),
        ("jenny_female_english", "x-acme", False),
    ],
)
def test_voice_and_language(voice: str, language: str, is_told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    assert told(tmp_path, monkeypatch, voice=voice, language=language) == ["L102"] * is_told


@pytest.mark.parametrize(
    ("avatar", "voice", "is_told"),
    [
        ("woman_business_office", "jenny_female_english", False),
        ("man_casual_young_adult", "jenny_female_english", True),
        ("Abigail_standing_office_front", "chill_brian_male_english", True),
        (AVATAR, "chill_brian_male_english", False),
        ("man_casual_young_adult", "auto", False),
        ("Manfred_public", "jenny_female_english", False),
    ],
)
def test_voice_and_avatar(avatar: str, voice: str, is_told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    assert told(tmp_path, monkeypatch, avatar=avatar, voice=voice) == ["L109"] * is_told


def test_a_bad_tag_is_told_as_that_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(tmp_path, monkeypatch, voice="jenny_female_english", language="es_ES") == ["L101"]


ONE_VOICE = """\
specc: 1
model: heygen:avatar@5
languages:
  en-US: {{voice: jenny_female_english}}
  es-ES: {{voice: {other}}}
task:
  inputs: {{avatar: casual_sitting_young_adult}}
  speech: {{text: Hello., voice: {voice}, language: "{{{{ language.code }}}}"}}
"""


@pytest.mark.parametrize(
    ("other", "voice", "is_told"),
    [
        ("jenny_female_english", '"{{ language.voice }}"', False),
        ("chill_brian_male_english", '"{{ language.voice }}"', True),
        ("x", "jenny_female_english", False),
        ("x", "\"{{ 'jenny_female_' ~ 'english' }}\"", True),
    ],
)
def test_one_voice_for_all_languages_is_meant(other: str, voice: str, is_told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.chdir(tmp_path)
    found = lint_files({"page.video.yaml": ONE_VOICE.format(other=other, voice=voice)}, tmp_path).findings
    assert [finding.code for finding in found if finding.code[0] == "L"] == ["L102"] * is_told
