"""How long it takes `specc lint --watch` from a save to the new findings, in a project of 200 specs.

    python tests/benchmarks/watch.py [SPECS]

Twenty saves of each kind: of one spec, in place and by rename as editors do; of a partial that ten specs include; of data that ten specs read.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

SAVES = 20
SHARING = 10
"""So many specs include the same partial, and read the same data."""

SPEC = """\
specc: 1
model: heygen:avatar@5
audience: {{from: rows{group}.csv, key: id}}
task:
  inputs: {{avatar: Caroline_Business_Standing_Front_public}}
  speech:
    voice: jenny_female_english
    speed: {speed}
    text: |
      Hello {{{{ row.name }}}}.
      {{% include "partial{group}.j2" %}}
output: {{file: "{number}/{{{{ row.id }}}}"}}
"""


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory(prefix="specc-watch-") as name:
        folder = Path(name)
        _make(folder, count)
        command = [sys.executable, "-m", "specc", "lint", "--watch", "--format", "concise"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            start = time.perf_counter()
            _await(process.stderr)
            print(f"{count} specs: first findings after {time.perf_counter() - start:.1f} s")
            for kind, save in SAVINGS.items():
                _report(kind, [_timed(process.stderr, save, folder, number) for number in range(SAVES)])
            process.send_signal(2)
            print(f"^C: exit code {process.wait()}")


def _make(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"s{number:04}.video.yaml").write_text(_spec(number, 1.5), encoding="utf-8")
    for group in range(-(-count // SHARING)):
        (folder / f"partial{group}.j2").write_text("Bye.\n", encoding="utf-8")
        (folder / f"rows{group}.csv").write_text("id,name\n" + "".join(f"{row},Ana\n" for row in range(20)), encoding="utf-8")


def _spec(number: int, speed: float) -> str:
    return SPEC.format(number=number, group=number // SHARING, speed=speed)


def _in_place(folder: Path, number: int) -> None:
    (folder / "s0003.video.yaml").write_text(_spec(3, 2 + number), encoding="utf-8")


def _by_rename(folder: Path, number: int) -> None:
    (folder / ".s0004.swp").write_text(_spec(4, 2 + number), encoding="utf-8")
    (folder / ".s0004.swp").rename(folder / "s0004.video.yaml")


def _partial(folder: Path, number: int) -> None:
    (folder / "partial0.j2").write_text(f"{{{{ vars.bye{number} }}}}\n", encoding="utf-8")


def _data(folder: Path, number: int) -> None:
    (folder / "rows1.csv").write_text(f"id,nam\n{number},Ana\n", encoding="utf-8")


SAVINGS: dict[str, Callable[[Path, int], None]] = {
    "one spec, in place": _in_place,
    "one spec, by rename": _by_rename,
    f"a partial of {SHARING} specs": _partial,
    f"data of {SHARING} specs": _data,
}


def _timed(lines: IO[str], save: Callable[[Path, int], None], folder: Path, number: int) -> float:
    """Milliseconds from a save to the line that follows the findings."""
    start = time.perf_counter()
    save(folder, number)
    _await(lines)
    return (time.perf_counter() - start) * 1000


def _await(lines: IO[str]) -> None:
    while line := lines.readline():
        if "; watching " in line:
            return
    raise SystemExit("specc lint --watch has ended")


def _report(kind: str, times: list[float]) -> None:
    print(f"{kind}: median {statistics.median(times):.0f} ms, slowest of {len(times)} {max(times):.0f} ms")


if __name__ == "__main__":
    main()
