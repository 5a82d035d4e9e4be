"""Files of one's own among the values of a cell: a path becomes what stands for the file's content, or a fault.

Nothing is read here: whoever compiles says what is behind a name. The law: what is made of a path depends on the content
behind it alone, so that a video is the same wherever its files lie.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from specc.base.fault import Fault, Sighting
from specc.base.location import Route, dotted, reached
from specc.catalog.media import NO_FILE, Format, content_of, is_path, media_kinds, stand_in
from specc.catalog.models import Model
from specc.compiler.limits import Places
from specc.compiler.refusal import NotPlainError


@dataclass(frozen=True, slots=True)
class LocalFile:
    """`path` leads to it from the current folder; `format` is None where its content tells none."""

    path: str
    sha256: str
    size: int
    format: Format | None


@dataclass(frozen=True, slots=True)
class NoFile:
    """Why there is none of that name; `near` are names that there are."""

    reason: str
    near: tuple[str, ...] = ()


class LocalFiles(Protocol):
    def look(self, name: str) -> LocalFile | NoFile:
        """What is behind a name that a spec or its data gives. The same within one run."""

    def path(self, sha256: str) -> str | None:
        """Where a file with that content is, of those that were looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Media:
    """`kinds` has the kind of media that each parameter takes, by its route in the payload."""

    files: LocalFiles
    kinds: Mapping[Route, str]

    @classmethod
    def of(cls, model: Model, files: LocalFiles | None) -> "Media | None":
        """None where there is nothing to look for."""
        kinds = {} if files is None else _kinds(model)
        return cls(files, kinds) if files is not None and kinds else None

    def settle(self, payload: dict[str, Any], places: Places, sighting: Sighting) -> Iterator[Fault]:
        """Puts contents in the place of paths among the known values of a payload, and says what is wrong with them."""
        for route in self.kinds:
            holder, name = reached(payload, route[:-1]), route[-1]
            if isinstance(holder, dict) and isinstance(holder.get(name), str):
                holder[name], fault = self.settled(route, holder[name], places, lambda: sighting)
                if fault is not None:
                    yield fault

    def settled(self, route: Route, value: Any, places: Places, sighting: Callable[[], Sighting]) -> tuple[Any, Fault | None]:
        """A value, or what stands for the file that it names; and what is wrong with that file."""
        kind = self.kinds.get(route)
        if kind is None or not _names_file(value):
            return value, None
        found = self.files.look(value)
        told = _missing(route, value, found) if isinstance(found, NoFile) else _unfit(route, value, found, kind)
        made = NO_FILE if isinstance(found, NoFile) else stand_in(found.sha256)
        if told is None:
            return made, None
        rule, facts = told
        span, related = places.value(route)
        return made, Fault(rule, span, facts, fold=str(facts["problem"]), related=related, sighting=sighting())

    def plain(self, route: Route) -> Callable[[Any], Any] | None:
        """What makes of a parameter's values what `settled` makes of them, and refuses those that it has something to
        say about. None for a parameter that takes no media.
        """
        kind = self.kinds.get(route)
        if kind is None:
            return None

        def made(value: Any) -> Any:
            if not _names_file(value):
                return value
            found = self.files.look(value)
            if isinstance(found, NoFile) or _unfit(route, value, found, kind) is not None:
                raise NotPlainError
            return stand_in(found.sha256)

        return made

    def listed(self, payload: Any) -> dict[str, str]:
        """The files that a payload needs: their paths, by their contents."""
        contents = [content for route in self.kinds if (content := content_of(reached(payload, route))) is not None]
        return {content: path for content in contents if (path := self.files.path(content)) is not None}


@lru_cache(maxsize=64)
def _kinds(model: Model) -> Mapping[Route, str]:
    return {item.route: item.notes["media"] for item in model.noted("media")}


def _names_file(value: Any) -> bool:
    # what stands for a content isn't the user's to write: nobody would know the file
    return isinstance(value, str) and (is_path(value) or content_of(value) is not None)


def _missing(route: Route, value: str, found: NoFile) -> tuple[str, dict[str, object]]:
    return "S113", {"path": dotted(route), "name": value, "problem": found.reason, "near": list(found.near)}


def _unfit(route: Route, value: str, found: LocalFile, kind: str) -> tuple[str, dict[str, object]] | None:
    wanted = media_kinds()[kind]
    facts: dict[str, object] = {"path": dotted(route), "name": value, "wanted": wanted.name, "limit": wanted.bytes_max, "size": found.size}
    if found.format is None or kind not in found.format.kinds:
        format = found.format.name if found.format is not None else ""
        return "P117", {**facts, "problem": "kind", "format": format, "is_certain": True}
    return ("P117", {**facts, "problem": "size"}) if found.size > wanted.bytes_max else None
