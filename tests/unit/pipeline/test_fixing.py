"""Which fixes are made: in rounds, with no harm, and each file read once."""

from pathlib import Path

import pytest
from cases import BASE

from specc.pipeline import compilation
from specc.pipeline.fixing import Mended, mend, write_changes
from specc.pipeline.unit import Selection

GUESS = BASE.replace("text: Hello.", 'text: "{{ vars.prodct }} {% include \'part.j2\' %}"')


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mended(*names: str) -> Mended:
    return mend(compilation([Path(name) for name in names], Selection()), lambda item: item.fix is not None)


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")


def test_a_guess_that_breaks_another_spec_is_not_made(folder: Path) -> None:
    """A partial that two specs include, of which one has the name."""
    part = "{{ vars.produkt }}"
    one = f"{GUESS.replace('{{ vars.prodct }} ', '')}vars: {{product: Acme}}\n"
    two = f"{GUESS.replace('{{ vars.prodct }} ', 'Good bye, ')}vars: {{produkt: Acme}}\n"
    write(folder, one_video_yaml=one, two_video_yaml=two, part_j2=part)
    outcome = mended("one.video.yaml", "two.video.yaml")
    assert outcome.changes == ()
    assert [(item.finding.code, item.reason) for item in outcome.refused] == [("V101", "it would break two.video.yaml")]
    assert outcome.is_complete


def test_what_a_fix_uncovers_is_fixed_in_the_next_round(folder: Path) -> None:
    write(folder, one_video_yaml=BASE.replace("text: Hello.", 'text: "{{ vars.prodct | titel }}"') + "vars: {product: Acme}\n")
    outcome = mended("one.video.yaml")
    assert [item.code for item in outcome.fixed] == ["V103", "V101"]
    assert outcome.is_complete
    assert outcome.report.findings == ()


def test_of_two_fixes_that_meet_one_waits(folder: Path) -> None:
    """A value in quotes that is no text, and a comment on its line."""
    text = BASE + "  outputQuality: '90' # specc: ignore[P105]\n"
    write(folder, one_video_yaml=text)
    outcome = mended("one.video.yaml")
    assert write_changes(outcome.changes) == []
    assert (folder / "one.video.yaml").read_text(encoding="utf-8") == BASE + "  outputQuality: 90\n"


def test_what_several_specs_have_in_common_is_fixed_once(folder: Path) -> None:
    spec = f"extends: base.yaml\n{BASE}"
    write(folder, one_video_yaml=spec, two_video_yaml=spec + "name: two\n", base_yaml="task: {outputFormat: mp4}\n")
    outcome = mended("one.video.yaml", "two.video.yaml")
    assert [(change.path.name, change.after) for change in outcome.changes] == [("base.yaml", b"task: {outputFormat: MP4}\n")]


def test_a_file_is_found_by_any_of_its_names(folder: Path) -> None:
    (folder / "below").mkdir()
    write(folder, base_yaml="task: {outputFormat: mp4}\n", one_video_yaml=f"extends: base.yaml\n{BASE}", specc_toml="")
    (folder / "below" / "two.video.yaml").write_text(f"extends: ../base.yaml\nname: two\n{BASE}", encoding="utf-8")
    outcome = mended("one.video.yaml", "below/two.video.yaml")
    assert [change.after for change in outcome.changes] == [b"task: {outputFormat: MP4}\n"]
    assert outcome.report.count("error") == 0


def test_without_specs_there_is_nothing_to_fix(folder: Path) -> None:
    outcome = mend(compilation([folder], Selection()), lambda _item: True)
    assert (outcome.changes, outcome.fixed, outcome.report.findings) == ((), (), ())
