"""The schemas of models that a project keeps: got from where they are published, compared with what is kept, and written.

The law: a file is only ever replaced by a schema that was read, understood and checked, as a whole, and by none where its
own was edited by hand, unless that is asked for.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from specc.base.diagnostic import Diagnostic
from specc.base.errors import SpeccError, UnreadableError, UsageError
from specc.base.similar import meant
from specc.catalog.comparing import Change, changes
from specc.catalog.importing import file_name, imported, is_signed, stored_text, without_marks
from specc.catalog.models import ENDING, Model, bundled_models, make_model, own_models, project_models
from specc.catalog.published import BYTES_MAX, read_published
from specc.pipeline.known import folder_root
from specc.pipeline.project import models_folder, read_project, shown
from specc.pipeline.writing import write_text

if TYPE_CHECKING:
    from specc.pipeline import Compilation

_STDIN: Final = "-"
_SANDBOX: Final = "sandbox"
_FROM_STDIN: Final = "stdin"
_WEB: Final = ("http://", "https://")
_CACHE: Final = Path(".specc", "registry.json")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a project has of models: the folder of their schemas, the models that can be read, and what keeps others from it."""

    root: Path
    folder: Path
    models: tuple[Model, ...]
    broken: tuple[UnreadableError, ...]

    @property
    def pulled(self) -> list[Model]:
        """Those that were pulled; a schema that someone wrote isn't published anywhere."""
        return [model for model in self.models if model.notes.get("source")]

    @property
    def known(self) -> dict[str, Model]:
        """All that specs may name, by id."""
        return {**bundled_models(), **{model.id: model for model in self.models}}


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


def kept_models(folder: Path) -> Kept:
    """The models of the project that a folder is in."""
    root, broken = folder_root(folder), list[UnreadableError]()
    place = models_folder(read_project(root), root)
    return Kept(root, place, tuple(own_models(place, broken=broken)), tuple(broken))


def obtain(model: str, given: str | None, root: Path) -> Origin:
    """What is published at an address, in a file, on stdin (`-`), in the sandbox, or by default by the provider. Raises `SpeccError`."""
    if given == _STDIN:
        return Origin(_bounded(sys.stdin.buffer, _FROM_STDIN), _FROM_STDIN)
    if given == _SANDBOX:
        return Origin(_of_sandbox(model, root), _SANDBOX)
    if given is None or given.startswith(_WEB):
        return _of_server(model, given, root)
    try:
        with Path(given).open("rb") as stream:
            return Origin(_bounded(stream, given), Path(given).as_posix())
    except OSError as error:
        raise UnreadableError(f"can't read {given}: {error.strerror or error}", "give an address with https://, a file, or - for stdin") from None


def can_be_asked(source: str) -> bool:
    """Whether what was obtained from there may be had again."""
    return source != _FROM_STDIN and (source == _SANDBOX or "://" in source or Path(source).is_file())


def pull(model: str, origin: Origin, kept: Kept, date: str) -> Pulled:
    """What a project would keep of a model; nothing is written. Raises `UsageError` for what isn't a schema of that model."""
    bundled = bundled_models().get(model)
    schema = imported(read_published(origin.raw, model, origin.source), model, bundled.schema if bundled else None, source=origin.source, date=date)
    own = next((item for item in kept.models if item.id == model), None)
    file = own.path if own is not None and own.path is not None else kept.folder / f"{file_name(model)}{ENDING}"
    new = make_model(schema, file.name.removesuffix(ENDING), file)
    old = own or bundled
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


def breaks(kept: Kept, pulled: Sequence[Pulled]) -> list[list[Diagnostic]]:
    """Of each, the errors that the specs of the project would have with it, and haven't with the schema that they have."""
    from specc.pipeline import Selection, compilations

    if not any(item.changes for item in pulled):
        return [[] for _ in pulled]
    made = compilations([shown(kept.root)], Selection())
    before = {error.order() for one in made for error in _errors(one)}
    made = [one for one in made if models_folder(one.project, kept.root) == kept.folder]  # a project below has models of its own
    after = [[error for one in made for error in _errors(replace(one, models={item.new.id: item.new}))] if item.changes else [] for item in pulled]
    return [[error for error in errors if error.order() not in before] for errors in after]


def _errors(made: "Compilation") -> list[Diagnostic]:
    from specc.pipeline import lint

    return [item for item in lint(made).findings if item.severity == "error"]


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
    return UsageError(f"no model {model} is published", meant(model, known, f"{len(known):,} are; ids look like {known[0]}", count_max=3))


def _of_sandbox(model: str, root: Path) -> bytes:
    """What the sandbox publishes, served for as long as it takes to fetch it."""
    from specc.run.sandbox import embedded_sandbox

    with ExitStack() as stack:
        server = stack.enter_context(embedded_sandbox())
        return _of_server(model, server.url, root).raw


def _bounded(stream: BinaryIO, name: str) -> bytes:
    raw = stream.read(BYTES_MAX + 1)
    if len(raw) > BYTES_MAX:
        raise UsageError(f"{name} is larger than {BYTES_MAX // 1024 // 1024} MB", "that is no model's schema")
    return raw
