"""What is looked at in the payloads of a spec: the provider's advice, secrets, addresses, how long a speech takes. Put together from the model and the project."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from specc.base.fault import Fault
from specc.base.location import route_of
from specc.catalog.models import Model
from specc.catalog.project import Project
from specc.check.addresses import address_watches
from specc.check.advice import Advice, advice_watches
from specc.check.leaks import leak_watches
from specc.check.speakers import is_one_voice, speaker_watches
from specc.compiler.watch import Remark, Watch
from specc.expand.cells import Cell
from specc.pipeline.rows import Audience
from specc.syntax.document import Document

if TYPE_CHECKING:
    from specc.plan.price import Rates

_OWN_LIMIT = "speech-seconds-max"


def model_watches(model: Model, project: Project) -> tuple[Watch, ...]:
    """Those that are the same for all specs of a model."""
    return (*address_watches(model), *speaker_watches(model), *_speech_watches(model, project))


def watches_of_spec(watches: tuple[Watch, ...], model: Model, document: Document, told: Iterable[Fault]) -> tuple[Watch, ...]:
    """Those among the watches of a model that a spec gets, by what it says and was told of already."""
    tags = {str(fault.facts.get("value")) for fault in told if fault.rule == "L101"}
    kept = tuple(watch for watch in watches if watch.rule != "L102") if is_one_voice(document, model) else watches
    if not tags:
        return kept
    return (*(watch for watch in kept if watch.rule != "L101"), *(watch for watch in speaker_watches(model, tags) if watch.rule == "L101"))


def advice_of_spec(advice: Sequence[Advice], made: Sequence[Cell]) -> tuple[Watch, ...]:
    """The advice that a spec of these cells gets."""
    languages = {cell.names["language"] for cell in made if "language" in cell.names}
    return tuple(advice_watches(advice, {"languages": len(languages)}))


def data_watches(model: Model, audience: Audience | None, told: Iterable[Fault]) -> tuple[Watch, ...]:
    """Those that hang on where the rows come from. Rows in the spec are looked at as the spec is; standard input isn't kept by anyone."""
    if audience is None or (sources := audience.sources) is None:
        return ()
    files = list(sources.paths())

    @cache
    def asked() -> bool:
        from specc.pipeline.history import is_published

        return any(map(is_published, files))

    return tuple(leak_watches(model, told, is_published=asked)) if files else ()


def _speech_watches(model: Model, project: Project) -> Iterator[Watch]:
    """How long a speech takes, where there is a limit: the project's, or the model's own."""
    bound = model.notes.get(_OWN_LIMIT)
    limits = [limit for limit in (project.speech_seconds_max, bound) if limit is not None]
    if not limits:
        return
    from specc.plan.price import make_rates

    rates = make_rates(project)
    reads = rates.figures.price(model.id).reads
    routes = tuple(map(route_of, (reads.text, reads.language, reads.voice, reads.speed)))
    yield Watch("C101", routes, _speech(model.id, rates, reads.text, min(limits), is_own=min(limits) == project.speech_seconds_max))


def _speech(model: str, rates: "Rates", path: str, limit: float, *, is_own: bool) -> Callable[..., Iterator[Remark]]:
    from specc.plan.price import speech_length

    def look(text: Any, language: Any, voice: Any, speed: Any) -> Iterator[Remark]:
        if not isinstance(text, str) or not text:
            return
        length = speech_length(text, rates, model, language=language, voice=voice, speed=speed)
        if length.expected > limit:
            shown = f"{length.expected:.0f} s ({length.low:.0f} to {length.high:.0f} s)"
            yield Remark({"path": path, "seconds": length.expected, "limit": limit, "shown": shown, "is_own": is_own}, weight=round(length.expected * 1000))

    return look
