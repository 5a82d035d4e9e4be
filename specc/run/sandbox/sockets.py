"""The protocol over a WebSocket: the same tasks, answers and faults, one frame each, after a first frame with the key."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.types import ASGIApp, Message
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import Answer
from specc.run.sandbox.authority import rejected
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.faults.harm import suffered
from specc.run.sandbox.faults.requests import hits_of_request
from specc.run.sandbox.generation import Generations
from specc.run.sandbox.handlers import answered
from specc.run.sandbox.requests import tasks_of
from specc.run.sandbox.state import Exchange, State

_SCHEMES = {"ws": "http", "wss": "https"}


async def converse(connection: WebSocket, generations: Generations, state: State) -> None:
    """Answers frames until the client leaves, or until a fault ends the connection."""
    await connection.accept()
    url = connection.base_url
    site = str(url.replace(scheme=_SCHEMES.get(url.scheme, url.scheme))).rstrip("/")
    exchange = Exchange(state, site, is_socket=True)
    is_known = False
    try:
        while connection.client_state is WebSocketState.CONNECTED:
            tasks = tasks_of(await _frame(connection))
            if not is_known and not isinstance(tasks, Answer):
                rejection = rejected(connection.headers.get("Authorization"), tasks, key=state.settings.key)
                is_known = rejection is None
                tasks = rejection or tasks
            await _answer(tasks, connection, exchange, generations)
    except WebSocketDisconnect:
        pass


async def _frame(connection: WebSocket) -> bytes:
    message = await connection.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    return message.get("bytes") or (message.get("text") or "").encode("utf-8", "replace")


async def _answer(
    tasks: Sequence[JsonObject] | Answer, connection: WebSocket, exchange: Exchange, generations: Generations
) -> None:
    async def work() -> ASGIApp:
        answer = tasks if isinstance(tasks, Answer) else answered(tasks, exchange)
        generations.start(answer.jobs)
        return Response(encoded(answer.body()))

    hits = [] if isinstance(tasks, Answer) else hits_of_request(tasks, exchange.state)
    reply = await suffered(hits, work, exchange.state.clock)
    body = await _body(reply, connection)
    if connection.client_state is WebSocketState.CONNECTED:
        await connection.send_text(body.decode("utf-8", "replace"))


async def _body(reply: ASGIApp, connection: WebSocket) -> bytes:
    """What HTTP would send as a body; a reply that breaks off takes the connection with it."""
    body = bytearray()

    async def collect(message: Message) -> None:
        body.extend(message.get("body", b""))

    await reply(connection.scope, connection.receive, collect)
    return bytes(body)
