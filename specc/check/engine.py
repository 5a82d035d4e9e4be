"""From faults to findings: worded, folded over cells and rows, silenced by comments and settings, and sorted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from specc.base.diagnostic import Diagnostic, Lengths, Occurrences
from specc.base.fault import Fault, Sighting
from specc.base.fix import Fix
from specc.base.location import Span
from specc.check.leaks import masked
from specc.check.rule import Rule, Setting, Wording, family
from specc.check.rulebook import Rulebook
from specc.check.settings import DEFAULT, Settings
from specc.check.silencing import is_error, severity, silenced
from specc.check.table import OURS
from specc.syntax.ignores import Ignore

EXAMPLES_MAX = 3
FOLDS_MAX = 50
"""So many mistakes of one kind at one place are told apart by the values of rows; what comes then is one more."""

_COPIED, _FOREIGN = "L107", "L103"
_POISON = frozenset(("S101", "S103"))
_Place = tuple[str, str, int, int]
_Key = tuple[str, str, int, int, str]
_OTHERS = "(others)"


@dataclass(slots=True, eq=False)
class _Folded:
    fault: Fault
    first: list[tuple[int, Sighting]] = field(default_factory=list)
    """The heaviest, of equal ones the earlier."""
    cells: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    rows: int = 0
    last_row: int | None = None


class Findings:
    """Takes faults as they come, in bounded memory: one entry a mistake, however many rows show it, and in however many ways."""

    settings = DEFAULT
    """What another process is told of comes without: who joins it has them."""

    def __init__(self, settings: Settings = DEFAULT) -> None:
        self.settings = settings
        self._folded: dict[_Key, _Folded] = {}
        self.in_rows = 0
        """How many of the faults were seen in rows."""
        self._folds: dict[_Place, int] = {}
        self._lengths: dict[tuple[str, int], Counter[int]] = {}
        self.sums: Counter[str] = Counter()
        """What is added up by name while faults are found."""

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "settings"}

    def measure(self, path: str, lengths: Iterable[int], known: int = 0) -> None:
        """Notes how long texts of rows are, of a parameter that has a limit of length; all of them are so many `known` characters longer."""
        self._lengths.setdefault((path, known), Counter()).update(lengths)

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            folded = self._entry(fault, (fault.rule, *fault.span.order()))
            if fault.sighting is not None:
                self.in_rows += fault.sighting.row is not None
                _count(folded, fault.weight, fault.sighting)
            if fault.weight > folded.fault.weight:
                folded.fault = fault

    def counts(self, fault: Fault, row: int) -> bool:
        """Counts one more row that shows a mistake of which there are examples enough; whether it did. `fault` tells its cell."""
        folded = self._folded.get((fault.rule, *fault.span.order(), fault.fold))
        if folded is None or len(folded.first) < EXAMPLES_MAX or fault.sighting is None or fault.weight > folded.first[-1][0]:
            return False
        self.in_rows += 1
        folded.cells.add(tuple(fault.sighting.cell.items()))
        folded.rows += row != folded.last_row
        folded.last_row = row
        return True

    def _entry(self, fault: Fault, place: _Place) -> _Folded:
        folded = self._folded.get((*place, fault.fold))
        if folded is not None:
            return folded
        fold, count = fault.fold, self._folds.get(place, 0)
        if fault.sighting is not None and fault.sighting.row is not None:
            self._folds[place] = count + 1
            fold = fold if count < FOLDS_MAX else _OTHERS
        return self._folded.setdefault((*place, fold), _Folded(fault))

    def absorb(self, later: "Findings", rows: int) -> None:
        """Adds what was found in rows that come after all that was found here; `rows` is how many rows come before them. The same
        as adding every one of their faults, unless `later` has overflowed."""
        for key, theirs in later._folded.items():  # noqa: SLF001 - of its own kind
            fault = _later(theirs.fault, rows)
            mine = self._entry(fault, key[:4])
            mine.cells |= theirs.cells
            mine.rows += theirs.rows
            for weight, sighting in theirs.first:
                _keep(mine, weight, _moved(sighting, rows))
            if fault.weight > mine.fault.weight:
                mine.fault = fault
        self.in_rows += later.in_rows
        self.sums.update(later.sums)
        for measured, lengths in later._lengths.items():  # noqa: SLF001 - as above
            self._lengths.setdefault(measured, Counter()).update(lengths)  # a Counter adds its counts

    @property
    def has_overflowed(self) -> bool:
        """Whether some place has more kinds of mistakes than are told apart."""
        return any(count > FOLDS_MAX for count in self._folds.values())

    @property
    def has_errors(self) -> bool:
        return any(is_error(folded.fault, self.settings) for folded in self._folded.values())

    @property
    def errors(self) -> int:
        """How many mistakes are errors, as far as is known: comments may silence some."""
        return sum(is_error(folded.fault, self.settings) for folded in self._folded.values())

    def diagnostics(self, ignores: Iterable[Ignore], *, setting: Setting | None = None, without: frozenset[str] = frozenset()) -> list[Diagnostic]:
        """The findings that remain, in the order of the source, `without` some rules; with their fixes where it is known what they stand in."""
        settings = self.settings
        poison = [folded.fault.span for folded in self._folded.values() if folded.fault.rule in _POISON]
        wrong = {folded.fault.span.order(): folded.fault for folded in self._folded.values() if is_error(folded.fault, settings)}
        copied = {folded.fault.span.order() for folded in self._folded.values() if folded.fault.rule == _COPIED}
        sound = (folded for folded in self._folded.values() if not (_is_poisoned(folded.fault, poison) or _is_told(folded.fault, wrong, copied)))
        kept, faults = silenced([self._diagnostic(folded, setting) for folded in sound], list(ignores), settings.rules)
        of_comments = (self._diagnostic(_Folded(fault), setting) for fault in faults)
        return sorted((item for item in (*kept, *of_comments) if settings.tells(item.code) and item.code not in without), key=Diagnostic.order)

    def _diagnostic(self, folded: _Folded, setting: Setting | None) -> Diagnostic:
        return _diagnostic(folded, self._lengths, self.settings, setting)


def told(faults: Iterable[Fault], *, setting: Setting | None = None) -> list[Diagnostic]:
    """Findings of faults that no spec is the place of; with their fixes where `setting` is given."""
    findings = Findings()
    findings.add(faults)
    return findings.diagnostics((), setting=setting)


def _count(folded: _Folded, weight: int, sighting: Sighting) -> None:
    folded.cells.add(tuple(sighting.cell.items()))
    if sighting.row is not None and sighting.row != folded.last_row:
        folded.rows += 1
        folded.last_row = sighting.row
    _keep(folded, weight, sighting)


def _keep(folded: _Folded, weight: int, sighting: Sighting) -> None:
    """Keeps an example if it is among the few that are shown."""
    first = folded.first
    if (len(first) == EXAMPLES_MAX and weight <= first[-1][0]) or any(sighting == kept for _, kept in first):
        return
    place = next((index for index, (other, _) in enumerate(first) if other < weight), len(first))
    first.insert(place, (weight, sighting))
    del first[EXAMPLES_MAX:]


def _later(fault: Fault, rows: int) -> Fault:
    return fault if fault.sighting is None else replace(fault, sighting=_moved(fault.sighting, rows))


def _moved(sighting: Sighting, rows: int) -> Sighting:
    return sighting if sighting.row is None or not rows else replace(sighting, row=sighting.row + rows)


def _diagnostic(folded: _Folded, lengths: Mapping[tuple[str, int], Counter[int]], settings: Settings, setting: Setting | None) -> Diagnostic:
    fault = folded.fault
    rule, wording = settings.rules.by_code[fault.rule], worded(fault, settings.rules)
    cells = len([cell for cell in folded.cells if cell])
    occurrences = Occurrences(cells, folded.rows, tuple(_masked(sighting) for _, sighting in folded.first))
    values = {name: masked(f"{name}: {value}").removeprefix(f"{name}: ") for name, value in fault.values.items()}
    return Diagnostic(rule.code, rule.name, severity(fault, settings), wording.message, wording.help, fault.span, fault.within, fault.related, values, occurrences, _distribution(fault, lengths) if folded.rows else None, _fix(rule, fault, setting))


def _fix(rule: Rule, fault: Fault, setting: Setting | None) -> Fix | None:
    if rule.mend is None or setting is None:
        return None
    from specc.check.mending.fixing import mended

    return mended(rule.mend, fault, setting)


def worded(fault: Fault, rules: Rulebook) -> Wording:
    """A fault in words, without the secrets that the user's text may hold."""
    facts = {name: masked(value) if isinstance(value, str) else value for name, value in fault.facts.items()}
    return rules.by_code[fault.rule].say(**facts)


def message(fault: Fault, rules: Rulebook = OURS) -> str:
    """The message alone, without the search for what may have been meant, which takes long where much is known."""
    return worded(replace(fault, facts={**fault.facts, "known": ()}) if "known" in fault.facts else fault, rules).message


def _masked(sighting: Sighting) -> Sighting:
    cell = {axis: masked(name) for axis, name in sighting.cell.items()}
    return replace(sighting, cell=cell, value=None if sighting.value is None else masked(sighting.value))


def _distribution(fault: Fault, lengths: Mapping[tuple[str, int], Counter[int]]) -> Lengths | None:
    """How long all texts are, where the fault is one that is too long."""
    limit = fault.facts.get("limit")
    if fault.rule != "P109" or not isinstance(limit, int):
        return None
    counted = Counter[int]()
    for (path, known), some in lengths.items():
        if path == fault.facts.get("path"):
            counted.update({length + known: count for length, count in some.items()})
    count, seen = counted.total(), 0
    for length in sorted(counted):
        seen += counted[length]
        if seen * 100 >= count * 99:
            return Lengths(count, max(counted), length, limit)
    return None


def _is_poisoned(fault: Fault, poison: list[Span]) -> bool:
    """What stands inside a piece of broken YAML isn't what the user wrote."""
    return fault.rule not in _POISON and any(span.source is fault.span.source and span.start <= fault.span.start < max(span.end, span.start + 1) for span in poison)


def _is_within(place: tuple[str, int, int], others: Collection[tuple[str, int, int]]) -> bool:
    return any(name == place[0] and start <= place[1] and place[2] <= end for name, start, end in others)


def _is_told(fault: Fault, wrong: Mapping[tuple[str, int, int], Fault], copied: Collection[tuple[str, int, int]]) -> bool:
    """A habit of YAML 1.1 at a value that is an error anyway is one mistake; so is what is unwise of such a value, unless rows bring it.
    A text that was copied from another language is in that language."""
    if fault.rule == _FOREIGN and _is_within(fault.span.order(), copied):
        return True
    error = wrong.get(fault.span.order())
    if error is None or fault.rule == "S110":
        return error is not None
    is_of_row = fault.sighting is not None and fault.sighting.row is not None
    return family(fault.rule) == "A" and not is_of_row and "value" in error.facts
