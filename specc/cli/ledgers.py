"""The option that names the ledger, for every command that reads or writes one, and what the commands that ask it share."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from specc.base.errors import UsageError
from specc.base.similar import meant
from specc.cli.project import current_project, project_options

if TYPE_CHECKING:
    from specc.catalog.project import Project
    from specc.run.ledger import Ledger
    from specc.run.ledger.wanted import Wanted

Command = Callable[..., Any]
NOTHING: Final = "nothing has been run here yet"
STATES: Final = ("planned", "sent", "unknown", "accepted", "running", "made", "delivered", "failed", "blocked")
IN_FLIGHT: Final = "in-flight"
_IN_FLIGHT: Final = ("sent", "unknown", "accepted", "running")


def ledger_option(command: Command) -> Command:
    """`ledger`: the file or address that was named, or None for the default, which the project may name."""
    return click.option(
        "--ledger",
        envvar="SPECC_LEDGER",
        metavar="FILE|URL",
        help="Where paid videos are noted: a file, or postgresql://…; also SPECC_LEDGER.  [default: .specc/ledger.db]",
    )(project_options(command))


def ledger_address(given: str | None, project: "Project") -> str:
    """The ledger to use: the one that was named, or else the project's."""
    from specc.pipeline.project import ledger_of
    from specc.run.ledger import DEFAULT_LEDGER

    return given or ledger_of(project) or str(DEFAULT_LEDGER)


def project_ledger(given: str | None) -> str:
    """The same for commands that name no spec."""
    return given or ledger_address(given, current_project())


def specs_argument(command: Command) -> Command:
    return click.argument("specs", nargs=-1, metavar="[SPEC]...")(command)


def state_option(command: Command) -> Command:
    return click.option("--state", "states", multiple=True, type=click.Choice([*STATES, IN_FLIGHT]), help="Only videos in this state; in-flight is sent, unknown, accepted and running. Repeatable.")(command)


def key_option(command: Command) -> Command:
    return click.option("--key", "keys", multiple=True, metavar="KEY", help="Only the row with this key. Repeatable.")(command)


def cell_option(command: Command) -> Command:
    return click.option("--cell", "cells", multiple=True, metavar="AXIS=NAME", help="Only this element of an axis, such as language=es-ES. Repeatable.")(command)


def category_option(command: Command) -> Command:
    return click.option("--category", "categories", multiple=True, metavar="NAME", help="Only what failed for this reason, such as timeout. Repeatable.")(command)


def provider_option(command: Command) -> Command:
    return click.option("--provider", "providers", multiple=True, metavar="NAME", help="Only of this provider, as `specc status` names it, such as sandbox. Repeatable.")(command)


@contextmanager
def reading(given: str | None) -> "Iterator[Ledger]":
    """The ledger, to ask it. Where there is none yet, that is told, an empty one answers, and none is made."""
    from specc.run.ledger import open_ledger
    from specc.run.ledger.reading import open_to_read

    found = open_to_read(project_ledger(given))
    if found is None:
        click.echo(NOTHING, err=True)
    with closing(found or open_ledger(":memory:")) as ledger:
        yield ledger


@contextmanager
def deciding(given: str | None) -> "Iterator[Ledger | None]":
    """The ledger, to change what it knows; None, and nothing is made, where there is none yet."""
    from specc.run.ledger import open_ledger
    from specc.run.ledger.reading import open_to_read

    address = project_ledger(given)
    found = open_to_read(address)
    if found is None:
        click.echo(NOTHING, err=True)
        yield None
        return
    found.close()
    with closing(open_ledger(address)) as ledger:
        yield ledger


def make_wanted(ledger: "Ledger", specs: Iterable[str], *, keys: tuple[str, ...] = (), cells: tuple[str, ...] = (), states: tuple[str, ...] = (), categories: tuple[str, ...] = (), run: int | None = None, providers: tuple[str, ...] = ()) -> "Wanted":
    """The tasks of these options. Raises UsageError for a spec that nobody knows."""
    from specc.cli.selecting import pair
    from specc.plan.lifecycle import State
    from specc.run.ledger.wanted import Wanted

    axes: dict[str, set[str]] = {}
    for text in cells:
        axis, name = pair("--cell", text)
        axes.setdefault(axis, set()).add(name)
    chosen = frozenset(State(one) for state in states for one in (_IN_FLIGHT if state == IN_FLIGHT else (state,)))
    return Wanted(known_names(ledger, specs), keys, {axis: frozenset(names) for axis, names in axes.items()}, chosen, categories, run, providers)


def known_names(ledger: "Ledger", specs: Iterable[str]) -> tuple[str, ...]:
    """Names of specs, given as such or as files and folders. Raises UsageError for what is neither."""
    from specc.run.ledger.views import known_specs

    given = tuple(specs)
    known = known_specs(ledger) if given else ()
    return tuple(dict.fromkeys(name for text in given for name in _named(text, known)))


def _named(text: str, known: tuple[str, ...]) -> list[str]:
    if text in known or not known:
        return [text]
    if Path(text).exists():
        from specc.pipeline.spec_names import spec_names

        return spec_names([Path(text)]) or [text]
    raise UsageError(f"the ledger knows no spec '{text}'", meant(text, known, "`specc status` lists the specs that have been run"))
