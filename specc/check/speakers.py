"""Who speaks, and in which language: whether language, voice and avatar go together. What is known of an id comes from
the model's catalogs; silent where nothing is.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from specc.base.fault import Fault
from specc.base.location import Route
from specc.catalog.languages import base, is_tag, languages, named, near_tags
from specc.catalog.models import Model, Parameter
from specc.compiler.watch import Remark, Watch
from specc.syntax.document import Document

_LANGUAGES: Route = ("languages",)
_OF_LANGUAGE = re.compile(r"\{\{\s*language\.(\w+)\s*\}\}")
_GENDERS = {"male": "male", "man": "male", "female": "female", "woman": "female"}


def language_faults(document: Document, model: Model | None) -> list[Fault]:
    """Languages of a spec that are none."""
    return [_bad_language(document, route, tag) for tag, route in _languages(document) if not is_tag(tag) and tag not in _offered(model)]


def speaker_watches(model: Model, told: Collection[str] = ()) -> Iterator[Watch]:
    """`told` are the languages that the spec was told of already."""
    language, voice, avatar = (model.role(role) for role in ("language", "voice", "avatar"))
    if language is not None and "enum" not in language.schema:
        is_bad = _badness(model, told)
        yield Watch("L101", (language.route,), _bad_tag(language, is_bad), is_error=True, counts=(is_bad,))
    if voice is not None and language is not None:
        yield Watch("L102", (voice.route, language.route), _foreign_voice(model, voice, language), counts=(_tongue_of(model, voice), _spoken_in))
    if voice is not None and avatar is not None:
        yield Watch("L109", (voice.route, avatar.route), _other_gender(model, voice, avatar), counts=(_gender_of(model, voice), _gender_of(model, avatar)))


def is_one_voice(document: Document, model: Model) -> bool:
    """Whether a spec of several languages has one voice for all of them: that is meant, so that it stays one speaker."""
    voice = model.role("voice")
    if voice is None or len({base(tag) for tag, _ in _languages(document)}) < 2:  # noqa: PLR2004 - several
        return False
    written = document.get(("task", *voice.route))
    if not isinstance(written, str) or "{" not in written:
        return isinstance(written, str)
    name = _OF_LANGUAGE.fullmatch(written)
    voices = {str(document.get((*route, name[1]))) for _, route in _languages(document)} if name else set()
    return len(voices) == 1


def _offered(model: Model | None) -> frozenset[str]:
    """What the provider takes for a language, as far as is known."""
    parameter = None if model is None else model.role("language")
    if model is None or parameter is None:
        return frozenset()
    return model.ids.get(parameter.notes.get("catalog", ""), frozenset()).union(parameter.schema.get("enum", ()))


def _languages(document: Document) -> Iterator[tuple[str, Route]]:
    found = document.get(_LANGUAGES)
    if isinstance(found, dict):
        yield from ((tag, (*_LANGUAGES, tag)) for tag in found)
    elif isinstance(found, list):
        yield from ((tag, (*_LANGUAGES, index)) for index, tag in enumerate(found) if isinstance(tag, str))


def _bad_language(document: Document, route: Route, tag: str) -> Fault:
    span = document.key_span(route) if isinstance(route[-1], str) else document.span(route)
    return Fault("L101", span, {"path": "languages", "value": tag, "near": near_tags(tag)})


def _bad_tag(language: Parameter, is_bad: Callable[[Any], bool]) -> Callable[[Any], Iterator[Remark]]:
    def look(value: Any) -> Iterator[Remark]:
        if is_bad(value):
            yield Remark({"path": language.path, "value": value, "near": near_tags(value)}, fold=value)

    return look


def _badness(model: Model, told: Collection[str]) -> Callable[[Any], bool]:
    passed = _offered(model).union(told)

    def is_bad(value: Any) -> bool:
        return isinstance(value, str) and bool(value.strip()) and not is_tag(value) and value not in passed

    return is_bad


def _foreign_voice(model: Model, voice: Parameter, language: Parameter) -> Callable[[Any, Any], Iterator[Remark]]:
    tongue_of = _tongue_of(model, voice)

    def look(value: Any, spoken: Any) -> Iterator[Remark]:
        own, wanted = tongue_of(value), _spoken_in(spoken)
        if own and wanted and own != wanted:
            facts = {"path": voice.path, "value": value, "voice_language": languages()[own].name, "language_path": language.path, "language": spoken, "wanted": languages()[wanted].name}
            yield Remark(facts, beside=(language.route,))

    return look


def _tongue_of(model: Model, voice: Parameter) -> Callable[[Any], str]:
    return lambda value: named(str(_traits(model, voice, value).get("language", "")))


def _spoken_in(tag: Any) -> str:
    return base(tag) if isinstance(tag, str) and is_tag(tag) else ""


def _other_gender(model: Model, voice: Parameter, avatar: Parameter) -> Callable[[Any, Any], Iterator[Remark]]:
    gender_of, look_of = _gender_of(model, voice), _gender_of(model, avatar)

    def look(value: Any, shown: Any) -> Iterator[Remark]:
        heard, seen = gender_of(value), look_of(shown)
        if heard and seen and heard != seen:
            facts = {"path": voice.path, "value": value, "gender": heard, "avatar_path": avatar.path, "avatar": shown, "avatar_gender": seen}
            yield Remark(facts, beside=(avatar.route,))

    return look


def _gender_of(model: Model, parameter: Parameter) -> Callable[[Any], str]:
    return lambda value: _GENDERS.get(str(_traits(model, parameter, value).get("gender")), "")


def _traits(model: Model, parameter: Parameter, value: Any) -> Mapping[str, Any]:
    catalog = parameter.notes.get("catalog")
    return model.traits(catalog, value) if catalog and isinstance(value, str) else {}
