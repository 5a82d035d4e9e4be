"""One task's conversation with the provider: what to ask next, given what was answered. It does no I/O and knows no
clock; whoever drives it does (`executor`). Its law: once a request may have arrived, the task is only ever sent again
unchanged, with the same UUID.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from specc.compiler.task import Task
from specc.plan.lifecycle import State, Step
from specc.plan.outcome import Failure
from specc.run.settings import RunSettings
from specc.run.words import (
    Answer,
    Busy,
    Fetch,
    Fetched,
    FetchFailed,
    Lost,
    Move,
    Poll,
    PollLost,
    Refused,
    Report,
    Request,
    Result,
    Sleep,
    Standing,
    Submit,
    SubmitAnswer,
    Taken,
    Unsent,
    Withheld,
)

Value = TypeVar("Value")
Talk = Generator[Request, Answer, Value]

_STEPS: dict[type[SubmitAnswer], Step] = {
    Taken: Step.ACCEPT,
    Refused: Step.REFUSE,
    Withheld: Step.DEFER,
    Busy: Step.DEFER,
    Unsent: Step.DEFER,
    Lost: Step.LOSE,
}


@dataclass(slots=True)
class Harvest:
    """What a conversation has brought in so far. It outlives a conversation that is broken off."""

    files: list[Path] = field(default_factory=list)
    costs: dict[str, float | None] = field(default_factory=dict)
    error: Failure | None = None

    @property
    def cost_usd(self) -> float | None:
        """The sum over the results; None as soon as one of them is unknown."""
        known = [cost for cost in self.costs.values() if cost is not None]
        return sum(known) if known and len(known) == len(self.costs) else None


def converse(task: Task, settings: RunSettings, harvest: Harvest) -> Talk[None]:
    """From submission to the last file. The reason for not getting there is `harvest.error`."""
    harvest.error = yield from _submit(task, settings)
    if harvest.error is None:
        harvest.error = yield from _await_results(task, settings, harvest)


def _submit(task: Task, settings: RunSettings) -> Talk[Failure | None]:
    pauses = settings.submit_pauses()
    silent = busy = 0
    is_alone = False
    while True:
        yield from _move(Step.SEND)
        answer = yield from _ask(Submit(task.payload, is_alone=is_alone), _as_submit_answer)
        state = yield from _move(_STEPS[type(answer)])
        if isinstance(answer, Taken):
            return None
        if isinstance(answer, Refused | Withheld):
            return (yield from _give_up(state, answer.failure))
        busy += isinstance(answer, Busy)
        silent += not isinstance(answer, Busy)
        is_enough = silent >= settings.submits_max or busy >= settings.busy_max
        if is_enough or (not isinstance(answer, Busy) and answer.is_final):
            return (yield from _give_up(state, answer.failure))
        is_alone = True  # so that the next answer is unmistakably about this task
        yield Sleep(settings.pause(next(pauses), answer.retry_after_s))


def _give_up(state: State, failure: Failure) -> Talk[Failure]:
    if state is State.PLANNED:
        yield from _move(Step.BLOCK)
    return failure


def _await_results(task: Task, settings: RunSettings, harvest: Harvest) -> Talk[Failure | None]:
    wanted = results_wanted(task)
    pauses = settings.poll_pauses()
    began = yield from _sleep(0)
    failed_in_row = settled = 0
    now, pause = began, next(pauses)
    while now - began < settings.wait_s_max:
        now = yield from _sleep(pause)
        answer = yield from _ask(Poll(task.uuid), _as_poll_answer)
        pause = next(pauses)
        if isinstance(answer, PollLost):
            failed_in_row += 1
            if answer.is_final or failed_in_row >= settings.polls_failed_max:
                return answer.failure
            pause = settings.pause(pause, answer.retry_after_s)
            continue
        failed_in_row = 0
        has_news = yield from _take_in(task, settings, harvest, answer)
        settled = 0 if has_news or answer.running or not answer.failures else settled + 1
        if _is_complete(answer, wanted, len(harvest.costs)) or settled >= settings.polls_settled_max:
            return (yield from _conclude(answer, harvest, wanted))
    return Failure("waiting", f"no result within {settings.wait_s_max:g} seconds; it is still being made")


def results_wanted(task: Task) -> int:
    count = task.payload.get("numberResults", 1)
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 1


def _is_complete(standing: Standing, wanted: int, made: int) -> bool:
    return made >= wanted or (not standing.running and made + len(standing.failures) >= wanted)


def _take_in(task: Task, settings: RunSettings, harvest: Harvest, standing: Standing) -> Talk[bool]:
    """Fetch each new result at once: its address is temporary. Says whether there was one."""
    new = [result for result in standing.results if result.identity not in harvest.costs]
    if not new and not harvest.costs and (standing.running or standing.percent is not None):
        yield from _move(Step.PROGRESS)
    if standing.percent is not None:
        yield Report(standing.percent)
    for result in new:
        harvest.costs[result.identity] = result.cost_usd
        yield from _move(Step.RESULT)
        failure = yield from _save(task, settings, harvest, result)
        harvest.error = harvest.error or failure
    return bool(new)


def _save(task: Task, settings: RunSettings, harvest: Harvest, result: Result) -> Talk[Failure | None]:
    place = len(harvest.costs)
    if not result.url:
        if "uploadEndpoint" in task.payload:  # the provider has put the file there itself
            return None
        return Failure("protocol", "made, but the provider doesn't say where it is")
    failure = yield from _fetch(Fetch(result.url, place), settings, harvest)
    for url in result.sidecars:
        suffix = "." + url.partition("?")[0].partition("#")[0].rpartition(".")[2].casefold()
        failed = yield from _fetch(Fetch(url, place, suffix), settings, harvest)
        failure = failure or failed
    return failure


def _fetch(fetch: Fetch, settings: RunSettings, harvest: Harvest) -> Talk[Failure | None]:
    pauses = settings.fetch_pauses()
    for left in reversed(range(settings.fetches_max)):
        answer = yield from _ask(fetch, _as_fetch_answer)
        if isinstance(answer, Fetched):
            harvest.files.extend(answer.files)
            return None
        if answer.is_final or not left:
            return answer.failure
        yield Sleep(settings.pause(next(pauses), answer.retry_after_s))
    raise AssertionError("fetches_max is at least 1")


def _conclude(standing: Standing, harvest: Harvest, wanted: int) -> Talk[Failure | None]:
    if len(harvest.costs) < wanted:
        yield from _move(Step.FAIL)
        return standing.failures[0]
    if harvest.error is None:  # else it is made and not all on disk: the state stays `made`
        yield from _move(Step.DELIVER)
    return harvest.error


def _move(step: Step) -> Talk[State]:
    return (yield from _ask(Move(step), _as_state))


def _sleep(seconds: float) -> Talk[float]:
    return (yield from _ask(Sleep(seconds), _as_time))


def _ask(request: Request, read: Callable[[Answer], Value]) -> Talk[Value]:
    answer = yield request
    return read(answer)


def _as_state(answer: Answer) -> State:
    assert isinstance(answer, State), answer
    return answer


def _as_time(answer: Answer) -> float:
    assert isinstance(answer, float | int), answer
    return answer


def _as_submit_answer(answer: Answer) -> SubmitAnswer:
    assert isinstance(answer, SubmitAnswer), answer
    return answer


def _as_poll_answer(answer: Answer) -> Standing | PollLost:
    assert isinstance(answer, Standing | PollLost), answer
    return answer


def _as_fetch_answer(answer: Answer) -> Fetched | FetchFailed:
    assert isinstance(answer, Fetched | FetchFailed), answer
    return answer
