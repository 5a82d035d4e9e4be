"""What a finding is known by when lines have moved: its rule, its file, the keys above it, and the text it points at. Never a line's number."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePath

from specc.base.diagnostic import Diagnostic
from specc.base.location import Source
from specc.check.leaks import masked

_KEY = re.compile(r"""[ \t]*(?:-[ \t]+)*([\w.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=\s|$)""")
_OPENS = re.compile(r":[ \t]*(?:[&!]\S*[ \t]*)*(?:[|>][-+0-9]*|[{\[])?[ \t]*(?:#.*)?$")
"""The end of a line below whose key others stand."""
_TEXT_CHARACTERS_MAX = 200
_DIGITS = 32


def fingerprints(findings: Iterable[Diagnostic]) -> list[str]:
    """One for each finding, no two the same: of findings that are alike, each is known by its number among them, too."""
    seen: Counter[str] = Counter()
    made = []
    for item in findings:
        mark = fingerprint(item)
        seen[mark] += 1
        made.append(mark if seen[mark] == 1 else _digest(mark, str(seen[mark])))
    return made


def fingerprint(item: Diagnostic, file: str | None = None) -> str:
    """What findings share that are alike; `file` is the file's name, as shown if none is given."""
    name = PurePath(item.span.source.name if file is None else file).as_posix()
    text = masked(item.span.source.text)[item.span.start : item.span.end]  # what is known of a short secret can be found by trying
    return _digest(item.code, name, keys_above(item), text[:_TEXT_CHARACTERS_MAX])


def keys_above(item: Diagnostic) -> str:
    """The keys that a finding's line stands under, and its own: `task.speech.speed`. Read by indentation, in partials as in specs."""
    keys = _keys(item.span.source)
    return keys[item.span.first.line - 1]


@lru_cache(maxsize=8)
def _keys(source: Source) -> tuple[str, ...]:
    above: list[tuple[int, str]] = []
    made = []
    for number in range(1, len(source.line_starts) + 1):
        line = source.line(number)
        if not line.strip():
            made.append("")
            continue
        match = _KEY.match(line)
        depth = match.start(1) if match else len(line) - len(line.lstrip(" -"))
        while above and above[-1][0] >= depth:
            above.pop()
        keys = [key for _, key in above] + ([match.group(1)] if match else [])
        made.append(".".join(keys))
        if match and _OPENS.search(line, match.end() - 1):
            above.append((depth, match.group(1)))
    return tuple(made)


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:_DIGITS]
