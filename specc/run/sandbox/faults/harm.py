"""From the rules that hit a request to the reply it gets. Whether the work is done all the same is up to the rule."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp

from specc.run.sandbox.answers import refused
from specc.run.sandbox.clock import Clock
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.faults import wire
from specc.run.sandbox.faults.drawing import Hit
from specc.run.sandbox.faults.rules import Rule

SLOW_S = 1.0
_CODES = {
    400: "invalidRequest",
    401: "invalidApiKey",
    402: "insufficientCredits",
    403: "forbidden",
    404: "mediaNotFound",
    408: "requestTimeout",
    410: "mediaExpired",
    429: "rateLimitExceeded",
    503: "serviceUnavailable",
}
_PAGE = "<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_GARBAGE = "\0\x01\x02 this is not what you asked for \x7f" * 20
_OTHER_JSON = '{"ok":true,"result":[1,2,3]}'
_LOST = b'{"data":[{"taskType":"videoInference","taskUUID":"00000000-0000-4000-8000-000000000000"}]}'
_NEEDS_REPLY = frozenset({"reset", "cut", "trickle", "type", "no-range", "wrong-range"})

Work = Callable[[], Awaitable[ASGIApp]]


async def suffered(hits: Sequence[Hit], work: Work, clock: Clock) -> ASGIApp:
    """The reply to a request, with the harm that was drawn for it."""
    slow = [hit.rule for hit in hits if hit.rule.fault == "slow"]
    rule = next((hit.rule for hit in hits if hit.rule.fault != "slow"), None)
    await _wait(clock, (one for one in slow if not one.accepted))
    reply = await work() if rule is None or _is_worked_on(rule) else None
    await _wait(clock, (one for one in slow if one.accepted))
    if rule is None:
        assert reply
        return reply
    return _HARM[rule.fault](rule, reply, clock)


async def _wait(clock: Clock, rules: Iterable[Rule]) -> None:
    for rule in rules:
        await clock.sleep(SLOW_S if rule.seconds is None else rule.seconds)


def _is_worked_on(rule: Rule) -> bool:
    """A poll or a download changes nothing, so there it is only a question of what the reply is made of."""
    return rule.accepted or (rule.at in {"poll", "download"} and rule.fault in _NEEDS_REPLY)


def _status(rule: Rule, _reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    status = rule.status or (410 if rule.fault == "expired" else 500)
    code = rule.code or _CODES.get(status, "internalServerError")
    body = encoded(refused(code, rule.message or f"The sandbox answers {status} on purpose.").body())
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    return Response(body, status, headers, media_type="application/json")


def _reset(rule: Rule, reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    return wire.reset(reply, rule.share) if rule.at == "download" else wire.reset()


def _cut(rule: Rule, reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    return wire.cut(reply or Response(_LOST, media_type="application/json"), rule.share)


def _trickle(rule: Rule, reply: ASGIApp | None, clock: Clock) -> ASGIApp:
    assert reply
    return wire.trickle(reply, rule.bytes_per_s, clock)


def _type(rule: Rule, reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    assert reply
    return wire.headed(reply, changes={b"content-type": rule.content_type.encode("latin-1", "replace")})


def _no_range(_rule: Rule, reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    assert reply
    return wire.without_range(reply)


def _wrong_range(_rule: Rule, reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    assert reply
    return wire.misplaced(reply)


def _garbage(rule: Rule, _reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    media_type = "video/mp4" if rule.at == "download" else "application/json"
    return Response(_GARBAGE if rule.body is None else rule.body, media_type=media_type)


def _json(rule: Rule, _reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    return Response(_OTHER_JSON if rule.body is None else rule.body, media_type="application/json")


def _html(rule: Rule, _reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    return HTMLResponse(_PAGE if rule.body is None else rule.body, rule.status or 200)


def _empty(_rule: Rule, _reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    return Response(b"", media_type="video/mp4")


def _silence(_rule: Rule, _reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    return wire.silence


def _die(_rule: Rule, _reply: ASGIApp | None, _clock: Clock) -> ASGIApp:
    wire.die()


_HARM: dict[str, Callable[[Rule, ASGIApp | None, Clock], ASGIApp]] = {
    "status": _status,
    "expired": _status,
    "reset": _reset,
    "cut": _cut,
    "trickle": _trickle,
    "type": _type,
    "no-range": _no_range,
    "wrong-range": _wrong_range,
    "garbage": _garbage,
    "json": _json,
    "html": _html,
    "empty": _empty,
    "silence": _silence,
    "die": _die,
}
