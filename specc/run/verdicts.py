"""What an answer to several tasks means for each of them. The law: only what names a task, or what was said to a task
that travelled alone, is about that task; whatever is in doubt counts as lost, and lost tasks are sent again.
"""

from collections.abc import Sequence
from dataclasses import replace

from specc.plan.outcome import Failure
from specc.plan.steps import Policy
from specc.run.client import HttpAnswer, NoAnswer
from specc.run.errors import classify_status, is_already_accepted, retryable_categories
from specc.run.replies import Complaint, Item, Reply
from specc.run.words import (
    Busy,
    Lost,
    PollAnswer,
    PollLost,
    Refused,
    Result,
    Standing,
    SubmitAnswer,
    Taken,
    Unsent,
    Withheld,
)

_WRONG_ADDRESS_STATUSES = frozenset({404, 405, 410, 421, *range(300, 400)})
_PLAIN_STATUSES = frozenset({401, 402, 403, 429})
_MAKE_ANEW = Policy().categories
"""What may be made and paid for anew when it fails so: the task has to be named."""
_ABOUT_THE_POLL = frozenset({"rateLimit", "serverError", "connection", "auth", "quota"})


def submit_verdicts(answer: HttpAnswer | NoAnswer, uuids: Sequence[str]) -> list[SubmitAnswer]:
    """One verdict per UUID, in their order."""
    if isinstance(answer, NoAnswer):
        return [Lost(answer.failure) if answer.is_sent else Unsent(answer.failure)] * len(uuids)
    reply = answer.reply
    if reply is None:
        return [_unreadable(answer, is_alone=len(uuids) == 1)] * len(uuids)
    return [_submitted(reply, answer, uuid.casefold(), is_alone=len(uuids) == 1) for uuid in uuids]


def poll_verdicts(answer: HttpAnswer | NoAnswer, uuids: Sequence[str]) -> list[PollAnswer]:
    if isinstance(answer, NoAnswer):
        return [PollLost(answer.failure)] * len(uuids)
    reply = answer.reply
    if reply is None:
        failure = _no_sense(answer)
        return [PollLost(failure, answer.retry_after_s, is_final=failure.category == "auth")] * len(uuids)
    return [_standing(reply, answer, uuid.casefold(), is_alone=len(uuids) == 1) for uuid in uuids]


def _submitted(reply: Reply, answer: HttpAnswer, uuid: str, *, is_alone: bool) -> SubmitAnswer:
    if any(item.uuid == uuid and not item.complaint() for item in reply.items):
        return Taken()
    own = next((complaint for complaint in _complaints(reply) if complaint.uuid == uuid), None)
    common = next((complaint for complaint in reply.complaints if not complaint.uuid), None)
    decisive = own or common
    if decisive is not None:
        return _judged(decisive, answer, is_own=own is not None, is_alone=is_alone)
    if answer.status >= 400:  # noqa: PLR2004
        return _unreadable(answer, is_alone=False)
    return Lost(Failure("protocol", "the provider's answer doesn't mention the task"), answer.retry_after_s)


def _judged(complaint: Complaint, answer: HttpAnswer, *, is_own: bool, is_alone: bool) -> SubmitAnswer:
    failure = _with_status(complaint.failure(answer.status), answer.status)
    if is_already_accepted(complaint.code, complaint.parameters):
        return Taken() if is_own or is_alone else Lost(failure)
    if answer.status >= 500:  # noqa: PLR2004
        return Lost(failure, answer.retry_after_s)
    if failure.category == "quota" or _is_about_the_key(failure, answer.status, is_own=is_own):
        return Withheld(failure)
    if failure.category == "rateLimit":
        return Busy(failure, answer.retry_after_s)
    if failure.category in retryable_categories():
        return Lost(failure, answer.retry_after_s)
    return Refused(failure) if is_own or is_alone else Lost(failure)


def _with_status(failure: Failure, status: int) -> Failure:
    """These statuses are surer than any code."""
    return replace(failure, category=classify_status(status)) if status in _PLAIN_STATUSES else failure


def _is_about_the_key(failure: Failure, status: int, *, is_own: bool) -> bool:
    """A task may ask for what the key isn't allowed, which says nothing about the others."""
    is_permission = status == 403 or any(word in failure.code.casefold() for word in ("permission", "forbidden"))  # noqa: PLR2004
    return failure.category == "auth" and not (is_own and is_permission)


def _unreadable(answer: HttpAnswer, *, is_alone: bool) -> SubmitAnswer:
    failure = _no_sense(answer)
    if failure.category in {"auth", "quota"} or answer.status in _WRONG_ADDRESS_STATUSES:
        return Withheld(failure)
    if failure.category == "rateLimit":
        return Busy(failure, answer.retry_after_s)
    if failure.category == "validation" and is_alone:
        return Refused(failure)
    return Lost(failure, answer.retry_after_s)


def _no_sense(answer: HttpAnswer) -> Failure:
    category = classify_status(answer.status)
    is_elsewhere = answer.status in _WRONG_ADDRESS_STATUSES
    message = f"HTTP {answer.status}, and the answer is not the provider's language"
    return Failure("protocol" if is_elsewhere or category == "unknown" else category, message, code=str(answer.status))


def _standing(reply: Reply, answer: HttpAnswer, uuid: str, *, is_alone: bool) -> PollAnswer:
    items = [item for item in reply.items if item.uuid == uuid]
    entries = [complaint for complaint in reply.complaints if complaint.uuid == uuid]
    common = [] if items or entries else [complaint for complaint in reply.complaints if not complaint.uuid]
    doubtful = next((c for c in (*entries, *common) if not items and _is_about_the_poll(c, answer)), None)
    doubtful = doubtful or next((c for c in common if c.failure(answer.status).category in _MAKE_ANEW), None)
    if doubtful is not None or (common and not is_alone):
        failure = _with_status((doubtful or common[0]).failure(answer.status), answer.status)
        return PollLost(failure, answer.retry_after_s, is_final=failure.category == "auth")
    if answer.status >= 400 and not (items or entries or common):  # noqa: PLR2004
        failure = Failure(classify_status(answer.status), f"HTTP {answer.status}", code=str(answer.status))
        return PollLost(failure, answer.retry_after_s, is_final=failure.category == "auth")
    # The status is the question's: it says nothing about why a video wasn't made.
    failures = [*(entry.failure(200) for entry in entries), *(entry.failure(answer.status) for entry in common)]
    return _summed(items, failures)


def _is_about_the_poll(complaint: Complaint, answer: HttpAnswer) -> bool:
    """Was the question refused rather than the task? A task's own failure says `status: error`."""
    if answer.status in {401, 402, 403, 408, 429} or answer.status >= 500:  # noqa: PLR2004
        return True
    is_the_tasks = complaint.uuid and complaint.status == "error"
    return not is_the_tasks and complaint.failure(answer.status).category in _ABOUT_THE_POLL


def _summed(items: Sequence[Item], failures: Sequence[Failure]) -> Standing:
    # A failure may come as an item, among the errors, or both ways: the longer of the two lists counts.
    failed = [complaint.failure(200) for complaint in map(Item.complaint, items) if complaint]
    results = {item.identity: item for item in items if item.status == "success"}
    running = [item for item in items if item.status != "success" and not item.complaint()]
    percents = [item.progress for item in running if item.progress is not None]
    return Standing(
        results=tuple(_result(item) for item in results.values()),
        failures=tuple(failed if len(failed) > len(failures) else failures),
        running=len(running),
        percent=min(sum(percents) / len(percents), 100.0) if percents else None,
    )


def _result(item: Item) -> Result:
    return Result(item.identity, item.media_url, item.sidecar_urls, item.cost)


def _complaints(reply: Reply) -> list[Complaint]:
    """Errors, and items that are errors, which bear their UUID outside."""
    refused = [(item, item.complaint()) for item in reply.items]
    return [*reply.complaints, *(c.model_copy(update={"uuid": item.uuid}) for item, c in refused if c)]
