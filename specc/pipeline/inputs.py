"""What the output of a compilation follows from, as a digest for each thing: specs, partials, models, data, options."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from specc.base.location import Source
from specc.catalog.project import Project
from specc.check.report import Report
from specc.compiler.media import LocalFile
from specc.pipeline.files import project_root
from specc.pipeline.unit import Selection, Unit, models_of

Inputs = dict[str, str]
_MODEL = "the model "
UNKNOWN = "unknown"
"""Stands for what can be anything: it counts as changed."""


def unit_inputs(path: Path, unit: Unit, project: Project) -> Iterator[tuple[str, str]]:
    """The inputs of one spec. A data file counts by its content, a spec by what it says, with whatever it extends."""
    yield str(path), _digest(unit.document.data)
    if ended := [(comment.span.start, comment.names) for comment in unit.document.ignores if comment.has_ended]:
        yield f"what comments in {path} silenced up to a day", _digest(ended)
    partials: Mapping[str, Source] = unit.templates.partials
    yield from ((f"{path}: {name}", _digest(source.text)) for name, source in sorted(partials.items()))
    if unit.templates.is_open:
        yield f"what {path} includes by computed names", UNKNOWN
    name = unit.document.get(("model",))
    if isinstance(name, str) and (model := models_of(project, project_root(path)).get(name)) is not None:
        yield f"{_MODEL}{name}", _digest([model.schema, {kind: sorted(ids) for kind, ids in model.ids.items()}])
    for media, found in sorted((unit.media.known if unit.media is not None else {}).items()):
        yield str(media), found.sha256 if isinstance(found, LocalFile) else "missing"
    if unit.audience is not None and (sources := unit.audience.sources) is not None:
        for name in sources.names:
            with sources.files.open_audience(name) as stream:
                content = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]
            yield ("standard input" if name == "-" else str(sources.files.folder / name)), content.hexdigest()


def option_inputs(selection: Selection, **options: object) -> Inputs:
    chosen = {"--only": {axis: sorted(names) for axis, names in selection.only.items()}, "--set": dict(selection.overrides), "--shard": selection.share}
    return {name: _digest(value) for name, value in {**chosen, **options}.items()}


def manifest(form: str, inputs: Inputs, specs: Iterable[Path], report: Report) -> dict[str, Any]:
    """What the manifest of a folder says beside its shards."""
    return {
        "specs": [str(path) for path in specs],
        "models": [name.removeprefix(_MODEL) for name in inputs if name.startswith(_MODEL)],
        "form": form,
        "rows": report.summary.rows,
        "tasks": report.summary.tasks,
        "clean": not (report.count("error") or report.count("warning")),
        "digest": _digest(inputs),
        "inputs": inputs,
    }


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of inputs that aren't what they were, as far as can be known."""
    return [name for name in {**before, **now} if before.get(name) != now.get(name) or now[name] == UNKNOWN]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
