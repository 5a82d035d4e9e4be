"""A baseline: findings that are known and not told again. Each is known by its fingerprint, and how often it occurs: never by a line.

Law: what more than the baseline's count is found is told, and what less, is gone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from specc.base.diagnostic import Diagnostic
from specc.check.fingerprint import fingerprint, keys_above
from specc.check.settings import ALWAYS_TOLD


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """A finding, or several that are alike. `file` starts from the baseline's folder; `at` is for people: the keys it stands at."""

    file: str
    rule: str
    at: str
    fingerprint: str
    count: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """`new`: what the baseline doesn't know; `gone`: what it knows and isn't found; `kept` is the baseline without that."""

    new: tuple[Diagnostic, ...]
    gone: int
    kept: tuple[Known, ...]


Naming = Callable[[str], str]
"""The name of a file in the baseline, by the one that a finding has."""


def known(findings: Iterable[Diagnostic], naming: Naming) -> tuple[Known, ...]:
    """The baseline of findings, sorted."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for item in findings:
        if item.code in ALWAYS_TOLD:
            continue
        file = naming(item.span.source.name)
        counts[file, item.code, keys_above(item), fingerprint(item, file)] += 1
    return tuple(Known(*mark, count) for mark, count in sorted(counts.items()))


def compared(findings: Iterable[Diagnostic], baseline: Iterable[Known], naming: Naming, is_looked_at: Callable[[str], bool]) -> Compared:
    """Of what isn't found, only that counts as gone which stands in a file that was looked at."""
    entries = tuple(baseline)
    left = Counter({entry.fingerprint: entry.count for entry in entries})
    new = []
    for item in findings:
        mark = fingerprint(item, naming(item.span.source.name))
        if left[mark] > 0 and item.code not in ALWAYS_TOLD:
            left[mark] -= 1
        else:
            new.append(item)
    gone = {entry.fingerprint: left[entry.fingerprint] for entry in entries if is_looked_at(entry.file)}
    kept = (Known(entry.file, entry.rule, entry.at, entry.fingerprint, entry.count - gone.get(entry.fingerprint, 0)) for entry in entries)
    return Compared(tuple(new), sum(gone.values()), tuple(entry for entry in kept if entry.count))
