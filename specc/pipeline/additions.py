"""What the plugins that a project names add to a run: rules, what looks at payloads and specs, filters, models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from specc.base.fault import Fault
from specc.check.rulebook import Rulebook
from specc.check.table import OURS
from specc.compiler.watch import Watch
from specc.syntax.document import Document

if TYPE_CHECKING:
    from specc.plugin import Check


@dataclass(frozen=True, slots=True, eq=False)
class Plugins:
    """All of them together. `rules` are ours, too; `models` are folders; `versions` are those of their packages, by name."""

    rules: Rulebook = OURS
    watches: tuple[Watch, ...] = ()
    checks: "tuple[Check, ...]" = ()
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    models: tuple[Path, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def faults(self, document: Document) -> list[Fault]:
        """What the checks say of a spec."""
        return [fault for check in self.checks for fault in check.look(document)]


NO_PLUGINS: Final = Plugins()
