"""`specc init`: whole projects, nothing overwritten, nothing left half-written."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from specc.base.errors import UnreadableError, UsageError
from specc.base.resources import data_folder
from specc.cli.init import command

NAMES = ["course-lesson", "own-audio", "product-update", "social-portrait", "welcome"]


def init(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_copied_whole(name: str, tmp_path: Path) -> None:
    result = init(tmp_path / "deep" / "new", "--template", name)
    expected = contents(data_folder("templates") / name)
    assert contents(tmp_path / "deep" / "new") == expected
    assert result.stdout.splitlines() == [f"wrote {tmp_path / 'deep' / 'new' / file}" for file in sorted(expected)]


def test_the_current_folder_and_welcome_are_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = init()
    assert (tmp_path / "welcome.video.yaml").is_file()
    assert "  specc lint .\n  specc run . --sandbox\n" in result.stderr


def test_the_next_commands_can_be_pasted(tmp_path: Path) -> None:
    assert f"specc lint '{tmp_path}/my videos'\n" in init(tmp_path / "my videos").stderr


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    init(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"


@pytest.mark.parametrize("name", ["customers.csv", "welcome.video.yaml"])
def test_nothing_is_overwritten(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(UsageError, match=f"^{tmp_path / name} already exists, nothing was written$"):
        init(tmp_path)
    assert contents(tmp_path) == {name: b"mine"}


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "welcome.video.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="already exists"):
        init(tmp_path)
    assert contents(tmp_path) == {}


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UnreadableError, match="Not a directory") as caught:
        init(tmp_path / "file")
    assert caught.value.help == "nothing was written"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def full(file: Path) -> bytes:
        if file.name == "lifting.j2":
            raise OSError(28, "No space left on device")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", full)
    with pytest.raises(UnreadableError, match=r"^can't write .*lifting\.j2: No space left on device$"):
        init(tmp_path / "deep" / "new", "--template", "course-lesson")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_template(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no template 'welcom'") as caught:
        init(tmp_path, "--template", "welcom")
    assert caught.value.help == f"did you mean welcome? templates are {', '.join(NAMES)}"


@pytest.mark.parametrize("name", ["partials", "..", "", "../templates/welcome"])
def test_what_is_no_template(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no template"):
        init(tmp_path, "--template", name)


def test_the_list_describes_every_template() -> None:
    lines = init("--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert "welcome          Welcome every new customer by name" in lines


def test_help_has_an_example() -> None:
    assert "  specc init course --template course-lesson\n" in init("--help").stdout
