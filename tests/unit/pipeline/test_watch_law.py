"""Whichever way a row is made, the same is said of its addresses, its speech, its secrets and what is unwise; at speed where nothing is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from both_ways import agreed, found_by, told, write_csv, write_spec

from specc.audience import parts
from specc.pipeline import bulk, history

ROWS = 800
HEADER = ("id", "hook", "text", "language", "speed", "ttl", "kind")
HOOKS = ("https://hooks.acme.dev/a", "http://hooks.acme.dev/a", "https://10.1.2.3/a", "http://localhost/a", "https://nas.local/a?x=1", "https://hooks.acme.dev/a?b=http://c.dev")
SECRET = "https://bucket.s3.amazonaws.com/a.mp4?X-Amz-Signature=" + "fe5f80f77d5fa3be" * 4
TEXTS = ("Hello.", "Hello there, " * 30, "Welcome to Acme, where there is much to see, and more to do. " * 6, "今天天气很好。" * 20)

BASE: dict[str, Any] = {"webhookURL": "{{ row.hook }}", "inputs": {"avatar": "woman_business_office"}, "speech": {"text": "{{ row.text }}"}}
SHAPES: dict[str, dict[str, Any]] = {
    "lone": BASE,
    "pieces": {**BASE, "webhookURL": "{{ row.hook }}/{{ row.id }}", "speech": {"text": "{{ row.text }} {{ row.id }}"}},
    "parts-of-a-host": {**BASE, "webhookURL": "https://{{ row.kind }}/{{ row.id }}"},
    "omitted": {**BASE, "webhookURL": "{{ row.hook if row.kind != 'acme.dev' else omit }}"},
    "native": {**BASE, "ttl": "{{ row.ttl | int }}"},
    "pace-by-row": {**BASE, "speech": {"text": TEXTS[2], "language": "{{ row.language }}", "speed": "{{ row.speed | float }}"}},
    "all-by-row": {**BASE, "speech": {"text": "{{ row.text }}", "language": "{{ row.language }}", "speed": "{{ row.speed | float }}"}},
    "rendered": {**BASE, "webhookURL": "{{ row.get('hook') }}", "speech": {"text": "{{ row_number }} {{ row.text }}"}},
    "signed": {**BASE, "uploadEndpoint": "{{ row.hook }}?sig={{ row.id }}{{ row.id }}{{ row.id }}{{ row.id }}"},
    "plain": {**BASE, "ttl": 7200, "outputType": "{{ row.kind if row.kind == 'x' else 'URL' }}"},
}


def rows(*, secrets: float = 0.0, odd: float = 0.02) -> Iterator[tuple[str, ...]]:
    random = Random(7)
    for number in range(ROWS):
        hook = random.choice(HOOKS) if random.random() < odd else HOOKS[0]
        if random.random() < secrets:
            hook = SECRET
        text = random.choice(TEXTS) if random.random() < odd else TEXTS[0]
        kind = random.choice(("acme.dev", "acme.dev", "host", "127.0.0.1"))
        yield (f"a{number}", hook, text, random.choice(("en-US", "zh-CN", "de")), random.choice(("0.5", "1", "1.5")), random.choice(("60", "3600", "30", "7200")), kind)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SAMPLE_ROWS_MAX", 300)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specc.toml").write_text("speech_seconds_max = 20\nmax_cost = 50\n")


def spec(folder: Path, name: str) -> Path:
    return write_spec(folder, {"specc": 1, "model": "heygen:avatar@5", "audience": {"from": "rows.csv", "key": "id"}, "task": SHAPES[name]})


@pytest.mark.parametrize("name", SHAPES)
def test_all_ways_say_the_same(name: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", HEADER, rows())
    outcome = agreed(spec(tmp_path, name))
    codes = {finding.code for finding in outcome.findings}
    assert {"C101", "C102"} & codes
    assert {"X102", "X103", "X104"} & codes
    assert "X101" not in codes
    if name not in ("plain", "native"):
        assert outcome.redone <= ROWS * 0.05


@pytest.mark.parametrize(("name", "share"), [*((name, 0.01) for name in SHAPES), ("lone", 1.0)])
def test_secrets_of_rows_that_go_to_git(name: str, share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "is_published", lambda _path: True)
    write_csv(tmp_path / "rows.csv", HEADER, rows(secrets=share))
    outcome = agreed(spec(tmp_path, name))
    if name == "parts-of-a-host":
        return
    found = [finding for finding in outcome.findings if finding.code == "X101"]
    assert found
    assert len({item.key for item in outcome.rejected}) >= found[0].occurrences.rows > 0
    assert "fe5f80f7" not in str([told(finding) for finding in outcome.findings])
    assert "fe5f80f7" not in str(outcome.rejected)


def test_several_processes_add_up_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1000)
    write_csv(tmp_path / "rows.csv", HEADER, rows())
    path = spec(tmp_path, "all-by-row")
    by_one = found_by(path, jobs=1)
    assert found_by(path, jobs=3) == by_one
    assert {"C101", "C102", "X102", "X103"} <= {finding["code"] for finding in by_one}


def test_the_longest_speech_is_told(tmp_path: Path) -> None:
    texts = ["Hello there. " * (20 + number % 700) for number in range(ROWS)]
    write_csv(tmp_path / "rows.csv", HEADER, ((f"a{number}", HOOKS[0], text, "en", "1", "3600", "x") for number, text in enumerate(texts)))
    outcome = agreed(spec(tmp_path, "lone"))
    found = next(finding for finding in outcome.findings if finding.code == "C101")
    assert found.occurrences.first[0].key == "a699"


def test_a_video_that_rows_share_is_paid_once(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text("max_cost = 0.5\n")
    write_csv(tmp_path / "rows.csv", HEADER, ((f"a{number}", HOOKS[0], "Hello.", "en", "1", "3600", "x") for number in range(ROWS)))
    outcome = agreed(spec(tmp_path, "lone"))
    assert {finding.code for finding in outcome.findings} == {"D110", "D111"}


ADVISED_HEADER = ("id", "text", "width", "height", "fit", "cut", "color", "image", "look", "pitch", "voice", "results", "audio", "format", "check", "mode", "caption")
LOOKS = ("woman_business_office", "Aditya_public_4", "00a42bfa5a04445fb7fc3aae538f1626")
ADVISED: dict[str, Any] = {
    "width": "{{ row.width | int }}",
    "height": "{{ row.height | int }}",
    "inputs": {"avatar": "{{ row.look }}", "background": "{{ row.image or omit }}"},
    "speech": {"text": "{{ row.text }} {{ row.id }}", "voice": "{{ row.voice or omit }}", "pitch": "{{ row.pitch | float }}"},
    "settings": {"fit": "{{ row.fit or omit }}", "removeBackground": "{{ row.cut == 'true' }}", "backgroundColor": "{{ row.color or omit }}"},
}
SETTINGS: dict[str, Any] = ADVISED["settings"]
ADVISED_SHAPES: dict[str, dict[str, Any]] = {
    "all": ADVISED,
    "known-canvas": {**ADVISED, "width": 1080, "height": 1920},
    "known-cover": {**ADVISED, "settings": {**SETTINGS, "fit": "cover"}},
    "colours-of-many": {**ADVISED, "settings": {**SETTINGS, "backgroundColor": "#{{ '%06x' | format(row_number) }}"}},
    "results": {**ADVISED, "numberResults": "{{ row.results | int }}", "uploadEndpoint": "https://files.acme.dev/{{ row.id }}"},
    "safety": {**ADVISED, "safety": {"checkContent": "{{ row.check == 'true' if row.check else omit }}", "mode": "{{ row.mode or omit }}"}},
    "formats": {**ADVISED, "outputFormat": "{{ row.format }}"},
    "recordings": {
        "inputs": {"avatar": "{{ row.look }}", "audio": "{{ row.audio or omit }}"},
        "speech": {"text": "{{ omit if row.audio else row.text }}", "voice": "{{ omit if row.audio else 'auto' }}", "pitch": "{{ row.pitch | float if row.id.endswith('9') or not row.audio else omit }}"},
        "settings": {"caption": "{{ row.caption == 'true' }}"},
    },
    "limits-of-rows": {**ADVISED, "numberResults": "{{ row.results | int + 2 if row.id.endswith('7') else 1 }}", "speech": {**ADVISED["speech"], "pitch": "{{ row.pitch | float * (4 if row.id.endswith('3') else 1) }}"}},
    "plain": {**ADVISED, "outputType": "{{ row.id if row.id == 'x' else 'URL' }}", "ttl": 7200},
}
EXPECTED = {
    "known-canvas": {"A101", "A102", "A103", "A104", "A108", "A109", "A114"},
    "known-cover": {"A101", "A102", "A103", "A105", "A108", "A109", "A114"},
    "colours-of-many": {"A102", "A103", "A104", "A105", "A108", "A109", "A114"},
    "results": {"A101", "A102", "A103", "A104", "A105", "A108", "A109", "A110", "A111", "A114"},
    "safety": {"A101", "A102", "A103", "A104", "A105", "A108", "A109", "A112", "A114"},
    "formats": {"A101", "A102", "A103", "A104", "A105", "A107", "A108", "A109", "A114"},
    "recordings": {"A106", "A108", "A109", "A113", "A114"},
    "limits-of-rows": {"A101", "A102", "A103", "A104", "A105", "A108", "A109", "A111", "A114"},
}


def advised_rows(odd: float) -> Iterator[tuple[str, ...]]:
    random = Random(11)

    def one(usual: str, *others: str) -> str:
        return random.choice(others) if random.random() < odd else usual

    for number in range(ROWS):
        width, height = one("1920x1080", "1080x1920", "1000x1000", "720x1280").split("x")
        yield (
            f"a{number}",
            "Hello.",
            width,
            height,
            one("cover", "contain", ""),
            one("true", "false"),
            one("#0a0e27", ""),
            one("", "https://example.com/a.png"),
            one(*LOOKS),
            one("0", "15", "15.5", "-20"),
            one("jenny_female_english", "auto", ""),
            one("1", "2", "4"),
            one("", "https://example.com/a.mp3"),
            one("MP4", "WEBM", "MOV"),
            one("true", "false", ""),
            one("fast", "none", "full", ""),
            one("false", "true"),
        )


@pytest.mark.parametrize(("name", "odd"), [("all", 0.03), *((name, 0.6) for name in ADVISED_SHAPES)])
def test_all_ways_advise_the_same(name: str, odd: float, tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text("")
    write_csv(tmp_path / "rows.csv", ADVISED_HEADER, advised_rows(odd))
    task = ADVISED_SHAPES[name]
    path = write_spec(tmp_path, {"specc": 1, "model": "heygen:avatar@5", "languages": ["en-US", "es-ES"], "audience": {"from": "rows.csv", "key": "id"}, "task": {**task, "speech": {**task["speech"], "language": "{{ language.code }}"}}})
    outcome = agreed(path)
    told_of = {finding.code for finding in outcome.findings if finding.code[0] == "A"}
    expected = EXPECTED.get(name, {"A101", "A102", "A103", "A104", "A105", "A108", "A109", "A114"})
    assert told_of == expected if odd > 0.5 else {"A108", "A109", "A114"} <= told_of <= expected
    if name not in ("plain", "recordings", "limits-of-rows"):
        assert outcome.redone == 0


def test_nothing_known_is_left_for_rows(tmp_path: Path) -> None:
    write_csv(tmp_path / "rows.csv", ADVISED_HEADER, advised_rows(0.5))
    known = {"width": 1080, "height": 1920, "inputs": {"avatar": "Aditya_public_4"}, "speech": {"text": "{{ row.text }} {{ row.id }}", "language": "{{ row.voice }}"}, "settings": {"caption": "{{ row.caption == 'true' }}"}}
    outcome = agreed(write_spec(tmp_path, {"specc": 1, "model": "heygen:avatar@5", "audience": {"from": "rows.csv", "key": "id"}, "task": known}))
    assert [program.watches for bulk in outcome.bulks for program in bulk.unit.programs if any(left.watch.rule[0] == "A" for left in program.watches)] == []
    assert {"A104", "A114"} <= {finding.code for finding in outcome.findings}
