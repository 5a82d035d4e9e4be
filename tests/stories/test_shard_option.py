"""`specc compile --shard I/N`: every row in exactly one shard, as it is in the whole."""

import gzip
import json
from pathlib import Path

import pytest

from tests.stories.conftest import GOOD, Specc

COUNT = 1700
BY_NUMBER = GOOD.replace("  key: id\n", "").replace("{{ row.id }}", "{{ row_number }}").replace("{{ row.name }}", "{{ row.name }}, number {{ row_number }}")
ROWS = "id,name\n" + "".join(f'k{number},"a ""name""\nof {number}"\n' for number in range(1, COUNT + 1))


def joined(specc: Specc, count: int, *arguments: str, stdin: bytes = b"") -> bytes:
    done = [specc("compile", *arguments, "--shard", f"{number}/{count}", stdin=stdin) for number in range(1, count + 1)]
    assert [item.code for item in done] == [0] * count
    assert "".join(item.err for item in done) == ""
    return b"".join(item.data for item in done)


@pytest.fixture
def many(good: Path) -> Path:
    (good / "rows.csv").write_text(ROWS, encoding="utf-8")
    (good / "good.video.yaml").write_text(BY_NUMBER, encoding="utf-8")
    return good


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("form", ["jsonl", "manifest"])
def test_shards_in_order_are_the_whole(form: str, count: int, many: Path, specc: Specc) -> None:
    assert joined(specc, count, ".", "--format", form) == specc("compile", ".", "--format", form).data


def test_more_shards_than_rows(good: Path, specc: Specc) -> None:
    assert joined(specc, 5, ".", "--format", "manifest") == specc("compile", ".", "--format", "manifest").data


def test_several_specs_with_and_without_rows(many: Path, specc: Specc) -> None:
    alone = BY_NUMBER.replace("audience:\n  from: rows.csv\n  columns:\n    name: {type: string, minLength: 1}\n", "")
    alone = alone.replace("{{ row.name }}, number {{ row_number }}", "you").replace("{{ row_number }}", "alone")
    (many / "a.video.yaml").write_text(alone, encoding="utf-8")
    (many / "z.video.yaml").write_text(alone.replace("you", "me").replace("alone", "me"), encoding="utf-8")
    for count in (2, 3):
        assert joined(specc, count, ".", "--format", "manifest") == specc("compile", ".", "--format", "manifest").data


@pytest.mark.parametrize("name", ["rows.csv.gz", "-", "part*.csv"])
def test_any_source_can_be_shared(name: str, many: Path, specc: Specc) -> None:
    (many / "rows.csv.gz").write_bytes(gzip.compress(ROWS.encode()))
    (many / "part1.csv").write_text(ROWS, encoding="utf-8")
    (many / "part2.csv").write_text(ROWS.replace("k", "l").replace("of", "for"), encoding="utf-8")
    (many / "good.video.yaml").write_text(BY_NUMBER.replace("rows.csv", f"'{name}'"), encoding="utf-8")
    whole = specc("compile", ".", "--format", "manifest", stdin=ROWS)
    assert joined(specc, 3, ".", "--format", "manifest", stdin=ROWS.encode()) == whole.data


def test_findings_tell_the_row_in_the_whole(many: Path, specc: Specc) -> None:
    text = ROWS.replace('k1500,"a ""name""\nof 1500"', "k1500,")
    (many / "rows.csv").write_text(text, encoding="utf-8")
    assert [specc("compile", ".", "--shard", f"{number}/2", "--format", "jsonl").code for number in (1, 2)] == [0, 1]
    done = specc("compile", ".", "--shard", "2/2", "--format", "jsonl", "--keep-going", "--rejected", "bad.jsonl")
    assert "row 1500" in done.err
    assert json.loads((many / "bad.jsonl").read_bytes())["row"] == 1500


def test_what_comes_twice_is_seen_within_a_shard_by_its_number(good: Path, specc: Specc) -> None:
    names = [f"{number},Ana {number}" for number in range(1, 11)]
    (good / "rows.csv").write_text("\n".join(["id,name", *names, "9,Again"]) + "\n", encoding="utf-8")
    done = specc("compile", ".", "--shard", "2/2", "--format", "manifest", "--keep-going")
    assert "rejected: row 11: D105" in done.err
    assert "row 9" in done.err
    assert [json.loads(line)["row"] for line in done.out.splitlines()[::2]] == [6, 7, 8, 9, 10]
    (good / "rows.csv").write_text("\n".join(["id,name", *names, "1,Again"]) + "\n", encoding="utf-8")
    assert specc("compile", ".", "--shard", "2/2", "--format", "manifest").code == 0


def test_what_follows_a_broken_row_is_told_by_the_last_shard(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text('id,name\na,Ana\nb,Ben\nc,"Cleo\n', encoding="utf-8")
    codes = [specc("compile", ".", "--shard", f"{number}/2").code for number in (1, 2)]
    assert codes == [0, 1]


def test_a_share_in_which_no_row_is_wanted_is_no_mistake(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("  key: id\n", "  key: id\n  where: row.id == 'c'\n"), encoding="utf-8")
    assert joined(specc, 3, ".", "--format", "jsonl") == specc("compile", ".", "--format", "jsonl").data


@pytest.mark.parametrize("share", ["0/4", "5/4", "x", "1", "1/0", "-1/2", "1/2/3", "", "1.5/2", "99999999999/99999999999"])
def test_what_is_no_share_is_wrong_usage(share: str, good: Path, specc: Specc) -> None:
    done = specc("compile", ".", "--shard", share)
    assert (done.code, done.out) == (2, "")
    assert "is no share: write 1/4" in done.err


@pytest.mark.parametrize("arguments", [("--row", "a"), ("--limit", "1")])
def test_a_share_is_of_all_rows(arguments: tuple[str, ...], good: Path, specc: Specc) -> None:
    done = specc("compile", ".", "--shard", "1/2", *arguments)
    assert done.code == 2
    assert "are of all rows" in done.err
