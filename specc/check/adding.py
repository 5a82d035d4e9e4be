"""Writes ignore comments for findings: on the line of each, or where its scalar begins. What is there stays character for character.

Law: the data of a file stay what they are, and what a comment was written for is silenced by it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from specc.base.diagnostic import Diagnostic
from specc.base.fix import Edit, applied
from specc.base.location import Source, Span
from specc.check.rulebook import Rulebook
from specc.check.rules.comments import broken_ignore
from specc.check.silencing import can_silence, is_meant
from specc.check.table import OURS
from specc.syntax.document import Document
from specc.syntax.ignores import Ignore, as_of, ignores
from specc.syntax.parse import parse


@dataclass(frozen=True, slots=True)
class Added:
    """`text` with comments for the findings, but those of `left`, which have no place for one."""

    text: str
    left: tuple[Diagnostic, ...]


def with_ignores(source: Source, findings: Iterable[Diagnostic], *, today: date, reason: str = "", rules: Rulebook = OURS) -> Added:
    """The text of a spec with comments for its findings; what no comment can silence is passed over."""
    document = parse(source)
    comments = as_of(document.ignores, today)
    wanted = [item for item in findings if can_silence(item.code, rules)]
    folded = list(_folded(document))
    new: dict[tuple[int, bool], dict[str, None]] = {}
    grown: dict[int, dict[str, None]] = {}
    left = []
    for item in wanted:
        line = _line(folded, item.span.first.line)
        number = next((number for number, comment in enumerate(comments) if comment.first_line <= line <= comment.last_line and _is_sound(comment)), None)
        if item.span.first.line > max((line, *(last for first, last, _ in folded if first == line))):
            left.append(item)
        elif number is not None:
            grown.setdefault(number, {})[item.code] = None
        else:
            is_above = not all(is_block for first, _, is_block in folded if first == line)
            new.setdefault((line, is_above), {})[item.code] = None
    edits = [*(_written(source, line, list(codes), reason, is_above=is_above) for (line, is_above), codes in new.items())]
    edits += [edit for number, codes in grown.items() for edit in _grown(comments[number], list(codes), rules)]
    text = applied(source.text, edits)
    if document.data is None or repr(parse(Source(source.name, text)).data) != repr(document.data):
        return Added(source.text, tuple(wanted))
    return Added(text, tuple(left))


def refusal(reason: str, today: date) -> tuple[str, str] | None:
    """Why a comment with this reason would silence nothing, and what to write instead."""
    written = as_of(ignores(Source("", f"# specc: ignore[P105] {reason}"), ()), today)
    if len(written) > 1:
        return "a comment in a comment", "write the reason alone: --add-ignores writes the comments"
    if (flaw := written[0].flaw) is not None:
        wording = broken_ignore(kind=flaw.kind, text=flaw.span.text)
        return wording.message, wording.help
    return (f"{written[0].until} is over", "give a later day, or none") if written[0].has_ended else None


def _is_sound(comment: Ignore) -> bool:
    return comment.flaw is None or comment.flaw.kind in ("date", "until")


def _folded(document: Document) -> Iterator[tuple[int, int, bool]]:
    """The first and the last line of each scalar of several lines, and whether it is a block scalar."""
    for route, place in document.places.items():
        first, last = place.value.first.line, place.value.source.position(max(place.value.start, place.value.end - 1)).line
        if last > first and not isinstance(document.get(route), dict | list):
            yield first, last, place.style in ("|", ">")


def _line(folded: list[tuple[int, int, bool]], line: int) -> int:
    """The line that a comment has to cover: of a scalar of several lines its first."""
    for first, last, _ in reversed(folded):
        if first < line <= last:
            return _line(folded, first)
    return line


def _written(source: Source, line: int, codes: list[str], reason: str, *, is_above: bool) -> Edit:
    text, start = source.line(line), source.line_starts[line - 1]
    comment = " ".join(part for part in (f"# specc: ignore[{', '.join(sorted(codes))}]", reason) if part)
    if is_above:
        indent = text[: len(text) - len(text.lstrip())]
        return Edit(Span(source, start, start), f"{indent}{comment}{source.line_break(line)}")
    end = start + len(text)
    return Edit(Span(source, end, end), comment if text[-1:].isspace() else f"  {comment}")


def _grown(comment: Ignore, codes: list[str], rules: Rulebook) -> Iterator[Edit]:
    """Adds to a comment the rules that it doesn't name, and takes from it a day that is over, or none."""
    source = comment.span.source
    missing = [code for code in codes if not is_meant(comment, code, rules)]
    if missing:
        end = comment.rules[-1].end
        yield Edit(Span(source, end, end), "".join(f", {code}" for code in missing))
    if comment.term is not None and (comment.has_ended or comment.flaw is not None):
        before = source.text[comment.span.start : comment.term.start]
        yield Edit(Span(source, comment.span.start + len(before.rstrip()), comment.term.end), "")
