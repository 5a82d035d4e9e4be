"""What is an error, and what comments and settings silence of it. Comments that silence nothing are findings of their own."""

from collections.abc import Iterable

from specc.base.diagnostic import Diagnostic, Severity
from specc.base.fault import Fault
from specc.base.location import Span
from specc.check.rule import Rule
from specc.check.settings import DEFAULT, Settings, is_silenceable
from specc.check.table import BY_CODE, find_rules
from specc.syntax.ignores import Ignore


def silenced(found: list[Diagnostic], ignores: list[Ignore], settings: Settings = DEFAULT) -> tuple[list[Diagnostic], list[Diagnostic]]:
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
    return kept, [_unused(rule, comment, settings) for number, comment in enumerate(ignores) if number not in used]


def is_error(fault: Fault, settings: Settings = DEFAULT) -> bool:
    return severity(fault, settings) == "error"


def forbids(fault: Fault, ignores: Iterable[Ignore], settings: Settings) -> bool:
    """Whether a fault keeps its video from being made: an error that neither a comment nor the project silences."""
    if fault.rule in settings.silenced or not is_error(fault, settings):
        return False
    line = fault.span.first.line
    return not any(_covers(comment, fault.rule, fault.span, line) for comment in ignores)


def severity(fault: Fault, settings: Settings = DEFAULT) -> Severity:
    """The project's, or a rule's own; but what is certain is an error: an id that isn't in the provider's complete list, say."""
    if fault.rule in settings.severities:
        return settings.severities[fault.rule]
    return "error" if fault.facts.get("is_complete") or fault.facts.get("is_certain") else BY_CODE[fault.rule].severity


def _covers(comment: Ignore, code: str, span: Span, line: int) -> bool:
    if comment.span.source is not span.source or not comment.first_line <= line <= comment.last_line:
        return False
    if not is_silenceable(code):
        return False
    return not comment.rules or any(code in (rule.code for rule in find_rules(text)) for text in comment.rules)


def _unused(rule: Rule, comment: Ignore, settings: Settings) -> Diagnostic:
    wording = rule.say(rules=", ".join(comment.rules))
    return Diagnostic(rule.code, rule.name, settings.severities.get(rule.code, rule.severity), wording.message, wording.help, comment.span)
