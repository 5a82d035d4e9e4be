"""What is listened for in the spoken text of a model: words that aren't fit to be spoken, and text in another language."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from specc.catalog.models import Model
from specc.check.spoken import are_clean, padding, words_of
from specc.check.tongues import VALUE_CHARACTERS_MIN, are_in_letters, are_short, in_letters, in_words
from specc.compiler.words import Word, WordWatch


def word_watches(model: Model) -> Iterator[WordWatch]:
    text, language = model.role("text"), model.role("language")
    if text is None:
        return
    path = text.path

    def look(said: str, tag: Any) -> Iterable[Word]:
        words = words_of(path, said)
        return words if tag is None or len(said) < VALUE_CHARACTERS_MIN else chain(words, in_letters(path, said, tag))

    def look_whole(said: str, tag: Any) -> Iterator[Word]:
        yield from padding(path, said)
        if tag is not None:
            yield from list(in_letters(path, said, tag)) or in_words(path, said, tag)

    tag_route = () if language is None else language.route
    yield WordWatch(text.route, tag_route, look, look_whole, _are_clean, _are_fit)


def _are_clean(texts: Collection[str]) -> bool:
    return are_short(texts) and are_clean(texts)


def _are_fit(texts: Collection[str], tags: Collection[Any]) -> bool:
    return are_in_letters(texts, tags) and are_clean(texts)
