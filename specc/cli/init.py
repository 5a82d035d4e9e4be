"""`specc init`: a starter project, copied whole or not at all. It never overwrites."""

import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from specc.base.errors import UnreadableError, UsageError
from specc.base.resources import data_folder
from specc.base.similar import similar

_DEFAULT = "welcome"
_SPECS = "*.video.yaml"


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--template", metavar="NAME", default=_DEFAULT, show_default=True, help="Which starter to copy.")
@click.option("--list", "is_listing", is_flag=True, help="List the templates and what each is for.")
def command(folder: Path, *, template: str, is_listing: bool) -> None:
    """Start a project: copy a starter spec, with its data and scripts, into DIR.

    DIR is the current folder by default and is made if it doesn't exist. A file that is already there is never
    overwritten: then nothing is written at all.

    \b
    Examples:
      specc init --list
      specc init welcome
      specc init course --template course-lesson
    """
    if is_listing:
        _list()
        return
    source = _find(template)
    files = [file.relative_to(source) for file in sorted(source.rglob("*")) if file.is_file()]
    targets = {folder / file: source / file for file in files}
    _refuse_overwriting(targets)
    _copy(targets)
    for target in targets:
        click.echo(f"wrote {click.format_filename(target)}")
    where = shlex.quote(click.format_filename(folder))
    click.echo(f"\nNext, check it and make its videos in the sandbox:\n\n  specc lint {where}\n  specc run {where} --sandbox", err=True)


def _templates() -> dict[str, Path]:
    """The starters by name. A folder without a spec, like that of the partials, isn't one."""
    folders = sorted(folder for folder in data_folder("templates").iterdir() if folder.is_dir())
    return {folder.name: folder for folder in folders if any(folder.glob(_SPECS))}


def _find(name: str) -> Path:
    templates = _templates()
    if name not in templates:
        near = similar(name, templates)
        meant = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"no template '{name}'", f"{meant}templates are {', '.join(templates)}")
    return templates[name]


def _list() -> None:
    templates = _templates()
    width = max(map(len, templates), default=0)
    for name, folder in templates.items():
        click.echo(f"{name:{width}}  {_description(folder)}".rstrip())


def _description(folder: Path) -> str:
    from specc.syntax.parse import decode, parse

    for file in sorted(folder.glob(_SPECS)):
        source, _ = decode(file.name, file.read_bytes())
        description: Any = parse(source).get(("description",))
        if isinstance(description, str):
            return description
    return ""


def _refuse_overwriting(targets: dict[Path, Path]) -> None:
    for target in targets:
        with suppress(OSError):
            target.lstat()
            raise _exists(target)


def _exists(target: Path) -> UsageError:
    return UsageError(f"{click.format_filename(target)} already exists, nothing was written", "choose another folder, or move the file away")


def _copy(targets: dict[Path, Path]) -> None:
    """All files or, when one can't be written, none of them and none of the folders made for them."""
    made: list[Path] = []
    target = Path()
    try:
        for target, source in targets.items():
            for folder in _missing_folders(target):
                folder.mkdir()
                made.append(folder)
            with target.open("xb") as stream:
                made.append(target)
                stream.write(source.read_bytes())
    except OSError as error:
        _remove(made)
        if isinstance(error, FileExistsError) and target.is_file():
            raise _exists(target) from None
        raise UnreadableError(f"can't write {click.format_filename(target)}: {error.strerror}", "nothing was written") from None
    except BaseException:
        _remove(made)
        raise


def _missing_folders(target: Path) -> Iterator[Path]:
    return (folder for folder in reversed(target.parents) if not folder.exists())


def _remove(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
