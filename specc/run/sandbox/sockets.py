"""The protocol over a WebSocket: the same tasks and answers, one frame each, after a first frame that brings the key."""

from starlette.websockets import WebSocket, WebSocketDisconnect

from specc.run.sandbox.answers import Answer
from specc.run.sandbox.authority import rejected
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.generation import Generations
from specc.run.sandbox.handlers import answered
from specc.run.sandbox.requests import tasks_of
from specc.run.sandbox.state import Exchange, State

_SCHEMES = {"ws": "http", "wss": "https"}


async def converse(connection: WebSocket, generations: Generations, state: State) -> None:
    """Answers frames until the client leaves. Faults of requests are HTTP's; those of what is made happen here too."""
    await connection.accept()
    url = connection.base_url
    exchange = Exchange(
        state, str(url.replace(scheme=_SCHEMES.get(url.scheme, url.scheme))).rstrip("/"), is_socket=True
    )
    is_known = False
    try:
        while True:
            tasks = tasks_of(await _frame(connection))
            if not is_known and not isinstance(tasks, Answer):
                rejection = rejected(connection.headers.get("Authorization"), tasks, key=state.settings.key)
                is_known = rejection is None
                tasks = rejection or tasks
            answer = tasks if isinstance(tasks, Answer) else answered(tasks, exchange)
            generations.start(answer.jobs)
            await connection.send_text(encoded(answer.body()).decode())
    except WebSocketDisconnect:
        pass


async def _frame(connection: WebSocket) -> bytes:
    message = await connection.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    return message.get("bytes") or (message.get("text") or "").encode("utf-8", "replace")
