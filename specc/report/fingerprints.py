"""A mark for each finding that stays the same while lines move: of its rule, its file, its place among the keys, and its text.

Law: no number of a line is in it, and no secret. Findings that are the same in all that are counted, in the order of the file.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from specc.base.diagnostic import Diagnostic
from specc.base.location import Source, Span
from specc.check.leaks import masked

NAME = "specc/v1"
_CHARACTERS_MAX = 200
_KEY_BEFORE = re.compile(r"""([\w.-]+)["']?\s*:\s*["']?\Z""")


def fingerprints(findings: Sequence[Diagnostic]) -> list[str]:
    """The marks of the findings of a report, one for each, no two the same."""
    seen: Counter[str] = Counter()
    parents: dict[int, list[int]] = {}
    marks = []
    for item in findings:
        source = item.span.source
        above = parents.setdefault(id(source), []) or _parents(source)
        parents[id(source)] = above
        text = "\n".join((item.code, source.name, *_trail(item.span, above), _text(item.span)))
        seen[text] += 1
        marks.append(hashlib.sha256(f"{text}\n{seen[text]}".encode(errors="replace")).hexdigest()[:32])
    return marks


def _text(span: Span) -> str:
    return " ".join(masked(span.source.text)[span.start : span.end].split())[:_CHARACTERS_MAX]


def _trail(span: Span, parents: list[int]) -> list[str]:
    """The key before a value in its line, the line's own, and those of the lines that it stands below."""
    line = span.first.line
    before = _KEY_BEFORE.search(span.source.line(line)[: span.first.column - 1])
    keys = [before.group(1) if before else ""]
    while line:
        keys.append(span.source.line(line).partition(":")[0].strip()[:_CHARACTERS_MAX])
        line = parents[line]
    return keys


def _parents(source: Source) -> list[int]:
    """For each line, by number, the line above it that is indented less; 0 where there is none."""
    found, open_lines = [0], [(-1, 0)]
    for number in range(1, len(source.line_starts) + 1):
        text = source.line(number)
        indent = len(text) - len(text.lstrip(" "))
        if text.strip() and text.strip()[0] != "#":
            while open_lines[-1][0] >= indent:
                open_lines.pop()
            found.append(open_lines[-1][1])
            open_lines.append((indent, number))
        else:
            found.append(open_lines[-1][1])
    return found
