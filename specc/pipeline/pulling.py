"""The schemas of models that a project keeps: got from where they are published, compared with what is kept, and written.

The law: a file is only ever replaced by a schema that was read, understood and checked, as a whole, and by none where its
own was edited by hand, unless that is asked for.
"""

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specc.base.diagnostic import Diagnostic
from specc.base.errors import SpeccError, UnreadableError, UsageError
from specc.base.similar import similar
from specc.catalog.comparing import Change, changes
from specc.catalog.importing import file_name, imported, is_signed, stored_text, without_marks
from specc.catalog.models import ENDING, Model, bundled_models, make_model, own_models, project_models
from specc.catalog.published import read_published
from specc.pipeline.project import models_folder, read_project
from specc.pipeline.writing import write_text

STDIN: Final = "-"
SANDBOX: Final = "sandbox"
BYTES_MAX: Final = 32 * 1024 * 1024
_WEB: Final = ("http://", "https://")
_CACHE: Final = Path(".specc", "registry.json")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is published for a model. `source` is how it is told where that is from."""

    raw: bytes
    source: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """`old` is what the project has of the model; `new` is what it would have. `is_same`: nothing hangs on the difference, if there is one."""

    new: Model
    file: Path
    old: Model | None
    changes: tuple[Change, ...]
    is_same: bool

    @property
    def is_kept(self) -> bool:
        """Whether the project has a file of this model."""
        return self.old is not None and self.old.path == self.file


def obtain(model: str, given: str | None, root: Path) -> Origin:
    """What is published at an address, in a file, on stdin (`-`), in the sandbox, or by default by the provider. Raises `SpeccError`."""
    if given == STDIN:
        return Origin(_bounded(sys.stdin.buffer.read(BYTES_MAX + 1), "stdin"), "stdin")
    if given == SANDBOX:
        return Origin(_of_sandbox(model, root), SANDBOX)
    if given is None or given.startswith(_WEB):
        return _of_server(model, given, root)
    path = Path(given)
    try:
        if path.is_file() and path.stat().st_size > BYTES_MAX:
            _bounded(b" " * (BYTES_MAX + 1), given)
        return Origin(path.read_bytes(), path.as_posix())
    except OSError as error:
        raise UnreadableError(f"can't read {given}: {error.strerror or error}", "give an address with https://, a file, or - for stdin") from None


def pull(model: str, origin: Origin, root: Path, date: str) -> Pulled:
    """What a project would keep of a model; nothing is written. Raises `UsageError` for what isn't a schema of that model."""
    own = bundled_models().get(model)
    schema = imported(read_published(origin.raw, model, origin.source), model, own.schema if own else None, source=origin.source, date=date)
    kept = next((item for item in own_models(_folder(root), broken=[]) if item.id == model), None)
    file = kept.path if kept is not None and kept.path is not None else _folder(root) / f"{file_name(model)}{ENDING}"
    new = make_model(schema, file.name.removesuffix(ENDING), file)
    old = kept or own
    is_same = old is not None and without_marks(old.schema) == without_marks(schema)
    return Pulled(new, file, old, tuple(changes(old, new)) if old is not None else (), is_same)


def keep(pulled: Pulled, *, is_forced: bool) -> bool:
    """Writes the file of a model, whole or not at all; whether there was something to write. Raises `UsageError` where someone has edited it."""
    if pulled.is_kept and pulled.old is not None:
        if not is_forced and not is_signed(pulled.old.schema):
            how = "was edited by hand since it was pulled" if pulled.old.notes.get("source") else "wasn't pulled, but written by hand"
            raise UsageError(f"{pulled.file} {how}", "`--force` writes over it; `specc models diff` tells what would change")
        if pulled.is_same and is_signed(pulled.old.schema):
            return False
    elif not is_forced and os.path.lexists(pulled.file):
        raise UsageError(f"{pulled.file} is there already, and can't be read as a model", "`--force` writes over it")
    try:
        pulled.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableError(f"can't make the folder {pulled.file.parent}: {error.strerror or error}") from None
    write_text(pulled.file, stored_text(pulled.new.schema))
    project_models.cache_clear()
    return True


def pulled_models(root: Path, *, broken: list[UnreadableError] | None = None) -> list[Model]:
    """The models that a project has pulled; a schema that someone wrote isn't published anywhere. Raises `UnreadableError`, or adds it to `broken`."""
    return [model for model in own_models(_folder(root), broken=broken) if model.notes.get("source")]


def readable_models(root: Path) -> tuple[dict[str, Model], list[UnreadableError]]:
    """The models of a project as far as they can be read, by id, and what keeps others from it."""
    broken: list[UnreadableError] = []
    own = own_models(_folder(root), broken=broken)
    return {**bundled_models(), **{model.id: model for model in own}}, broken


def breaks(root: Path, new: Model) -> list[Diagnostic]:
    """The errors that the specs of a project would have with another schema, and haven't with the one they have."""
    before = {_identity(item) for item in _errors(root, {})}
    return [item for item in _errors(root, {new.id: new}) if _identity(item) not in before]


def _errors(root: Path, models: dict[str, Model]) -> list[Diagnostic]:
    from specc.pipeline import Compilation, Selection, compilations, lint

    here, found = Path.cwd(), []
    for made in compilations([root.relative_to(here) if root.is_relative_to(here) else root], Selection()):
        sees = models_folder(made.project, root) == _folder(root)  # a project below has models of its own
        report = lint(Compilation(made.specs, made.selection, made.view, made.project, models=models if sees else {}))
        found += [item for item in report.findings if item.severity == "error"]
    return found


def _identity(item: Diagnostic) -> tuple[Any, ...]:
    return (item.code, item.span.order(), item.message)


def _of_server(model: str, given: str | None, root: Path) -> Origin:
    from specc.run.schemas import (
        NothingThereError,
        fetch,
        model_address,
        published_models,
        registry_address,
        shown_address,
    )

    address = model_address(model, given)
    try:
        raw = fetch(address).raw
    except NothingThereError as error:
        registry = registry_address(address)
        known = published_models(registry, root / _CACHE) if registry else []
        raise _unknown(model, known, error) from None
    assert raw is not None
    return Origin(raw, shown_address(address))


def _unknown(model: str, known: list[str], error: SpeccError) -> SpeccError:
    if model in known or not known:
        return UsageError(f"no schema of {model} is published: {error.message}", "check the model's id, or give the schema's address or file with --from")
    near = similar(model, known)
    return UsageError(f"no model {model} is published", f"did you mean {' or '.join(near)}?" if near else f"{len(known):,} are; ids look like {known[0]}")


def _folder(root: Path) -> Path:
    return models_folder(read_project(root), root)


def _of_sandbox(model: str, root: Path) -> bytes:
    """What the sandbox publishes, served for as long as it takes to fetch it."""
    from specc.run.sandbox import embedded_sandbox

    with ExitStack() as stack:
        server = stack.enter_context(embedded_sandbox())
        return _of_server(model, server.url, root).raw


def _bounded(raw: bytes, name: str) -> bytes:
    if len(raw) > BYTES_MAX:
        raise UsageError(f"{name} is larger than {BYTES_MAX // 1024 // 1024} MB", "that is no model's schema")
    return raw


