"""What `specc lint` doesn't tell any more: by a baseline, or by comments that it writes itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from specc.base.errors import UsageError
from specc.base.grammar import are, counted, them
from specc.cli.selecting import today

Decorated = Callable[..., Any]
_ROUNDS_MAX = 10


def known_options(function: Decorated) -> Decorated:
    """The options; `make_known` takes them."""
    file = click.Path(path_type=Path, dir_okay=False)
    function = click.option("--reason", default="", metavar="TEXT", help="Why, for --add-ignores; it may begin with `until 2027-01-31`.")(function)
    function = click.option("--add-ignores", is_flag=True, help="Write comments into the specs that silence what is found, where one may.")(function)
    function = click.option("--update-baseline", is_flag=True, help="Take out of --baseline what is no longer found.")(function)
    function = click.option("--write-baseline", type=file, metavar="FILE", help="Write all findings to a baseline, and tell none.")(function)
    return click.option("--baseline", type=file, metavar="FILE", help="Tell only findings that aren't in this baseline.")(function)


def make_known(paths: tuple[Path, ...], *, is_whole: bool, is_on_disk: bool, is_mended: bool, baseline: Path | None, write_baseline: Path | None, update_baseline: bool, add_ignores: bool, reason: str) -> "Known":
    """What the options say."""
    return Known(paths, baseline, write_baseline, update_baseline, add_ignores, reason, is_whole, is_on_disk, is_mended)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """`paths`: what is looked at. `is_whole`: all rules are asked for, of specs that are on disk, as they are."""

    paths: tuple[Path, ...]
    baseline: Path | None
    written: Path | None
    is_updated: bool
    adds_ignores: bool
    reason: str
    is_whole: bool
    is_on_disk: bool
    is_mended: bool

    def __post_init__(self) -> None:
        refusals = {
            "--write-baseline and --baseline don't go together": self.written is not None and self.baseline is not None,
            "--update-baseline needs --baseline FILE": self.is_updated and self.baseline is None,
            "a baseline is made of all that there is: leave out --select, --ignore, --changed and `-`": (self.is_updated or self.written is not None) and not self.is_whole,
            "--reason is what --add-ignores writes": bool(self.reason) and not self.adds_ignores,
            "--reason is one line": not self.reason.isprintable(),
            "comments are written into specs on disk: leave out --changed and `-`": self.adds_ignores and not self.is_on_disk,
            "--add-ignores and --write-baseline don't go together": self.adds_ignores and self.written is not None,
            "mend first: --fix and --diff go neither with --add-ignores nor with --write-baseline": self.is_mended and (self.adds_ignores or self.written is not None),
        }
        for problem, is_so in refusals.items():
            if is_so:
                raise UsageError(problem)
        if self.reason:
            from specc.check.adding import refusal

            if refused := refusal(self.reason, today()):
                raise UsageError(f"--reason: {refused[0]}", refused[1])
        if self.written is not None:
            from specc.pipeline.baselines import require_baseline
            from specc.pipeline.targets import require_free

            require_free(self.written)
            require_baseline(self.written)
        if self.baseline is not None:
            from specc.pipeline.baselines import read_baseline

            read_baseline(self.baseline)  # before all the work

    @property
    def hides(self) -> bool:
        """Whether what is found may not be told in the end."""
        return self.baseline is not None or self.written is not None or self.adds_ignores

    def new(self, report: Any, *, is_quiet: bool = False) -> Any:
        """The report without what the baseline knows; tells how much that is."""
        if self.baseline is None:
            return report
        from specc.pipeline.baselines import Scope, against_baseline, update_baseline

        told, made = against_baseline(self.baseline, report, Scope(self.paths, self.is_whole))
        if is_quiet:
            return told
        if hidden := len(report.findings) - len(told.findings):
            click.echo(f"note: {counted(hidden, 'finding')} of {self.baseline} {are(hidden)} not told", err=True)
        if made.gone and self.is_updated:
            update_baseline(self.baseline, made)
            click.echo(f"note: {counted(made.gone, 'finding')} taken out of {self.baseline}", err=True)
        elif made.gone:
            click.echo(f"note: {counted(made.gone, 'finding')} of {self.baseline} {are(made.gone)} gone; --update-baseline removes {them(made.gone)}", err=True)
        return told

    def write(self, report: Any) -> None:
        from specc.pipeline.baselines import write_baseline

        assert self.written is not None
        entries = write_baseline(self.written, report)
        files = len({entry.file for entry in entries})
        click.echo(f"{counted(sum(entry.count for entry in entries), 'finding')} in {counted(files, 'file')} written to {self.written}", err=True)

    def add_ignores(self, report: Any, comments: Any, *, again: Callable[[], tuple[Any, Any]]) -> Any:
        """Writes comments, and looks `again`, until there is nothing more to silence: what is silenced may have hidden something. The report that is left."""
        from specc.pipeline.commenting import add_ignores

        count, files = 0, set[Path]()
        for _ in range(_ROUNDS_MAX):
            made = add_ignores(self.new(report, is_quiet=True).findings, comments, report.rules, today=today(), reason=self.reason)
            count, files = count + made.count, files | made.files
            if not made.files:
                break
            report, comments = again()
        if count:
            click.echo(f"note: {counted(count, 'finding')} silenced by comments in {counted(len(files), 'file')}", err=True)
        if made.by_hand:
            codes = ", ".join(sorted({item.code for item in made.by_hand}))
            click.echo(f"note: {counted(len(made.by_hand), 'finding')} {are(len(made.by_hand))} in {'a partial' if len(made.by_hand) == 1 else 'partials'}, where comments are written by hand: {{# specc: ignore[{codes}] … #}}", err=True)
        if made.left:
            click.echo(f"note: {counted(made.left, 'finding')} {are(made.left)} where no comment can stand", err=True)
        for file in sorted(made.read_only):
            click.echo(f"note: no comments written: {file} is read-only", err=True)
        return report
