"""`specc lint --baseline`: only what is new is told; a baseline hides, and lets nothing be made."""

import json
from pathlib import Path

import pytest

from tests.repository import commit, git, needs_git
from tests.stories.conftest import GOOD, Specc

FAST = GOOD.replace("  speech:\n", "  speech:\n    speed: 9\n    pitch: 99\n")


@pytest.fixture
def known(good: Path, specc: Specc) -> Path:
    """A spec with two errors, and a baseline that has them."""
    (good / "good.video.yaml").write_text(FAST, encoding="utf-8")
    done = specc("lint", "--write-baseline", "known.json")
    assert (done.code, done.out, done.err) == (0, "", "2 findings in 1 file written to known.json\n")
    return good


def entries(file: str = "known.json") -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(Path(file).read_text())["findings"]
    return found


def edit(old: str, new: str, file: str = "good.video.yaml") -> None:
    path = Path(file)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new), encoding="utf-8")


def test_it_is_sorted_json_with_a_line_a_finding(known: Path) -> None:
    text = Path("known.json").read_text()
    assert json.loads(text)["version"] == 1
    assert [(item["file"], item["rule"], item["at"]) for item in entries()] == [("good.video.yaml", "P105", "task.speech.pitch"), ("good.video.yaml", "P105", "task.speech.speed")]
    assert [line[:5] for line in text.splitlines()[3:5]] == ["    {"] * 2
    assert "line" not in text


def test_what_is_known_is_not_told_wherever_it_has_moved(known: Path, specc: Specc) -> None:
    edit("specc: 1\n", "# moved\n\n\nspecc: 1\n")
    edit("speed: 9", "speed:   9  # fast")
    done = specc("lint", "--baseline", "known.json")
    assert (done.code, done.err) == (0, "note: 2 findings of known.json are not told\n")
    assert done.out.startswith("0 errors")


def test_what_is_new_is_told(known: Path, specc: Specc) -> None:
    edit("speed: 9", "speed: 8")
    done = specc("lint", "--baseline", "known.json", "--format", "concise")
    assert done.code == 1
    assert "`speech.speed` is 8" in done.out
    assert done.out.count("\n") == 1
    assert done.err == "note: 1 finding of known.json is not told\nnote: 1 finding of known.json is gone; --update-baseline removes it\n"


def test_one_more_of_the_same_is_new(known: Path, specc: Specc) -> None:
    Path("known.json").unlink()
    specc("lint", "--write-baseline", "known.json")
    edit("output:", "variants: {}\noutput:")
    assert specc("lint", "--baseline", "known.json").code == 1


def test_a_baseline_lets_nothing_be_made(known: Path, specc: Specc) -> None:
    assert specc("lint", "--baseline", "known.json").code == 0
    assert specc("compile", "good.video.yaml").code == 1
    assert specc("run", "good.video.yaml", "--sandbox").code == 1
    assert specc("compile", "good.video.yaml", "--baseline", "known.json").code == 2


def test_what_is_gone_is_taken_out_and_nothing_added(known: Path, specc: Specc) -> None:
    edit("speed: 9", "speed: 1")
    edit("pitch: 99", "pitch: 99\n    volume: 7")
    done = specc("lint", "--baseline", "known.json", "--update-baseline")
    assert done.code == 1
    assert "note: 1 finding taken out of known.json\n" in done.err
    assert [item["at"] for item in entries()] == ["task.speech.pitch"]
    text = Path("known.json").read_bytes()
    specc("lint", "--baseline", "known.json", "--update-baseline")
    assert Path("known.json").read_bytes() == text


def test_what_was_not_looked_at_is_not_gone(known: Path, specc: Specc) -> None:
    Path("other").mkdir()
    Path("other/b.video.yaml").write_text(GOOD.replace("rows.csv", "../rows.csv"), encoding="utf-8")
    assert "gone" not in specc("lint", "other", "--baseline", "known.json").err
    assert "gone" not in specc("lint", "--select", "V", "--baseline", "known.json").err
    assert "gone" not in specc("lint", "-", "--baseline", "known.json", stdin=GOOD).err
    Path("good.video.yaml").unlink()
    assert "2 findings of known.json are gone; --update-baseline removes them" in specc("lint", "--baseline", "known.json").err


def test_it_is_the_same_from_another_folder(known: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(known.parent)
    assert specc("lint", "project", "--baseline", "project/known.json").code == 0
    Path("moved").mkdir()
    specc("lint", "project", "--write-baseline", "moved/known.json")
    assert entries("moved/known.json")[0]["file"] == "../project/good.video.yaml"
    assert specc("lint", "project", "--baseline", "moved/known.json").code == 0


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github"])
def test_every_format_leaves_it_out(form: str, known: Path, specc: Specc) -> None:
    done = specc("lint", "--baseline", "known.json", "--format", form)
    assert done.code == 0
    assert "P105" not in done.out


def test_what_is_wrong_with_the_project_is_always_told(known: Path, specc: Specc) -> None:
    Path("specc.toml").write_text("max_cots = 1\n", encoding="utf-8")
    done = specc("lint", "--write-baseline", "more.json")
    assert done.err == "2 findings in 1 file written to more.json\n"
    done = specc("lint", "--baseline", "more.json")
    assert (done.code, "max_cots" in done.out) == (1, True)


def test_stdin(known: Path, specc: Specc) -> None:
    done = specc("lint", "-", "--stdin-filename", "good.video.yaml", "--baseline", "known.json", stdin=FAST)
    assert (done.code, done.err) == (0, "note: 2 findings of known.json are not told\n")


@needs_git
def test_changed(known: Path, specc: Specc) -> None:
    git("init", "-q")
    commit()
    edit("hello: Hello", "hello: Hi")
    done = specc("lint", "--changed", "HEAD", "--baseline", "known.json")
    assert (done.code, "gone" in done.err) == (0, False)
    edit("speed: 9", "speed: 8")
    assert specc("lint", "--changed", "HEAD", "--baseline", "known.json").code == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "known.json is no baseline: it is not JSON"),
        ("[]", "known.json is no baseline: it has no `version`"),
        ('{"version": 2}', "known.json is no baseline: it is of version 2, and 1 is the one that is read"),
        ('{"version": 1}', "known.json is no baseline: its `findings` are no list"),
        ('{"version": 1, "findings": [{"file": "a"}]}', "known.json is no baseline: findings[0] makes no sense"),
        ("\x00\xff", "known.json is no baseline: it is not JSON"),
    ],
)
def test_a_broken_baseline_is_told_in_a_line(text: str, told: str, good: Path, specc: Specc) -> None:
    Path("known.json").write_text(text, encoding="latin-1")
    done = specc("lint", "--baseline", "known.json")
    assert (done.code, done.out, done.err.splitlines()) == (2, "", [f"error: {told}", "  help: remove it, and write it anew with --write-baseline"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--baseline", "none.json"], "there is no baseline none.json"),
        (["--update-baseline"], "--update-baseline needs --baseline FILE"),
        (["--write-baseline", "b.json", "--select", "P"], "a baseline is made of all that there is: leave out --select, --ignore, --changed and `-`"),
        (["--write-baseline", "b.json", "-"], "a baseline is made of all that there is: leave out --select, --ignore, --changed and `-`"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], told: str, good: Path, specc: Specc) -> None:
    done = specc("lint", *arguments)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: {told}")
    assert not Path("b.json").exists()
