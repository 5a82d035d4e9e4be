"""A listener for webhooks on loopback, in a thread of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from specc.run.ledger import Ledger
from specc.run.listener.app import Desk
from specc.run.listener.server import config, make_desk
from specc.run.serving import Server, address_of, listening

TOKEN = "a-token-of-the-tests"


@dataclass
class Listener:
    url: str
    desk: Desk
    told: list[str] = field(default_factory=list)

    @property
    def webhook_url(self) -> str:
        return f"{self.url}/any/path?token={TOKEN}"


@contextmanager
def running_listener(ledger: Ledger) -> Iterator[Listener]:
    told: list[str] = []
    desk = make_desk(ledger, TOKEN, told.append)
    ready = threading.Event()
    with listening("127.0.0.1", 0) as socket:
        server = Server(config(desk), ready.set)
        thread = threading.Thread(target=server.run, args=([socket],))
        thread.start()
        try:
            assert ready.wait(20)
            yield Listener(address_of(socket), desk, told)
        finally:
            server.should_exit = True
            thread.join()
