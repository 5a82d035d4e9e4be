"""Fixes findings: edits are made on texts over the disk and judged by another lint, round by round. Writing is one step, at the end.

Law: a fix that makes a file unreadable, or brings errors where it hid none, isn't made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from specc.base.diagnostic import Diagnostic
from specc.base.errors import UnreadableError
from specc.base.fix import Fix
from specc.catalog.project import NO_PROJECT, Project
from specc.check.engine import Findings
from specc.check.mending.applying import by_file, compatible
from specc.check.mending.judging import Key, Seen, harm, key, turn
from specc.check.report import Report
from specc.check.settings import ALL, View, make_settings
from specc.pipeline import Compilation, lint
from specc.pipeline.files import read_source
from specc.pipeline.overlay import Overlay
from specc.pipeline.plugins import plugins_of
from specc.pipeline.project import read_project_file
from specc.pipeline.replay import Replay
from specc.pipeline.unit import Unit
from specc.pipeline.writing import AtomicFile

ROUNDS_MAX = 20

@dataclass(frozen=True, slots=True)
class Change:
    """A file, under the name that findings give it."""

    path: Path
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    finding: Diagnostic
    reason: str


@dataclass(frozen=True, slots=True)
class Mended:
    """`report` is of the changed texts."""

    report: Report
    changes: tuple[Change, ...]
    fixed: tuple[Diagnostic, ...]
    refused: tuple[Refusal, ...]
    is_complete: bool = True
    """Whether nothing is left that another round would fix."""


@dataclass(slots=True)
class _Work:
    made: Compilation
    overlay: Overlay
    allows: Callable[[Diagnostic], bool]
    names: dict[Path, Path] = field(default_factory=dict)
    fixed: list[Diagnostic] = field(default_factory=list)
    refused: dict[Key, Refusal] = field(default_factory=dict)

    def lint(self, overlay: Overlay) -> Seen:
        found: dict[str, Findings] = {}

        def collect(unit: Unit) -> Findings:
            found[unit.document.source.name] = made = Findings(unit.settings)  # anew in every pass
            return made

        report = lint(_again(self.made, overlay, collect))
        return Seen(report, frozenset(name for name, findings in found.items() if not findings.errors))

    def batch(self, report: Report) -> list[tuple[Diagnostic, Fix]]:
        """What is fixed next: first what has to do without new errors, last the comments that nothing needs any more."""
        able = [(item, item.fix) for item in report.findings if item.fix is not None and self.allows(item) and key(item) not in self.refused]
        first = min((turn(item) for item, _ in able), default=0)
        now = [pair for pair in able if turn(pair[0]) == first]
        return [now[index] for index in compatible(fix for _, fix in now)]

    def attempt(self, batch: list[tuple[Diagnostic, Fix]], before: Seen) -> Seen:
        """Makes a batch of fixes, or so much of its beginning as does no harm."""
        while True:
            items = [item for item, _ in batch]
            edits = by_file(fix for _, fix in batch)
            overlay = self.overlay.edited(edits)
            after = self.lint(overlay)
            reason = harm(items, before, after)
            if not reason:
                self.overlay = overlay
                self.fixed += items
                self.names.update({(overlay.resolve(Path(name)) or Path(name)): Path(name) for name in edits})
                return after
            if len(batch) == 1:
                self.refused[key(items[0])] = Refusal(items[0], reason)
                return before
            batch = batch[: len(batch) // 2]


def mend(made: Compilation, allows: Callable[[Diagnostic], bool], *, text: bytes | None = None) -> Mended:
    """Fixes what is allowed of the findings that a compilation selects; nothing is written. `text` is its only spec, where that isn't on disk."""
    replay, own = Replay(), made.specs[0][0] if made.specs else Path()
    given = {} if text is None else {made.disk.resolve(own) or own: text}
    asked = make_settings(NO_PROJECT, made.view, plugins_of(made.project.plugins).rules)

    def is_wanted(item: Diagnostic) -> bool:
        return asked.tells(item.code) and allows(item) and (text is None or _is_in(item, str(own)))

    work = _Work(_unselected(made), Overlay(replay, dict(given), given), is_wanted)
    try:
        seen = work.lint(work.overlay)
        work.made.watch = None  # what is found on the way may be mended
        for _ in range(ROUNDS_MAX):
            if not (batch := work.batch(seen.report)):
                break
            seen = work.attempt(batch, seen)
        report = seen.report
        told = Report(tuple(item for item in report.findings if asked.tells(item.code)), report.summary, report.rules)
        return Mended(told, tuple(_changes(work)), tuple(work.fixed), tuple(work.refused.values()), not work.batch(report))
    finally:
        replay.release()


def _unselected(made: Compilation) -> Compilation:
    """To be run again: whether a fix does harm is seen in all findings. What the command line selects, a project may not."""
    return replace(made, view=View(select=tuple(plugins_of(made.project.plugins).rules.by_code)) if made.view.select else ALL)


def _again(made: Compilation, disk: Overlay, collect: Callable[[Unit], Findings]) -> Compilation:
    """The same compilation from its beginning, of the specs as another disk has them."""
    specs = [(path, *read_source(path, disk)) for path, _, _ in made.specs]
    return replace(made, specs=specs, project=_project(made.project, disk), disk=disk, collect=collect)


def _project(project: Project, disk: Overlay) -> Project:
    """The same, or as its file would be."""
    is_edited = project.file is not None and project.faults and disk.resolve(project.file) in disk.texts
    return read_project_file(project.file, disk) if is_edited and project.file is not None else project


def write_changes(changes: Iterable[Change]) -> list[Path]:
    """Writes files, each whole or not at all, in the mode they have. Those that have changed since they were read are left, and returned."""
    left = []
    for change in changes:
        try:
            mode, now = change.path.stat().st_mode & 0o7777, change.path.read_bytes()
        except OSError as error:
            raise UnreadableError(f"can't read {change.path}: {error.strerror}") from None
        if now != change.before:
            left.append(change.path)
            continue
        with AtomicFile(change.path, mode=mode) as stream:
            stream.write(change.after)
    return left


def _changes(work: _Work) -> Iterable[Change]:
    for identity, after in work.overlay.texts.items():
        before = work.overlay.read[identity]
        if before != after:
            yield Change(work.names[identity], before, after)


def _is_in(item: Diagnostic, name: str) -> bool:
    return item.fix is not None and all(edit.span.source.name == name for edit in item.fix.edits)
