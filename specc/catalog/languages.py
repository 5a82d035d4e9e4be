"""Languages: their BCP 47 tags, what voices call them, and the scripts they are written in. Nothing is known of a language that isn't listed."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from specc.base.resources import shipped_data

_USUAL = re.compile(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-(?:([A-Z]{2})|[0-9]{3}))?")
_SAME = {"nb": "no", "nn": "no", "tl": "fil", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh", "wuu": "zh", "hsn": "zh", "nan": "zh", "arb": "ar", "arz": "ar", "prs": "fa"}
"""Languages that voices tell apart, or don't."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    name: str
    scripts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """`letters` is the inside of a class of a regular expression."""

    name: str
    letters: str


@lru_cache(maxsize=4096)
def is_tag(text: str) -> bool:
    """Whether a text is a BCP 47 tag of registered parts. Case doesn't matter."""
    usual = _USUAL.fullmatch(text)
    if usual is not None and usual[1] in languages() and (usual[2] is None or usual[2] in _regions()):
        return True
    if not text or not text.isascii() or not all(part.isalnum() for part in text.split("-")):
        return False
    import langcodes

    if not langcodes.tag_is_valid(text):
        return False
    return not _is_replaced(text, langcodes.standardize_tag(text))


def near_tags(text: str) -> list[str]:
    """The tags that may be meant by a text that is none."""
    found = [tag for tag in _meant(text) if is_tag(tag)]
    return list(dict.fromkeys(found))[:2]


@lru_cache(maxsize=1024)
def base(tag: object) -> str:
    """The language of a tag without its region and script; empty where it isn't known."""
    first = tag.replace("_", "-").split("-")[0].lower() if isinstance(tag, str) else ""
    first = _SAME.get(first, first)
    return first if first in languages() else ""


@cache
def named(name: str) -> str:
    """The language that a name says, as ids spell it: `english`, `chinese_mandarin`; empty where it isn't known."""
    words = name.lower().split("_")
    return next((_by_name()[part] for count in range(len(words), 0, -1) if (part := " ".join(words[:count])) in _by_name()), "")


@lru_cache(maxsize=1024)
def scripts_of(tag: str) -> tuple[str, ...]:
    """The scripts of a language, or the one that its tag says."""
    said = next((part.title() for part in tag.replace("_", "-").split("-")[1:] if len(part) == 4 and part.isalpha()), "")  # noqa: PLR2004 - RFC 5646, 2.2.3
    if said:
        return {"Hans": ("Hani",), "Hant": ("Hani",), "Jpan": ("Hani", "Kana"), "Kore": ("Hang", "Hani")}.get(said, (said,))
    known = languages().get(tag.replace("_", "-").split("-")[0].lower())
    return () if known is None else known.scripts


@cache
def languages() -> Mapping[str, Language]:
    return {tag: Language(entry["name"], tuple(entry["scripts"])) for tag, entry in _data()["languages"].items()}


@cache
def scripts() -> Mapping[str, Script]:
    return {code: Script(entry["name"], entry["letters"]) for code, entry in _data()["scripts"].items()}


def _is_replaced(text: str, standard: str) -> bool:
    """Whether a tag has a part that BCP 47 has another one for: `eng`, `en-UK`. Tags of old stay valid: `iw`, `i-klingon`."""
    old, new = text.lower().split("-"), standard.lower().split("-")
    is_longer = len(old[0]) == 3 and len(new[0]) == 2  # noqa: PLR2004 - the shortest code there is
    return is_longer or ("uk" in old[1:] and "uk" not in new)


def _meant(text: str) -> Iterator[str]:
    import langcodes

    tried = "-".join(re.findall(r"[A-Za-z0-9]+", text))
    if not is_known_name(text):
        with suppress(ValueError):
            yield langcodes.standardize_tag(tried)
    if is_known_name(text):
        yield named("_".join(re.findall(r"[a-z]+", text.lower())))
    first, _, rest = tried.partition("-")
    if first.upper() in _regions():  # the code of a country in the place of its language's
        meant = langcodes.Language.get(f"und-{first.upper()}").maximize().language
        yield f"{meant}-{rest.upper()}" if rest else str(meant)


def is_known_name(text: str) -> bool:
    return bool(named("_".join(re.findall(r"[a-z]+", text.lower()))))


@cache
def detectable() -> frozenset[str]:
    """Languages that a text can be told to be in: of rarer ones, detection errs more often than people do."""
    return frozenset(_data()["detectable"].split())


@cache
def common_words(tag: str) -> frozenset[str]:
    """Words that texts in a language are full of; none where they aren't listed."""
    return frozenset(_data()["common_words"].get(tag, "").split())


@cache
def alike() -> tuple[frozenset[str], ...]:
    """Groups of languages that are easily taken for each other."""
    return tuple(frozenset(group.split()) for group in _data()["alike"])


@cache
def _by_name() -> Mapping[str, str]:
    return {language.name.lower(): _SAME.get(tag, tag) for tag, language in languages().items()}


@cache
def _regions() -> frozenset[str]:
    return frozenset(_data()["regions"].split())


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = shipped_data("languages.json")
    return data
