"""What is listened for in the spoken text of a model: words that aren't fit to be spoken, and text in another language."""

from collections.abc import Iterable, Iterator
from typing import Any

from specc.base.location import Route
from specc.catalog.models import Model
from specc.check.spoken import are_clean, padding, words_of
from specc.check.tongues import VALUE_CHARACTERS_MIN, are_surely_written, in_letters, in_words
from specc.compiler.words import Word, WordWatch


def word_watches(model: Model) -> Iterator[WordWatch]:
    text, language = model.role("text"), model.role("language")
    if text is None:
        return
    path = text.path
    route: Route = tuple(path.split("."))
    yield WordWatch(route, lambda said, _tag: words_of(path, said), lambda said, _tag: padding(path, said), lambda texts, _tags: are_clean(texts))
    if language is not None:

        def look(said: str, tag: Any) -> Iterable[Word]:
            return in_letters(path, said, tag) if len(said) >= VALUE_CHARACTERS_MIN else ()

        def look_whole(said: str, tag: Any) -> Iterable[Word]:
            return list(in_letters(path, said, tag)) or in_words(path, said, tag)

        yield WordWatch(route, look, look_whole, are_surely_written, tuple(language.path.split(".")))
