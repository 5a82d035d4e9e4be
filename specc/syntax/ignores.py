"""Comments that silence a finding: `# specc: ignore[P105] until 2027-01-31 because …`, on its line or alone above it.

Law: a comment that can be read in two ways silences nothing; what is wrong with it is its `flaw`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from specc.base.location import Source, Span

_COMMENT = re.compile(r"#(?<!\S#)[ \t]*(?i:specc):[ \t]*([A-Za-z][\w-]*)((?:(?![ \t]#[ \t]*(?i:specc):)[^\r\n])*)")
_IN_PARTIAL = re.compile(r"\{#[-+]?[ \t]*(?i:specc):[ \t]*([A-Za-z][\w-]*)((?:(?!-?#\})[^\r\n])*)-?#\}")
_WORD = "ignore"
_OTHER_WORDS = re.compile(r"(?i:ignor[\w-]*|noqa|nolint|disable[\w-]*)$")
"""Words that are meant for `ignore`."""
_RULES = re.compile(r"[ \t]*\[([^\]\r\n]*)\]")
_RULE = re.compile(r"[^,\s][^,]*?(?=\s*(?:,|$))")
_BARE_CODE = re.compile(r"[ \t:=(]*([A-Za-z]\d{3})\b")
_LIKE_UNTIL = r"unt[il]{1,3}|un?itl|utnil|till?|expires?"
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY_LIKE = rf"(?!\d{{1,3}}[ \t]+(?!{_MONTH})[a-z])\d\S*"
"""What begins with a digit, but for a number of things: `until 3 voices are there`."""
_UNTIL_FIRST = rf"(?i)[ \t:=,;.(-]*(?P<word>{_LIKE_UNTIL})(?![a-z])(?P<gap>[ \t:=_-]*)(?P<day>\S*)"
_UNTIL_LATER = rf"(?i)(?<![\w-])(?P<word>{_LIKE_UNTIL}|expiry|expiration)(?P<gap>[ \t:=_-]*(?:(?:on|at|the|end|of)[ \t]+)*)(?P<day>{_DAY_LIKE})"
"""Long patterns, compiled for those who write such comments: `re` remembers them."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """`kind`: what the text at the span isn't: a `word`, a `list` of rules in brackets, a `date`, or an `until` with its date."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ignore:
    """`rules` are codes or names as written, none for all rules; `first_line` to `last_line` is what it covers.

    `until` is the last day on which it silences, `term` where that is written, well or not; `has_ended` says that this day is over.
    """

    span: Span
    rules: tuple[Span, ...]
    first_line: int
    last_line: int
    until: date | None = None
    flaw: Flaw | None = None
    term: Span | None = None
    has_ended: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(rule.text for rule in self.rules)


def ignores(source: Source, scalars: Iterable[Span]) -> Iterator[Ignore]:
    """The ignore comments of a source. Text inside scalars is no comment, but the header line of a block scalar has room for one."""
    matches = [match for match in _COMMENT.finditer(source.text) if _is_meant(match)]
    spans = sorted(scalars if matches else (), key=lambda span: span.start)
    for match in matches:
        holder = next((span for span in spans if span.start <= match.start() < span.end), None)
        line = source.position(match.start()).line
        if holder and not (holder.text[:1] in "|>" and holder.first.line == line):
            continue
        covered = _next(source, line) if source.line(line).lstrip().startswith("#") else line
        yield _read(source, match, covered, _end(spans, covered))


def partial_ignores(partial: Source) -> Iterator[Ignore]:
    """The ignore comments of a partial: `{# specc: ignore[L108] because … #}`, on its line or alone above it."""
    for match in _IN_PARTIAL.finditer(partial.text) if "specc:" in partial.text.lower() else ():
        if _is_meant(match):
            line = partial.position(match.start()).line
            covered = line + 1 if partial.line(line).strip() == match.group() else line
            yield _read(partial, match, covered, covered)


def as_of(comments: Iterable[Ignore], today: date) -> tuple[Ignore, ...]:
    """The comments as they are on a day."""
    return tuple(replace(comment, has_ended=True) if comment.until is not None and comment.until < today else comment for comment in comments)


def _is_meant(match: re.Match[str]) -> bool:
    return match.group(1) == _WORD or bool(_OTHER_WORDS.match(match.group(1))) or match.group(2).startswith("[")


def _read(source: Source, match: re.Match[str], first_line: int, last_line: int) -> Ignore:
    end = match.start() + len(match.group().rstrip())
    span = Span(source, match.start(), end)
    if match.group(1) != _WORD:
        return Ignore(span, (), first_line, last_line, flaw=Flaw("word", Span(source, *match.span(1))))
    text, start = source.text[: match.start(2) + len(match.group(2).rstrip())], match.end(1)
    listed = _RULES.match(text, start)
    rules = tuple(Span(source, *rule.span()) for rule in _RULE.finditer(text, *listed.span(1))) if listed else ()
    bare = None if listed else _BARE_CODE.match(text, start)
    if bare or (listed and not rules) or (not listed and text[start:].lstrip().startswith("[")):
        wrong = Span(source, *bare.span(1)) if bare else Span(source, start + len(text[start:]) - len(text[start:].lstrip()), listed.end() if listed else len(text))
        return Ignore(span, rules, first_line, last_line, flaw=Flaw("list", wrong))
    until, flaw, term = _until(source, text, listed.end() if listed else start)
    return Ignore(span, rules, first_line, last_line, until, flaw, term)


def _until(source: Source, text: str, start: int) -> tuple[date | None, Flaw | None, Span | None]:
    """A day behind the word, first or in the reason, and where both are written; the word in prose is prose."""
    match = re.compile(_UNTIL_FIRST).match(text, start) or re.compile(_UNTIL_LATER).search(text, start)
    if match is None:
        return None, None, None
    day = match["day"].rstrip(".,;:)")
    term = Span(source, match.start("word"), match.start("day") + len(day) if day else match.end("word"))
    if match["word"] != "until" or not match["gap"] or match["gap"].strip() or not day:
        return None, Flaw("until", term), term
    try:
        return date.fromisoformat(day if _DATE.fullmatch(day) else ""), None, term
    except ValueError:
        return None, Flaw("date", Span(source, match.start("day"), term.end)), term


def _next(source: Source, line: int) -> int:
    """The line that a comment alone on its line is for: the first below that isn't one, too."""
    count = len(source.line_starts)
    while line < count and source.line(line).lstrip().startswith("#"):
        line += 1
    return line


def _end(scalars: list[Span], line: int) -> int:
    """A scalar that starts on the covered line is covered as a whole."""
    ends = [span.source.position(max(span.start, span.end - 1)).line for span in scalars if span.first.line == line]
    return max((line, *ends))
