"""`specc models pull`, `diff` and `check`, and `specc catalog`, as a user has them. All that is published is served from this machine."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import published
import pytest
from published import MODEL

from specc.catalog.models import project_models
from specc.run.sandbox import Embedded, embedded_sandbox
from tests.stories.conftest import Specc

FILE = Path("models") / "heygen-avatar-5.schema.json"
SPEC = """\
specc: 1
name: a
model: heygen:avatar@5
task:
  width: 1920
  height: {height}
  inputs: {{avatar: Caroline_Business_Standing_Front_public}}
  speech: {{text: Hello., voice: {voice}, language: en-US}}
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    running: Embedded
    with embedded_sandbox(latency_s=0) as running:
        yield running.url.removesuffix("/v1")


@pytest.fixture
def here(project: Path) -> Iterator[Path]:
    (project / "specc.toml").touch()
    (project / "saved.json").write_bytes(published.resolved())
    project_models.cache_clear()
    yield project
    project_models.cache_clear()


def write_spec(folder: Path, *, height: int = 1080, voice: str = "jenny_female_english") -> None:
    (folder / "a.video.yaml").write_text(SPEC.format(height=height, voice=voice), encoding="utf-8")


def request_with(**speech: Any) -> bytes:
    request = published.avatar()
    request["$defs"]["speech"]["properties"].update(speech)
    return published.resolved(request)


def test_an_unknown_id_is_a_warning_until_the_list_is_pulled(here: Path, specc: Specc) -> None:
    write_spec(here, voice="jeny_female_english")
    before = specc("lint", "--select", "P116")
    assert (before.code, "warning[P116]" in before.out) == (0, True)
    done = specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    assert (done.code, "wrote models/heygen-avatar-5.schema.json" in done.err) == (0, True)
    assert "all ids known: 500 avatars, 186 languages, 2,301 voices" in done.out
    after = specc("lint", "--select", "P116")
    assert after.code == 1
    assert "error[P116]" in after.out
    assert "did you mean `jenny_female_english`" in after.out
    write_spec(here, height=1081)
    assert "1920x1081 isn't allowed for `width` and `height`" in specc("lint").out


def test_what_was_told_before_a_pull_is_told_after_it(here: Path, specc: Specc) -> None:
    """Addresses, secrets, advice, lengths and prices hang on notes that no published schema has."""
    (here / "specc.toml").write_text("max_cost = 0.01\nspeech_seconds_max = 0.5\n")
    (here / "a.video.yaml").write_text(
        "specc: 1\nname: a\nmodel: heygen:avatar@5\naudience: {from: rows.csv}\ntask:\n  webhookURL: http://hooks.acme.dev/videos\n"
        '  uploadEndpoint: https://192.168.1.20/put\n  ttl: 60\n  width: 1080\n  height: 1920\n  inputs: {avatar: Caroline_Business_Standing_Front_public, background: "{{ row.picture }}"}\n'
        "  speech: {text: Hello my dear friends., voice: jenny_female_english, language: en-US, pitch: 40}\n"
    )
    (here / "rows.csv").write_text("picture\nhttps://a.example/b.png?token=8f3c91d07be24a55\n./missing.png\n")

    def codes() -> set[str]:
        return {finding["code"] for finding in json.loads(specc("lint", "--format", "json").out)["findings"]}

    before = codes()
    assert {"X102", "X103", "X104", "C101", "C102", "S113", "A104", "A109"} <= before
    for given in ("saved.json", "open.json"):
        (here / "open.json").write_bytes(published.openapi())
        assert specc("models", "pull", MODEL, "--from", given, "--force").code == 0
        assert codes() == before


def test_a_model_that_nobody_knows_has_its_addresses_watched(here: Path, specc: Specc) -> None:
    request = {"type": "object", "properties": {"model": {"const": "new:model@1"}, "notify": {"type": "string", "format": "uri"}, "webhookURL": {"type": "string"}, "ttl": {"type": "integer"}}}
    assert specc("models", "pull", "new:model@1", "--from", "-", stdin=published.resolved(request)).code == 0
    (here / "a.video.yaml").write_text("specc: 1\nmodel: new:model@1\ntask: {notify: http://a.example/x, webhookURL: https://10.0.0.1/x, ttl: 60}\n")
    assert {finding["code"] for finding in json.loads(specc("lint", "--format", "json").out)["findings"]} == {"X102", "X103", "X104"}


def test_stdin_and_openapi_give_the_same_file(here: Path, specc: Specc) -> None:
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    first = json.loads(FILE.read_text())
    (here / "open.json").write_bytes(published.openapi())
    done = specc("models", "pull", MODEL, "--from", "open.json", "--date", "2026-11-26")
    assert "nothing has changed" in done.err
    assert json.loads(FILE.read_text()) == first
    FILE.unlink()
    done = specc("models", "pull", MODEL, "--from", "-", "--date", "2026-11-25", stdin=published.resolved())
    assert done.code == 0
    assert {**json.loads(FILE.read_text()), "x-specc": {}} == {**first, "x-specc": {}}


def test_a_small_difference_is_a_small_difference_in_git(here: Path, specc: Specc) -> None:
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    before = FILE.read_text().splitlines()
    (here / "saved.json").write_bytes(request_with(speed={"type": "number", "minimum": 0.5, "maximum": 2, "multipleOf": 0.01, "default": 1}))
    done = specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    assert "speech.speed  0.5 to 1.5; in steps of 0.01 -> 0.5 to 2; in steps of 0.01" in done.out
    after = FILE.read_text().splitlines()
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 3  # the limit, and two hashes


def test_what_is_no_schema_replaces_nothing(here: Path, specc: Specc) -> None:
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    before = FILE.read_bytes()
    for garbage in (b"", b"<html>", b"{}", b'{"requestSchema": {"properties": {"model": {"const": "other:model@1"}}}}', published.resolved()[:5000]):
        done = specc("models", "pull", MODEL, "--from", "-", stdin=garbage)
        assert (done.code, done.err.startswith("error: stdin ")) == (2, True)
        assert FILE.read_bytes() == before
    assert [file.name for file in (here / "models").iterdir()] == [FILE.name]


def test_an_edited_file_is_not_written_over(here: Path, specc: Specc) -> None:
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    assert specc("models", "check", "--offline").code == 0
    FILE.write_text(FILE.read_text().replace('"maximum": 1.5', '"maximum": 1.4'))
    done = specc("models", "check", "--offline")
    assert (done.code, "was edited by hand" in done.out) == (1, True)
    refused = specc("models", "pull", MODEL, "--from", "saved.json")
    assert (refused.code, "--force" in refused.err) == (2, True)
    assert specc("models", "pull", MODEL, "--from", "saved.json", "--force", "--date", "2026-11-25").code == 0
    assert specc("models", "check", "--offline").code == 0
    FILE.write_text('{"x-specc": {"model": "heygen:avatar@5"}, "type": "object", "properties": {}}')
    assert "written by hand" in specc("models", "pull", MODEL, "--from", "saved.json").err


def test_diff_tells_what_has_changed_and_what_breaks(here: Path, specc: Specc) -> None:
    write_spec(here)
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    same = specc("models", "diff", MODEL, "--from", "saved.json")
    assert (same.code, "no difference" in same.out) == (0, True)
    voices = [voice for voice in published.VOICES if voice != "jenny_female_english"]
    (here / "new.json").write_bytes(request_with(voice={"type": "string", "enum": ["auto", "zoe_female_english", *voices]}))
    before = FILE.read_bytes()
    done = specc("models", "diff", MODEL, "--from", "new.json")
    assert done.code == 1
    assert "+1 voice (zoe_female_english), -1 voice (jenny_female_english)" in done.out
    assert "1 new error in 1 spec" in done.out
    assert "--> a.video.yaml:8:" in done.out
    data = json.loads(specc("models", "diff", MODEL, "--from", "new.json", "--format", "json").out)
    (model,) = data["models"]
    assert (data["version"], model["id"], model["used"]) == (1, MODEL, str(FILE))
    assert [(change["path"], change["what"]) for change in model["changes"]] == [("speech.voice", "values"), ("speech.voice", "default")]
    assert [(error["code"], error["file"], error["line"]) for error in model["breaks"]] == [("P116", "a.video.yaml", 8)]
    assert FILE.read_bytes() == before


def test_check_tells_of_drift(here: Path, specc: Specc) -> None:
    assert (specc("models", "check").code, specc("models", "diff").code) == (0, 2)
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    assert specc("models", "check").code == 0
    (here / "saved.json").write_bytes(request_with(volume={"type": "number", "minimum": 0, "maximum": 2}))
    done = specc("models", "check")
    assert (done.code, "saved.json has changed" in done.out) == (1, True)
    assert specc("models", "check", "--offline").code == 0
    (model,) = json.loads(specc("models", "check", "--format", "json").out)["models"]
    assert (model["edited"], model["drifted"]) == (False, True)
    assert specc("models", "pull").code == 0  # all that were pulled before
    assert specc("models", "check").code == 0
    (here / "saved.json").unlink()
    assert "can't be asked again" in specc("models", "check").err


def test_check_against_the_sandbox(here: Path, specc: Specc) -> None:
    assert specc("models", "pull", "sandbox:lip-sync@1", "--sandbox").code == 0
    assert specc("models", "check", "--sandbox").code == 0
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    done = specc("models", "check", "--sandbox")
    assert (done.code, done.out.count("`specc models diff heygen:avatar@5 --sandbox` tells which")) == (1, 1)
    done = specc("models", "check", "--sandbox", "--offline")
    assert (done.code, "--offline asks nobody: leave it or --sandbox out" in done.err) == (2, True)


def test_check_goes_on_where_a_server_is_gone(here: Path, specc: Specc) -> None:
    with embedded_sandbox(latency_s=0) as running:
        specc("models", "pull", "sandbox:lip-sync@1", "--from", running.url)
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    gone = specc("models", "check")
    assert (gone.code, "error: sandbox:lip-sync@1: can't connect" in gone.err) == (2, True)
    assert specc("models", "check", "--offline").code == 0
    FILE.write_text(FILE.read_text().replace('"maximum": 1.5', '"maximum": 1.4'))
    edited = specc("models", "check")
    assert (edited.code, "was edited by hand" in edited.out) == (1, True)


@pytest.mark.parametrize("model", ["sandbox:photo-avatar@1", "sandbox:lip-sync@1", "sandbox:text-to-video@1", MODEL])
def test_models_are_pulled_from_a_server(model: str, here: Path, specc: Specc, sandbox: str) -> None:
    assert specc("models", "pull", model, "--from", sandbox).code == 0
    assert specc("models", "show", model).code == 0
    assert specc("models", "check").code == 0
    assert specc("models", "diff", model, "--sandbox").code == 0


def test_models_that_are_not_there(here: Path, specc: Specc, sandbox: str) -> None:
    near = specc("models", "pull", "sandbox:lip-sink@1", "--from", sandbox)
    assert (near.code, near.err) == (2, "error: no model sandbox:lip-sink@1 is published\n  help: did you mean sandbox:lip-sync@1?\n")
    other = specc("models", "pull", "sandbox:lip-sync@1", "--from", f"{sandbox}/resolve/{MODEL}")
    assert "holds the schema of heygen:avatar@5, not of sandbox:lip-sync@1" in other.err
    assert specc("models", "pull", MODEL, "--from", "http://127.0.0.1:1").code == 2
    assert specc("models", "pull", MODEL, "--from", "missing.json").code == 2
    assert specc("models", "pull", MODEL, "--date", "yesterday", "--from", "saved.json").code == 2
    assert not (here / "models").exists()


def test_prices_that_are_published_are_known(here: Path, specc: Specc, sandbox: str) -> None:
    (here / "clip.video.yaml").write_text("specc: 1\nmodel: sandbox:text-to-video@1\ntask: {positivePrompt: A street., width: 640, height: 360, duration: 10}\n")
    specc("models", "pull", "sandbox:text-to-video@1", "--from", sandbox)
    assert "no price is known for the model" in specc("plan", ".").out
    specc("models", "pull", "sandbox:text-to-video@1", "--from", f"{sandbox}/docs/models/sandbox-text-to-video/schema.json")
    assert "$0.50" in specc("plan", ".").out
    with (here / "specc.toml").open("a") as file:
        file.write("max_cost = 0.4\n")
    assert "C102" in specc("lint", ".").out


def test_a_project_says_where_its_models_are(here: Path, specc: Specc) -> None:
    (here / "schemas").mkdir()
    (here / "specc.toml").write_text('models = "schemas"\n')
    assert specc("models", "pull", MODEL, "--from", "saved.json").code == 0
    assert [file.name for file in (here / "schemas").iterdir()] == [FILE.name]
    (here / "kept" / "of" / "models").mkdir(parents=True)
    (here / "specc.toml").write_text('models = "kept/of/models"\n')
    assert "is no project" not in specc("models", "pull", MODEL, "--from", "saved.json").err


def test_ids_are_found(here: Path, specc: Specc) -> None:
    some = specc("catalog", "voices", "jeny")
    assert (some.code, some.out) == (0, "jenny_female_english  female, english\n")
    assert "aren't all; `specc models pull heygen:avatar@5`" in some.err
    specc("models", "pull", MODEL, "--from", "saved.json", "--date", "2026-11-25")
    whole = specc("catalog", "voices", "--gender", "male", "--language", "en", "--format", "ids")
    assert len(whole.out.splitlines()) == 1149
    assert "2,301 voices, which are all that it takes" in whole.err
    assert specc("catalog", "voices", "jenny", "--format", "yaml").out == "voice: jenny_female_english\n"
    data = json.loads(specc("catalog", "avatars", "caroline", "--format", "json").out)
    assert (data["version"], data["models"]) == (1, [{"id": MODEL, "known": 500, "complete": True}])
    assert [found["id"] for found in data["found"]] == ["Caroline_Business_Standing_Front_public"]
    assert specc("catalog", "voices", "nobody").code == 1
    assert "did you mean voices" in specc("catalog", "voises").err
    assert specc("catalog", "voices", "--language", "klingon").code == 2
    assert len(specc("catalog", "voices", "--limit", "3").out.splitlines()) == 3


def test_a_lip_sync_lasts_as_long_as_its_recording(here: Path, specc: Specc) -> None:
    import wave

    import av

    with wave.open(str(here / "voice.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\0" * 8000 * 3)
    picture = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (64, 64)).save(picture, "PNG")
    (here / "face.png").write_bytes(picture.getvalue())
    (here / "lips.video.yaml").write_text("specc: 1\nname: lips\nmodel: sandbox:lip-sync@1\ntask: {inputs: {image: ./face.png, audio: ./voice.wav}}\n")
    specc("models", "pull", "sandbox:lip-sync@1", "--sandbox")
    assert specc("run", ".", "--sandbox", "--out", "out").code == 0
    with av.open(str(here / "out" / "lips.mp4")) as container:
        assert container.duration / av.time_base == pytest.approx(3, abs=0.3)


# Broken files


@pytest.mark.parametrize("text", ["{", "[]", '{"type": "object"}'])
def test_a_broken_file_is_written_anew_where_that_is_asked_for(here: Path, specc: Specc, text: str) -> None:
    FILE.parent.mkdir()
    FILE.write_text(text)
    plain = specc("models", "pull", MODEL, "--from", "saved.json")
    assert (plain.code, plain.err) == (2, f"error: {here / FILE} is there already, and can't be read as a model\n  help: `--force` writes over it\n")
    assert FILE.read_text() == text
    assert specc("models", "pull", MODEL, "--from", "saved.json", "--force").code == 0
    assert json.loads(FILE.read_text())["x-specc"]["model"] == MODEL


def test_a_file_that_is_nested_too_deeply_is_a_broken_one(here: Path, specc: Specc) -> None:
    FILE.parent.mkdir()
    FILE.write_text("[" * 100_000)
    write_spec(here)
    done = specc("lint")
    assert (done.code, "nested too deeply" in done.err) == (2, True)


def test_more_than_a_schema_has_is_not_read(here: Path, specc: Specc) -> None:
    with (here / "large.json").open("wb") as file:
        file.truncate(33 * 1024 * 1024)
    done = specc("models", "pull", MODEL, "--from", "large.json")
    assert (done.code, done.err) == (2, "error: large.json is larger than 32 MB\n  help: that is no model's schema\n")


def test_a_broken_file_blocks_no_other(here: Path, specc: Specc) -> None:
    FILE.parent.mkdir()
    (FILE.parent / "another.schema.json").write_text("{")
    assert specc("models", "pull", MODEL, "--from", "saved.json").code == 0
    again = specc("models", "pull")
    assert (again.code, "heygen:avatar@5: nothing has changed" in again.err, "warning: can't read the model" in again.err) == (0, True, True)
    listed = specc("models", "list")
    assert (listed.code, f"file        {FILE.as_posix()}" in listed.out) == (0, True)
    assert listed.err.startswith(f"warning: can't read the model {here / 'models' / 'another.schema.json'}: ")
    assert "help: mend it, or write it anew: `specc models pull MODEL --force`" in specc("models", "show", MODEL).err


def test_a_broken_file_is_repaired_from_the_sandbox(here: Path, specc: Specc) -> None:
    FILE.parent.mkdir()
    FILE.write_text("{")
    assert specc("models", "pull", MODEL, "--sandbox", "--force").code == 0
    assert specc("models", "list").err == ""


def test_a_gender_that_nothing_has_is_told_with_those_that_are_known(here: Path, specc: Specc) -> None:
    done = specc("catalog", "voices", "--gender", "fmale")
    assert done.code == 1
    assert done.err.startswith("--gender: no voices are known to be 'fmale'; known are female, male, man, woman\n")
    assert "known to be" not in specc("catalog", "voices", "--gender", "Woman").err
