"""`specc plan`: what a run would do, before, after and in between; nothing is left behind by looking."""

import json
from pathlib import Path

import pytest

from tests.stories.conftest import GOOD, Specc


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_plan_before_and_after_a_run_and_after_an_edit(good: Path, specc: Specc) -> None:
    before = files(good)
    done = specc("plan", ".", "--sandbox", "--detailed-exitcode")
    assert (done.code, done.out.splitlines()[0]) == (2, "6 videos at sandbox, and no ledger yet: all of them are new")
    assert done.out.endswith("\n6 to make: $16.80\n")
    assert files(good) == before

    assert specc("run", ".", "--sandbox").code == 0
    before = files(good)
    done = specc("plan", ".", "--sandbox", "--detailed-exitcode")
    assert (done.code, done.out.splitlines()[-1]) == (0, "nothing to do")
    assert {name: raw for name, raw in files(good).items() if "sandbox" not in name} == {name: raw for name, raw in before.items() if "sandbox" not in name}

    Path("rows.csv").write_text("id,name\na,Ana\nb,Bob\nc,Cleo\n", encoding="utf-8")
    done = specc("plan", ".", "--sandbox", "--detailed-exitcode", "--only", "language=en-US")
    assert done.code == 2
    assert "+ 1 to make: changed in speech.text" in done.out
    assert 'b, language en-US: "Hello Ben." → "Hello Bob."' in done.out
    assert done.out.splitlines()[-1] == "1 to make, 2 to reuse: $2.80"

    assert specc("plan", ".", "--detailed-exitcode").out.splitlines()[0] == "6 videos at api.runware.ai, as .specc/ledger.db knows them"


def test_a_file_that_is_gone_is_fetched_and_not_made(good: Path, specc: Specc) -> None:
    assert specc("run", ".", "--sandbox", "--limit", 1).code == 0
    Path("out/en-US/a.mp4").unlink()
    done = specc("plan", ".", "--sandbox", "--limit", 1, "--detailed-exitcode")
    assert done.code == 2
    assert "1 to go on with: made before, and its file is gone" in done.out


def test_findings_are_no_plan(good: Path, specc: Specc) -> None:
    Path("good.video.yaml").write_text(GOOD.replace("voice:", "voiice:"), encoding="utf-8")
    done = specc("plan", ".", "--detailed-exitcode")
    assert (done.code, done.out) == (1, "")
    assert "nothing was planned" in done.err


def test_with_a_detailed_exit_code_trouble_is_1(good: Path, specc: Specc) -> None:
    assert specc("plan", "nowhere").code == 2
    assert specc("plan", "nowhere", "--detailed-exitcode").code == 1
    assert specc("plan", ".", "--row", "zzz", "--detailed-exitcode").code == 1


def test_a_limit_is_told_over_and_under(good: Path, specc: Specc) -> None:
    done = specc("plan", ".", "--sandbox", "--max-cost", 20)
    assert (done.code, done.out.splitlines()[-1]) == (0, "--max-cost $20.00 is enough: even at the most, $3.20 are left")
    done = specc("plan", ".", "--sandbox", "--max-cost", 10)
    assert done.code == 1
    assert "--max-cost $10.00 is too little: at the most, it costs $6.80 more" in done.out


def test_estimates_name_their_source(good: Path, specc: Specc) -> None:
    done = specc("plan", ".", "--format", "json")
    document = json.loads(done.out)
    assert done.code == 0
    price = document["summary"]["price"]
    assert 0 < price["low"] < price["expected"] < price["high"]
    assert document["sources"][0]["source"]
    assert document["sources"][0]["date"]


def test_the_project_says_prices_and_the_limit(good: Path, specc: Specc) -> None:
    Path("specc.toml").write_text('max_cost = 1.0\nledger = "elsewhere.db"\n[prices."heygen:avatar@5"]\nusd_per_video = 0.5\nsource = "our contract"\n', encoding="utf-8")
    done = specc("plan", ".")
    assert done.code == 1
    assert "6 to make: $3.00" in done.out
    assert "our contract" in done.out
    assert "--max-cost $1.00 is too little" in done.out
    assert not Path("elsewhere.db").exists()


def test_the_provider_can_be_asked(good: Path, specc: Specc) -> None:
    done = specc("plan", ".", "--sandbox", "--price", "provider", "--sample", 2)
    assert "asked   the provider: $16.80 expected, extrapolated from 2 videos of 6" in done.out
    done = specc("plan", ".", "--sandbox", "--price", "provider")
    assert "asked   the provider: $16.80, for every video" in done.out
    assert specc("plan", ".", "--sample", 2).code == 2


def test_asking_needs_a_key_that_stays_secret(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNWARE_API_KEY", raising=False)
    done = specc("plan", ".", "--price", "provider")
    assert (done.code, "there is no key" in done.err) == (2, True)
    monkeypatch.setenv("RUNWARE_API_KEY", "secret-4711")
    done = specc("plan", ".", "--price", "provider", "--api-url", "http://example.org/v1")
    assert (done.code, "unencrypted" in done.err) == (2, True)


def test_a_plan_is_saved_with_what_it_follows_from(good: Path, specc: Specc) -> None:
    done = specc("plan", ".", "--sandbox", "--only", "language=es-ES", "--out", "plan.json", "--max-cost", 9)
    assert "saved to plan.json" in done.err
    document = json.loads(Path("plan.json").read_bytes())
    assert document["options"]["only"] == ["language=es-ES"]
    assert {"good.video.yaml", "rows.csv", "the model heygen:avatar@5"} <= set(document["inputs"])
    assert [task["action"] for task in document["tasks"]] == ["make"] * 3


def test_a_build_can_be_planned(good: Path, specc: Specc) -> None:
    specc("compile", ".", "--format", "manifest", "-o", "build.jsonl.gz")
    assert specc("plan", "build.jsonl.gz", "--sandbox").out == specc("plan", ".", "--sandbox").out
    specc("compile", ".", "-o", "shards", "--shard-rows", 2, "--format", "manifest")
    assert specc("plan", "shards", "--sandbox").out == specc("plan", ".", "--sandbox").out


def test_files_in_the_way_are_told(good: Path, specc: Specc) -> None:
    Path("out/en-US/a.mp4").mkdir(parents=True)
    done = specc("plan", ".", "--sandbox")
    assert done.code == 1
    assert "! 1 blocked: en-US/a.mp4 is a folder" in done.out
    assert done.out.endswith("\n5 to make, 1 blocked: $14.00\n")
