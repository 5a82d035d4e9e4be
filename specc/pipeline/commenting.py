"""`specc lint --add-ignores`: writes comments that silence what is found into the specs. Partials and data are left alone."""

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from specc.base.diagnostic import Diagnostic
from specc.base.errors import UnreadableError
from specc.base.location import Source
from specc.check.adding import with_ignores
from specc.check.silencing import can_silence
from specc.pipeline.files import read_source
from specc.pipeline.writing import AtomicFile

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Commented:
    """How many findings got a comment, in how many files; `left` have no place for one."""

    count: int = 0
    files: int = 0
    left: int = 0


def add_ignores(findings: Iterable[Diagnostic], sources: dict[str, Source], *, reason: str = "") -> Commented:
    """Writes the files, each whole or not at all. Raises `UnreadableError`, also for a file that has changed meanwhile."""
    by_file: dict[str, list[Diagnostic]] = {}
    for item in findings:
        if can_silence(item.code):
            by_file.setdefault(item.span.source.name, []).append(item)
    count = files = left = 0
    for name, found in by_file.items():
        added = with_ignores(sources[name], found, reason=reason) if name in sources else None
        left += len(found) if added is None else len(added.left)
        if added is not None and added.text != sources[name].text:
            _write(Path(name), sources[name], added.text)
            count, files = count + len(found) - len(added.left), files + 1
    return Commented(count, files, left)


def _write(path: Path, source: Source, text: str) -> None:
    if read_source(path)[0].text != source.text:
        raise UnreadableError(f"{path} has changed meanwhile", "run the command again")
    mark = _BYTE_ORDER_MARK if path.read_bytes().startswith(_BYTE_ORDER_MARK) else b""
    mode = stat.S_IMODE(path.stat().st_mode)
    with AtomicFile(path) as file:
        file.write(mark + text.encode())
    path.chmod(mode)
