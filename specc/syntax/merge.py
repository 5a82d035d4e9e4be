"""`extends`: documents deep-merged under one another. Each value keeps the place it was written at."""

from collections.abc import Callable, Iterator

from specc.base.fault import Fault
from specc.base.location import Route, Source
from specc.syntax.document import Data, Document, Place
from specc.syntax.parse import parse

LoadSpec = Callable[[str, str], tuple[Source | None, str]]
"""(the name as written, the file it is written in) → the source, or None and why not."""

_EXTENDS = ("extends",)
CHAIN_MAX = 32


def load_merged(source: Source, load: LoadSpec) -> Document:
    """The document of a source with everything it extends merged under it."""
    return _loaded(source, load, ())


def _loaded(source: Source, load: LoadSpec, chain: tuple[str, ...]) -> Document:
    document = parse(source)
    if document.data is None or not document.has(_EXTENDS):
        return document
    chain = (*chain, source.name)
    merged, faults = None, []
    for route, name in _names(document):
        span = document.span(route)
        base, why = load(name, source.name)
        if base is None:
            faults.append(Fault("S109", span, {"problem": why, "name": name}))
        elif base.name in chain or len(chain) > CHAIN_MAX:
            way = " → ".join((*chain, base.name))
            faults.append(Fault("S109", span, {"problem": f"a cycle: {way}", "name": name}))
        else:
            below = _loaded(base, load, chain)
            merged = below if merged is None else _merge(merged, below)
    own = Document(document.source, document.data, document.places, document.ignores, (*document.faults, *faults))
    return own if merged is None else _merge(merged, own)


def _names(document: Document) -> list[tuple[Route, str]]:
    value = document.get(_EXTENDS)
    if isinstance(value, str):
        return [(_EXTENDS, value)]
    return [((*_EXTENDS, index), item) for index, item in enumerate(value if isinstance(value, list) else ()) if isinstance(item, str)]


def _merge(base: Document, over: Document) -> Document:
    """What is no mapping has nothing to give."""
    known = base.data if isinstance(base.data, dict) else {}
    places = {route: place for route, place in base.places.items() if route[:1] not in (_EXTENDS, ("description",), ("name",))} if known else {}
    data = {name: value for name, value in known.items() if (name,) in places}
    merged = _merge_data(data, over.data, (), places, over.places) if isinstance(over.data, dict) else data
    places[()] = over.places[()]
    return Document(over.source, merged, places, (*base.ignores, *over.ignores), (*base.faults, *over.faults))


def _merge_data(base: Data, over: Data, route: Route, places: dict[Route, Place], over_places: dict[Route, Place]) -> Data:
    """Mappings merge key by key; anything else replaces what was there, with all its places."""
    if isinstance(base, dict) and isinstance(over, dict):
        places[route] = over_places[route]
        merged = dict(base)
        for name, value in over.items():
            merged[name] = _merge_data(merged.get(name), value, (*route, name), places, over_places)
        return merged
    for known in _routes(base, route):
        places.pop(known, None)
    places.update((known, over_places[known]) for known in _routes(over, route) if known in over_places)
    return over


def _routes(value: Data, route: Route) -> Iterator[Route]:
    """The routes of a value and of all that is below it."""
    yield route
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _routes(item, (*route, step))
