"""`specc diff` and `specc lint --changed`: what they take for a difference, against real repositories."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.repository import commit, git, needs_git
from tests.stories.conftest import GOOD, ROWS, Done, Specc

pytestmark = needs_git
SAME = {"added": 0, "removed": 0, "changed": 0, "blocked": 0}


@pytest.fixture
def repo(good: Path) -> Path:
    """The sound spec, committed."""
    git("init", "-q")
    commit()
    return good


def edit(file: str, old: str, new: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new), encoding="utf-8")


def document(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    return found


def counts(done: Done) -> dict[str, int]:
    summary: dict[str, int] = document(done)["summary"]
    return summary


@pytest.fixture
def diff(specc: Specc) -> Callable[..., Done]:
    return lambda *arguments: specc("diff", "HEAD", *arguments, "--format", "json")


# what is no difference


def test_nothing_has_changed(repo: Path, specc: Specc) -> None:
    done = specc("diff", "HEAD")
    assert (done.code, done.out, done.err) == (0, "no difference since HEAD (6 videos)\n", "")


@pytest.mark.parametrize(("file", "old", "new"), [
    ("good.video.yaml", "specc: 1", "# a remark\nspecc: 1"),
    ("good.video.yaml", "name: good\nmodel: heygen:avatar@5\n", "model: heygen:avatar@5\nname: good\n"),
    ("good.video.yaml", '    voice: jenny_female_english\n    language: "{{ language.code }}"\n', '    language: "{{ language.code }}"\n    voice: jenny_female_english\n'),
    ("good.video.yaml", '"{{ language.hello }} {{ row.name }}."', "\"{{ language.hello ~ ' ' ~ row.name }}.\""),
    ("good.video.yaml", "{hello: Hello}", "{hello: 'Hello'}"),
    ("rows.csv", "a,Ana\nb,Ben\n", "b,Ben\na,Ana\n"),
    ("rows.csv", "id,name\na,Ana\n", 'id,name\na,"Ana"\n'),
])  # fmt: skip
def test_what_comes_to_the_same_videos_is_no_difference(file: str, old: str, new: str, repo: Path, diff: Callable[..., Done]) -> None:
    edit(file, old, new)
    done = diff()
    assert (done.code, counts(done)) == (0, {**SAME, "unchanged": 6})


# what is one


def test_fields_are_told_with_old_and_new(repo: Path, specc: Specc) -> None:
    edit("rows.csv", "b,Ben\nc,Cleo\n", "b,Benedict\nd,Dora\n")
    done = specc("diff", "HEAD")
    assert done.code == 1
    assert done.out == """\
2 added, 2 removed, 2 changed, 2 unchanged since HEAD

good.video.yaml: 2 added, 2 removed, 2 changed, 2 unchanged
  + added: 2 videos
      d, language en-US → en-US/d.mp4
      d, language es-ES → es-ES/d.mp4
  - removed: 2 videos
      c, language en-US → en-US/c.mp4
      c, language es-ES → es-ES/c.mp4
  ~ speech.text: 2 videos
      b, language en-US: "Hello Ben." → "Hello Benedict."
      b, language es-ES: "Hola Ben." → "Hola Benedict."
"""


def test_long_texts_are_cut_to_where_they_differ(repo: Path, specc: Specc) -> None:
    edit("good.video.yaml", "{{ row.name }}.", "{{ row.name }}, " + "and so on " * 30 + "until the bitter end of " + "all things " * 9)
    commit()
    edit("good.video.yaml", "bitter end", "sweet end")
    out = specc("diff", "HEAD", "--limit-examples", "1").out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "until the bitter end" in out
    assert "until the sweet end" in out


def test_one_changed_row_of_many_is_one(repo: Path, diff: Callable[..., Done]) -> None:
    edit("good.video.yaml", "  es-ES: {hello: Hola}\n", "")
    lines = [f"{number},Name {number}\n" for number in range(3000)]
    Path("rows.csv").write_text("id,name\n" + "".join(lines), encoding="utf-8")
    commit()
    lines[2777] = "2777,Nomen\n"
    Path("rows.csv").write_text("id,name\n" + "".join(lines), encoding="utf-8")
    done = diff()
    assert counts(done) == {**SAME, "changed": 1, "unchanged": 2999}
    (field,) = document(done)["specs"][0]["fields"]
    assert field == {"field": "speech.text", "videos": 1, "examples": [
        {"key": "2777", "row": 2778, "cell": {"language": "en-US"}, "file": "en-US/2777.mp4", "old": "Hello Name 2777.", "new": "Hello Nomen."},
    ]}  # fmt: skip


def test_a_file_that_moves_is_a_change(repo: Path, diff: Callable[..., Done]) -> None:
    edit("good.video.yaml", "{{ language.code }}/", "videos/{{ language.code }}/")
    (spec,) = document(diff())["specs"]
    assert [(field["field"], field["videos"]) for field in spec["fields"]] == [("output.file", 6)]


def test_what_only_concerns_delivery_is_a_change_too(repo: Path, diff: Callable[..., Done]) -> None:
    edit("good.video.yaml", "task:\n", "task:\n  ttl: 600\n")
    commit()
    edit("good.video.yaml", "ttl: 600", "ttl: 900")
    (spec,) = document(diff())["specs"]
    assert [(field["field"], field["examples"][0]["old"], field["examples"][0]["new"]) for field in spec["fields"]] == [("ttl", 600, 900)]


def test_a_field_that_comes_or_goes_has_one_value(repo: Path, diff: Callable[..., Done]) -> None:
    edit("good.video.yaml", "    voice:", "    speed: 1.1\n    voice:")
    (field,) = document(diff())["specs"][0]["fields"]
    assert (field["field"], field["examples"][0]["new"], "old" in field["examples"][0]) == ("speech.speed", 1.1, False)


def test_specs_come_and_go(repo: Path, diff: Callable[..., Done]) -> None:
    Path("good.video.yaml").rename("better.video.yaml")
    done = diff()
    assert counts(done) == {**SAME, "added": 6, "removed": 6, "unchanged": 0}
    assert [(spec["spec"], spec["is_old"], spec["is_new"]) for spec in document(done)["specs"]] == [("better.video.yaml", False, True), ("good.video.yaml", True, False)]


def test_what_a_spec_reads_is_read_as_it_was(repo: Path, diff: Callable[..., Done]) -> None:
    Path("templates").mkdir()
    Path("templates/bye.j2").write_text("Bye\n", encoding="utf-8")
    Path("parts").mkdir()
    Path("good.video.yaml").rename("parts/base.yaml")
    Path("a.video.yaml").write_text("extends: parts/base.yaml\ntask:\n  speech:\n    text: '{{ row.name }}. {% include \"bye.j2\" %}'\n", encoding="utf-8")
    Path("pyproject.toml").touch()
    commit()
    assert counts(diff()) == {**SAME, "unchanged": 6}
    Path("templates/bye.j2").write_text("Goodbye\n", encoding="utf-8")
    assert document(diff())["specs"][0]["fields"][0]["examples"][0]["new"] == "Ana. Goodbye"
    commit()
    edit("parts/base.yaml", "Caroline_Business_Standing_Front_public", "Anna_public_3_20240108")
    assert "inputs.avatar" in [field["field"] for field in document(diff())["specs"][0]["fields"]]


def test_links_are_followed_as_they_were(repo: Path, diff: Callable[..., Done]) -> None:
    Path("data").mkdir()
    Path("rows.csv").rename("data/spring.csv")
    Path("rows.csv").symlink_to("data/spring.csv")
    Path("data/autumn.csv").write_text(ROWS.replace("Ana", "Anke"), encoding="utf-8")
    commit()
    assert counts(diff()) == {**SAME, "unchanged": 6}
    Path("rows.csv").unlink()
    Path("rows.csv").symlink_to("data/autumn.csv")
    assert counts(diff()) == {**SAME, "changed": 2, "unchanged": 4}


@pytest.mark.parametrize("pattern", ["*.csv", "data/*.csv", "./data/[a-z]*.csv", "**/*.csv", "../data/*.csv", "data/**", "data/more/../*.csv", "data/.h*.csv", "data/[!z]ow?.csv"])
@pytest.mark.parametrize("folder", [".", "specs"])
def test_a_pattern_matches_as_it_does_today(pattern: str, folder: str, repo: Path, diff: Callable[..., Done]) -> None:
    for place in ("data", "data/more", "specs", "specs/data", "specs/data/more"):
        Path(place).mkdir(exist_ok=True)
        Path(place, "more.csv").write_text("id,name\nm,Mia\n", encoding="utf-8")
        Path(place, ".hidden.csv").write_text("id,name\nh,Hana\n", encoding="utf-8")
        Path(place, "rows.csv").write_text("id,name\nr,Rosa\n", encoding="utf-8")
        Path(place, "link.csv").symlink_to("more.csv")
    spec = Path(folder, "good.video.yaml")
    Path("good.video.yaml").rename(spec)
    edit(str(spec), "rows.csv", json.dumps(pattern))
    edit(str(spec), "  key: id\n", "")
    commit()
    edit(str(spec), "specc: 1", "# read it again\nspecc: 1")
    summary = counts(diff("."))
    assert {name: summary[name] for name in SAME} == SAME
    assert summary["unchanged"] > 0 or (folder, pattern[:2]) == (".", "..")


def test_line_ends_of_a_checkout_are_no_difference(repo: Path, diff: Callable[..., Done]) -> None:
    Path(".gitattributes").write_text("*.csv text eol=crlf\n", encoding="utf-8")
    Path("rows.csv").write_bytes(b'id,name\r\na,"An\r\na"\r\n')
    commit()
    edit("good.video.yaml", "specc: 1", "# read it again\nspecc: 1")
    assert counts(diff()) == {**SAME, "unchanged": 2}


def test_rows_without_a_key_are_matched_by_number_and_that_is_told(repo: Path, specc: Specc) -> None:
    edit("good.video.yaml", "  key: id\n", "")
    commit()
    edit("rows.csv", "Cleo", "Clio")
    assert "matched by their number" in specc("diff", "HEAD").out


# where it looks


def test_from_a_folder_of_the_repository(repo: Path, diff: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("deep").mkdir()
    monkeypatch.chdir("deep")
    edit("../rows.csv", "Ana", "Anna")
    assert counts(diff()) == {**SAME, "unchanged": 0}
    assert document(diff(".."))["specs"][0]["spec"] == "../good.video.yaml"
    assert counts(diff("../good.video.yaml")) == {**SAME, "changed": 2, "unchanged": 4}


def test_a_path_that_is_only_in_the_past(repo: Path, diff: Callable[..., Done]) -> None:
    Path("good.video.yaml").unlink()
    assert counts(diff("good.video.yaml")) == {**SAME, "removed": 6, "unchanged": 0}


def test_a_part_may_be_on_one_side_alone(repo: Path, diff: Callable[..., Done]) -> None:
    edit("good.video.yaml", "{hello: Hola}", "{hello: Hola}\n  fr-FR: {hello: Salut}")
    edit("rows.csv", "c,Cleo", "d,Dora")
    assert counts(diff("--only", "language=fr-FR")) == {**SAME, "added": 3, "unchanged": 0}
    assert counts(diff("--row", "d", "--only", "language=en-US")) == {**SAME, "added": 1, "unchanged": 0}
    assert counts(diff("--row", "c", "--only", "language=en-US")) == {**SAME, "removed": 1, "unchanged": 0}
    for wrong in (("--row", "nobody"), ("--only", "language=xx"), ("--set", "nothing=1")):
        done = diff(*wrong)
        assert (done.code, done.out) == (2, "")
        assert wrong[1].partition("=")[2] in done.err or "nothing" in done.err


def test_data_outside_git_is_taken_for_both_sides(repo: Path, diff: Callable[..., Done]) -> None:
    Path(".gitignore").write_text("rows.csv\n", encoding="utf-8")
    git("rm", "--cached", "-q", "rows.csv")
    commit()
    edit("rows.csv", "Ana", "Anna")
    note = "note: rows.csv isn't in git at HEAD: the rows of today are taken for both sides\n"
    done = diff()
    assert (done.code, done.err, counts(done)) == (0, note, {**SAME, "unchanged": 6})
    edit("good.video.yaml", "Hola", "Buenas")
    done = diff()
    assert (done.err, counts(done)) == (note, {**SAME, "changed": 3, "unchanged": 3})
    assert document(done)["notes"] == [note.removeprefix("note: ").strip()]


def test_submodules_are_left_out(repo: Path, diff: Callable[..., Done], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.video.yaml").write_text(GOOD, encoding="utf-8")
    git("-C", str(other), "init", "-q")
    git("-C", str(other), "add", "-A")
    git("-C", str(other), "commit", "-q", "-m", "x")
    git("submodule", "add", "-q", str(other), "sub")
    commit()
    done = diff()
    assert (counts(done), done.err) == ({**SAME, "unchanged": 6}, "note: sub is a submodule: compare it in its own repository\n")


# what can't be compiled


def test_a_row_that_errors_keep_from_being_made_is_blocked(repo: Path, diff: Callable[..., Done]) -> None:
    edit("rows.csv", "b,Ben\n", "b,\n")
    done = diff()
    assert (done.code, counts(done)) == (1, {**SAME, "blocked": 2, "unchanged": 4})
    assert "error[D104]" in done.err
    commit()
    done = diff()
    assert (done.code, counts(done)) == (0, {**SAME, "unchanged": 4})
    edit("rows.csv", "c,Cleo\n", "c,Cleo\nd,\n")
    assert counts(diff()) == {**SAME, "blocked": 1, "unchanged": 4}
    edit("rows.csv", "b,\n", "b,Bert\n")
    done = diff()
    assert counts(done) == {**SAME, "added": 2, "blocked": 1, "unchanged": 4}
    assert "at HEAD: good.video.yaml:8:5: D104" in done.err


def test_a_row_with_too_many_cells_is_blocked(repo: Path, diff: Callable[..., Done]) -> None:
    edit("rows.csv", "b,Ben\n", "b,Ben,1\n")
    assert counts(diff()) == {**SAME, "blocked": 2, "unchanged": 4}


def test_a_spec_that_does_not_compile_today_is_blocked(repo: Path, specc: Specc) -> None:
    edit("good.video.yaml", "task:", "tusk:")
    done = specc("diff", "HEAD")
    assert done.code == 1
    assert done.out.startswith("0 added, 0 removed, 0 changed, 6 blocked, 0 unchanged since HEAD\n")
    assert "error[" in done.err


def test_a_new_spec_that_does_not_compile_is_blocked(repo: Path, diff: Callable[..., Done]) -> None:
    Path("new.video.yaml").write_text("specc: 1\n", encoding="utf-8")
    assert counts(diff()) == {**SAME, "blocked": 1, "unchanged": 6}


@pytest.mark.parametrize("text", ["specc: [", "", "\x00", "specc: 1\nmodel: nope\n"])
def test_a_spec_that_did_not_compile(text: str, repo: Path, diff: Callable[..., Done]) -> None:
    Path("good.video.yaml").write_text(text, encoding="utf-8")
    commit()
    Path("good.video.yaml").write_text(GOOD, encoding="utf-8")
    done = diff()
    assert (done.code, counts(done)) == (1, {**SAME, "added": 6, "unchanged": 0})
    assert "at HEAD: good.video.yaml:" in done.err


# wrong usage


@pytest.mark.parametrize("command", [("diff", "REF"), ("lint", "--changed", "REF")])
@pytest.mark.parametrize(("ref", "told"), [("nope", "git knows no commit 'nope'"), ("good.video.yaml", "help: put a ref before the path"), ("HEAD:rows.csv", "git knows no commit"), ("", "git knows no commit ''"), ("--output=x", "")])
def test_an_unknown_ref(command: tuple[str, ...], ref: str, told: str, repo: Path, specc: Specc) -> None:
    done = specc(*(ref if word == "REF" else word for word in command))
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_no_repository(good: Path, specc: Specc) -> None:
    done = specc("diff", "HEAD")
    assert (done.code, done.err) == (2, "error: . is not in a git repository\n  help: give specs that are in one, or `git init` one\n")


def test_no_commit_yet(good: Path, specc: Specc) -> None:
    git("init", "-q")
    assert "git knows no commit 'HEAD'" in specc("diff", "HEAD").err


def test_no_git(repo: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo))
    done = specc("diff", "HEAD")
    assert (done.code, done.err) == (2, "error: git is not installed\n  help: install it, or put it on the PATH\n")


def test_a_path_that_is_nowhere(repo: Path, specc: Specc, tmp_path: Path) -> None:
    assert "no such file or folder: nowhere" in specc("diff", "HEAD", "nowhere").err
    assert "outside the repository" in specc("diff", "HEAD", ".", tmp_path).err


def test_rows_from_stdin(repo: Path, specc: Specc) -> None:
    edit("good.video.yaml", "from: rows.csv", "from: '-'")
    done = specc("diff", "HEAD", stdin=ROWS)
    assert done.code == 2
    assert "rows that come from stdin can't be compared" in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize("arguments", [("diff", "HEAD"), ("lint", "--changed", "HEAD")])
def test_rows_from_a_pipe(arguments: tuple[str, ...], repo: Path, specc: Specc) -> None:
    (repo / "rows.csv").unlink()
    os.mkfifo("rows.csv")
    done = specc(*arguments)
    assert done.code == 2
    assert "rows that come from a pipe can't be compared" in done.err


def test_nothing_in_the_repository_is_written(repo: Path, specc: Specc) -> None:
    edit("rows.csv", "Ana", "Anna")
    before = {file: file.stat().st_mtime_ns for file in repo.rglob("*")}
    specc("diff", "HEAD")
    specc("lint", "--changed", "HEAD")
    assert {file: file.stat().st_mtime_ns for file in repo.rglob("*")} == before


# lint --changed


@pytest.fixture
def changed(specc: Specc) -> Callable[..., tuple[list[tuple[str, int]], tuple[int, ...]]]:
    """The findings, each with how many rows show it, and how many specs, cells, rows and videos were looked at."""

    def run(*arguments: str) -> tuple[list[tuple[str, int]], tuple[int, ...]]:
        found = document(specc("lint", "--changed", "HEAD", "--format", "json", *arguments))
        looked = tuple(found["summary"][name] for name in ("specs", "cells", "rows", "tasks"))
        return [(finding["code"], finding["occurrences"]["rows"]) for finding in found["findings"]], looked

    return run


Changed = Callable[..., tuple[list[tuple[str, int]], tuple[int, ...]]]


@pytest.fixture
def bad(repo: Path) -> Path:
    """A row with a mistake, and a comment that silences nothing, committed."""
    edit("rows.csv", "b,Ben\n", "b,\n")
    edit("good.video.yaml", "specc: 1", "specc: 1  # specc: ignore[P105]")
    commit()
    return repo


def test_what_is_the_same_is_not_linted(bad: Path, changed: Changed, specc: Specc) -> None:
    assert changed() == ([], (0, 0, 0, 0))
    assert specc("lint", "--changed", "HEAD").code == 0
    assert specc("lint").code == 1


def test_a_changed_comment_is_no_difference(bad: Path, changed: Changed) -> None:
    edit("good.video.yaml", "model:", "# a remark\nmodel:")
    assert changed() == ([], (0, 0, 0, 0))


def test_only_findings_of_rows_that_differ(bad: Path, changed: Changed) -> None:
    edit("rows.csv", "c,Cleo\n", "c,Clio\nd,\n")
    assert changed() == ([("D104", 1)], (1, 2, 2, 2))


def test_a_row_that_moves_is_the_same(bad: Path, changed: Changed) -> None:
    edit("rows.csv", "b,\nc,Cleo\n", "c,Cleo\nb,\n")
    assert changed() == ([], (0, 0, 0, 0))


def test_a_row_that_another_spoils_differs(repo: Path, changed: Changed) -> None:
    edit("rows.csv", "a,Ana\n", "c,Cleopatra\na,Ana\n")
    assert changed()[0] == [("D105", 1)]


def test_a_row_that_is_now_the_same_as_a_changed_one_is_told(repo: Path, changed: Changed) -> None:
    edit("rows.csv", "a,Ana", "a,Cleo")
    assert changed() == ([("D110", 1)], (1, 2, 1, 2))


def test_a_changed_spec_is_linted_as_a_whole(bad: Path, changed: Changed) -> None:
    edit("good.video.yaml", "Hola", "Buenas")
    assert changed() == ([("S111", 0), ("D104", 1)], (1, 2, 3, 2))


def test_a_comment_that_silences_unchanged_rows_is_used(repo: Path, changed: Changed) -> None:
    edit("good.video.yaml", "    voice:", "    speed: '{{ row.pace }}'  # specc: ignore[P105]\n    voice:")
    edit("good.video.yaml", "    name: {type: string, minLength: 1}\n", "    name: {type: string, minLength: 1}\n    pace: {type: number}\n")
    Path("rows.csv").write_text("id,name,pace\na,Ana,9\nb,Ben,1\n", encoding="utf-8")
    commit()
    assert changed()[0] == []
    edit("rows.csv", "b,Ben,1\n", "b,Bert,1\n")
    assert changed() == ([], (1, 2, 1, 2))


def test_a_changed_partial_changes_its_specs(repo: Path, changed: Changed) -> None:
    Path("bye.j2").write_text("Bye", encoding="utf-8")
    edit("good.video.yaml", "{{ row.name }}.", "{{ row.name }}. {% include 'bye.j2' %}")
    commit()
    assert changed()[1][0] == 0
    Path("bye.j2").write_text("{{ nothing }}", encoding="utf-8")
    assert changed()[0] == [("V101", 0)]


def test_a_new_spec_differs_as_a_whole(bad: Path, changed: Changed) -> None:
    Path("new.video.yaml").write_text(GOOD.replace("name: good", "name: new").replace("/{{ row.id }}", "/new-{{ row.id }}"), encoding="utf-8")
    assert changed() == ([("D104", 1)], (1, 2, 3, 4))


def test_a_spec_that_broke_is_told(repo: Path, changed: Changed, specc: Specc) -> None:
    edit("good.video.yaml", "task:", "tusk:")
    assert changed()[0]
    assert specc("lint", "--changed", "HEAD").code == 1


def test_data_that_can_not_be_read_any_more_is_told(repo: Path, changed: Changed) -> None:
    Path("rows.csv").unlink()
    assert "D101" in {code for code, _ in changed()[0]}


def test_stdin_can_not_be_compared(repo: Path, specc: Specc) -> None:
    done = specc("lint", "-", "--changed", "HEAD", stdin=GOOD)
    assert (done.code, "can't be compared" in done.err) == (2, True)
