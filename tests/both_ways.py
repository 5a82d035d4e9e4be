"""One spec, compiled at speed and row by row: what both must agree on, and how much of it was done at speed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest

from specc.base.diagnostic import Diagnostic
from specc.compiler.batch import Batch
from specc.compiler.payload import compact
from specc.compiler.task import Task
from specc.pipeline import Compilation, Rejected, Selection, compilation
from specc.pipeline.bulk import Bulk
from specc.pipeline.outputs import Output
from specc.pipeline.sinks import NoSink
from specc.pipeline.unit import Unit
from specc.pipeline.writing import AtomicFile


@dataclass
class Outcome:
    """Tasks and rejected rows in order, findings, and the counts of the summary."""

    tasks: list[tuple[bytes, bytes, str, str, int, tuple[str, ...]]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    counts: Any = None
    bulks: list[Bulk] = field(default_factory=list)

    @property
    def redone(self) -> int:
        """The rows of the last pass that the block functions refused."""
        return self.bulks[-1].redone


@dataclass
class Recorder:
    """A sink that keeps everything."""

    outcome: Outcome
    is_once: bool = False

    def begin(self) -> None:
        self.outcome.tasks.clear()
        self.outcome.rejected.clear()

    def write(self, unit: Unit, made: Batch, again: frozenset[int]) -> None:
        names = [tuple(program.cell.names.values()) for program in unit.programs]
        self.outcome.tasks += [(*item[:5], names[item[5]]) for index, item in enumerate(made) if not (self.is_once and index in again)]

    def reject(self, item: Rejected) -> None:
        self.outcome.rejected.append(item)


def at_speed(paths: Iterable[Path], selection: Selection | None = None) -> Outcome:
    outcome = Outcome()
    made = compilation(paths, selection or Selection())
    with _watched(outcome.bulks):
        made.run(Recorder(outcome))
    return _ended(outcome, made)


def row_by_row(paths: Iterable[Path], selection: Selection | None = None) -> Outcome:
    outcome = Outcome()
    made = compilation(paths, selection or Selection())
    for item in made:
        if isinstance(item, Task):
            outcome.tasks.append((compact(item.payload), bytes.fromhex(item.digest), item.file, item.key, item.row or 0, tuple(item.cell.values())))
        else:
            outcome.rejected.append(item)
    return _ended(outcome, made)


def agreed(*paths: Path, selection: Selection | None = None) -> Outcome:
    """The outcome at speed, which is that of going row by row."""
    quick, slow = at_speed(paths, selection), row_by_row(paths, selection)
    for one, other in zip(quick.tasks, slow.tasks, strict=False):
        assert one == other, f"\n{one}\n{other}"
    assert len(quick.tasks) == len(slow.tasks)
    for said, wanted in zip(quick.rejected, slow.rejected, strict=False):
        assert said == wanted, f"\n{said}\n{wanted}"
    assert len(quick.rejected) == len(slow.rejected)
    for finding, expected in zip(quick.findings, slow.findings, strict=False):
        assert told(finding) == told(expected), f"\n{told(finding)}\n{told(expected)}"
    assert len(quick.findings) == len(slow.findings)
    assert quick.counts == slow.counts
    return quick


def written(path: Path, output: Path, jobs: int) -> tuple[bytes, list[Rejected], list[dict[str, Any]], Any]:
    """What so many processes write in the form that tells most, what is rejected, and what is found."""
    rejects: list[Rejected] = []
    with AtomicFile(output) as writer:
        sink = Output("manifest", writer, rejects.append, rejects.clear)
        made = compilation([path], Selection())
        made.jobs = jobs
        made.run(sink)
        sink.end()
    return output.read_bytes(), rejects, [told(finding) for finding in made.report.findings], made.report.summary


def found_by(path: Path, jobs: int) -> list[dict[str, Any]]:
    """What so many processes find."""
    made = compilation([path], Selection())
    made.jobs = jobs
    made.run(NoSink())
    return [told(finding) for finding in made.report.findings]


def told(finding: Diagnostic) -> dict[str, Any]:
    """All of a finding, its places as numbers: each way has read the spec for itself."""
    told = {part.name: getattr(finding, part.name) for part in fields(Diagnostic)}
    return told | {
        "span": finding.span.order(),
        "within": finding.within and finding.within.order(),
        "related": [(item.span.order(), item.message) for item in finding.related],
        "fix": finding.fix and (finding.fix.message, [(edit.span.order(), edit.text) for edit in finding.fix.edits], finding.fix.is_safe),
    }


def _ended(outcome: Outcome, made: Compilation) -> Outcome:
    outcome.findings = list(made.report.findings)
    outcome.counts = made.report.summary
    return outcome


@contextmanager
def _watched(bulks: list[Bulk]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        plain = Bulk.run

        def run(bulk: Bulk) -> None:
            bulks.append(bulk)
            plain(bulk)

        patch.setattr(Bulk, "run", run)
        yield


def write_spec(folder: Path, spec: Mapping[str, Any], *, name: str = "a") -> Path:
    path = folder / f"{name}.video.yaml"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return path


def write_csv(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Quotes everything, so that a blank row is a row."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in (header, *rows)]
    path.write_text("".join(lines), encoding="utf-8", newline="")


def write_jsonl(path: Path, rows: Iterable[Any]) -> None:
    """A row that is text is a line as it stands."""
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8")
