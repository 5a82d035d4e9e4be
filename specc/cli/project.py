"""The options that name the project's file, and the project that a command goes by."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from specc.catalog.project import Project
    from specc.check.rulebook import Rulebook
    from specc.pipeline.additions import Plugins

Command = Callable[..., Any]
_FILE: Final = "specc.project.file"
_ISOLATED: Final = "specc.project.isolated"


def project_options(command: Command) -> Command:
    """`--config` and `--isolated`, which `named_project` knows of."""
    command = click.option("--isolated", is_flag=True, expose_value=False, callback=_keep(_ISOLATED), help="Go by no project file.")(command)
    return click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        expose_value=False,
        callback=_keep(_FILE),
        help="The project's file for all specs.  [default: the nearest specc.toml, or pyproject.toml with [tool.specc], in a spec's folder or above]",
    )(command)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def keep(context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        context.meta[name] = value
        return value

    return keep


def named_project() -> "Project | None":
    """The project of these options; None where it is to be looked for."""
    meta = click.get_current_context().meta
    file, is_isolated = meta.get(_FILE), meta.get(_ISOLATED)
    if file is not None and is_isolated:
        raise click.UsageError("--config and --isolated contradict each other")
    if is_isolated:
        from specc.catalog.project import NO_PROJECT

        return NO_PROJECT
    if file is None:
        return None
    from specc.pipeline.project import read_project_file

    return read_project_file(file)


def project_of(paths: Iterable[Path]) -> "Project":
    """The one project of specs, builds or folders, with nothing wrong in it. Raises `UsageError`."""
    from specc.pipeline.project import require_sound
    from specc.pipeline.projects import Projects

    return require_sound(Projects(named_project()).of_paths(paths))


def current_project() -> "Project":
    """That of the current folder, for commands that name no spec. Raises `UsageError`."""
    from specc.pipeline.project import require_sound
    from specc.pipeline.projects import Projects

    return require_sound(Projects(named_project()).of_folder(Path()))


def plugins_here(paths: Iterable[Path] = ()) -> "Plugins":
    """The plugins of the projects of what a command names, or of the current folder. Raises `PluginError`."""
    from specc.pipeline.plugins import plugins_of
    from specc.pipeline.projects import Projects

    projects = Projects(named_project()).of_each(list(paths) or [Path()])
    return plugins_of(tuple(dict.fromkeys(name for project in projects for name in project.plugins)))


def rulebook(paths: Iterable[Path] = ()) -> "Rulebook":
    """The rules there are for what a command names."""
    return plugins_here(paths).rules
