"""How far a compilation is, in a line that fits a terminal."""

import io

import pytest

from specc.report.rows import Bar, state


@pytest.mark.parametrize(("given", "told"), [
    ((1_234_567, 13.0, 0.5, 2, 1), "1,234,567 rows  95,000/s  0:13 left  2 errors"),
    ((512, 0.6, None, 1, 1), "512 rows  850/s  1 error"),
    ((5, 1.0, None, 0, 2), "5 rows  5/s  pass 2"),
    ((10_000_000, 600.0, 0.01, 0, 1), "10,000,000 rows  17,000/s  16:30:00 left"),
    ((0, 1.0, 0.0, 0, 1), "0 rows  0/s"),
])  # fmt: skip
def test_the_state(given: tuple[int, float, float | None, int, int], told: str) -> None:
    assert state(*given) == told


def test_the_bar_is_gone_in_the_end_and_lines_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")  # a dumb terminal has no bar
    stream = io.StringIO()
    bar = Bar(stream, is_coloured=False, columns=80)
    bar.show("5 rows", 0.5)
    bar.say("found so far: [P105] it")
    bar.close()
    out = stream.getvalue()
    assert "5 rows" in out
    assert "found so far: [P105] it\n" in out
    assert out.endswith("\x1b[2K")
