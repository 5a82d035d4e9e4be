"""`specc lint --add-ignores`: writes comments that silence what is found into the specs. Partials and data are left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from specc.base.diagnostic import Diagnostic
from specc.base.errors import UnreadableError
from specc.base.location import Source
from specc.check.adding import with_ignores
from specc.check.rulebook import Rulebook
from specc.check.silencing import SharedComments, can_silence
from specc.pipeline.fixing import Change, write_changes
from specc.pipeline.writing import is_read_only
from specc.syntax.parse import byte_order_mark


@dataclass(frozen=True, slots=True)
class Commented:
    """How many findings got a comment, in which files; `left` have no place for one; `by_hand` are in partials, and files that are
    `read_only` get none."""

    count: int = 0
    files: frozenset[Path] = frozenset()
    left: int = 0
    by_hand: tuple[Diagnostic, ...] = ()
    read_only: frozenset[Path] = frozenset()


def add_ignores(findings: Iterable[Diagnostic], comments: SharedComments, rules: Rulebook, *, today: date, reason: str = "") -> Commented:
    """Writes the files, each whole or not at all. Raises `UnreadableError`, also for a file that has changed meanwhile."""
    by_file: dict[str, list[Diagnostic]] = {}
    for item in findings:
        if can_silence(item.code, rules):
            by_file.setdefault(item.span.source.name, []).append(item)
    by_hand = tuple(item for name in comments.partials - comments.sources.keys() for item in by_file.pop(name, ()))
    sources, changes, locked, count, left = comments.sources, list[Change](), set[Path](), 0, 0
    for name, found in by_file.items():
        added = with_ignores(sources[name], found, today=today, reason=reason, rules=rules) if name in sources else None
        left += len(found) if added is None else len(added.left)
        if added is None or added.text == sources[name].text:
            continue
        if is_read_only(Path(name)):
            locked.add(Path(name))
        else:
            changes.append(_change(sources[name], added.text))
            count += len(found) - len(added.left)
    if stale := write_changes(changes):
        raise _changed(stale)
    return Commented(count, frozenset(change.path for change in changes), left, by_hand, frozenset(locked))


def _change(source: Source, text: str) -> Change:
    path = Path(source.name)
    before = path.read_bytes()
    mark = byte_order_mark(before)
    if before != mark + source.text.encode():
        raise _changed([path])
    return Change(path, before, mark + text.encode())


def _changed(paths: Iterable[Path]) -> UnreadableError:
    return UnreadableError(f"no comments written: {', '.join(map(str, paths))} changed meanwhile", "run it again")
