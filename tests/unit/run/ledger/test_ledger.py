"""What a ledger promises: it is all there after it is closed, and nobody writes over who has a video in hand."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from specc.compiler.task import Task
from specc.plan.lifecycle import State, Step
from specc.plan.outcome import Failure
from specc.plan.receipt import Delivered, Made
from specc.run.ledger import Entry, Ledger, Staged
from tests.unit.run.conftest import make_task
from tests.unit.run.ledger.conftest import Open

PROVIDER = "sandbox"
TASK = make_task("a")


def staged(task: Task = TASK, **more: Any) -> Staged:
    return Staged(task, "heygen:avatar@5", {"speech": {"text": task.key}}, 1, **more)


def entry(fence: int, step: Step, state: State, task: Task = TASK, **more: Any) -> Entry:
    return Entry(task.digest, fence, step, state, 0, task.uuid, **more)


def held(ledger: Ledger, task: Task = TASK) -> tuple[int, int]:
    """A run, and the fence under which it holds a task's video."""
    run = ledger.begin_run(PROVIDER, ["s.video.yaml"])
    ledger.stage(run, PROVIDER, [staged(task)])
    receipt = ledger.claim(run, PROVIDER, [task.digest])[task.digest]
    assert receipt.holder == run
    return run, receipt.fence


def test_what_was_committed_is_there_when_it_is_opened_again(opened: Open) -> None:
    ledger = opened()
    run, fence = held(ledger)
    made = (Made("v1", 1, "https://x/v.mp4", 0.18),)
    file = Delivered("out/a.mp4", 0, 1, "", 20)
    steps = [
        entry(fence, Step.SEND, State.SENT, reserved_usd=3.12),
        entry(fence, Step.ACCEPT, State.ACCEPTED),
        entry(fence, Step.RESULT, State.MADE, results=made, cost_usd=0.18),
        entry(fence, Step.DELIVER, State.DELIVERED, files=(file,)),
    ]
    for step in steps:
        assert ledger.commit(run, PROVIDER, [step]) == [True]
    ledger.end_run(run, "finished")
    ledger.close()
    receipt = opened().receipts(PROVIDER, [TASK.digest])[TASK.digest]
    assert (receipt.state, receipt.results, receipt.files, receipt.cost_usd, receipt.holder) == (State.DELIVERED, made, (file,), 0.18, None)
    assert set(receipt.times) == {"planned", "sent", "accepted", "made", "ended"}


def test_two_runs_cant_hold_one_video(opened: Open) -> None:
    one, other = opened(), opened()
    run, fence = held(one)
    second = other.begin_run(PROVIDER, [])
    assert other.claim(second, PROVIDER, [TASK.digest])[TASK.digest].holder == run
    assert other.commit(second, PROVIDER, [entry(fence, Step.SEND, State.SENT)]) == [False]


def test_who_has_lost_a_video_cant_write_to_it(opened: Open) -> None:
    one, other = opened(), opened()
    run, fence = held(one)
    second = other.begin_run(PROVIDER, [])
    taken = other.claim(second, PROVIDER, [TASK.digest], gone=[run])[TASK.digest]
    assert (taken.holder, taken.fence) == (second, fence + 1)
    assert one.commit(run, PROVIDER, [entry(fence, Step.SEND, State.SENT)]) == [False]
    assert one.receipts(PROVIDER, [TASK.digest])[TASK.digest].state is State.PLANNED
    assert other.commit(second, PROVIDER, [entry(taken.fence, Step.SEND, State.SENT)]) == [True]


def test_a_run_that_ends_lets_go(ledger: Ledger) -> None:
    run, _ = held(ledger)
    ledger.end_run(run, "finished")
    assert ledger.beat(run) is False
    second = ledger.begin_run(PROVIDER, [])
    assert ledger.claim(second, PROVIDER, [TASK.digest])[TASK.digest].holder == second


def test_staging_again_changes_nothing_of_what_was_sent(ledger: Ledger) -> None:
    run, fence = held(ledger)
    ledger.commit(run, PROVIDER, [entry(fence, Step.SEND, State.SENT)])
    ledger.stage(run, PROVIDER, [staged(), staged(replace(TASK, key="b", file="b.mp4"))])
    assert ledger.receipts(PROVIDER, [TASK.digest])[TASK.digest].state is State.SENT


def test_a_new_attempt_begins_with_nothing(ledger: Ledger) -> None:
    run, fence = held(ledger)
    failure = Failure("timeout", "took too long", code="timeoutProvider")
    ledger.commit(run, PROVIDER, [entry(fence, Step.SEND, State.SENT, reserved_usd=3.0), entry(fence, Step.REFUSE, State.FAILED, error=failure)])
    assert ledger.receipts(PROVIDER, [TASK.digest])[TASK.digest].error == failure
    ledger.commit(run, PROVIDER, [replace(entry(fence, Step.RETRY, State.PLANNED), attempt=1, uuid="new")])
    receipt = ledger.receipts(PROVIDER, [TASK.digest])[TASK.digest]
    assert (receipt.attempt, receipt.uuid, receipt.error, receipt.reserved_usd, set(receipt.times)) == (1, "new", None, None, {"planned"})


def test_a_path_belongs_to_who_wrote_it_last(ledger: Ledger) -> None:
    run, fence = held(ledger)
    other = make_task("b")
    ledger.stage(run, PROVIDER, [staged(other)])
    other_fence = ledger.claim(run, PROVIDER, [other.digest])[other.digest].fence
    file = Delivered("out/a.mp4", 0, 1, "", 20)
    ledger.commit(run, PROVIDER, [entry(fence, Step.SEND, State.SENT, files=(file,)), entry(other_fence, Step.SEND, State.SENT, other, files=(file,))])
    receipts = ledger.receipts(PROVIDER, [TASK.digest, other.digest])
    assert [receipts[task.digest].files for task in (TASK, other)] == [(), (file,)]


def test_uploads_and_notices_are_kept(opened: Open) -> None:
    ledger = opened()
    assert ledger.upload(PROVIDER, "abc") is None
    ledger.note_upload(PROVIDER, "abc", "one")
    ledger.note_upload(PROVIDER, "abc", "two")
    ledger.note_notices(['{"a":1}', '{"a":2}'])
    again = opened()
    assert again.upload(PROVIDER, "abc") == "two"
    [(first, body), (last, _)] = again.notices(0)
    assert body == '{"a":1}'
    assert [number for number, _ in again.notices(first)] == [last] == [again.last_notice()]
    assert again.notices(last) == []


def test_old_notices_are_dropped_and_no_number_is_given_twice(opened: Open) -> None:
    times = iter(["2026-01-01T00:00:00.000Z"] * 2 + ["2026-01-09T00:00:00.000Z"])
    ledger = Ledger(opened().engine, lambda: next(times))
    assert ledger.last_notice() == 0
    ledger.note_notices(["old", "as old"])
    last = ledger.last_notice()
    ledger.drop_notices(days=7)
    assert ledger.notices(0) == [(last, "as old")]
    opened().note_notices(["new"])
    assert [body for _, body in opened().notices(last)] == ["new"]


def test_notices_within_the_time_stay(ledger: Ledger) -> None:
    ledger.note_notices(["one", "two"])
    ledger.drop_notices(days=7)
    assert [body for _, body in ledger.notices(0)] == ["one", "two"]


def test_a_run_that_fails_in_the_middle_leaves_nothing_half(ledger: Ledger) -> None:
    run, fence = held(ledger)
    broken = entry(fence, Step.ACCEPT, State.ACCEPTED, detail={"a": object()})
    with pytest.raises(TypeError):
        ledger.commit(run, PROVIDER, [entry(fence, Step.SEND, State.SENT), broken])
    assert ledger.receipts(PROVIDER, [TASK.digest])[TASK.digest].state is State.PLANNED


def test_many_at_once_get_each_video_once(opened: Open) -> None:
    tasks = [make_task(str(number)) for number in range(40)]
    ledgers = [opened() for _ in range(4)]
    runs = [ledger.begin_run(PROVIDER, []) for ledger in ledgers]
    ledgers[0].stage(runs[0], PROVIDER, [staged(task) for task in tasks])
    digests = [task.digest for task in tasks]

    def claim(index: int) -> set[str]:
        found = ledgers[index].claim(runs[index], PROVIDER, digests)
        return {digest for digest, receipt in found.items() if receipt.holder == runs[index]}

    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(claim, range(4)))
    assert sorted(digest for group in claimed for digest in group) == sorted(digests)


def _open_and_close(address: str) -> None:
    from specc.run.ledger import open_ledger

    open_ledger(address).close()


def test_many_can_make_it_at_the_same_moment(address: str) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_open_and_close, args=(address,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
