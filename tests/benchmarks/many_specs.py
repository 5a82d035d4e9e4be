"""Linting many small specs, and cold starts, beside other programs in one run: `many_specs.py [SPECS] [ROUNDS]`.

The machine's own speed drops out of the ratios: everything is timed in turn, and the best of the rounds counts.
`check-jsonschema`, where it is installed, checks the same files against our editor schema, which says far less than the linter.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

MAKE_DATA = Path(__file__).with_name("make_data.py")
ROOT = MAKE_DATA.parents[2]
SCHEMA = ROOT / "schemas" / "specc.schema.json"
SPECC = (sys.executable, "-m", "specc")


def main() -> None:
    specs, rounds = (int(text) for text in (*sys.argv[1:], *("1000", "3")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subprocess.run([sys.executable, MAKE_DATA, folder, "10", str(specs)], check=True)
        files = sorted((folder / "specs").glob("*.video.yaml"))
        many: dict[str, Sequence[object]] = {"specc lint": (*SPECC, "lint", folder / "specs")}
        if importlib.util.find_spec("check_jsonschema"):
            many["check-jsonschema"] = (sys.executable, "-m", "check_jsonschema", "--schemafile", SCHEMA, *files)
        _tell_many(_best(many, rounds), specs)
        cold: dict[str, Sequence[object]] = {
            "python -c pass": (sys.executable, "-c", "pass"),
            "specc --version": (*SPECC, "--version"),
            "specc lint ONE": (*SPECC, "lint", files[0]),
            "specc lint ONE with 10 rows": (*SPECC, "lint", folder / "rows" / "bench.video.yaml"),
        }
        _tell_cold(_best(cold, max(10, rounds)))


def _best(commands: Mapping[str, Sequence[object]], rounds: int) -> dict[str, float]:
    """The best wall time of each command in seconds, the first round left out: it fills the disk's and Python's caches."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    best = dict.fromkeys(commands, float("inf"))
    for number in range(rounds + 1):
        for name, command in commands.items():
            before = time.perf_counter()
            subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)
            if number:
                best[name] = min(best[name], time.perf_counter() - before)
    return best


def _tell_many(best: Mapping[str, float], specs: int) -> None:
    for name, seconds in best.items():
        sys.stdout.write(f"{name:30}{seconds:8.2f} s{specs / seconds:10,.0f} files/s\n")
    if "check-jsonschema" in best:
        sys.stdout.write(f"specc lint is {best['check-jsonschema'] / best['specc lint']:.1f} times as fast as check-jsonschema\n")
    else:
        sys.stdout.write("check-jsonschema is not installed: pip install check-jsonschema\n")


def _tell_cold(best: Mapping[str, float]) -> None:
    empty = best["python -c pass"]
    for name, seconds in best.items():
        sys.stdout.write(f"{name:30}{seconds * 1000:8.0f} ms{seconds / empty:9.1f} × python -c pass\n")


main()
