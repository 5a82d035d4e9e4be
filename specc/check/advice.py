"""The provider's advice: what a model's schema calls unwise of values that it allows, as watches on them.

A note of it, in `x-specc: {advice: […]}` at the top of a model's schema:

    {"rule": "A104", "at": "settings.fit", "if": {…}, "message": "…", "help": "…", "source": "…"}

`if` is a JSON Schema over the payload, with `x-ratio` and `x-traits` beside its own words. `at` is the parameter that it is told at, or the first
of several that is there; it need not be there. In `message` and `help` a parameter's path in braces stands for its value, `{at}` for what it is told at. May have:
`beside`, other parameters that have to do with it; `fix: {path, value}`; `spec`, a JSON Schema over what is known of the spec as a whole.
A value that breaks the provider's limits is told as that alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from specc.base.errors import UnreadableError
from specc.base.location import Route, dotted, route_of
from specc.catalog.accept import acceptor
from specc.catalog.fit import BeyondError, Check, ask
from specc.catalog.models import Model
from specc.check.rule import quoted
from specc.check.table import BY_CODE
from specc.compiler.condition import Condition, NoParameterError, condition
from specc.compiler.watch import Remark, Watch

_PLACE = re.compile(r"\{([\w.]+)\}")
_AT = "at"
_FAMILY = "A"
_SHOWN_CHARACTERS = 60
_FORM = "it has a rule of the family A, `at`, `if` and `message`; `if` is a JSON Schema over the model's parameters, by `required`, `properties`, `allOf`, `anyOf`, `not` and limits of values"
Note = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Advice:
    """`applies` tells whether it is for a spec of which so much is known: `{"languages": 2}`."""

    watch: Watch
    applies: Check | None


def model_advice(model: Model) -> tuple[Advice, ...]:
    """The advice in a model's schema. None is given on parameters that the model doesn't have. Raises `UnreadableError` for a note
    that can't be understood.
    """
    notes = model.notes.get("advice", [])
    made = (_advice(note, number, model) for number, note in enumerate(notes if isinstance(notes, list) else [notes], start=1))
    return tuple(advice for advice in made if advice is not None)


def advice_watches(advice: Sequence[Advice], spec: Mapping[str, int]) -> Iterator[Watch]:
    """The watches that a spec needs."""
    return (item.watch for item in advice if item.applies is None or item.applies(spec))


def _advice(note: Note, number: int, model: Model) -> Advice | None:
    try:
        return _understood(note, f"{note['rule']}:{number}", model)
    except NoParameterError:
        return None
    except (BeyondError, KeyError, TypeError, ValueError, AttributeError):
        shown = f"{note['rule']} at {note.get('at')}" if isinstance(note, dict) and "rule" in note else str(note)[:_SHOWN_CHARACTERS]
        raise UnreadableError(f"the model {model.id}: advice {number} ({shown}) can't be understood", _FORM) from None


def _understood(note: Note, fold: str, model: Model) -> Advice:
    ask(note["rule"] in BY_CODE and note["rule"][0] == _FAMILY)
    given, told = condition(note["if"], model), _Telling.of(note, fold)
    values = tuple(dict.fromkeys((*given.values, *told.shown)))
    presences = tuple(dict.fromkeys(route for route in (*given.presences, *told.at) if route not in values))
    ask(bool(told.at))
    _require(model, (*values, *presences, *told.beside, *([told.remedy[0]] if told.remedy else [])))
    applies = acceptor(note["spec"]) if "spec" in note else None
    ask(applies is not None or "spec" not in note)
    look = _looker(given, told, (*values, *presences), _limits(model, values))
    return Advice(Watch(note["rule"], values, look, presences=presences, never=lambda payload: given.judge(payload) is False), applies)


def _require(model: Model, routes: Sequence[Route]) -> None:
    if not all(model.parameter(dotted(route)) for route in routes):
        raise NoParameterError


@dataclass(frozen=True, slots=True, eq=False)
class _Telling:
    """What is told, and where. `shown` are the parameters whose values it shows."""

    message: str
    help: str
    at: tuple[Route, ...]
    beside: tuple[Route, ...]
    shown: tuple[Route, ...]
    remedy: tuple[Route, Any] | None
    fold: str

    @classmethod
    def of(cls, note: Note, fold: str) -> "_Telling":
        message, help, at, fix = note["message"], note.get("help", ""), note[_AT], note.get("fix")
        named = dict.fromkeys(path for path in _PLACE.findall(message + help) if path != _AT)
        places, beside, shown = (tuple(map(route_of, paths)) for paths in ([at] if isinstance(at, str) else at, note.get("beside", ()), named))
        return cls(message, help, places, beside, shown, (route_of(fix["path"]), fix["value"]) if fix else None, fold)

    def remark(self, values: Mapping[Route, Any]) -> Remark:
        at = next((route for route in self.at if values.get(route) is not None), self.at[0])
        facts: dict[str, object] = {"message": self._filled(self.message, at, values), "help": self._filled(self.help, at, values)}
        beside = tuple(route for route in self.beside if route != at)
        return Remark(facts, fold=self.fold, at=at, beside=beside, remedy=self.remedy)

    def _filled(self, text: str, at: Route, values: Mapping[Route, Any]) -> str:
        return _PLACE.sub(lambda match: quoted(dotted(at) if match[1] == _AT else values[route_of(match[1])]), text)


def _looker(given: Condition, told: _Telling, routes: Sequence[Route], limits: Mapping[Route, Check]) -> Callable[..., Iterator[Remark]]:
    def look(*values: Any) -> Iterator[Remark]:
        found = {route: value for route, value in zip(routes, values, strict=True) if value is not None}
        if given.judge(_payload(found)) and all(limits[route](value) for route, value in found.items() if route in limits):
            yield told.remark(found)

    return look


def _payload(values: Mapping[Route, Any]) -> dict[str, Any]:
    """The part of a payload that has these values."""
    payload: dict[str, Any] = {}
    for (*above, name), value in values.items():
        holder = payload
        for step in above:
            holder = holder.setdefault(str(step), {})
        holder[str(name)] = value
    return payload


def _limits(model: Model, routes: Sequence[Route]) -> dict[Route, Check]:
    """Whether a value is one that the provider takes; files of one's own are held to other limits."""
    limits: dict[Route, Check] = {}
    for route in routes:
        parameter = model.parameter(dotted(route))
        if parameter is not None and "media" not in parameter.notes and (fits := acceptor(parameter.schema)) is not None:
            limits[route] = fits
    return limits
