"""Secrets where they don't belong: found by what they look like, told without repeating them, and masked wherever text is shown.

What a secret looks like is data. Silent where a placeholder stands for one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from specc.base.fault import Fault
from specc.base.location import Route, Source, dotted
from specc.base.resources import shipped_data
from specc.catalog.models import Model
from specc.compiler.watch import Remark, Watch
from specc.syntax.document import Document

RULE = "X101"
_SHOWN_CHARACTERS = 4
_BLACK = re.compile(r"\S")


@dataclass(frozen=True, slots=True, eq=False)
class Secret:
    """`start` to `end` are its characters in a text; `kind` says in words what it is."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    name: str
    pattern: str
    hints: tuple[str, ...]

    def find(self, text: str) -> Iterator[Secret]:
        yield from (Secret(self.name, *match.span(1)) for match in re.finditer(self.pattern, text))


def find_secrets(text: str) -> list[Secret]:
    """The secrets in a text, in its order, none within another."""
    return _found(text, _looks())


def shown(text: str, secret: Secret) -> str:
    """The beginning of a secret, so that its owner knows it again."""
    return text[secret.start : secret.start + min(_SHOWN_CHARACTERS, (secret.end - secret.start) // 3)] + "…"


@lru_cache(maxsize=64)
def masked(text: str) -> str:
    """The text, of a value or of a spec, without the secrets in it: stars but for the first few characters. As long as it was, in as many lines."""
    for secret in _found(text, (*_looks(), _line_look())):
        start = secret.start + len(shown(text, secret)) - 1
        text = text[:start] + _BLACK.sub("*", text[start : secret.end]) + text[secret.end :]
    return text


def leak_faults(document: Document, partials: Iterable[Source] = ()) -> list[Fault]:
    """The secrets in the values of a spec and in the templates it includes."""
    faults: list[Fault] = []
    texts = list(document.texts(()))
    looks = _suspecting("\n".join(text for _, text in texts))
    for route, text in texts:
        secrets = _found(text, looks) or list(_named(route, text))
        faults += [_fault(document.inner_span(route, secret.start, secret.end), text, secret, dotted(route)) for secret in secrets]
    for source in partials:
        faults += [_fault(source.span(secret.start, secret.end), source.text, secret, source.name) for secret in find_secrets(source.text)]
    return faults


def leak_watches(model: Model, told: Iterable[Fault], *, is_published: Callable[[], bool]) -> Iterator[Watch]:
    """Looks for secrets that rows bring into addresses. `is_published` tells whether the data goes to git; it is asked when there is one.
    What the spec itself says was looked at where it says it."""
    known = {fault.facts.get("path") for fault in told if fault.rule == RULE}
    for parameter in model.noted("address"):
        route = parameter.route
        if dotted(("task", *route)) not in known:
            yield Watch(RULE, (route,), _looker(parameter.path, is_published), _suspects(), is_error=True, is_of_rows=True)


def _looker(path: str, is_published: Callable[[], bool]) -> Callable[[Any], Iterator[Remark]]:
    def look(value: Any) -> Iterator[Remark]:
        secrets = find_secrets(value) if isinstance(value, str) else []
        if secrets and is_published():
            yield Remark({"path": path, "kind": secrets[0].kind, "shown": shown(value, secrets[0]), "is_of_row": True})

    return look


def _found(text: str, looks: Sequence[_Look]) -> list[Secret]:
    if not looks:
        return []
    lowered = text.lower()
    found = [secret for look in looks if any(hint in lowered for hint in look.hints) for secret in look.find(text)]
    kept: list[Secret] = []
    for secret in sorted(found, key=lambda item: (item.start, -item.end)):
        if (not kept or secret.start >= kept[-1].end) and not _placeholder().search(text, secret.start, secret.end):
            kept.append(secret)
    return kept


def _fault(span: Any, text: str, secret: Secret, path: str) -> Fault:
    return Fault(RULE, span, {"path": path, "kind": secret.kind, "shown": shown(text, secret)})


def _suspecting(text: str) -> list[_Look]:
    """Those that may find something in a text, or in a part of it."""
    lowered = text.lower()
    return [look for look in _looks() if any(hint in lowered for hint in look.hints)]


def _named(route: Route, text: str) -> Iterator[Secret]:
    """A value whose key calls it a secret, and that looks like one."""
    named = _data()["named"]
    if route and _is_named(str(route[-1])) and re.fullmatch(named["value"], text) and not _placeholder().search(text):
        yield Secret(named["name"], 0, len(text))


@lru_cache(maxsize=4096)
def _is_named(key: str) -> bool:
    return re.search(_data()["named"]["key"], key) is not None


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = shipped_data("secrets.json")
    return data


@cache
def _looks() -> tuple[_Look, ...]:
    return tuple(_Look(item["name"], item["pattern"], tuple(item["hints"])) for item in _data()["secrets"])


@cache
def _line_look() -> _Look:
    """A secret by the name that stands before it."""
    named = _data()["named"]
    return _Look(named["name"], named["line"], tuple(named["hints"]))


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(_data()["placeholder"])


@cache
def _suspects() -> re.Pattern[bytes]:
    hints = dict.fromkeys(hint for look in _looks() for hint in look.hints)
    return re.compile("|".join(map(re.escape, hints)).encode(), re.IGNORECASE)
