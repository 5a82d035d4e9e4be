"""Comments that silence a finding: `# specc: ignore[P105] reason`, on its line or alone above it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specc.base.location import Source, Span

_COMMENT = re.compile(r"(?:(?<=\s)|^)#[ \t]*specc:[ \t]*ignore\b(?:\[([^\]\n]*)\])?[^\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ignore:
    """`rules` are codes or names as written, none for all rules; `first_line` to `last_line` is what it covers."""

    span: Span
    rules: tuple[str, ...]
    first_line: int
    last_line: int


def ignores(source: Source, scalars: Iterable[Span]) -> Iterator[Ignore]:
    """The ignore comments of a source. Text inside scalars is no comment, but the header line of a block scalar has room for one."""
    if "#" not in source.text or "specc:" not in source.text:
        return
    spans = sorted(scalars, key=lambda span: span.start)
    for match in _COMMENT.finditer(source.text):
        holder = next((span for span in spans if span.start <= match.start() < span.end), None)
        line = source.position(match.start()).line
        if holder and not (holder.text[:1] in "|>" and holder.first.line == line):
            continue
        is_alone = source.line(line)[: source.position(match.start()).column - 1].strip() == ""
        covered = line + 1 if is_alone else line
        rules = tuple(rule.strip() for rule in (match.group(1) or "").split(",") if rule.strip())
        yield Ignore(Span(source, match.start(), match.end()), rules, covered, _end(spans, covered))


def _end(scalars: list[Span], line: int) -> int:
    """A block scalar that starts on the covered line is covered as a whole."""
    for span in scalars:
        if span.first.line == line and span.text[:1] in "|>":
            return max(line, span.source.position(max(span.start, span.end - 1)).line)
    return line
