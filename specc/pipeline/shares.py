"""One of several equal shares of the rows of all specs, for machines that each compile one.

Law: every row is in exactly one share, under the number it has in the whole; so shares joined in order are the whole. Rows are
counted first, which takes reading them: a cut that needs no count would be an estimate, and nothing that is packed could be cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from specc.audience.row import Block, UnreadableAudienceError
from specc.pipeline.rows import Audience
from specc.pipeline.unit import Unit


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows from `start` on, up to, not including, `end`; to the end of the data where that is None."""

    start: int
    end: int | None

    @property
    def is_empty(self) -> bool:
        return self.end is not None and self.end <= self.start

    @property
    def has_first(self) -> bool:
        """Whether the only row of a spec without an audience is in it."""
        return self.start == 0 and not self.is_empty


def row_count(unit: Unit) -> int:
    """How many rows can be read; a spec without an audience counts as one."""
    if unit.audience is None:
        return 1
    count = 0
    try:
        for block in unit.audience.table.blocks if unit.audience.table else ():
            count += len(block.records)
    except UnreadableAudienceError:
        pass  # whoever reads up to there tells it
    return count


def stretches(counts: Sequence[int], share: tuple[int, int]) -> list[Stretch]:
    """Which rows of each spec are in a share, the first of (1, n). The last has whatever follows the rows that were counted."""
    number, shares = share
    total = sum(counts)
    first, end = total * (number - 1) // shares, total * number // shares
    made = []
    before = 0
    for count in counts:
        start, stop = (min(max(0, position - before), count) for position in (first, end))
        is_last = number == shares
        made.append(Stretch(start, None if is_last else stop))
        before += count
    return made


def cut(audience: Audience, stretch: Stretch) -> None:
    """Leaves the audience the rows of a stretch."""
    audience.start, audience.is_part = stretch.start, True
    if audience.table is not None:
        blocks = _within(audience.table.blocks, stretch)
        audience.table = replace(audience.table, blocks=blocks)


def _within(blocks: Iterator[Block], stretch: Stretch) -> Iterator[Block]:
    if stretch.is_empty:
        return
    for block in blocks:
        first, count = block.number - 1, len(block.records)
        start = min(max(0, stretch.start - first), count)
        end = count if stretch.end is None else min(max(0, stretch.end - first), count)
        if start < end:
            yield piece(block, start, end)
        if stretch.end is not None and first + count >= stretch.end:
            return


def piece(block: Block, start: int, end: int) -> Block:
    """Some records of a block, as a block."""
    if (start, end) == (0, len(block.records)):
        return block
    return Block(block.file, block.number + start, block.records[start:end], lambda index: block.line(start + index))
