"""How findings are written: the options that say so, and the report in that form."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from specc import __version__
from specc.base.errors import UnreadableError, UsageError

FORMATS: dict[str, str] = {
    "text": "the line and what to do, for people",
    "concise": "a line a finding",
    "json": "all there is, for programs",
    "sarif": "code scanning, editors",
    "github": "annotations of a workflow",
    "gitlab": "Code Quality",
    "junit": "test reports",
    "rdjson": "reviewdog, with suggestions",
    "template": "as --template says",
}
_COUNTED = ("text", "concise", "json")
_FOR_PEOPLE = ("text", "concise")


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """`template` is a compiled one; `fail_on` the least severity that makes a run fail."""

    form: str
    fail_on: str = "error"
    has_statistics: bool = False
    template: Any = None
    shows_unsafe: bool = False
    """Whether fixes by a guess are counted as fixable."""


def format_options(function: Callable[..., Any]) -> Callable[..., Any]:
    told = "; ".join(f"{name}: {what}" for name, what in FORMATS.items())
    function = click.option("--statistics", is_flag=True, help="Count findings by rule: in place of them in text and concise, with them in json.")(function)
    function = click.option("--template-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The template of --format template, in a file.")(function)
    function = click.option("--template", metavar="TEXT", help="The template of --format template: Jinja, with `f` for each finding, or `findings` for all.")(function)
    return click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text", show_default=True, help=f"How findings are written. {told}.")(function)


def make_writing(form: str, *, template: str | None, template_file: Path | None, has_statistics: bool, fail_on: str, shows_unsafe: bool = False) -> Writing:
    """What the options ask for. Raises `UsageError` for what doesn't go together, or for a template that makes no sense."""
    if template is not None and template_file is not None:
        raise UsageError("--template and --template-file are both given", "give one of them")
    is_given = template is not None or template_file is not None
    if is_given != (form == "template"):
        raise UsageError("--template goes with --format template" if is_given else "--format template needs --template or --template-file", "for example --format template --template '{{ f.file }}:{{ f.line }} {{ f.code }} {{ f.message }}'")
    if has_statistics and form not in _COUNTED:
        raise UsageError(f"--statistics has no place in --format {form}", f"formats with statistics are {', '.join(_COUNTED)}; a template has `statistics`")
    return Writing(form, fail_on, has_statistics, _compiled(template, template_file) if is_given else None, shows_unsafe)


def rendered(report: Any, writing: Writing, *, is_file: bool) -> str:
    """The report as text. Formats for programs name files as from the current folder."""
    if writing.form in _FOR_PEOPLE:
        return _for_people(report, writing, is_file=is_file)
    from specc.report.portable import portable

    report = portable(report, Path.cwd())
    if writing.form == "template":
        return str(writing.template.render(report))
    made: str = importlib.import_module(f"specc.report.{writing.form}").render(report, **_MORE.get(writing.form, _nothing)(writing))
    return made


def _for_people(report: Any, writing: Writing, *, is_file: bool) -> str:
    from specc.cli.terminal import columns, is_coloured
    from specc.report import text

    if writing.form == "concise" and not writing.has_statistics:
        return text.concise(report)
    colours, width = not is_file and is_coloured(sys.stdout), columns()
    if writing.has_statistics:
        from specc.report import statistics

        return statistics.render(report, is_coloured=colours, columns=width)
    return text.render(report, is_coloured=colours, columns=width, shows_unsafe=writing.shows_unsafe)


def _compiled(text: str | None, file: Path | None) -> Any:
    from specc.report.template import Template

    if file is None:
        return Template(text or "", "--template")
    try:
        return Template(file.read_text(encoding="utf-8"), str(file))
    except OSError as error:
        raise UnreadableError(f"can't read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UnreadableError(f"can't read {file}: it is not UTF-8") from None


def _nothing(_writing: Writing) -> dict[str, Any]:
    return {}


_MORE: dict[str, Callable[[Writing], dict[str, Any]]] = {
    "json": lambda writing: {"has_statistics": writing.has_statistics},
    "sarif": lambda _writing: {"version": __version__},
    "junit": lambda writing: {"fail_on": writing.fail_on},
}
"""What a format wants to know besides the report."""
