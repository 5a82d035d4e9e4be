"""A rulebook: the rules there are in a run, ours and those of a project's plugins. Looked up by code, found by what a user writes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from specc.base.diagnostic import Severity
from specc.check.rule import Rule

_PREFIX = re.compile(r"([A-Z]+)([0-9]*)")


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Codes are unique in it."""

    rules: tuple[Rule, ...]
    by_code: Mapping[str, Rule] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {rule.code: rule for rule in self.rules})
        assert len(self.by_code) == len(self.rules)

    def severity(self, code: str) -> Severity:
        return self.by_code[code].severity

    def find(self, text: str) -> list[Rule]:
        """The rules of a code, a family (`P`, `P1`, `ACME`) or a name; a name can belong to one rule in each family."""
        wanted = text.strip()
        prefix = _PREFIX.fullmatch(wanted.upper())
        by_code = [rule for rule in self.rules if rule.family == prefix[1] and rule.code.startswith(prefix[0])] if prefix else []
        return by_code or [rule for rule in self.rules if rule.name == wanted.lower()]

    def names(self) -> list[str]:
        """Whatever a rule can be called by."""
        return [name for rule in self.rules for name in (rule.code, rule.name)]

    def with_rules(self, rules: Iterable[Rule]) -> "Rulebook":
        """These rules, and those of the others that aren't among them."""
        added = tuple(rule for rule in rules if rule.code not in self.by_code)
        return Rulebook((*self.rules, *added)) if added else self
