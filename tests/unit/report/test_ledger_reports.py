"""What the ledger's reports do with much, with nothing, and with what doesn't belong on a terminal."""

import pytest

from specc.plan.decided import EXAMPLES_MAX, Forgotten, Named, Reopened
from specc.plan.lifecycle import State
from specc.plan.result import Result
from specc.plan.standing import Overview, RunAccount, Standing, Sum, standings
from specc.report import comparison, parquet, results, runs, status, stories
from specc.report.decided import forgotten_line, kept_lines, reopened_line


def one(state: State, *, spec: str = "welcome", videos: int = 1, category: str = "", **more: float) -> Sum:
    return Sum("api.runware.ai", spec, state, category, videos, videos, more.get("cost_usd", 0.0), int(more.get("unknown", 0)), more.get("reserved_usd", 0.0))


def overview(*sums: Sum, alive: tuple[RunAccount, ...] = ()) -> Overview:
    made = standings(sums)
    return Overview("ledger.db", made, (), (), alive)


def run(ending: str) -> RunAccount:
    return RunAccount(3, "sandbox", ("welcome",), "2026-11-25T17:00:00.000Z", "", ending, "host-b", 12, 5)


def test_nothing_is_told_in_a_line() -> None:
    assert status.render(Overview("x", (), (), (), ())) == "nothing has been run here yet\n"
    assert runs.render([]) == stories.render([]) == ""
    assert comparison.render({}) == "no video has been delivered yet\n"
    assert [*results.text([])] == [*results.jsonl([])] == []
    assert [*results.separated([], [])] == [(",".join(results.header([])) + "\r\n").encode()]


def test_states_that_no_video_is_in_take_no_room() -> None:
    told = status.render(overview(one(State.DELIVERED, videos=1_000_000, cost_usd=3e6), one(State.DELIVERED, spec="b" * 70, cost_usd=1, unknown=1)))
    lines = told.splitlines()
    assert lines[1].split() == ["spec", "videos", "delivered", "cost"]
    assert max(map(len, lines)) <= 80
    assert lines[3].endswith("$1.00?")


def test_a_run_elsewhere_is_told_for_what_it_is() -> None:
    told = status.render(overview(one(State.SENT), alive=(run("elsewhere"),)))
    assert "run 3 of welcome is going on since 2026-11-25T17:00:00.000Z (on host-b, as far as is known)" in told


def test_the_commonest_failure_comes_first() -> None:
    told = status.render(overview(one(State.FAILED, category="safety"), one(State.FAILED, category="timeout", videos=7)))
    assert "error: 8 failed in welcome: timeout 7, safety 1\n" in told


def test_only_a_terminal_gets_colours() -> None:
    assert "\x1b" not in status.render(overview(one(State.DELIVERED)))
    assert "\x1b" in status.render(overview(one(State.DELIVERED)), is_coloured=True)


@pytest.mark.parametrize(("started", "ended", "took"), [("10:00:00", "10:00:09", "0:09"), ("10:00:00", "12:03:04", "2:03:04")])
def test_how_long_a_run_took(started: str, ended: str, took: str) -> None:
    account = RunAccount(1, "p", ("s",), f"2026-11-25T{started}.000Z", f"2026-11-25T{ended}.000Z", "finished", "h", 1, 1)
    assert took in runs.render([account]).splitlines()[1].split()


def result(key: str = "a", **more: str) -> Result:
    return Result("p", "s", key, None, dict(more), 1, "m", "d", 0, "u", State.PLANNED, "a.mp4")


def test_a_key_cant_move_the_cursor() -> None:
    [told] = results.text([[result("a\x1b[2J")]])
    assert b"\x1b" not in told


def test_a_key_that_utf8_cant_hold_is_written_anyway() -> None:
    for writer in (results.jsonl, results.separated):
        assert b"?" in b"".join(writer([[result("\udc80")]], []))


def test_an_axis_that_some_tasks_lack_is_empty_for_them() -> None:
    lines = b"".join(results.separated([[result(language="es-ES"), result()]], ["language"])).decode().splitlines()
    assert [line.split(",")[4] for line in lines] == ["cell_language", "es-ES", ""]


def test_the_head_of_a_long_table_stands_once() -> None:
    assert b"".join(results.text([[result()], [result()]])).count(b"task") == 1


def test_a_failure_to_write_parquet_stays_what_it_is() -> None:
    def full(_data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        parquet.write_parquet([[result()]], [], full)


def test_what_an_attempt_costs_is_told_as_far_as_it_is_known() -> None:
    assert reopened_line(Reopened(2, (0.0, 0.0, 0.0), 2), (), is_dry=False) == "2 videos are open for another attempt (what they cost isn't known); `specc run SPEC` makes them"
    assert "about $3.00 ($2.00 to $4.00), and 1 of unknown cost" in reopened_line(Reopened(2, (2.0, 3.0, 4.0), 1), ("a", "b"), is_dry=True)


def test_only_the_first_few_are_named() -> None:
    named = Named()
    for number in range(EXAMPLES_MAX + 1234):
        named.add(f"s {number}")
    [line] = kept_lines(named, "kept")
    assert line.startswith("1,244 videos kept: s 0, s 1,")
    assert line.endswith(" and 1,234 more")
    assert not [*kept_lines(Named(), "kept")]


def test_what_is_lost_is_told() -> None:
    told = forgotten_line(Forgotten(tasks=3, videos=3, made=1, paid_usd=2.9, lost=2), is_dry=True)
    assert told == "3 tasks and 3 videos would be forgotten; 1 had been made for $2.90, and would be paid for again; 2 are in flight: what is charged for them buys nothing"


def test_totals_are_sums() -> None:
    [total] = standings([one(State.SENT, reserved_usd=3.5), one(State.SENT, videos=2), one(State.DELIVERED, cost_usd=1)])
    assert isinstance(total, Standing)
    assert (total.videos, total.groups["in flight"], total.reserved_usd, total.is_to_be_run) == (4, 3, 3.5, True)
