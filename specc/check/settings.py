"""Settings: which rules are told and how severe they are, from the project's file and the command line, by code.

Law: what leaves no whole video is an error, and is told, whatever a project says. What the command line leaves out is left out of the
report alone: it makes no difference to what is made.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from specc.base.diagnostic import SEVERITIES, Severity
from specc.catalog.project import Project
from specc.check.rule import Rule
from specc.check.rulebook import Rulebook
from specc.check.table import OURS

ALWAYS_TOLD: Final = frozenset(("S116", "S117", "S118"))
"""What is wrong with the project's file: nothing that hangs on it can hide it."""
_WHOLE: Final = frozenset("PCXL")
"""Families whose errors leave a whole video."""


@dataclass(frozen=True, slots=True)
class View:
    """What the command line asks for: rules by code, prefix or name."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


ALL: Final = View()


@dataclass(frozen=True, slots=True)
class Settings:
    """`silenced` are the codes that a project ignores, `hidden` those that the command line keeps from the report; `rules` all there are."""

    silenced: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    rules: Rulebook = field(default=OURS, compare=False, repr=False)

    @property
    def raised(self) -> frozenset[str]:
        """The rules whose warnings keep a video from being made."""
        return frozenset(code for code, severity in self.severities.items() if severity == "error" and self.rules.severity(code) != "error")

    def silencing(self, rules: Iterable[str]) -> "Settings":
        """These settings, with more that is ignored."""
        return replace(self, silenced=self.silenced | codes(rules, self.rules, is_silenced=True))

    def tells(self, code: str) -> bool:
        return code in ALWAYS_TOLD or not (code in self.silenced or code in self.hidden)


DEFAULT: Final = Settings()


def make_settings(project: Project, view: View = ALL, rules: Rulebook = OURS) -> Settings:
    """What a project says, as the command line narrows it: its `--select` takes the place of the project's, its `--ignore` is added."""
    others = frozenset() if view.select else _others(project.select, rules)
    silenced = {code for code in others if is_silenceable(rules.by_code[code])} | codes(project.ignore, rules, is_silenced=True)
    hidden = _others(view.select, rules) | codes(view.ignore, rules)
    return Settings(frozenset(silenced), hidden, _severities(project.severity, rules), rules)


def codes(texts: Iterable[str], rules: Rulebook, *, is_silenced: bool = False) -> frozenset[str]:
    """The codes of rules given by code, prefix or name; only those that may be silenced, if that is what they are for."""
    found = (rule for text in texts for rule in rules.find(text))
    return frozenset(rule.code for rule in found if not is_silenced or is_silenceable(rule))


def is_silenceable(rule: Rule) -> bool:
    """Warnings, the provider's limits and the project's, costs, secrets and what a plugin says are. What leaves no whole video can't be
    wished away."""
    return rule.severity != "error" or rule.family in _WHOLE or bool(rule.plugin)


def _others(select: Collection[str], rules: Rulebook) -> frozenset[str]:
    return frozenset(rules.by_code) - codes(select, rules) if select else frozenset()


def _severities(severity: Mapping[str, str], rules: Rulebook) -> dict[str, Severity]:
    """By code; what names fewer rules says more."""
    made: dict[str, Severity] = {}
    for text, wanted in sorted(severity.items(), key=lambda item: (-len(rules.find(item[0])), len(item[0]))):
        for rule in rules.find(text):
            if is_silenceable(rule) or wanted == "error":
                made[rule.code] = next(known for known in SEVERITIES if known == wanted)
    return made
