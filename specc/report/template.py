"""Findings by a template of the user's own: bounded and sandboxed as templates of specs are.

A template that uses `f` is written once for each finding, a line each; any other once for all, with `findings`. The fields are those
of the JSON format.
"""

from collections.abc import Callable, Mapping
from typing import Any

from specc.base.errors import UsageError
from specc.base.location import Source
from specc.base.similar import similar
from specc.check.report import Report
from specc.report.json import finding_fields, statistics_fields, summary_fields

_EACH, _ALL = "f", ("findings", "summary", "statistics")


class Template:
    """A compiled template. `name` is what it is called in messages. Raises `UsageError` where it makes no sense."""

    def __init__(self, text: str, name: str) -> None:
        from jinja2.meta import find_undeclared_variables

        from specc.template.environment import SpecEnvironment

        self._source = Source(name, text.removesuffix("\n"))
        self._environment = SpecEnvironment(lambda _name: None)
        try:
            names = find_undeclared_variables(self._environment.parse_plain(self._source.text))
            self._template = self._environment.from_string(self._source.text)
        except Exception as error:  # noqa: BLE001 - the compiler of templates raises whatever Python's raises
            from specc.template.failure import syntax_failure

            failure = syntax_failure(error, self._source.text)
            raise self._refused(str(failure.facts["problem"]), failure.offset) from None
        self._require_known(names)
        self._is_of_each = _EACH in names

    def render(self, report: Report) -> str:
        findings = finding_fields(report)
        names = {"findings": findings, "summary": summary_fields(report), "statistics": statistics_fields(report)}
        if not self._is_of_each:
            return _line(self._render(names))
        return "".join(_line(self._render({**names, _EACH: finding})) for finding in findings)

    def _render(self, names: Mapping[str, Any]) -> str:
        self._environment.meter.refill()
        try:
            return self._template.render(names)
        except Exception as error:  # noqa: BLE001 - whatever a template raises is the template's failure
            from specc.template.failure import render_failure

            failure = render_failure(error)
            told, help = _SAY.get(failure.rule, _problem)(failure.facts)
            raise self._refused(told, failure.offset, help) from None

    def _require_known(self, names: set[str]) -> None:
        for name in sorted(names - {_EACH, *_ALL}):
            near = similar(name, (_EACH, *_ALL))
            offset = max(0, self._source.text.find(name))
            raise self._refused(f"there is no `{name}`", offset, f"did you mean `{near[0]}`?" if near else "names are `f`, or `findings`, `summary` and `statistics`")

    def _refused(self, problem: str, offset: int, help: str = "") -> UsageError:
        place = self._source.position(min(offset, len(self._source.text)))
        return UsageError(f"{self._source.name}:{place.line}:{place.column}: {problem}", help)


def _line(text: str) -> str:
    return text + "\n" * (bool(text) and not text.endswith("\n"))


def _missing(facts: Mapping[str, Any]) -> tuple[str, str]:
    near = similar(facts["name"], facts["known"])
    return f"there is no `{facts['name']}`", f"did you mean `{near[0]}`?" if near else "fields are those of --format json"


def _missing_template(facts: Mapping[str, Any]) -> tuple[str, str]:
    return f"there is no template `{facts['name']}`", "a report's template stands alone"


def _problem(facts: Mapping[str, Any]) -> tuple[str, str]:
    return str(facts.get("problem") or "it can't be written"), ""


_SAY: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {"V101": _missing, "V104": _missing_template}
