"""What a test may ask and tell a sandbox beside the provider's protocol, below `/sandbox/`. No key is asked for."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from specc.base.errors import UsageError
from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import refused
from specc.run.sandbox.encoding import decoded, encoded
from specc.run.sandbox.events import record
from specc.run.sandbox.faults.reading import checked
from specc.run.sandbox.state import State, exact

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(state: State) -> list[Route]:
    async def charges(_request: Request) -> Response:
        return _reply(charged(state))

    async def faults(request: Request) -> Response:
        if request.method == "PUT":
            state.faults.replace(checked(await _body(request), "faults"))
        return _reply({"rules": _rules(state)})

    async def deposit(request: Request) -> Response:
        usd = await _body(request)
        if not isinstance(usd, int | float) or isinstance(usd, bool) or not 0 < usd < float("inf"):
            raise UsageError("the deposit is not a number of dollars")
        record(state, "deposited", usd=str(exact(usd)))
        return _reply(charged(state))

    table: dict[str, tuple[Endpoint, list[str]]] = {
        "/sandbox/charges": (charges, ["GET"]),
        "/sandbox/faults": (faults, ["GET", "PUT"]),
        "/sandbox/deposit": (deposit, ["POST"]),
    }
    return [Route(path, _told(endpoint), methods=methods) for path, (endpoint, methods) in table.items()]


def charged(state: State) -> JsonObject:
    """`tasks` are all that paid for a content; `kept` says how many results of each are paid and not refunded."""
    account = state.account
    kept = {digest: dict(tasks) for digest, tasks in account.results_by_digest().items()}
    charges = list(account.charges)
    refunds = sum(charge.is_refunded for charge in charges)
    balance = account.balance_usd
    return {
        "spent": float(account.spent_usd),
        "balance": None if balance is None else float(balance),
        "results": len(charges) - refunds,
        "refunds": refunds,
        "tasks": {digest: list(tasks) for digest, tasks in kept.items()},
        "kept": kept,
        "paidTwice": list(account.paid_twice()),
    }


def _rules(state: State) -> list[JsonObject]:
    rules = zip(state.faults.file.rules, state.faults.hits, strict=True)
    return [{**rule.model_dump(mode="json", exclude_unset=True), "hits": hits} for rule, hits in rules]


async def _body(request: Request) -> Any:
    try:
        return decoded(await request.body())
    except (ValueError, RecursionError):
        raise UsageError("the body is not JSON") from None


def _told(endpoint: Endpoint) -> Endpoint:
    """Wrong usage is an answer, not a failure of the server."""

    async def telling(request: Request) -> Response:
        try:
            return await endpoint(request)
        except UsageError as error:
            return Response(
                encoded(refused("invalidRequest", error.message).body()), 400, media_type="application/json"
            )

    return telling


def _reply(body: JsonObject) -> Response:
    return Response(encoded(body), media_type="application/json")
