"""A rule: a code and a name for ever, a severity, and the function that words its faults. Its docstring is its page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from inspect import getdoc

from specc.base.diagnostic import Severity
from specc.base.fault import Fault
from specc.base.fix import Fix
from specc.base.location import Route, Source, Span
from specc.syntax.document import Document

_BYTE_MAX, _FOUR_DIGITS_MAX = 0xFF, 0xFFFF


@dataclass(frozen=True, slots=True)
class Wording:
    """`message`: what is wrong, with the user's text and the limit. `help`: what to write instead."""

    message: str
    help: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What a fault stands in: its document, and the other specs of the project, read when they are asked for."""

    document: Document
    others: Callable[[], Iterable[Document]] = tuple
    _routes: dict[tuple[str, int, int], list[Route]] = field(default_factory=dict, repr=False)
    """By the places of keys and values."""

    def is_shared(self, span: Span) -> bool:
        """Whether what a span belongs to stands at several places of the document, by an alias or a merge key."""
        shared = (place for place, routes in self._indexed().items() if len(routes) > 1)
        return any(name == span.source.name and start <= span.start and span.end <= end for name, start, end in shared)

    def route(self, key: Span) -> Route | None:
        """The way to what a key names."""
        return next((route for route in self._indexed().get(key.order(), ()) if self.document.places[route].key == key), None)

    def siblings(self, key: Span) -> Iterable[str]:
        """The keys of the mapping that a key stands in."""
        route = self.route(key)
        return () if route is None else self.document.mapping(route[:-1])

    def _indexed(self) -> dict[tuple[str, int, int], list[Route]]:
        if not self._routes:
            for route, place in self.document.places.items():
                for part in (place.value, place.key):
                    if part is not None:
                        self._routes.setdefault(part.order(), []).append(route)
        return self._routes


NOWHERE = Setting(Document(Source("", ""), None, {}))
"""What faults stand in that no spec is the place of."""

Mend = Callable[[Fault, Setting], Fix | None]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """`say` is called with a fault's facts by name; `mend` says how one is fixed, where that is known; `plugin` is whose rule it is."""

    code: str
    name: str
    severity: Severity
    say: Callable[..., Wording]
    mend: Mend | None = None
    plugin: str = ""

    @property
    def family(self) -> str:
        return family(self.code)

    @property
    def page(self) -> str:
        return getdoc(self.say) or ""

    @property
    def summary(self) -> str:
        return self.page.split("\n", 1)[0].rstrip(".")


def family(code: str) -> str:
    """The letters of a code: one for a rule of ours, more for a plugin's."""
    return code.rstrip("0123456789")


def quoted(value: object, *, characters_max: int = 60) -> str:
    """A value as the user would recognise it, in backquotes, shortened."""
    text = value if isinstance(value, str) else "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    text = text.replace("\n", "⏎").replace("`", "'")
    text = "".join(character if character.isprintable() else _escaped(ord(character)) for character in text)
    return f"`{text[: characters_max - 1]}…`" if len(text) > characters_max else f"`{text}`"


def _escaped(code: int) -> str:
    return f"\\x{code:02x}" if code <= _BYTE_MAX else f"\\u{code:04x}" if code <= _FOUR_DIGITS_MAX else f"\\U{code:08x}"


def listed(names: Iterable[object], *, count_max: int = 8) -> str:
    """Names for a help line: the first few, and how many more."""
    items = [f"`{name}`" for name in names]
    more = len(items) - count_max
    return ", ".join(items[:count_max]) + (f" and {more:,} more" if more > 0 else "")


def did_you_mean(near: Iterable[str], otherwise: str = "") -> str:
    names = list(near)
    return f"did you mean {' or '.join(f'`{name}`' for name in names)}?" if names else otherwise


def kind_of(value: object) -> str:
    """The JSON type of a value, with its article."""
    if isinstance(value, bool):
        return "a boolean"
    kinds: tuple[tuple[type, str], ...] = ((str, "text"), (int, "an integer"), (float, "a number"), (dict, "a mapping"), (list, "a list"))
    return next((word for kind, word in kinds if isinstance(value, kind)), "null")


def expected(schema_type: object) -> str:
    """A JSON Schema's `type` in words."""
    words = {"string": "text", "integer": "an integer", "number": "a number", "boolean": "`true` or `false`", "object": "a mapping", "array": "a list", "null": "null"}
    kinds = schema_type if isinstance(schema_type, list | tuple) else [schema_type]
    return " or ".join(words.get(str(kind), str(kind)) for kind in kinds)
