"""What users do between runs, and to a ledger in use: nothing of it makes them pay twice."""

import os
import random
import resource
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.crash.case import Case, four_tasks, make_task, three_tasks
from tests.crash.till import PRICE_USD, Till
from tests.crash.verdict import require_all_well, require_paid_once

Harm = Callable[[Case], None]


def delete_one(case: Case) -> None:
    (case.out / "en/one.mp4").unlink()


def move_all(case: Case) -> None:
    (case.out / "en").rename(case.folder / "elsewhere")


def delete_one_of_two(case: Case) -> None:
    (case.out / "en/two-2.mp4").unlink()


def delete_subtitles(case: Case) -> None:
    (case.out / "en/two.srt").unlink()


def delete_a_copy(case: Case) -> None:
    (case.out / "en/again.mp4").unlink()


def cut_one(case: Case) -> None:
    os.truncate(case.out / "en/one.mp4", 10)


def delete_the_ledger(case: Case) -> None:
    shutil.rmtree(case.folder / ".specc")


@pytest.mark.parametrize("harm", [delete_one, move_all, delete_one_of_two, delete_subtitles, delete_a_copy, cut_one, delete_the_ledger])
def test_what_users_do_to_files(till: Till, tmp_path: Path, harm: Harm) -> None:
    case = Case(till, tmp_path / "case", four_tasks(harm.__name__))
    case.finish(1)
    harm(case)
    case.finish(1)
    require_all_well(case)


def test_a_content_that_comes_back_to_its_file_is_fetched_again(till: Till, tmp_path: Path) -> None:
    one, other = (Case(till, tmp_path, [make_task(f"{text}.", "same", settings={"caption": True})]) for text in ("Before", "After something else"))
    for case in (one, other, one, other):
        case.finish(1)
        require_all_well(case)


def test_a_ledger_that_is_lost_again_and_again(till: Till, tmp_path: Path) -> None:
    till.suffer({"at": "generation", "fault": "fail", "category": "provider", "chance": 0.5}, {"at": "submit", "fault": "reset", "accepted": True, "chance": 0.2}, seed=3)
    chance = random.Random(1)
    for number in range(2):
        case = Case(till, tmp_path / str(number), three_tasks(f"lost {number}"))
        while not case.run(chance.randint(12, 60)):
            if chance.random() < 0.6:
                delete_the_ledger(case)
        require_all_well(case)


def test_two_specs_share_a_content(till: Till, tmp_path: Path) -> None:
    chance = random.Random(7)
    for number in range(5):
        tasks = four_tasks(f"shared {number}")
        other = tuple(replace(task, spec="t.video.yaml", file=f"t/{task.key}.mp4") for task in tasks)
        cases = [Case(till, tmp_path / str(number), of_spec) for of_spec in (tasks, other)]
        for running in [case.start(chance.randint(20, 80)) for case in cases]:
            cases[0].wait(running)
        for case in cases:
            case.finish(1)
        require_all_well(Case(till, tmp_path / str(number), tasks + other))


def has_finished(case: Case) -> bool:
    """Whether the last run noted its end, though nobody may have heard of it."""
    with closing(case.ledger()) as ledger:
        rows = ledger.engine.read(lambda cursor: cursor.rows("SELECT ending FROM runs ORDER BY id DESC LIMIT 1"))
    return bool(rows) and rows[0][0] == "finished"


@pytest.mark.parametrize("is_made_before", [True, False])
def test_another_take_is_one_however_often_it_is_interrupted(till: Till, tmp_path: Path, is_made_before: bool) -> None:  # noqa: FBT001
    chance = random.Random(5)
    case = Case(till, tmp_path, four_tasks(f"take {is_made_before}"))
    if is_made_before:
        case.finish(1)
    case.more = {"retakes": frozenset({"one", "three"})}
    for take in range(5):
        while not case.run(chance.randint(8, 45)) and not has_finished(case):
            pass
        takes = take + 1 + is_made_before
        require_all_well(case, {"one": takes, "three": takes, "again": takes})


def test_another_take_of_what_has_failed_is_one(till: Till, tmp_path: Path) -> None:
    till.suffer({"at": "generation", "fault": "fail", "category": "safety", "first": 1, "matches": "One"})
    case = Case(till, tmp_path, four_tasks("failed"))
    assert not case.run()
    case.more = {"retakes": frozenset({"one"})}
    at = 20
    while not case.run(at):
        at += 1
    require_all_well(case)


def test_no_run_spends_more_than_its_budget(till: Till, tmp_path: Path) -> None:
    chance, usd_max = random.Random(9), 2.2 * PRICE_USD
    for number in range(4):
        case = Case(till, tmp_path / str(number), [make_task(f"Budget {number} {name}.", name) for name in "abcde"], more={"cost_usd_max": usd_max})
        is_made = False
        while not is_made:
            before = till.account["spent"]
            is_made = case.run(chance.choice([None, *range(12, 60)]))
            assert till.account["spent"] - before <= usd_max + 1e-6
        require_all_well(case)


@pytest.mark.parametrize("at", [4, 11, 20, 33, 45])
@pytest.mark.parametrize("harm", ["deleted", "replaced"])
def test_a_ledger_that_vanishes_ends_the_run_with_a_word(till: Till, tmp_path: Path, harm: str, at: int) -> None:
    case = Case(till, tmp_path, four_tasks(f"vanishing {harm} {at}"))

    def vanish() -> None:
        for file in (case.folder / ".specc").glob("ledger*"):
            file.unlink()
        if harm == "replaced":
            with closing(case.ledger()):
                pass

    case.wait(case.start(at, vanish))
    assert "was moved or deleted" in case.told
    assert "\n" not in case.told
    case.finish(1)
    require_all_well(case)


@pytest.mark.parametrize("kilobytes", [4, 64, 96, 128, 160])
def test_a_full_disk_ends_the_run_with_a_word(till: Till, tmp_path: Path, kilobytes: int) -> None:
    case = Case(till, tmp_path, four_tasks(f"full {kilobytes}"))
    bound = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))
    is_made = case.wait(case.start(prepare=bound))
    assert is_made or case.told.startswith("can't use the ledger"), case.told
    assert "\n" not in case.told
    case.finish()
    require_all_well(case)


def test_a_ledger_that_is_no_ledger(till: Till, tmp_path: Path) -> None:
    case = Case(till, tmp_path, four_tasks("broken"))
    case.finish(1)
    (tmp_path / ".specc/ledger.db").write_bytes(b"no ledger" * 5000)
    assert not case.run()
    assert case.told.startswith("can't use the ledger")
    require_paid_once(till.account, case.tasks[0])
