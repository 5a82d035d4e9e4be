"""What is an error, and what comments silence of it. Comments that silence nothing are findings of their own."""

from collections.abc import Iterable

from specc.base.diagnostic import Diagnostic, Severity
from specc.base.fault import Fault
from specc.base.location import Span
from specc.check.mending.fixing import mended
from specc.check.rule import Rule, Setting
from specc.check.table import BY_CODE, find_rules
from specc.syntax.ignores import Ignore

_SILENCED = frozenset("PCX")
"""Families whose errors leave a whole video."""


def silenced(found: list[Diagnostic], ignores: list[Ignore], setting: Setting | None = None) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What the comments leave, and a finding for each comment that silences nothing."""
    used: set[int] = set()
    kept = []
    for item in found:
        line = item.span.first.line
        silencing = [number for number, comment in enumerate(ignores) if _covers(comment, item.code, item.span, line)]
        used.update(silencing)
        if not silencing:
            kept.append(item)
    rule = BY_CODE["S111"]
    return kept, [_unused(rule, comment, setting) for number, comment in enumerate(ignores) if number not in used]


def is_error(fault: Fault) -> bool:
    return severity(fault) == "error"


def forbids(fault: Fault, ignores: Iterable[Ignore]) -> bool:
    """Whether a fault keeps its video from being made: an error that no comment silences."""
    line = fault.span.first.line
    return is_error(fault) and not any(_covers(comment, fault.rule, fault.span, line) for comment in ignores)


def severity(fault: Fault) -> Severity:
    """A rule's own severity, but what is certain is an error: an id that isn't in the provider's complete list, say."""
    return "error" if fault.facts.get("is_complete") or fault.facts.get("is_certain") else BY_CODE[fault.rule].severity


def _covers(comment: Ignore, code: str, span: Span, line: int) -> bool:
    """Comments silence warnings, the provider's limits, costs and secrets. What leaves no whole video can't be wished away."""
    if comment.span.source is not span.source or not comment.first_line <= line <= comment.last_line:
        return False
    if BY_CODE[code].severity == "error" and code[0] not in _SILENCED:
        return False
    return not comment.rules or any(code in (rule.code for rule in find_rules(text)) for text in comment.rules)


def _unused(rule: Rule, comment: Ignore, setting: Setting | None) -> Diagnostic:
    fault = Fault(rule.code, comment.span, {"rules": ", ".join(comment.rules)})
    wording = rule.say(**fault.facts)
    return Diagnostic(rule.code, rule.name, rule.severity, wording.message, wording.help, comment.span, fix=mended(rule, fault, setting))
