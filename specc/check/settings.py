"""Settings: which rules are told and how severe they are, from the project's file and the command line, by code.

Law: what leaves no whole video is an error, and is told, whatever a project says. What the command line leaves out is left out of the
report alone: it makes no difference to what is made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, get_args

from specc.base.diagnostic import Severity
from specc.catalog.project import Project
from specc.check.table import BY_CODE, find_rules

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
_ALWAYS_TOLD: Final = frozenset(("S116", "S117", "S118"))
_WHOLE: Final = frozenset("PCX")
"""Families whose errors leave a whole video."""


@dataclass(frozen=True, slots=True)
class View:
    """What the command line asks for: rules by code, prefix or name."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


ALL: Final = View()


@dataclass(frozen=True, slots=True)
class Settings:
    """`silenced` are the codes that a project ignores, `hidden` those that the command line keeps from the report."""

    silenced: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)

    @property
    def raised(self) -> frozenset[str]:
        """The rules whose warnings keep a video from being made."""
        return frozenset(code for code, severity in self.severities.items() if severity == "error" and BY_CODE[code].severity != "error")

    def silencing(self, rules: Iterable[str]) -> "Settings":
        """These settings, with more that is ignored."""
        return replace(self, silenced=self.silenced | codes(rules, is_silenced=True))

    def tells(self, code: str) -> bool:
        return code in _ALWAYS_TOLD or not (code in self.silenced or code in self.hidden)


DEFAULT: Final = Settings()


def make_settings(project: Project, view: View = ALL) -> Settings:
    """What a project says, as the command line narrows it: its `--select` takes the place of the project's, its `--ignore` is added."""
    wanted = frozenset() if view.select else _others(project.select)
    silenced = {code for code in wanted if is_silenceable(code)} | codes(project.ignore, is_silenced=True)
    hidden = _others(view.select) | codes(view.ignore)
    return Settings(frozenset(silenced), hidden, _severities(project.severity))


def codes(rules: Iterable[str], *, is_silenced: bool = False) -> frozenset[str]:
    """The codes of rules given by code, prefix or name; only those that may be silenced, if that is what they are for."""
    found = (rule.code for text in rules for rule in find_rules(text))
    return frozenset(code for code in found if not is_silenced or is_silenceable(code))


def is_silenceable(code: str) -> bool:
    """Warnings, the provider's limits and the project's, costs and secrets are. What leaves no whole video can't be wished away."""
    return BY_CODE[code].severity != "error" or code[0] in _WHOLE


def _others(select: Iterable[str]) -> frozenset[str]:
    wanted = codes(select)
    return frozenset(BY_CODE) - wanted if wanted else frozenset()


def _severities(severity: Mapping[str, str]) -> dict[str, Severity]:
    """By code; what names fewer rules says more."""
    made: dict[str, Severity] = {}
    for text, wanted in sorted(severity.items(), key=lambda item: -len(find_rules(item[0]))):
        for rule in find_rules(text):
            if is_silenceable(rule.code) or wanted == "error":
                made[rule.code] = next(known for known in SEVERITIES if known == wanted)
    return made
