"""`specc results`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from specc.base.errors import UsageError
from specc.cli.ledgers import (
    category_option,
    cell_option,
    key_option,
    ledger_option,
    make_wanted,
    project_ledger,
    provider_option,
    reading,
    specs_argument,
    state_option,
)

if TYPE_CHECKING:
    from specc.report.results import Pages

FORMATS: Final = ("table", "csv", "jsonl", "parquet")
_ENDINGS: Final = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}


@click.command()
@specs_argument
@click.option("--format", "form", type=click.Choice(FORMATS), help="How it is written.  [default: as the file's name ends, or table]")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A file, which appears when it is complete; packed where it ends in .gz, .bz2, .xz or .zst.")
@state_option
@key_option
@cell_option
@category_option
@provider_option
@ledger_option
def command(specs: tuple[str, ...], *, form: str | None, output: Path | None, states: tuple[str, ...], keys: tuple[str, ...], cells: tuple[str, ...], categories: tuple[str, ...], providers: tuple[str, ...], ledger: str | None) -> int:
    """List tasks with what became of them: state, cost, files, addresses, times, errors.

    One line per task: `key` is that of its row, to join it to the audience, and an
    axis is a column `cell_<axis>`. Tasks with the same content share a video, which
    is paid for once: `shared_by` counts them, and `digest` tells it from others.

    \b
    Examples:
      specc results
      specc results welcome --state failed --format jsonl
      specc results --cell language=es-ES -o results.csv
      specc results -o results.parquet
    """
    from specc.pipeline.targets import require_free
    from specc.run.ledger.listing import axes, results

    require_free(output, also=(Path(project_ledger(ledger)),))
    form = form or _form_of(output) or "table"
    with reading(ledger) as opened:
        wanted = make_wanted(opened, specs, keys=keys, cells=cells, states=states, categories=categories, providers=providers)
        _write(form, output, results(opened, wanted), axes(opened, wanted) if form in ("csv", "parquet") else ())
    return 0


def _form_of(output: Path | None) -> str | None:
    from specc.audience.compression import pack_suffix

    if output is None:
        return None
    name = output.name.lower()
    return _ENDINGS.get(Path(name.removesuffix(pack_suffix(name))).suffix)


def _write(form: str, output: Path | None, pages: "Pages", axes: Sequence[str]) -> None:
    from specc.pipeline.writing import AtomicFile

    if output is None and form != "parquet":
        for data in _made(form, pages, axes, is_stdout=True):
            sys.stdout.buffer.write(data)
        return
    if output is None:
        raise UsageError("Parquet is no text for a terminal or a pipe", "name a file with -o")
    with AtomicFile(output) as file:
        if form == "parquet":
            from specc.report.parquet import write_parquet

            write_parquet(pages, axes, file.write)
            return
        for data in _made(form, pages, axes, is_stdout=False):
            file.write(data)


def _made(form: str, pages: "Pages", axes: Sequence[str], *, is_stdout: bool) -> Iterator[bytes]:
    from specc.cli.terminal import columns, is_coloured
    from specc.report.results import WRITERS, text

    if form in WRITERS:
        return WRITERS[form](pages, axes)
    shown: dict[str, Any] = {"is_coloured": is_coloured(sys.stdout), "columns": columns()} if is_stdout else {}
    return text(pages, **shown)
