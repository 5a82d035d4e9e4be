"""A process of a crew, forked when block functions, memories and hashes were there: it makes one part of the data after the other.

Law: what it makes of a part is what one process would have made of these rows. It says where it can't, and leaves without whatever
Python, or this program, would do at its end.
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

from specc.audience.parts import BadCutError
from specc.audience.row import Block, UnreadableAudienceError
from specc.base.errors import SpeccError
from specc.pipeline.handing import HELD_BYTES_MAX, Channel, Count, Failure, Held, Order, Outcome, RejectingSink
from specc.pipeline.portions import NO_PORTION
from specc.pipeline.shares import piece
from specc.pipeline.sources import open_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specc.audience.row import Table
    from specc.pipeline.build import Building, Rejected
    from specc.pipeline.bulk import Bulk
    from specc.pipeline.passes import Pass


def work(worker: Worker) -> NoReturn:
    """All that a process does."""
    try:
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, signal.SIG_DFL)
        gc.freeze()  # whatever is there stays
        bytes(HELD_BYTES_MAX)  # having freed so much at once, glibc keeps what is held and freed from then on, and needn't fetch it anew
        worker.run()
    except EOFError:
        pass  # who joins has gone
    finally:
        os._exit(0)


@dataclass(slots=True)
class Worker:
    """`handle` is where what is written goes by its place; None where the one that joins takes it. `is_numbered`: a row's number
    tells in what is made of it.
    """

    bulk: Bulk
    taker: Pass
    channel: Channel
    table: Table
    handle: int | None
    is_numbered: bool
    held: list[Held] = field(default_factory=list)

    def run(self) -> None:
        part = True
        while part:
            order: Order = self.channel.hear()
            part = order.part is not None
            self.channel.send(self._obey(order))

    def _obey(self, order: Order) -> Outcome | Failure | None:
        """What became of a part; None where there was none."""
        try:
            self._put(order.places)
        except OSError as error:
            return Failure("output", error)
        try:
            return None if order.part is None else self._made(order)
        except NO_PORTION:
            return Failure("cut")
        except (OSError, SpeccError) as error:
            return Failure("system", error)
        except EOFError:
            raise
        except Exception:  # noqa: BLE001 - told by the process that waits for it
            import traceback

            return Failure("bug", traceback.format_exc())

    def _put(self, places: tuple[int, ...]) -> None:
        for place in places:
            held = self.held.pop(0)
            if self.handle is not None:
                held.put(self.handle, place)
                continue
            for data in held.pieces():
                self.channel.send(data)

    def _made(self, order: Order) -> Outcome:
        bulk, audience = self.bulk, self.bulk.audience
        held = Held()
        sink = self.taker.sink.part(held)  # type: ignore[attr-defined]
        rejects: list[Rejected] = []
        taker = self.taker.part(RejectingSink(sink, rejects))
        building: Building = taker.building  # type: ignore[assignment]
        with ExitStack() as streams:
            audience.table = replace(self.table, blocks=self._blocks(order, streams))
            audience.count, audience.is_part = 0, True
            bulk.taker, bulk.building, bulk.redone = taker, building, 0
            bulk.rest()
        if audience.is_broken:
            raise BadCutError
        taker.finish()
        self.held.append(held)
        spilled = taker.raw()
        taker.close()
        return Outcome(building.findings, spilled, rejects, audience.count, building.tasks, bulk.redone, sink.count, held.size)

    def _blocks(self, order: Order, streams: ExitStack) -> Iterator[Block]:
        assert self.bulk.audience.sources is not None
        assert order.part is not None
        blocks = _from_row(open_part(self.bulk.audience.sources, order.part, self.table, streams).blocks, order.skipped)
        return self._numbered(blocks) if self.is_numbered else blocks

    def _numbered(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """The blocks of a part, numbered as the rows after those of all parts before, which are read meanwhile."""
        read: list[Block] = []
        failure = None
        try:
            read.extend(blocks)
        except UnreadableAudienceError as error:
            failure = error
        self.channel.send(Count(sum(len(block.records) for block in read)))
        before = self.channel.hear()
        for block in read:
            yield replace(block, number=block.number + before)
        if failure is not None:
            raise failure


def _from_row(blocks: Iterator[Block], skipped: int) -> Iterator[Block]:
    """The blocks after some rows, numbered from 1."""
    for block in blocks:
        done = min(max(0, skipped - block.number + 1), len(block.records))
        if done < len(block.records):
            yield replace(piece(block, done, len(block.records)), number=block.number + done - skipped)
