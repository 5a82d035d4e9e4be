"""One video's conversation with the provider: what to ask next, given what was answered. It does no I/O and knows no
clock; whoever drives it does (`executor`). Its law: once a request may have arrived, the task is only ever sent again
unchanged, with the same UUID.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from specc.base.jsonvalue import JsonObject
from specc.plan.lifecycle import State, Step
from specc.plan.outcome import Failure
from specc.run.harvest import Harvest
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


@dataclass(frozen=True, slots=True)
class Work:
    """One attempt at a video. `payload` holds its UUID; `state` is where an earlier run has left it."""

    payload: JsonObject
    settings: RunSettings
    harvest: Harvest
    state: State = State.PLANNED

    @property
    def uuid(self) -> str:
        return str(self.payload["taskUUID"])

    @property
    def results_wanted(self) -> int:
        return results_wanted(self.payload)


def results_wanted(payload: JsonObject) -> int:
    count = payload.get("numberResults", 1)
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 1


def converse(work: Work) -> Talk[None]:
    """From where it stands to the last file. The reason for not getting there is `work.harvest.error`."""
    harvest = work.harvest
    harvest.error = None
    if work.state in {State.PLANNED, State.SENT, State.UNKNOWN}:
        harvest.error = yield from _submit(work)
    if harvest.error is None:
        harvest.error = yield from _await_results(work)


def _submit(work: Work) -> Talk[Failure | None]:
    settings = work.settings
    pauses = settings.submit_pauses()
    silent = busy = 0
    # so that the answer is unmistakably about this task
    is_alone = work.state is not State.PLANNED
    if work.state is State.SENT:
        yield from _move(Step.LOSE)
    while True:
        yield from _move(Step.SEND)
        answer = yield from _ask(Submit(work.payload, is_alone=is_alone), _as_submit_answer)
        if isinstance(answer, Taken):
            yield from _move(Step.ACCEPT)
            return None
        state = yield from _move(_STEPS[type(answer)], answer.failure)
        if isinstance(answer, Refused | Withheld):
            return (yield from _give_up(state, answer.failure))
        busy += isinstance(answer, Busy)
        silent += not isinstance(answer, Busy)
        is_enough = silent >= settings.submits_max or busy >= settings.busy_max
        if is_enough or (not isinstance(answer, Busy) and answer.is_final):
            return (yield from _give_up(state, answer.failure))
        is_alone = True
        yield Sleep(settings.pause(next(pauses), answer.retry_after_s))


def _give_up(state: State, failure: Failure) -> Talk[Failure]:
    if state is State.PLANNED:
        yield from _move(Step.BLOCK, failure)
    return failure


def _await_results(work: Work) -> Talk[Failure | None]:
    settings, harvest = work.settings, work.harvest
    pauses = settings.poll_pauses()
    began = yield from _sleep(0)
    was_made = work.state is State.MADE
    failed_in_row = settled = silent = 0
    now, pause = began, 0.0 if was_made else next(pauses)
    while now - began < settings.wait_s_max:
        now = yield from _await_news(work.uuid, pause)
        answer = yield from _ask(Poll(work.uuid), _as_poll_answer)
        pause = next(pauses)
        if isinstance(answer, PollLost):
            failed_in_row += 1
            if answer.is_final or failed_in_row >= settings.polls_failed_max:
                return answer.failure
            pause = settings.pause(pause, answer.retry_after_s)
            continue
        failed_in_row = 0
        silent = 0 if answer.results or answer.running or answer.failures else silent + 1
        if was_made and silent >= settings.polls_gone_max:
            return (yield from _miss(Failure("download", "made before, but the provider doesn't offer it any more")))
        has_news = yield from _take_in(work, answer)
        settled = 0 if has_news or answer.running or not answer.failures else settled + 1
        if _is_complete(answer, work.results_wanted, harvest) or settled >= settings.polls_settled_max:
            return (yield from _conclude(work, answer))
    return Failure("waiting", f"no result within {settings.wait_s_max:g} seconds; it is still being made")


def _is_complete(standing: Standing, wanted: int, harvest: Harvest) -> bool:
    offered = {result.identity for result in standing.results}
    made = len(harvest.results)
    is_all_offered = all(harvest.is_saved(identity) or identity in offered for identity in harvest.results)
    return is_all_offered and (made >= wanted or (not standing.running and made + len(standing.failures) >= wanted))


def _take_in(work: Work, standing: Standing) -> Talk[bool]:
    """Fetch each result at once that isn't on disk: its address is temporary. Says whether there was a new one."""
    harvest = work.harvest
    if not harvest.results and not standing.results and (standing.running or standing.percent is not None):
        yield from _move(Step.PROGRESS)
    if standing.percent is not None:
        yield Report(standing.percent)
    has_news = False
    for result in standing.results:
        is_new = harvest.take(result.identity, result.url, result.cost_usd)
        if is_new:
            has_news = True
            yield from _move(Step.RESULT)
        if work.settings.is_downloading and not harvest.is_saved(result.identity) and (is_new or not harvest.error):
            failure = yield from _save(work, result)
            harvest.error = harvest.error or failure
    return has_news


def _save(work: Work, result: Result) -> Talk[Failure | None]:
    place = work.harvest.results[result.identity].place
    if not result.url:
        if "uploadEndpoint" in work.payload:  # the provider has put the file there itself
            return None
        return (yield from _miss(Failure("protocol", "made, but the provider doesn't say where it is")))
    failure = yield from _fetch(Fetch(result.url, place, identity=result.identity), work)
    for url in result.sidecars:
        suffix = "." + url.partition("?")[0].partition("#")[0].rpartition(".")[2].casefold()
        failed = yield from _fetch(Fetch(url, place, suffix, result.identity), work)
        failure = failure or failed
    if failure is not None:
        return (yield from _miss(failure))
    yield from _move(Step.SAVE)
    return None


def _miss(failure: Failure) -> Talk[Failure]:
    yield from _move(Step.MISS, failure)
    return failure


def _fetch(fetch: Fetch, work: Work) -> Talk[Failure | None]:
    settings = work.settings
    pauses = settings.fetch_pauses()
    for left in reversed(range(settings.fetches_max)):
        answer = yield from _ask(fetch, _as_fetch_answer)
        if isinstance(answer, Fetched):
            return None
        fresh = (yield from _fresh_address(fetch, work)) if answer.is_expired and left else None
        if fresh is not None:
            fetch = fresh
            continue
        if answer.is_final or not left:
            return answer.failure
        yield Sleep(settings.pause(next(pauses), answer.retry_after_s))
    raise AssertionError("fetches_max is at least 1")


def _fresh_address(fetch: Fetch, work: Work) -> Talk[Fetch | None]:
    """The same file under the address it has now, where that is another one."""
    answer = yield from _ask(Poll(work.uuid), _as_poll_answer)
    results = answer.results if isinstance(answer, Standing) else ()
    for result in results:
        for url in (result.url, *result.sidecars):
            is_same = url.partition("?")[0] == fetch.url.partition("?")[0] or (url == result.url and not fetch.suffix)
            if result.identity == fetch.identity and is_same and url != fetch.url:
                return Fetch(url, fetch.place, fetch.suffix, fetch.identity)
    return None


def _conclude(work: Work, standing: Standing) -> Talk[Failure | None]:
    harvest = work.harvest
    if len(harvest.results) < work.results_wanted:
        failure = standing.failures[0]
        yield from _move(Step.FAIL, failure)
        return failure
    if harvest.error is None and work.settings.is_downloading:  # else it is made and not all on disk: the state stays `made`
        yield from _move(Step.DELIVER)
    return harvest.error


def _move(step: Step, failure: Failure | None = None) -> Talk[State]:
    return (yield from _ask(Move(step, failure), _as_state))


def _sleep(seconds: float) -> Talk[float]:
    return (yield from _ask(Sleep(seconds), _as_time))


def _await_news(uuid: str, seconds: float) -> Talk[float]:
    return (yield from _ask(Sleep(seconds, uuid), _as_time))


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
