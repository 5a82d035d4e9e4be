"""Which files of a video are wanted, and which of them are there."""

from dataclasses import replace
from pathlib import Path

from specc.plan.lifecycle import State
from specc.plan.receipt import Delivered, Receipt
from specc.run.places import Claims, Folder
from specc.run.shelf import wanted_files
from tests.unit.run.conftest import make_task

TASK = make_task("a")
RECEIPT = Receipt("p", TASK.digest, 0, TASK.uuid, State.DELIVERED, results_wanted=2)


def test_a_file_that_another_video_was_written_over_is_wanted_and_not_there(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    for name in ("a.mp4", "a-2.mp4"):
        (tmp_path / "en" / name).write_bytes(b"another")
    kept = replace(RECEIPT, files=(Delivered("en/a-2.mp4", 0, 2, "", 7),))
    wanted = wanted_files(kept, [TASK], Folder(tmp_path), tmp_path)
    assert [(file.target.name, file.source is not None) for file in wanted] == [("a.mp4", False), ("a-2.mp4", True)]


def test_a_file_is_taken_from_wherever_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "b.mp4").write_bytes(b"1234")
    files = (Delivered("a.mp4", 0, 1, "", 4), Delivered("b.mp4", 0, 1, "", 4), Delivered("old.mp4", 1, 1, "", 4))
    [wanted] = wanted_files(replace(RECEIPT, results_wanted=1, files=files), [TASK], Folder(tmp_path), tmp_path)
    assert (wanted.target, wanted.source) == (tmp_path / "en/a.mp4", tmp_path / "b.mp4")


def test_what_the_provider_puts_elsewhere_is_not_wanted_here(tmp_path: Path) -> None:
    task = make_task("a", uploadEndpoint="https://x.example/put")
    assert wanted_files(RECEIPT, [task], Folder(tmp_path), tmp_path) == []


def test_a_video_may_take_its_own_file_again(tmp_path: Path) -> None:
    claims = Claims(Folder(tmp_path))
    assert claims.claim([TASK], 1) is None
    assert claims.claim([TASK], 1) is None
    refusal = claims.claim([replace(make_task("b"), file=TASK.file)], 1)
    assert refusal is not None
    assert refusal.message == "en/a.mp4 is the file of another video too"


def test_no_video_is_put_over_what_it_is_made_from(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "link.mp4").symlink_to("en/a.mp4")
    made = replace(TASK, media={"0" * 64: str(tmp_path / "link.mp4")})
    refusal = Claims(Folder(tmp_path)).claim([made], 1)
    assert refusal is not None
    assert refusal.message == "en/a.mp4 is a file of your own that the video is made from: name another folder with --out"
    assert Claims(Folder(tmp_path / "out")).claim([made], 1) is None
