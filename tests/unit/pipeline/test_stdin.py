"""Standard input is there for every reader, as much of it as the one before has read or not."""

import io
import sys

import pytest

from specc.pipeline.stdin import Stdin

DATA = b"".join(b"%d\n" % number for number in range(300_000))


@pytest.mark.parametrize("read", [0, 1, 1000, 3_000_000])
def test_it_is_read_again_from_its_start(read: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DATA)))
    stdin = Stdin()
    with stdin.open() as stream:
        assert stream.read(read) == DATA[:read]
    for _ in range(2):
        with stdin.open() as stream:
            assert stream.read() == DATA
    assert not sys.stdin.closed
