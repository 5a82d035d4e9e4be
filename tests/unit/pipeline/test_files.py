"""Which files are specs, where a project begins, and what a spec may read."""

from pathlib import Path

import pytest

from specc.base.errors import UnreadableError, UsageError
from specc.pipeline.files import SpecFiles, find_specs, project_root, read_source


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a spec in a folder of it, and something secret beside it."""
    for name, text in (
        ("secret.yaml", "x: 1"), ("secret.j2", "x"), ("project/specc.toml", ""), ("project/base.yaml", "b: 1"), ("project/top.j2", "top"),
        ("project/templates/shared.j2", "shared\n"), ("project/specs/a.video.yaml", "a: 1"), ("project/specs/own.j2", "own\n\n"), ("project/specs/parts/p.j2", "part"),
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def test_specs_are_found_once_in_the_order_of_the_arguments(folder: Path) -> None:
    (folder / "z.video.yaml").touch()
    spec = Path("specs/a.video.yaml")
    assert find_specs([Path("z.video.yaml"), Path(), spec]) == [Path("z.video.yaml"), spec]
    with pytest.raises(UsageError, match=r"no such file or folder: nowhere"):
        find_specs([Path("nowhere")])


@pytest.mark.parametrize("mark", ["specc.toml", "pyproject.toml", ".git"])
def test_a_project_begins_at_the_nearest_mark(mark: str, tmp_path: Path) -> None:
    spec = tmp_path / "a" / "b" / "c" / "x.video.yaml"
    spec.parent.mkdir(parents=True)
    assert project_root(spec) == spec.parent
    (tmp_path / "a" / mark).mkdir()
    assert project_root(spec) == tmp_path / "a"
    (tmp_path / "a" / "b" / mark).touch()
    assert project_root(spec) == tmp_path / "a" / "b"


@pytest.mark.parametrize(("name", "told"), [
    ("../base.yaml", ""), ("../specs/../base.yaml", ""), ("../../secret.yaml", "it is outside the project"), ("nowhere.yaml", "there is no such file"), ("../specs", "there is no such file"),
])  # fmt: skip
def test_a_spec_extends_within_its_project(name: str, told: str, folder: Path) -> None:
    source, why = SpecFiles(Path("specs/a.video.yaml")).load_spec(name, "specs/a.video.yaml")
    assert (why, source is None) == (told, bool(told))
    if source is not None:
        assert (source.name, source.text) == ("base.yaml", "b: 1")


def test_a_base_is_read_once(folder: Path) -> None:
    files = SpecFiles(Path("specs/a.video.yaml"))
    assert files.load_spec("../base.yaml", "specs/a.video.yaml")[0] is files.load_spec("base.yaml", "base.yaml")[0]


@pytest.mark.parametrize(("name", "text"), [
    ("own.j2", "own\n"), ("parts/p.j2", "part"), ("shared.j2", "shared"),
    ("../top.j2", None), ("../../secret.j2", None), ("top.j2", None), ("templates/shared.j2", None), ("", None), ("parts", None), ("a\x00b", None),
])  # fmt: skip
def test_partials_come_from_below_the_spec_and_from_the_templates(name: str, text: str | None, folder: Path) -> None:
    assert SpecFiles(Path("specs/a.video.yaml")).partial_text(name) == text


def test_links_lead_no_partial_and_no_base_out(folder: Path) -> None:
    (folder / "specs" / "out.j2").symlink_to(folder.parent / "secret.j2")
    (folder / "specs" / "out.yaml").symlink_to(folder.parent / "secret.yaml")
    files = SpecFiles(Path("specs/a.video.yaml"))
    assert files.partial_text("out.j2") is None
    assert files.load_spec("out.yaml", "specs/a.video.yaml") == (None, "it is outside the project")


def test_packaged_partials_are_at_hand(folder: Path) -> None:
    assert "macro" in (SpecFiles(Path("specs/a.video.yaml")).partial_text("partials/spoken.j2") or "")


def test_a_source_is_named_as_the_user_wrote_it(folder: Path) -> None:
    source, faults = read_source(Path("specs/a.video.yaml"))
    assert (source.name, source.text, faults) == ("specs/a.video.yaml", "a: 1", [])


def test_specs_of_one_folder_share_its_project_and_a_link_has_its_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "specc.toml").touch()
        (tmp_path / name / "x.video.yaml").touch()
    (tmp_path / "a" / "link.video.yaml").symlink_to(tmp_path / "b" / "x.video.yaml")
    roots: dict[Path, Path] = {}
    assert [SpecFiles(tmp_path / "a" / name, roots=roots).root for name in ("x.video.yaml", "link.video.yaml", "y.video.yaml")] == [tmp_path / "a", tmp_path / "b", tmp_path / "a"]
    assert roots == {tmp_path / "a": tmp_path / "a"}


def test_what_is_there_and_cannot_be_read_has_a_reason(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_others: object) -> None:
        raise UnreadableError(f"can't read {path}: Permission denied")

    monkeypatch.setattr("specc.pipeline.files.read_source", refuse)
    files = SpecFiles(Path("specs/a.video.yaml"))
    assert (files.partial_text("own.j2"), files.unread) == (None, {"own.j2": "permission denied"})
    assert files.load_spec("../base.yaml", "specs/a.video.yaml") == (None, "it can't be read")
