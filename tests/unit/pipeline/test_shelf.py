"""Two sides of a comparison are matched by identity, whatever their order, in memory and on disk alike."""

import random
from pathlib import Path

import pytest

from specc.pipeline import Selection, compilation
from specc.pipeline import shelf as module
from specc.pipeline.build import Rejected
from specc.pipeline.shelf import ADDED, SAME, Shelf, join
from specc.plan.difference import Video
from tests.stories.conftest import GOOD


@pytest.fixture(params=[1 << 16, 100])
def _held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HELD_BYTES_MAX", request.param)


def shelved(folder: Path, rows: list[tuple[str, str]]) -> Shelf:
    (folder / "good.video.yaml").write_text(GOOD.replace("  es-ES: {hello: Hola}\n", ""), encoding="utf-8")
    (folder / "rows.csv").write_text("id,name\n" + "".join(f"{key},{name}\n" for key, name in rows), encoding="utf-8")
    shelf = Shelf(keeps_payloads=True)
    compilation([folder], Selection()).run(shelf)
    return shelf


@pytest.mark.usefixtures("_held")
def test_videos_are_matched_by_identity(tmp_path: Path) -> None:
    rows = [(f"k{number}", f"Name {number}") for number in range(2000)]
    old = shelved(tmp_path, rows)
    changed = [(key, "Other" if key == "k7" else name) for key, name in rows if key not in ("k3", "k5")] + [("new", "New")]
    random.Random(7).shuffle(changed)
    new = shelved(tmp_path, changed)
    joined = join(old, new)
    told = {changed[position][0]: partner for position, partner in enumerate(joined.partners) if partner != SAME}
    assert told == {"k7": 7, "new": ADDED}
    assert list(joined.gone) == [3, 5]
    payload, video = old.entry(7)
    assert (payload["speech"]["text"], video) == ("Hello Name 7.", Video("k7", 8, {"language": "en-US"}, "en-US/k7.mp4"))
    old.close()
    new.close()


def test_a_pass_that_starts_over_forgets(tmp_path: Path) -> None:
    shelf = shelved(tmp_path, [("a", "Ana")])
    assert shelf.count == 1
    shelf.begin()
    assert shelf.count == 0
    shelf.close()


def test_a_rejected_row_is_known_by_its_key_or_its_number() -> None:
    shelf = Shelf(keeps_payloads=False)
    shelf.reject(Rejected("a", 1, ("D104",), ()))
    shelf.reject(Rejected(None, 2, ("D107",), ()))
    assert [shelf.rejection(Video(key, row, {})) is None for key, row in (("a", 9), ("x", 2), ("x", 1))] == [False, False, True]
    shelf.close()


def test_a_key_that_utf_8_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "a.video.yaml").write_text(GOOD.replace("rows.csv", "rows.jsonl").replace("{{ row.id }}", "{{ row_number }}"), encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text('{"id": "a\\ud800", "name": "Ana"}\n', encoding="utf-8")
    shelf = Shelf(keeps_payloads=True)
    compilation([tmp_path], Selection()).run(shelf)
    assert shelf.entry(0)[1].key == "a\ud800"
    shelf.close()
