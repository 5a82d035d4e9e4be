"""The project's file: `specc.toml`, or `[tool.specc]` in `pyproject.toml`, in the nearest folder that has one. Read here, meant in `catalog`.

What is wrong with it is left out, and told: `specc lint` goes on with the rest, other commands don't.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from specc.base.errors import UnreadableError, UsageError
from specc.base.fault import Fault
from specc.base.location import Route, reached
from specc.base.similar import similar
from specc.catalog.models import MODELS_FOLDER, Model, models_in, project_models
from specc.catalog.project import NO_PROJECT, Project, setting
from specc.check.engine import told
from specc.check.problem import Problem
from specc.check.rule import did_you_mean, listed
from specc.check.rulebook import Rulebook
from specc.pipeline.disk import HERE, Disk
from specc.pipeline.files import read_source
from specc.pipeline.plugins import plugins_of
from specc.syntax.document import Document

if TYPE_CHECKING:
    from specc.catalog.policy import Policy

OWN, SHARED = "specc.toml", "pyproject.toml"
_NAME: Final = b"specc"
"""A `pyproject.toml` without it needn't be read as TOML, which it may not even be."""
_BASES: Final[dict[str, Route]] = {OWN: (), SHARED: ("tool", "specc")}


def find_project(folder: Path, disk: Disk = HERE, known: dict[Path, Path | None] | None = None) -> Path | None:
    """The project's file, looked for from a folder upwards. `known` are the files of folders from where it was looked for before."""
    place, found = Path(os.path.abspath(folder)), {} if known is None else known  # noqa: PTH100 - a link is known by its own name
    passed, file = [], None
    for above in (place, *place.parents):
        if above in found:
            file = found[above]
            break
        passed.append(above)
        if (file := _file_in(above, disk)) is not None:
            break
    found.update(dict.fromkeys(passed, file))
    return file


def _file_in(folder: Path, disk: Disk) -> Path | None:
    """`specc.toml` comes before the `pyproject.toml` beside it."""
    if disk.is_file(folder / OWN):
        return folder / OWN
    return folder / SHARED if disk.is_file(folder / SHARED) and _says_something(folder / SHARED, disk) else None


def read_project(folder: Path) -> Project:
    """What the project of a folder says, as far as it is sound; nothing where there is none."""
    file = find_project(folder)
    return NO_PROJECT if file is None else read_project_file(file)


def read_project_file(file: Path, disk: Disk = HERE) -> Project:
    """The project of a file. Raises `UnreadableError` where it can't be read, and `PluginError` where a plugin that it names can't be had."""
    file = file.absolute()
    from specc.check.configuration import read_settings, setting_fault
    from specc.syntax.toml import load_toml, with_places

    source, faults = read_source(shown(file), disk)
    if faults:
        return Project(file=file, faults=(Fault("S118", faults[0].span, {"reason": faults[0].facts["problem"], "is_end": False}),))
    base, document = base_of(file), load_toml(source)
    if document.faults:
        return Project(file=file, faults=document.faults)
    if document.get(base) is None:
        return Project(file=file)
    sound, written, wrong = read_settings(document, base, _rules(document, base))
    policies, problems = _policies(file, sound)
    wrong += [*problems, *_folders(file, sound), *_unknown_models(file, sound)]
    if wrong:
        document = with_places(document)
    found = tuple(setting_fault(document, written, problem) for problem in wrong)
    return Project(**{name: setting(name, value) for name, value in sound.items()}, policies=policies, file=file, faults=found)


def require_sound(project: Project) -> Project:
    """The project, if nothing is wrong with its file. Raises `UsageError` for the first mistake in it."""
    if not project.faults:
        return project
    first, *others = told(project.faults)
    place = f"{first.span.source.name}:{first.span.first.line}:{first.span.first.column}"
    more = f" (and {len(others)} more: `specc lint` tells all)" if others else ""
    raise UsageError(f"{place}: {first.message}{more}", first.help)


def _rules(document: Document, base: Route) -> Rulebook:
    """The rules that may be named: ours, and those of the plugins that are."""
    names = document.get((*base, "plugins"))
    return plugins_of(tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()).rules


def base_of(file: Path) -> Route:
    """The way to what it says of specc."""
    return _BASES.get(file.name, ())


def _says_something(file: Path, disk: Disk) -> bool:
    """Whether a file that is shared with other tools says something of specc, or may: it can't be read as TOML."""
    import tomllib

    with disk.open(file) as stream:
        raw = stream.read()
    if _NAME not in raw:
        return False
    try:
        return own_table(file, tomllib.loads(raw.decode())) is not None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return b"tool.specc" in raw


def own_table(file: Path, data: dict[str, Any]) -> Any:
    """What the data of a file says of specc; None where it says nothing."""
    return reached(data, base_of(file))


def files_of(project: Project) -> Iterator[Path]:
    """The project's file, and the policies that it names."""
    if project.file is not None:
        yield project.file
        yield from (project.file.parent / name for name in project.policy)


def models_folder(project: Project, root: Path) -> Path:
    """Where the schemas of models are kept that a spec below a root may name."""
    return root / MODELS_FOLDER if project.folder is None or project.models is None else project.folder / project.models


def ledger_of(project: Project) -> str | None:
    """The project's ledger: an address, or a file from the folder of the project's own."""
    if project.ledger is None or "://" in project.ledger or project.folder is None:
        return project.ledger
    return str(shown(project.folder / project.ledger))


def shown(file: Path) -> Path:
    """As short as it can be said from here."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


# What stands in other files


def _folders(file: Path, sound: dict[str, Any]) -> Iterator[Problem]:
    models = sound.get("models")
    if models is not None and not (file.parent / models).is_dir():
        yield Problem(("models",), f"is no folder: `{models}`", "its path starts from the folder of the project's file")


def _unknown_models(file: Path, sound: dict[str, Any]) -> Iterator[Problem]:
    """Prices of models that no spec can name: they would never hold."""
    known = [model.id for model in _models(file, sound)] if sound.get("prices") else []
    for id in [id for id in sound["prices"] if id not in known] if known else ():
        del sound["prices"][id]
        near = similar(id, known)
        help = did_you_mean(near, f"known models are {listed(known)}; `specc models pull {id}` gets it, if the provider has it")
        yield Problem(("prices", id), "is no model that is known", help, tuple(near), is_key=True)


def _policies(file: Path, sound: dict[str, Any]) -> "tuple[tuple[Policy, ...], list[Problem]]":
    if "policy" not in sound:
        return (), []
    from specc.pipeline.policies import read_policy

    names = sound["policy"]
    made: list[Policy] = []
    problems: list[Problem] = []
    for index, name in enumerate(names if isinstance(names, list) else [names]):
        try:
            policy, unheeded = read_policy(shown(file.parent / name), partial(_models, file, sound))
            made.append(policy)
        except UsageError as error:
            unheeded = [error]
        problems += [Problem(("policy", index) if isinstance(names, list) else ("policy",), error.message, error.help) for error in unheeded]
    if problems:
        del sound["policy"]
    return tuple(made), problems


def _models(file: Path, sound: dict[str, Any]) -> Iterable[Model]:
    """All that specs may name, as far as they can be read."""
    with suppress(UnreadableError):
        added = models_in(plugins_of(tuple(sound.get("plugins", ()))).models)
        return {**added, **project_models(models_folder(Project(models=sound.get("models"), file=file), file.parent))}.values()
    return ()
