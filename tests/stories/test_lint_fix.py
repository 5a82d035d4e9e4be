"""`specc lint --fix`, `--unsafe-fixes` and `--diff`: what they write, what they tell, and what their exit codes say."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from specc.pipeline import compilation, fixing, lint
from specc.pipeline.fixing import mend, write_changes
from specc.pipeline.unit import Selection
from tests.repository import commit, git, needs_git
from tests.stories.conftest import GOOD, Done, Specc

SOUND = GOOD.replace("es-ES: {hello: Hola}", "en-GB: {hello: Hi}")
CASE = SOUND.replace("voice: jenny_female_english", "voice: jenny_female_english\n    speed: '1.1'  # a comment")
GUESS = CASE.replace("row.name", "row.nmae")


@pytest.fixture
def sound(good: Path) -> Path:
    file = good / "good.video.yaml"
    file.write_text(SOUND, encoding="utf-8")
    return file


@pytest.fixture
def spec(sound: Path) -> Path:
    """The sound spec with a number in quotes."""
    sound.write_text(CASE, encoding="utf-8")
    return sound


def fixed(spec: Path) -> bool:
    return "speed: 1.1  # a comment" in spec.read_text(encoding="utf-8")


# --fix


def test_fixes_are_written_and_told(spec: Path, specc: Specc) -> None:
    done = specc("lint", "--fix")
    assert (done.code, done.err) == (0, "fixed 1 finding in 1 file\n")
    assert done.out == "0 errors, 0 warnings (1 spec, 2 cells, 3 rows, 6 videos)\n"
    assert fixed(spec)
    assert specc("lint", "--fix") == Done(0, done.data, "")


def test_without_fix_nothing_is_written(spec: Path, specc: Specc) -> None:
    done = specc("lint", "--unsafe-fixes")
    assert done.code == 1
    assert "  = fix: write `1.1`\n" in done.out
    assert done.out.endswith("\n1 fixable with --fix\n")
    assert spec.read_text(encoding="utf-8") == CASE


def test_guesses_are_made_only_where_they_are_asked_for(spec: Path, specc: Specc) -> None:
    spec.write_text(GUESS, encoding="utf-8")
    done = specc("lint", "--fix")
    assert (done.code, done.err) == (1, "fixed 1 finding in 1 file; 1 more with --unsafe-fixes\n")
    assert "(unsafe)" not in done.out
    assert done.out.endswith("\n1 fixable with --fix --unsafe-fixes\n")
    assert "(unsafe)" in specc("lint", "--unsafe-fixes").out
    again = specc("lint", "--fix")
    assert (again.code, again.err) == (1, "1 fixable with --unsafe-fixes\n")
    done = specc("lint", "--fix", "--unsafe-fixes")
    assert (done.code, done.err) == (0, "fixed 1 finding in 1 file\n")


def test_only_what_is_selected_is_fixed(spec: Path, specc: Specc) -> None:
    spec.write_text(f"# specc: ignore[P105]\n{CASE}", encoding="utf-8")
    assert specc("lint", "--fix", "--select", "S111").err == "fixed 1 finding in 1 file\n"
    assert spec.read_text(encoding="utf-8") == CASE
    assert specc("lint", "--fix", "--ignore", "wrong-type").err == ""
    assert not fixed(spec)


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github"])
def test_what_is_left_is_reported_in_every_format(form: str, spec: Path, specc: Specc) -> None:
    done = specc("lint", "--fix", "--format", form)
    assert (done.code, done.err) == (0, "fixed 1 finding in 1 file\n")
    assert "P103" not in done.out


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_a_file_keeps_its_mode(mode: int, spec: Path, specc: Specc) -> None:
    spec.chmod(mode)
    assert specc("lint", "--fix").code == 0
    assert spec.stat().st_mode & 0o7777 == mode
    assert fixed(spec)


def test_a_link_stays_a_link(spec: Path, specc: Specc, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "real.video.yaml"
    spec.rename(elsewhere)
    spec.symlink_to(elsewhere)
    assert specc("lint", "--fix").code == 0
    assert spec.is_symlink()
    assert fixed(elsewhere)


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_stay(line_break: str, mark: bytes, spec: Path, specc: Specc) -> None:
    raw = mark + CASE.replace("\n", line_break).encode()
    spec.write_bytes(raw)
    assert specc("lint", "--fix").err == "fixed 1 finding in 1 file\n"
    assert spec.read_bytes() == raw.replace(b"'1.1'", b"1.1")


def test_files_that_are_extended_and_included_are_fixed_where_they_are(spec: Path, specc: Specc) -> None:
    base = spec.parent / "shared.yaml"
    base.write_text("task:\n  speech:\n    pitch: '1.5'\n", encoding="utf-8")
    part = spec.parent / "part.j2"
    part.write_text("Bye, {{ row.nmae }}.\n", encoding="utf-8")
    text = f"extends: shared.yaml\n{CASE}".replace("{{ row.name }}", "{{ row.name }} {% include 'part.j2' %}")
    spec.write_text(text, encoding="utf-8")
    shutil.copy(spec, spec.parent / "second.video.yaml")
    done = specc("lint", "--fix", "--unsafe-fixes", "--ignore", "colliding-files")
    assert done.err == "fixed 4 findings in 4 files\n"
    assert base.read_text(encoding="utf-8") == "task:\n  speech:\n    pitch: 1.5\n"
    assert part.read_text(encoding="utf-8") == "Bye, {{ row.name }}.\n"


def test_the_file_of_the_project_is_fixed_and_gone_by(sound: Path, specc: Specc) -> None:
    text = b'\xef\xbb\xbf[project]\r\nname = "x"\r\n\r\n[tool.specc]  # ours\r\nMax-Cost = 25\r\nignore = "D111"\r\n'
    Path("pyproject.toml").write_bytes(text)
    assert specc("lint", "--diff").out.count("\n+") == 3
    done = specc("lint", "--fix")
    assert (done.code, done.err) == (0, "fixed 2 findings in 1 file\n")
    assert Path("pyproject.toml").read_bytes() == text.replace(b"Max-Cost", b"max-cost").replace(b'"D111"', b'["D111"]')


def test_a_fix_of_the_project_that_would_break_a_spec_is_not_made(sound: Path, specc: Specc) -> None:
    Path("specc.toml").write_text('[severity]\nL = "eror"\n')
    sound.write_text(SOUND.replace("hello: Hello", 'hello: "**Hello**"'), encoding="utf-8")
    done = specc("lint", "--fix", "--unsafe-fixes")
    assert done.code == 1
    assert "not fixed: specc.toml:2:5: S117 `severity.L` is `eror`, expected `error`, `warning` or `info`: it would break" in done.err


def test_a_fix_that_brings_an_error_is_not_made(spec: Path, specc: Specc) -> None:
    text = SOUND.replace("task:\n", "task:\n  settings: {captoin: loud}\n")
    spec.write_text(text, encoding="utf-8")
    done = specc("lint", "--fix", "--unsafe-fixes")
    assert done.code == 1
    reason = "it would lead to P103, `settings.caption` is text (`loud`), expected `true` or `false`"
    assert done.err == f"not fixed: good.video.yaml:{place(done)}: P101 unknown parameter `settings.captoin`: {reason}\n"
    assert spec.read_text(encoding="utf-8") == text


def place(done: Done) -> str:
    return next(line.partition(":")[2] for line in done.out.splitlines() if "-->" in line)


def test_a_file_that_changes_meanwhile_is_left(spec: Path) -> None:
    outcome = mend(compilation([Path("good.video.yaml")], Selection()), lambda item: item.fix is not None)
    spec.write_text(f"# new\n{CASE}", encoding="utf-8")
    assert write_changes(outcome.changes) == [Path("good.video.yaml")]
    assert spec.read_text(encoding="utf-8") == f"# new\n{CASE}"


@pytest.mark.skipif(os.geteuid() == 0, reason="the system's owner may write everywhere")
def test_a_file_that_can_not_be_written_is_one_line(spec: Path, specc: Specc) -> None:
    spec.parent.chmod(0o500)
    try:
        done = specc("lint", "--fix")
    finally:
        spec.parent.chmod(0o700)
    assert done.code == 2
    assert "can't write good.video.yaml" in done.err


def test_a_read_only_file_is_left_and_others_are_fixed(spec: Path, specc: Specc) -> None:
    other = spec.with_name("other.video.yaml")
    other.write_text(CASE.replace("name: good", "name: other").replace("{{ language.code }}/", "other/{{ language.code }}/"), encoding="utf-8")
    spec.chmod(0o444)
    done = specc("lint", "--fix")
    assert (done.code, done.err) == (1, "fixed 1 finding in 1 file\nnot fixed: good.video.yaml is read-only\n")
    assert "good.video.yaml:" in done.out
    assert "other.video.yaml:" not in done.out
    assert (fixed(other), spec.read_text(encoding="utf-8"), spec.stat().st_mode & 0o777) == (True, CASE, 0o444)
    assert "+    speed: 1.1" in specc("lint", "--diff").out


# --diff


def test_a_diff_is_printed_and_nothing_written(spec: Path, specc: Specc) -> None:
    done = specc("lint", "--diff")
    assert (done.code, done.err) == (1, "would fix 1 finding in 1 file\n")
    assert done.out.startswith("--- good.video.yaml\n+++ good.video.yaml\n@@ ")
    assert "-    speed: '1.1'  # a comment\n+    speed: 1.1  # a comment\n" in done.out
    assert spec.read_text(encoding="utf-8") == CASE
    assert specc("lint", "--diff", "--fix") == done


@pytest.mark.parametrize("options", [("--format", "json"), ("--format", "concise"), ("--statistics",), ("--output-file", "found.txt")])
def test_a_diff_is_no_form_of_findings(options: tuple[str, ...], spec: Path, specc: Specc) -> None:
    done = specc("lint", "--diff", *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: --diff prints a diff, and no findings: leave out {' '.join(options).removesuffix(' found.txt')}\n")
    assert not Path("found.txt").exists()


def test_no_diff_is_no_failure(sound: Path, specc: Specc) -> None:
    assert specc("lint", "--diff") == Done(0, b"", "")
    sound.write_text(SOUND.replace("task:", "task:\n  nothing: 1"), encoding="utf-8")
    assert specc("lint", "--diff") == Done(0, b"", "")


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch isn't there")
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_diff_can_be_applied(line_break: str, end: str, spec: Path, specc: Specc) -> None:
    text = f"{CASE.rstrip()}\nwhen: row.nmae != ''{end}".replace("\n", line_break)
    spec.write_bytes(text.encode())
    diff = specc("lint", "--diff", "--unsafe-fixes").out
    subprocess.run(["patch", "--binary", "-p0"], input=diff.encode(), check=True, capture_output=True)
    applied = spec.read_bytes()
    spec.write_bytes(text.encode())
    specc("lint", "--fix", "--unsafe-fixes")
    assert spec.read_bytes() == applied != text.encode()


def test_a_diff_tells_no_secret(spec: Path, specc: Specc) -> None:
    spec.write_text(CASE.replace("  speech:\n", "  webhookURL: https://hooks.acme.dev/x?token=8f3c91d07be24a55\n  speech:\n"), encoding="utf-8")
    done = specc("lint", "--diff")
    assert done.code == 1
    assert done.err == "note: secrets are masked, so that this diff can't be applied\nwould fix 1 finding in 1 file\n"
    assert "token=8f3c****" in done.out


# a spec from stdin


def test_a_spec_from_stdin_goes_to_stdout(spec: Path, specc: Specc) -> None:
    done = specc("lint", "-", "--fix", stdin=CASE.encode())
    assert (done.code, done.out) == (0, CASE.replace("'1.1'", "1.1"))
    assert done.err == "fixed 1 finding in 1 file\n0 errors, 0 warnings (1 spec, 2 cells, 3 rows, 6 videos)\n"
    assert spec.read_text(encoding="utf-8") == CASE


@pytest.mark.usefixtures("sound")
def test_a_sound_spec_from_stdin_comes_out_as_it_was(specc: Specc) -> None:
    done = specc("lint", "-", "--fix", stdin=SOUND.encode())
    assert (done.code, done.out) == (0, SOUND)


def test_of_a_spec_from_stdin_nothing_else_is_fixed(spec: Path, specc: Specc) -> None:
    base = spec.parent / "shared.yaml"
    base.write_text("task:\n  speech:\n    pitch: '1.5'\n", encoding="utf-8")
    done = specc("lint", "-", "--fix", stdin=f"extends: shared.yaml\n{CASE}".encode())
    assert done.code == 1
    assert base.read_text(encoding="utf-8") == "task:\n  speech:\n    pitch: '1.5'\n"
    assert "speed: 1.1" in done.out


def test_a_diff_of_a_spec_from_stdin(spec: Path, specc: Specc) -> None:
    done = specc("lint", "-", "--diff", "--stdin-filename", "new.video.yaml", stdin=CASE.encode())
    assert done.code == 1
    assert done.out.startswith("--- new.video.yaml\n")


# --changed


@needs_git
def test_of_what_has_not_changed_nothing_is_fixed(spec: Path, specc: Specc) -> None:
    git("init", "-q")
    commit()
    assert specc("lint", "--fix", "--changed", "HEAD").err == ""
    new = spec.parent / "new.video.yaml"
    shutil.copy(spec, new)
    done = specc("lint", "--fix", "--changed", "HEAD", "--ignore", "colliding-files")
    assert done.err == "fixed 1 finding in 1 file\n"
    assert fixed(new)
    assert not fixed(spec)


# what programs read


def test_fixes_in_json(spec: Path, specc: Specc) -> None:
    (finding,) = json.loads(specc("lint", "--format", "json").out)["findings"]
    line = CASE[: CASE.index("'1.1'")].count("\n") + 1
    edit = {"file": "good.video.yaml", "start": {"line": line, "column": 12}, "end": {"line": line, "column": 17}, "text": "1.1"}
    assert finding["fixable"] is True
    assert finding["fix"] == {"message": "write `1.1`", "is_safe": True, "edits": [edit]}


def test_keys_that_would_become_the_same_are_not_made_so(sound: Path, specc: Specc) -> None:
    Path("specc.toml").write_text("Max_Cost = 2\nMAX_COST = 1\n", encoding="utf-8")
    done = specc("lint", "--fix")
    assert Path("specc.toml").read_text(encoding="utf-8") in ("max_cost = 2\nMAX_COST = 1\n", "Max_Cost = 2\nmax_cost = 1\n")
    assert "fixed 1 finding" in done.err


def test_many_keys_that_would_become_the_same_take_no_longer_than_others(sound: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [f"{number}-speech-tuning-without-speech" for number in range(200)]
    Path("specc.toml").write_text("[severity]\n" + "".join(f'{key} = "warning"\n' for key in keys), encoding="utf-8")
    passes: list[object] = []
    monkeypatch.setattr(fixing, "lint", lambda made: passes.append(made) or lint(made))
    assert "fixed 1 finding" in specc("lint", "--fix", "--unsafe-fixes").err
    assert Path("specc.toml").read_text(encoding="utf-8").splitlines()[1] == 'speech-tuning-without-speech = "warning"'
    assert len(passes) == 2
