"""What has been made, what it cost, and what to do next: the commands that ask the ledger, and the two that tidy it."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from specc.run.ledger import DEFAULT_LEDGER, Ledger, open_ledger
from tests.ledgers import PATHS, PROVIDER, fill, task
from tests.stories.conftest import Specc

QUERIES = [("status",), ("status", "--format", "json"), ("status", "--estimates"), ("results",), ("results", "--format", "csv"), ("results", "-o", "r.parquet"), ("runs",), ("events", "a"), ("retry",), ("forget", "x", "--yes")]


@pytest.fixture
def ledger(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """The project's own, with nothing in it."""
    monkeypatch.delenv("SPECC_LEDGER", raising=False)
    opened = open_ledger(DEFAULT_LEDGER)
    yield opened
    opened.close()


@pytest.fixture
def some(ledger: Ledger) -> Ledger:
    """Videos in every state, in one spec."""
    fill(ledger, [(task(how), how) for how in PATHS])
    return ledger


@pytest.mark.parametrize("arguments", QUERIES, ids=" ".join)
def test_where_nothing_was_run_nothing_is_made(arguments: tuple[str, ...], project: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPECC_LEDGER", raising=False)
    done = specc(*arguments)
    assert (done.code, "nothing has been run here yet" in done.err) == (0, True)
    assert not (project / ".specc").exists()


@pytest.mark.parametrize("arguments", [query for query in QUERIES if query[0] not in ("retry", "forget")], ids=" ".join)
def test_asking_changes_nothing(arguments: tuple[str, ...], some: Ledger, specc: Specc) -> None:
    def all_of_it() -> list[object]:
        tables = ("runs", "videos", "tasks", "files", "events", "calibrations")
        return [some.engine.read(lambda cursor, table=table: cursor.rows(f"SELECT * FROM {table}")) for table in tables]  # type: ignore[misc]

    before = all_of_it()
    specc(*(("events", "made") if arguments[0] == "events" else arguments))
    assert all_of_it() == before


def test_status_says_how_far_things_are_and_what_to_do(some: Ledger, specc: Specc) -> None:
    done = specc("status")
    assert done.code == 0
    assert done.out == (
        f"{PROVIDER}\n"
        "spec     videos  planned  in flight  made  delivered  failed  blocked   cost\n"
        "welcome       9        1          3     1          1       2        1  $8.70\n"
        "$8.70 so far, up to $10.50 more for what is in flight\n"
        "\n"
        "error: 2 failed in welcome: timeout 2\n"
        "\n"
        "next: `specc run` goes on with welcome; what was sent is not paid for again\n"
        "next: `specc results --state failed` tells why; `specc retry welcome` opens them again for `specc run`\n"
    )


def test_status_in_json(some: Ledger, specc: Specc) -> None:
    told = json.loads(specc("status", "welcome", "--format", "json").out)
    assert told["version"] == 1
    assert told["specs"][0] == {
        "provider": PROVIDER, "spec": "welcome", "tasks": 9, "videos": 9, "planned": 1, "in_flight": 3, "made": 1, "delivered": 1, "failed": 2, "blocked": 1,
        "failures": {"timeout": 2}, "cost_usd": 8.7, "cost_unknown": 0, "reserved_usd": 10.5,
    }  # fmt: skip


def test_a_spec_goes_by_its_name_its_file_or_its_folder(good: Path, ledger: Ledger, specc: Specc) -> None:
    fill(ledger, [(task("a", spec="good"), "planned"), (task("a"), "planned")])
    (good / "good.video.yaml").rename(good / "other-file.video.yaml")
    for given in ("good", "other-file.video.yaml", "."):
        assert [one["spec"] for one in json.loads(specc("status", given, "--format", "json").out)["specs"]] == ["good"]


def test_a_spec_that_nobody_knows_is_wrong_usage(some: Ledger, specc: Specc) -> None:
    for command in ("status", "results", "retry", "forget"):
        done = specc(command, "welcom")
        assert (done.code, done.err) == (2, "error: the ledger knows no spec 'welcom'\n  help: did you mean welcome?\n")


def test_a_run_that_goes_on_is_told(ledger: Ledger, specc: Specc) -> None:
    fill(ledger, [(task("a"), "sent")], ending=None)
    out = specc("status").out
    assert "run 1 of welcome is going on since 20" in out
    assert "next:" not in out


def test_results_as_csv_are_read_as_they_were_written(ledger: Ledger, specc: Specc) -> None:
    key = 'Ana "A", Zoë\nline'
    fill(ledger, [(task(key, language="es-ES"), "delivered"), (task("b"), "failed")])
    data = specc("results", "--format", "csv").data
    assert data.count(b"\r\n") == 3
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert [row["key"] for row in rows] == [key, "b"]
    assert (rows[0]["cell_language"], rows[0]["state"], rows[0]["cost_usd"], rows[0]["attempt"]) == ("es-ES", "delivered", "2.9", "1")
    assert [len(row["files"].split(";")) for row in rows] == [2, 1]
    assert (rows[1]["error_category"], rows[1]["error_code"], rows[1]["error_message"], rows[1]["cost_usd"]) == ("timeout", "timeoutProvider", "took too long", "")


def test_results_are_the_same_in_every_format(some: Ledger, specc: Specc, project: Path) -> None:
    lines = [json.loads(line) for line in specc("results", "--format", "jsonl").out.splitlines()]
    assert [line["key"] for line in lines] == sorted(PATHS)
    for name in ("r.csv", "r.jsonl", "r.parquet", "r.csv.gz"):
        assert specc("results", "-o", name).code == 0
    assert [json.loads(line) for line in (project / "r.jsonl").read_text().splitlines()] == lines
    assert gzip.decompress((project / "r.csv.gz").read_bytes()) == (project / "r.csv").read_bytes()
    table = pl.read_parquet(project / "r.parquet").to_dicts()
    flat = [{**{name: value for name, value in line.items() if name != "cell"}, "cell_language": line["cell"]["language"]} for line in lines]
    assert table == flat


def test_results_join_the_audience_by_key(good: Path, ledger: Ledger, specc: Specc) -> None:
    fill(ledger, [(task(key, spec="good"), "delivered") for key in ("a", "b")])
    specc("results", "good", "-o", "r.csv")
    joined = pl.read_csv(good / "rows.csv").join(pl.read_csv(good / "r.csv"), left_on="id", right_on="key", how="left")
    assert joined.select("name", "state").rows() == [("Ana", "delivered"), ("Ben", "delivered"), ("Cleo", None)]


def test_results_for_people(some: Ledger, specc: Specc) -> None:
    assert specc("results", "--state", "failed", "--state", "in-flight", "--cell", "language=en-US").out.splitlines() == [
        "task              cell  attempt   cost  state",
        "welcome failed   en-US        1      –  failed (timeout)",
        "welcome partly   en-US        1  $2.90  failed (timeout)",
        "welcome running  en-US        1      –  running",
        "welcome sent     en-US        1      –  sent",
        "welcome unknown  en-US        1      –  unknown",
    ]


def test_parquet_needs_a_file(some: Ledger, specc: Specc) -> None:
    done = specc("results", "--format", "parquet")
    assert (done.code, done.err.splitlines()[-1]) == (2, "  help: name a file with -o")


def test_a_file_that_cant_be_written_is_told(some: Ledger, specc: Specc, project: Path) -> None:
    for name in ("no/folder.csv", "no/folder.parquet"):
        assert specc("results", "-o", name).code == 2
    assert [file.name for file in project.iterdir()] == [".specc"]


def test_events_tell_what_happened(some: Ledger, specc: Specc) -> None:
    lines = specc("events", "failed").out.splitlines()
    assert lines[:2] == ["welcome failed en-US", f"{PROVIDER} {task('failed').uuid}"]
    assert [line.split()[-1] for line in lines[3:5]] == ["sent", "accepted"]
    assert lines[5].endswith("fail  failed (reason took too long)")
    told = json.loads(specc("events", task("failed").uuid, "--format", "json").out)
    assert [event["step"] for event in told["videos"][0]["events"]] == ["send", "accept", "fail"]
    assert specc("events", "nobody").code == 2


def test_runs_are_listed(some: Ledger, specc: Specc) -> None:
    [head, line] = specc("runs").out.splitlines()
    assert head.split() == ["specs", "run", "began", "took", "tasks", "made", "failed", "cost", "ending"]
    assert line.split()[-5:] == ["9", "1", "2", "$8.70", "finished"]
    assert json.loads(specc("runs", "--format", "json").out)["runs"][0]["failed"] == 2


def test_retry_says_what_it_costs_and_who_makes_it(some: Ledger, specc: Specc) -> None:
    told = "1 video {} for another attempt, about $3.00 ($2.50 to $3.50); `specc run welcome` makes it\n"
    refused = "1 video not opened: results were made and paid for (--paid-too makes all anew): welcome partly\n"
    for options, does in ((("--dry-run",), "would be opened"), ((), "is open")):
        done = specc("retry", "welcome", *options)
        assert (done.code, done.out, done.err) == (1, told.format(does), refused)
    assert specc("retry", "welcome", "--category", "safety").out == "no failed video to open\n"
    assert specc("retry", "welcome", "--paid-too").code == 0


def test_forget_asks_first(some: Ledger, specc: Specc) -> None:
    done = specc("forget", "welcome", "--state", "delivered")
    assert done.code == 2
    assert done.err == "error: 1 task and 1 video would be forgotten; 1 had been made for $2.90, and would be paid for again. There is no terminal to ask on\n  help: add --yes\n"
    assert specc("forget", "welcome", "--key", "nobody").out == "0 tasks and 0 videos forgotten\n"  # nothing to ask about
    done = specc("forget", "welcome", "--state", "delivered", "--yes")
    assert (done.code, done.out) == (0, "1 task and 1 video forgotten; 1 had been made for $2.90, and would be paid for again\n")


def test_forget_keeps_what_may_be_charged(some: Ledger, specc: Specc) -> None:
    done = specc("forget", "welcome", "--state", "unknown", "--yes")
    assert (done.code, done.out) == (1, "0 tasks and 0 videos forgotten\n")
    assert done.err == "1 video kept: in flight, or made and not on disk (--in-flight forgets them too): welcome unknown\n"
    done = specc("forget", "welcome", "--state", "unknown", "--in-flight", "--yes")
    assert (done.code, done.out) == (0, "1 task and 1 video forgotten; 1 is in flight: what is charged for it buys nothing\n")


def test_what_was_pretended_can_be_forgotten_alone(some: Ledger, specc: Specc) -> None:
    fill(some, [(task("a"), "delivered")], provider="sandbox")
    assert specc("forget", "--provider", "sandbox", "--yes").code == 0
    assert specc("results", "--provider", "sandbox", "--format", "jsonl").out == ""
    assert len(specc("results", "--provider", PROVIDER, "--format", "jsonl").out.splitlines()) == len(PATHS)


@pytest.mark.parametrize("arguments", [("--yes",), ("--unused", "--key", "a", "--yes")])
def test_forget_wants_to_know_what(arguments: tuple[str, ...], some: Ledger, specc: Specc) -> None:
    assert specc("forget", *arguments).code == 2


def test_what_videos_teach_is_kept_when_that_is_asked_for(some: Ledger, specc: Specc) -> None:
    assert specc("status", "--estimates").out.splitlines()[1].split() == ["heygen:avatar@5", "en-US", "1", "29", "s", "30", "s", "0.97", "$2.90", "$3.00", "0.97"]
    out = specc("status", "--calibrate").out
    assert f"learned of heygen:avatar@5 at {PROVIDER} from 1 video: lengths come to " in out
    assert some.engine.read(lambda cursor: cursor.rows("SELECT provider, model FROM calibrations")) == [(PROVIDER, "heygen:avatar@5")]


def test_a_ledger_that_is_none_is_told(project: Path, specc: Specc) -> None:
    (project / "notes.txt").write_text("these are notes, " * 100)
    for command in ("status", "runs", "results"):
        done = specc(command, "--ledger", "notes.txt")
        assert (done.code, done.err.splitlines()[0]) == (2, "error: can't use the ledger notes.txt: file is not a database")
    assert (project / "notes.txt").read_text().startswith("these are notes")


def test_another_ledger_is_asked_by_option_project_or_environment(project: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_ledger("other.db")
    fill(opened, [(task("a"), "planned")])
    opened.close()
    assert "welcome" in specc("status", "--ledger", "other.db").out
    (project / "specc.toml").write_text('ledger = "other.db"\n')
    assert "welcome" in specc("status").out
    (project / "specc.toml").unlink()
    monkeypatch.setenv("SPECC_LEDGER", "other.db")
    assert "welcome" in specc("status").out
