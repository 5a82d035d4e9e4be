"""What is an error, and what comments silence of it. Comments that silence nothing, no longer, or can't be read are findings of their own."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from specc.base.diagnostic import Diagnostic, Severity
from specc.base.fault import Fault
from specc.base.location import Source, Span
from specc.base.similar import similar
from specc.check.rulebook import Rulebook
from specc.check.settings import DEFAULT, Settings, is_silenceable
from specc.check.table import OURS
from specc.syntax.document import Document
from specc.syntax.ignores import Ignore

_Place = tuple[str, int, int]
UNUSED_IGNORE = "S111"
ABOUT_COMMENTS = frozenset((UNUSED_IGNORE, "S114", "S115"))
"""What is told of comments isn't silenced by comments."""


def silenced(found: list[Diagnostic], comments: list[Ignore], rules: Rulebook = OURS) -> tuple[list[Diagnostic], list[Fault]]:
    """What the comments leave, and the faults of comments: those that silence nothing, no longer, or can't be read."""
    used: list[set[str]] = [set() for _ in comments]
    missed = [False] * len(comments)
    kept = []
    for item in found:
        line, is_silenced = item.span.first.line, False
        for number, comment in enumerate(comments):
            names = _covering(comment, item.code, item.span, line, rules)
            if names and comment.has_ended:
                missed[number] = True
            elif names:
                used[number].update(names)
                is_silenced = True
        if not is_silenced:
            kept.append(item)
    return kept, [fault for number, comment in enumerate(comments) for fault in _faults(comment, used[number], rules, has_missed=missed[number])]


def can_silence(code: str, rules: Rulebook = OURS) -> bool:
    """Comments silence warnings, the provider's limits, costs and secrets. What leaves no whole video can't be wished away."""
    return code not in ABOUT_COMMENTS and is_silenceable(rules.by_code[code])


class SharedComments:
    """Comments in files that several specs extend: what one of the specs needs isn't unused. `sources` are the files, by name, in which
    comments may be written for what is found: specs and what they extend, no data. `partials` are the names of partials.
    """

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.partials: set[str] = set()
        self._specs: Counter[_Place] = Counter()
        self._told: Counter[tuple[_Place, str]] = Counter()

    def see(self, document: Document, told: Collection[Diagnostic], partials: Iterable[Source] = ()) -> None:
        """The comments of one spec, and its findings."""
        if told:
            self.sources.update((place.value.source.name, place.value.source) for place in document.places.values())
            self.partials.update(partial.name for partial in partials)
        self._specs.update(comment.span.order() for comment in document.ignores)
        self._told.update((item.span.order(), item.message) for item in told if item.code == UNUSED_IGNORE)

    def absorb(self, other: "SharedComments") -> None:
        """Adds what was seen of other specs."""
        self._specs.update(other._specs)  # noqa: SLF001 - of its own kind
        self._told.update(other._told)  # noqa: SLF001 - as above

    def is_told(self, item: Diagnostic) -> bool:
        place = item.span.order()
        return item.code != UNUSED_IGNORE or self._told[place, item.message] >= self._specs[place]

    def clear(self) -> None:
        self.sources.clear()
        self.partials.clear()
        self._specs.clear()
        self._told.clear()


def is_error(fault: Fault, settings: Settings = DEFAULT) -> bool:
    return severity(fault, settings) == "error"


def forbids(fault: Fault, ignores: Iterable[Ignore], settings: Settings) -> bool:
    """Whether a fault keeps its video from being made: an error that neither a comment nor the project silences."""
    if fault.rule in settings.silenced or not is_error(fault, settings):
        return False
    line = fault.span.first.line
    return not any(_covering(comment, fault.rule, fault.span, line, settings.rules) for comment in ignores if not comment.has_ended)


def severity(fault: Fault, settings: Settings = DEFAULT) -> Severity:
    """The project's, or a rule's own; but what is certain is an error: an id that isn't in the provider's complete list, say."""
    if fault.rule in settings.severities:
        return settings.severities[fault.rule]
    return "error" if fault.facts.get("is_complete") or fault.facts.get("is_certain") else settings.rules.severity(fault.rule)


def is_meant(comment: Ignore, code: str, rules: Rulebook) -> bool:
    """Whether a comment names a rule, or all of them."""
    return bool(_naming(comment, code, rules))


def _naming(comment: Ignore, code: str, rules: Rulebook) -> tuple[str, ...]:
    return tuple(name for name in comment.names or ("",) if not name or any(code == rule.code for rule in rules.find(name)))


def _covering(comment: Ignore, code: str, span: Span, line: int, rules: Rulebook) -> tuple[str, ...]:
    """Which of the comment's rules, as written, mean a finding; `""` where it means all rules."""
    if comment.flaw is not None or comment.span.source is not span.source or not comment.first_line <= line <= comment.last_line:
        return ()
    return _naming(comment, code, rules) if can_silence(code, rules) else ()


def _faults(comment: Ignore, used: set[str], rules: Rulebook, *, has_missed: bool) -> Iterator[Fault]:
    if comment.flaw is not None:
        yield Fault("S115", comment.flaw.span, {"kind": comment.flaw.kind, "text": comment.flaw.span.text}, within=comment.span)
        return
    unknown = {rule.text: rule for rule in comment.rules if not rules.find(rule.text)}
    for name, span in unknown.items():
        near = similar(name, rules.names())
        yield Fault("S115", span, {"kind": "rule", "text": name, "near": near}, within=comment.span)
    if comment.has_ended and has_missed:
        yield Fault("S114", comment.span, {"until": str(comment.until)})
        return
    unused = [name for name in comment.names or ("",) if name not in used and name not in unknown]
    if unused:
        yield Fault(UNUSED_IGNORE, comment.span, {"rules": list(comment.names), "unused": unused if comment.names else []})
