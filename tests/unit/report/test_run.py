"""What people see of a run: it fits, it adds up, and every failure says why and what to do."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from specc.compiler.task import Task
from specc.plan.events import Ended, Halted, Moved, Started
from specc.plan.lifecycle import State
from specc.plan.outcome import Failure, Outcome
from specc.report.account import Account
from specc.report.progress import progress
from specc.report.run import render as render_account


def render(outcomes: list[Outcome], **more: Any) -> str:
    account = Account()
    for outcome in outcomes:
        account.add(outcome)
    return render_account(account, **more)


FAILURE = Failure(
    "validation", "the width is not a multiple of 8", "invalidWidth", ("width",), "https://runware.ai/docs#width"
)


def outcome(
    number: int,
    state: State = State.DELIVERED,
    cost_usd: float | None = 0.18,
    language: str = "en-US",
    error: Failure | None = None,
) -> Outcome:
    task = Task(
        "s", f"k{number}", number, {"language": language}, {}, str(number), str(number), f"{language}/k{number}.mp4"
    )
    return Outcome((task,), state, (Path(task.file),), cost_usd, 12.4, error)


def failed(number: int, failure: Failure = FAILURE) -> Outcome:
    return replace(outcome(number, State.FAILED, None, error=failure), files=())


def test_a_few_videos_are_listed() -> None:
    assert render([outcome(1), failed(2)]) == (
        "file          time   cost  state\n"
        "en-US/k1.mp4  12 s  $0.18  delivered\n"
        "en-US/k2.mp4  12 s      –  failed (validation)\n"
        "\n"
        "error: validation (invalidWidth): the width is not a multiple of 8\n"
        "  = for en-US/k2.mp4\n"
        "  = help: change the spec: the provider refuses what is in it\n"
        "  = https://runware.ai/docs#width\n"
        "\n"
        "1 made, 1 failed, $0.18\n"
    )


def test_many_videos_are_summed_up_and_only_failures_named() -> None:
    shown = render([*(outcome(n) for n in range(20)), *(outcome(n, language="de-DE") for n in range(5)), failed(99)])
    assert shown.splitlines()[:3] == [
        "cell   videos  made  failed   cost",
        "en-US      21    20       1  $3.60",
        "de-DE       5     5       0  $0.90",
    ]
    assert "k99.mp4" in shown
    assert "k1.mp4" not in shown
    assert shown.endswith("25 made, 1 failed, $4.50\n")


def test_one_reason_is_told_once() -> None:
    shown = render([failed(number) for number in range(6)])
    assert shown.count("invalidWidth") == 1
    assert "for en-US/k0.mp4, en-US/k1.mp4, en-US/k2.mp4 and 3 more" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ([outcome(n) for n in range(6)], "6 made, 0 failed, $1.08"),
        ([outcome(1, cost_usd=None), outcome(2)], "2 made, 0 failed, $0.18, cost unknown for 1"),
        ([failed(1)], "0 made, 1 failed, $0.00"),
        ([outcome(1, State.UNKNOWN, None)], "0 made, 1 failed (1 to be resumed), $0.00, cost unknown for 1"),
        ([], "0 made, 0 failed, $0.00"),
    ],
)
def test_the_closing_line_adds_up(outcomes: list[Outcome], line: str) -> None:
    assert render(outcomes).splitlines()[-1] == line


@pytest.mark.parametrize("columns", [60, 80])
def test_it_fits(columns: int) -> None:
    long = replace(outcome(1), state=State.MADE, error=replace(FAILURE, message="word " * 60))
    long = replace(long, tasks=(replace(long.task, file=f"very/{'long' * 30}/日本語.mp4"),))
    shown = render([long, outcome(2)], columns=columns)
    assert max(map(cell_len, shown.splitlines())) <= columns
    assert shown.count("日本語.mp4") == 2


def test_colours_only_when_asked_for() -> None:
    assert "\x1b" not in render([outcome(1), failed(2)])
    assert "\x1b[31m" in render([outcome(1), failed(2)], is_coloured=True)


def test_names_cannot_drive_the_terminal() -> None:
    odd = outcome(1)
    assert "\x1b" not in render([replace(odd, tasks=(replace(odd.task, file="\x1b[2Ja.mp4"),))])


def test_without_a_terminal_a_line_for_each_video() -> None:
    stream = io.StringIO()
    with progress(stream, is_terminal=False) as notify:
        notify(Started(2))
        notify(Moved(outcome(1).task, State.PLANNED, State.SENT))
        notify(Ended(outcome(1)))
        notify(Halted(Failure("quota", "empty", "insufficientCredits")))
        notify(Ended(failed(2)))
    assert stream.getvalue() == (
        "[1/2] delivered en-US/k1.mp4 $0.18\n"
        "nothing more is submitted: quota (insufficientCredits): empty\n"
        "[2/2] failed en-US/k2.mp4: validation (invalidWidth): the width is not a multiple of 8\n"
    )


def test_on_a_terminal_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = io.StringIO()
    with progress(stream, is_terminal=True) as notify:
        notify(Started(2))
        notify(Moved(outcome(2).task, State.PLANNED, State.SENT))
        notify(Ended(outcome(1)))
        notify(Ended(replace(failed(2), error=replace(FAILURE, message="a [red]b[/red]"))))
    shown = stream.getvalue()
    assert "2/2" in shown
    assert "1 failed, $0.18" in shown
    assert "a [red]b[/red]" in shown
