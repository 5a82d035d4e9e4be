"""Who speaks, and in which language: whether language, voice and avatar go together. What is known of an id comes from
the model's catalogs; silent where nothing is.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from specc.base.fault import Fault
from specc.base.location import Route
from specc.catalog.languages import base, is_tag, languages, named, near_tags
from specc.catalog.models import Model, Parameter
from specc.compiler.watch import Remark, Watch
from specc.syntax.document import Document

_LANGUAGES: Route = ("languages",)
_GENDERS = {"male": "male", "man": "male", "female": "female", "woman": "female"}


def language_faults(document: Document, model: Model | None) -> list[Fault]:
    """Languages of a spec that are none."""
    offered = _offered(model)
    return [_bad_language(document, route, tag) for tag, route in _languages(document) if not is_tag(tag) and tag not in offered]


def speaker_watches(model: Model, told: Collection[str]) -> Iterator[Watch]:
    """`told` are the languages that the spec was told of already."""
    language, voice, avatar = (model.role(role) for role in ("language", "voice", "avatar"))
    if language is not None and "enum" not in language.schema:
        yield Watch("L101", (_route(language),), _bad_tag(language, told), is_error=True, never=_never)
    if voice is not None and language is not None:
        yield Watch("L102", (_route(voice), _route(language)), _foreign_voice(model, voice, language), never=_never)
    if voice is not None and avatar is not None:
        yield Watch("L109", (_route(voice), _route(avatar)), _other_gender(model, voice, avatar), never=_never)


def _offered(model: Model | None) -> frozenset[str]:
    parameter = None if model is None else model.role("language")
    return frozenset(parameter.schema.get("enum", ())) if parameter is not None else frozenset()


def _languages(document: Document) -> Iterator[tuple[str, Route]]:
    found = document.get(_LANGUAGES)
    if isinstance(found, dict):
        yield from ((tag, (*_LANGUAGES, tag)) for tag in found)
    elif isinstance(found, list):
        yield from ((tag, (*_LANGUAGES, index)) for index, tag in enumerate(found) if isinstance(tag, str))


def _bad_language(document: Document, route: Route, tag: str) -> Fault:
    span = document.key_span(route) if isinstance(route[-1], str) else document.span(route)
    return Fault("L101", span, {"path": "languages", "value": tag, "near": near_tags(tag)})


def _bad_tag(language: Parameter, told: Collection[str]) -> Callable[[Any], Iterator[Remark]]:
    def look(value: Any) -> Iterator[Remark]:
        if isinstance(value, str) and value.strip() and value not in told and not is_tag(value):
            yield Remark({"path": language.path, "value": value, "near": near_tags(value)}, fold=value)

    return look


def _foreign_voice(model: Model, voice: Parameter, language: Parameter) -> Callable[[Any, Any], Iterator[Remark]]:
    def look(value: Any, spoken: Any) -> Iterator[Remark]:
        own, wanted = named(str(_traits(model, voice, value).get("language", ""))), base(spoken)
        if own and wanted and own != wanted:
            facts = {"path": voice.path, "value": value, "voice_language": languages()[own].name, "language_path": language.path, "language": spoken, "wanted": languages()[wanted].name}
            yield Remark(facts, fold=f"{own}:{wanted}", beside=(_route(language),))

    return look


def _other_gender(model: Model, voice: Parameter, avatar: Parameter) -> Callable[[Any, Any], Iterator[Remark]]:
    def look(value: Any, shown: Any) -> Iterator[Remark]:
        heard, seen = (_GENDERS.get(str(_traits(model, parameter, id).get("gender"))) for parameter, id in ((voice, value), (avatar, shown)))
        if heard and seen and heard != seen:
            facts = {"path": voice.path, "value": value, "gender": heard, "avatar_path": avatar.path, "avatar": shown, "avatar_gender": seen}
            yield Remark(facts, fold=heard, beside=(_route(avatar),))

    return look


def _traits(model: Model, parameter: Parameter, id: Any) -> Mapping[str, Any]:
    catalog = parameter.notes.get("catalog")
    return model.traits(catalog, id) if catalog and isinstance(id, str) else {}


def _never(_skeleton: Any) -> bool:
    """Something may always be said; that it may be asks for what is said to be remembered."""
    return False


def _route(parameter: Parameter) -> Route:
    return tuple(parameter.path.split("."))
