"""What packages of one's own add to specc: rules, filters for templates, models. Everything that a plugin needs is named here.

A package declares a `Plugin` under the entry-point group `specc.plugins`, and a project names it in `plugins`. Nothing of a plugin is
imported where no project names it. Law: what it does hangs on what it is given alone; not on a clock, chance, network or disk.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specc.base.diagnostic import Severity
from specc.base.fault import Fault, Related
from specc.base.fix import Edit, Fix
from specc.base.location import Route, Span, route_of
from specc.check.rule import Rule, Setting, Wording, did_you_mean, listed, quoted
from specc.compiler.watch import Remark, Watch
from specc.syntax.document import Document

__all__ = [
    "GROUP",
    "Check",
    "Document",
    "Edit",
    "Fault",
    "Fix",
    "Plugin",
    "Related",
    "Remark",
    "Route",
    "Rule",
    "Setting",
    "Severity",
    "Span",
    "Watch",
    "Wording",
    "did_you_mean",
    "listed",
    "quoted",
    "watch",
]

GROUP = "specc.plugins"


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """`look` gets a whole spec, as far as its frame is sound, and tells the faults of one rule, each at a span of the document."""

    rule: str
    look: Callable[[Document], Iterable[Fault]]


@dataclass(frozen=True, slots=True, eq=False)
class Plugin:
    """`name` is its entry point's. Codes of `rules` are two capital letters or more and three digits, such as `ACME101`; the docstring of
    a rule's wording is its page. `watches` look at values of payloads, `checks` at specs; both tell of the plugin's own rules.
    `filters` are functions of the value before the bar and their arguments. `models` is a folder of `*.schema.json`.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    watches: tuple[Watch, ...] = ()
    checks: tuple[Check, ...] = ()
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    models: Path | None = None


def watch(rule: str, *paths: str, look: Callable[..., Iterable[Remark]]) -> Watch:
    """A watch on the texts, numbers and booleans at paths of the payload, such as `speech.text`: `look` gets them, None where there is none,
    as soon as they are known: once for a cell, or for each row. It isn't called where the first isn't there, and what it says is told
    at the first.
    """
    return Watch(rule, tuple(map(route_of, paths)), look)
