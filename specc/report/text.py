"""Findings for people: the place, the line, an underline under exactly the wrong text, and what to do about it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from specc.base.diagnostic import SEVERITIES, Diagnostic, Lengths
from specc.base.fault import Sighting
from specc.base.grammar import counted
from specc.base.location import Source, Span
from specc.check.leaks import masked
from specc.check.report import Report
from specc.report.paint import Paint

_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}
_LINES_MAX = 4
_VALUE_MAX = 30
_TAB = "    "
_FULL_WIDTH = "WF"


def render(report: Report, *, is_coloured: bool = False, columns: int = 80, shows_unsafe: bool = False) -> str:
    """All findings with snippets, infos in a line each after them, and the closing lines. Unsafe fixes are only counted by default."""
    style = _Style(is_coloured=is_coloured, columns=columns, shows_unsafe=shows_unsafe)
    wrong = [finding for finding in report.findings if finding.severity != "info"]
    infos = [line for finding in report.findings if finding.severity == "info" for line in _info(finding, style)]
    parts = ("\n\n".join("\n".join(_finding(finding, style)) for finding in wrong), "\n".join(infos), "\n".join((*_summary(report, style), *_fixable(report, style))))
    return "\n\n".join(part for part in parts if part) + "\n"


def render_findings(findings: Sequence[Diagnostic], *, is_coloured: bool = False, columns: int = 80) -> str:
    """Findings with their snippets, a blank line between two."""
    style = _Style(is_coloured=is_coloured, columns=columns)
    return "\n\n".join("\n".join(_finding(finding, style)) for finding in findings)


def closing(report: Report, *, is_coloured: bool = False, columns: int = 80) -> str:
    """The last line: how many findings there are, and how much was looked at."""
    return "\n".join(_summary(report, _Style(is_coloured=is_coloured, columns=columns)))


def concise(report: Report) -> str:
    """A line a finding: `file:line:column: CODE message`."""
    return "".join(f"{concise_line(finding)}\n" for finding in report.findings)


def concise_line(finding: Diagnostic) -> str:
    return f"{_at(finding.span)}: {finding.code} {_shown(finding.message)}{_rows_note(finding)}"


def one_line(finding: Diagnostic) -> str:
    """A finding in a line, with the first row that shows it."""
    first = next(iter(finding.occurrences.first), None)
    where = ""
    if first is not None and first.row is not None:
        where = f" (line {first.line} of {_shown(first.file)})" if first.file and first.line else f" (row {first.row})"
    return f"{finding.severity}[{finding.code}] {_at(finding.span)} {_shown(finding.message)}{where}"


class _Style(Paint):
    def __init__(self, *, is_coloured: bool, columns: int, shows_unsafe: bool = False) -> None:
        super().__init__(is_coloured=is_coloured, columns=columns)
        self.shows_unsafe = shows_unsafe


def _summary(report: Report, style: _Style) -> Iterator[str]:
    summary = report.summary
    looked = [counted(summary.specs, "spec"), counted(summary.cells, "cell"), counted(summary.rows, "row"), counted(summary.tasks, "video")]
    found = [counted(report.count(severity), severity) for severity in SEVERITIES if severity != "info" or report.count("info")]
    colour = "red" if report.count("error") else "yellow" if report.count("warning") else "green"
    plain = ", ".join(found)
    yield from _wrapped(f"{style(plain, colour, is_bold=True)} ", f"{plain} ", f"({', '.join(looked)})", style)


def _fixable(report: Report, style: _Style) -> Iterator[str]:
    """What `--fix` would do."""
    fixes = [finding.fix for finding in report.findings if finding.fix is not None]
    safe = sum(fix.is_safe for fix in fixes)
    guesses = len(fixes) - safe
    if safe:
        more = f", {guesses:,} more with --fix --unsafe-fixes" if guesses else ""
        yield from _wrapped("", "", f"{safe:,} fixable with --fix{more}", style)
    elif guesses:
        yield from _wrapped("", "", f"{guesses:,} fixable with --fix --unsafe-fixes", style)


def _finding(finding: Diagnostic, style: _Style) -> Iterator[str]:
    colour = _COLOURS[finding.severity]
    head = style(f"{finding.severity}[{finding.code}]", colour, is_bold=True)
    yield from _wrapped(f"{head}: ", f"{finding.severity}[{finding.code}]: ", finding.message, style, is_bold=True)
    gutter = max(len(str(_lines_shown(span)[-1])) for span in (finding.span, *(related.span for related in finding.related)))
    yield f"{' ' * gutter} {style('-->', 'blue')} {_at(finding.span)}"
    yield from _snippet(finding.span, "", style, colour, gutter)
    for related in finding.related:
        if related.span.source is not finding.span.source:
            yield f"{' ' * gutter} {style(':::', 'blue')} {_at(related.span)}"
        yield from _snippet(related.span, related.message, style, "blue", gutter)
    margin = " " * gutter
    for note in _notes(finding, style):
        yield from _wrapped(f"{margin} {style('=', 'blue')} ", f"{margin} = ", note, style, indent_max=style.columns)


def _info(finding: Diagnostic, style: _Style) -> Iterator[str]:
    head = style(f"info[{finding.code}]", _COLOURS["info"], is_bold=True)
    yield from _wrapped(f"{head}: ", f"info[{finding.code}]: ", f"{finding.message} ({_at(finding.span)})", style)


def _notes(finding: Diagnostic, style: _Style) -> Iterator[str]:
    yield from _examples(finding)
    if finding.lengths is not None:
        yield _lengths(finding.lengths)
    if finding.values:
        yield "with " + ", ".join(f"{name} = {value}" for name, value in finding.values.items())
    yield from _advice(finding, style)


def _advice(finding: Diagnostic, style: _Style) -> Iterator[str]:
    """What to write instead; said once where the fix is just that."""
    fix = finding.fix if finding.fix is not None and (finding.fix.is_safe or style.shows_unsafe) else None
    is_told = fix is not None and (finding.help == fix.message or finding.help.startswith(f"{fix.message}: "))
    if finding.help and not is_told:
        yield f"help: {finding.help}"
    if fix is not None:
        yield f"fix: {finding.help if is_told else fix.message}{'' if fix.is_safe else ' (unsafe)'}"


def _examples(finding: Diagnostic) -> Iterator[str]:
    """Which rows and cells show it: the count, and the first few."""
    occurrences = finding.occurrences
    if occurrences.rows:
        files = {sighting.file: None for sighting in occurrences.first if sighting.file}
        file = next(iter(files)) if len(files) == 1 else None
        first = "; ".join(dict.fromkeys(_row(sighting, is_file_told=len(files) > 1) for sighting in occurrences.first))
        cell = f" in the cell {_cell(occurrences.first[0].cell)}" if occurrences.cells == 1 and occurrences.first[0].cell else ""
        yield f"in {counted(occurrences.rows, 'row')}{f' of {file}' if file else ''}{cell}: {first}{', …' if occurrences.rows > len(occurrences.first) else ''}"
    elif occurrences.cells > 1:
        first = "; ".join(_cell(sighting.cell) for sighting in occurrences.first)
        yield f"in {occurrences.cells} cells: {first}{', …' if occurrences.cells > len(occurrences.first) else ''}"
    elif occurrences.cells == 1 and occurrences.first[0].cell:
        yield f"in the cell {_cell(occurrences.first[0].cell)}"


def _lengths(lengths: Lengths) -> str:
    """How all texts stand to the limit that some break."""
    headroom = f"{lengths.headroom:,} below the limit" if lengths.headroom >= 0 else f"{-lengths.headroom:,} above the limit"
    return f"of {counted(lengths.count, 'text')} the longest has {lengths.longest:,} characters; 99% have at most {lengths.most:,}, {headroom}"


def _row(sighting: Sighting, *, is_file_told: bool) -> str:
    place = f"line {sighting.line}" if sighting.line else f"row {sighting.row}"
    parts = [f"{place} of {sighting.file}" if is_file_told and sighting.file else place]
    if sighting.key and sighting.key != str(sighting.row):
        parts.append(f"key {sighting.key}")
    if sighting.column is not None and sighting.value is not None:
        parts.append(f"{sighting.column} {_short(sighting.value)}")
    return ", ".join(parts)


def _cell(cell: Mapping[str, str]) -> str:
    return ", ".join(f"{axis} {name}" for axis, name in cell.items())


def _short(value: str) -> str:
    text = value if len(value) <= _VALUE_MAX else value[: _VALUE_MAX - 1] + "…"
    return repr(text)


def _rows_note(finding: Diagnostic) -> str:
    rows = finding.occurrences.rows
    return f" ({counted(rows, 'row')})" if rows else ""


def _at(span: Span) -> str:
    return f"{_shown(span.source.name)}:{span.first.line}:{span.first.column}"


def _snippet(span: Span, message: str, style: _Style, colour: str, gutter: int) -> Iterator[str]:
    """The lines of a span, their numbers in a gutter of so many characters."""
    shown = _lines_shown(span)
    left = f"{' ' * gutter} {style('|', 'blue')}"
    yield left
    for number in shown:
        text, mark = _line(span.source, span, number, style.columns - gutter - 3)
        yield f"{style(str(number).rjust(gutter), 'blue')} {style('|', 'blue')} {text}".rstrip()
        for marks in _marked(mark, message if number == shown[-1] else "", style.columns - gutter - 3):
            yield f"{left} {style(marks, colour, is_bold=True)}"
    if (more := _last_line(span) - shown[-1]) > 0:
        yield f"{left} … {more} more lines"


def _lines_shown(span: Span) -> range:
    return range(span.first.line, min(_last_line(span), span.first.line + _LINES_MAX - 1) + 1)


def _last_line(span: Span) -> int:
    return max(span.first.line, span.source.position(max(span.start, span.end - 1)).line)


def _marked(mark: str, note: str, room: int) -> Iterator[str]:
    """The marks with what there is to say of them: behind them, or in a line of its own where there is no room."""
    is_beside = not note or len(mark) + 1 + _width(note) <= room
    if mark:
        yield f"{mark} {note}".rstrip() if is_beside else mark
    if not is_beside:
        yield " " * min(len(mark) - len(mark.lstrip()), max(0, room - _width(note))) + _cut(note, room)


def _line(source: Source, span: Span, number: int, room: int) -> tuple[str, str]:
    """The line and the marks under it, cut to the room there is around the first wrong character."""
    start = source.line_starts[number - 1]
    line = masked(source.text)[start : start + len(source.line(number))]
    begin = max(0, span.start - start)
    if number > span.first.line:
        begin = len(line) - len(line.lstrip())
    end = min(len(line), span.end - start)
    offset = 0
    if _width(line) > room and begin > room // 2:
        offset = begin - room // 3
    before, wrong, after = line[offset:begin], line[begin:max(begin, end)], line[max(begin, end):]
    lead = "…" if offset else ""
    text = lead + _shown(before) + _shown(wrong) + _shown(after)
    mark = " " * _width(lead + _shown(before)) + "^" * max(1, _width(_shown(wrong)))
    if not line.strip():
        return text[:room], ""
    return _cut(text, room), mark[:room]


def _cut(text: str, room: int) -> str:
    if _width(text) <= room:
        return text
    kept, width = "", 0
    for character in text:
        width += _width(character)
        if width > room - 1:
            return kept + "…"
        kept += character
    return kept


def _shown(text: str) -> str:
    """A text whose every character takes the room it seems to take, and none of which moves a terminal's cursor."""
    return "".join(_TAB if character == "\t" else character if character.isprintable() else "·" for character in text)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in _FULL_WIDTH else 1 for character in text)


def _wrapped(head: str, plain_head: str, text: str, style: _Style, *, indent_max: int = 4, is_bold: bool = False) -> Iterator[str]:
    """A text behind its head, wrapped at words with a hanging indent."""
    indent = " " * min(len(plain_head), indent_max)
    line, is_first = "", True
    for word in _shown(text).split(" "):
        limit = style.columns - len(plain_head if is_first else indent)
        if line and _width(line) + 1 + _width(word) > limit:
            yield (head if is_first else indent) + style(line, is_bold=is_bold)
            line, is_first = word, False
        else:
            line = f"{line} {word}" if line else word
    yield (head if is_first else indent) + style(line, is_bold=is_bold)
