"""Who is hit: decided by the seed, the rule, what is asked for and how often it was asked before, and by nothing else."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from specc.base.errors import UsageError
from specc.run.sandbox.faults.rules import FaultFile, Place, Rule
from specc.run.sandbox.jobs import Job
from specc.run.sandbox.scene import stable_number

_EVERYTHING = ""
_LASTING = frozenset({"expired"})
"""Faults that, once they hit something, stay with it: their chance is drawn once."""


class Subject(NamedTuple):
    """What may be hit. `identity` is the same for the same content, whatever UUID it has; `text` is its task as JSON."""

    identity: str
    text: bytes
    result: int | None = None


class Hit(NamedTuple):
    """`name` stays over restarts as long as the rule does; `counted` is what the occurrence is one of."""

    rule: Rule
    name: str
    counted: str
    occurrence: int


@dataclass(slots=True)
class Faults:
    """The rules, and how often each was asked about and hit. Only `replace` forgets that."""

    file: FaultFile
    seed: int
    may_die: bool = False
    """Whether the process is the sandbox's own."""
    _rules: dict[Place, list[tuple[str, Rule]]] = field(default_factory=dict)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _hits: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.replace(self.file)

    def replace(self, file: FaultFile) -> None:
        """Raises UsageError for a rule that would end somebody else's process."""
        if file.is_deadly and not self.may_die:
            raise UsageError("the fault 'die' would end this process", "start `specc sandbox` as a process of its own")
        self.file, self._rules = file, {}
        self._counts.clear()
        self._hits = {}
        for number, rule in enumerate(file.rules):
            name = f"{number}:{rule.model_dump_json(exclude_unset=True)}"
            self._hits[name] = 0
            self._rules.setdefault(rule.at, []).append((name, rule))

    @property
    def hits(self) -> tuple[int, ...]:
        """How often each rule hit, in their order."""
        return tuple(self._hits.values())

    def are_at(self, place: Place) -> bool:
        return place in self._rules

    def drawn(self, place: Place, subjects: Iterable[Subject]) -> list[Hit]:
        """The rules that hit this occurrence: every `slow` one, and then the first of the others."""
        asked = tuple(subjects)
        hits = [hit for name, rule in self._rules.get(place, ()) if (hit := self._hit(name, rule, asked))]
        happening = [hit for hit in hits if hit.rule.fault == "slow"]
        happening += [hit for hit in hits if hit.rule.fault != "slow"][:1]
        for hit in happening:
            self._hits[hit.name] += 1
        return happening

    def fates(self, job: Job) -> tuple[Rule | None, ...]:
        """What goes wrong with each result of a new job; empty when nothing does."""
        if not self.are_at("generation"):
            return ()
        fates = []
        for result in range(job.number_results):
            hits = self.drawn("generation", [Subject(f"{job.digest}/{result}", job.payload, result)])
            fates.append(hits[0].rule if hits else None)
        return tuple(fates) if any(fates) else ()

    def remember(self, name: str, counted: str, occurrence: int) -> None:
        """That a rule hit in an earlier life."""
        if name in self._hits:
            self._counts[name, counted] = max(self._counts[name, counted], occurrence)
            self._hits[name] += 1

    def _hit(self, name: str, rule: Rule, subjects: tuple[Subject, ...]) -> Hit | None:
        """The hit on the first of the subjects that has one. All of them are counted."""
        hits = []
        for subject in subjects:
            if not _is_meant(rule, subject):
                continue
            counted = subject.identity if rule.count == "content" else _EVERYTHING
            self._counts[name, counted] += 1
            occurrence = self._counts[name, counted]
            drawn = 0 if rule.fault in _LASTING else occurrence
            number = stable_number("fault", self.seed, name, subject.identity, drawn)
            if _is_chosen(rule, occurrence) and number < rule.chance * 2**64:
                hits.append(Hit(rule, name, counted, occurrence))
        return hits[0] if hits else None


def _is_meant(rule: Rule, subject: Subject) -> bool:
    if rule.results and subject.result not in rule.results:
        return False
    return not rule.matches or bool(re.search(rule.matches, subject.text.decode()))


def _is_chosen(rule: Rule, occurrence: int) -> bool:
    return (
        (rule.first is None or occurrence <= rule.first)
        and (rule.every is None or occurrence % rule.every == 0)
        and (not rule.nth or occurrence in rule.nth)
    )
