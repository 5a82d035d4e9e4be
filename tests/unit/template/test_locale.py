"""Numbers are written as the cell's language does, the same on every machine, and only what is a number."""

import decimal
import subprocess
import sys
from typing import Any

import pytest

from specc.template.environment import SpecEnvironment
from specc.template.limits import TemplateLimitError
from specc.template.locale import FILTERS, NumberFormatError

MODULE = "{% macro told(n) %}{{ n | number }}{% endmacro %}"


def made(template: str, language: str | None = None, **names: Any) -> str:
    environment = SpecEnvironment(lambda name: MODULE if name == "module.j2" else None)
    cell = {} if language is None else {"language": {"code": language}}
    return environment.from_string(template).render({"vars": {}, **cell, **names})


@pytest.mark.parametrize(
    ("template", "language", "expected"),
    [
        ("{{ 1234567.891 | number }}", None, "1,234,567.891"),
        ("{{ 1234567.891 | number }}", "en-US", "1,234,567.891"),
        ("{{ 1234567.891 | number }}", "de-DE", "1.234.567,891"),
        ("{{ 1234567.891 | number }}", "es-ES", "1.234.567,891"),
        ("{{ 1234567.891 | number }}", "fr-FR", "1\u202f234\u202f567,891"),
        ("{{ 1234567.891 | number }}", "hi-IN", "12,34,567.891"),
        ("{{ 1234567.891 | number }}", "ar-EG", "1,234,567.891"),
        ("{{ 1234567.891 | number }}", "de_de", "1.234.567,891"),
        ("{{ 1234.5 | number(digits=0) }}", "en-US", "1,234"),
        ("{{ 1234 | number(2) }}", "en-US", "1,234.00"),
        ("{{ 1234 | number(locale='de') }}", "en-US", "1.234"),
        ("{{ (0.1 + 0.2) | number }}", "en-US", "0.3"),
        ("{{ -0.0 | number }}", "en-US", "0"),
        ("{{ (10 ** 30) | number | length }}", "en-US", "41"),
        ("{{ 0.256 | percent }}", "de-DE", "26\u00a0%"),
        ("{{ 0.256 | percent(1) }}", "en-US", "25.6%"),
        ("{{ 9.5 | currency('EUR') }}", "en-US", "€9.50"),
        ("{{ 9.5 | currency('EUR') }}", "de-DE", "9,50\u00a0€"),
        ("{{ 9.5 | currency('JPY', digits=1) }}", "ja-JP", "￥9.5"),
        ("{% from 'module.j2' import told with context %}{{ told(1234) }}", "de-DE", "1.234"),
        ("{% macro f() %}{{ 1234 | number }}{% endmacro %}{{ f() }}", "de-DE", "1.234"),
        ("{{ none | default(1234, true) | number }}", "de-DE", "1.234"),
    ],
)
def test_a_number_is_written(template: str, language: str | None, expected: str) -> None:
    assert made(template, language) == expected


@pytest.mark.parametrize(
    ("template", "problem", "near"),
    [
        ("{{ '12' | number }}", "is text, not a number", []),
        ("{{ true | percent }}", "a boolean is not a number", []),
        ("{{ none | number }}", "null is not a number", []),
        ("{{ [1] | number }}", "a list is not a number", []),
        ("{{ (1e308 * 10) | number }}", "is no number to write", []),
        ("{{ 1e150 | number }}", "a number of more than 100 digits can't be written", []),
        ("{{ 1 | number(digits=true) }}", "is no count of digits", []),
        ("{{ 1 | number(digits='2') }}", "is no count of digits", []),
        ("{{ 1 | number(digits=-1) }}", "is no count of digits", []),
        ("{{ 1 | number(locale='xx-YY') }}", "is no locale that numbers are known for", []),
        ("{{ 1 | number(locale='') }}", "is no locale that numbers are known for", []),
        ("{{ 1 | number(locale='../de') }}", "is no locale that numbers are known for", []),
        ("{{ 1 | number(locale='en-USA') }}", "is no locale that numbers are known for", ["en-US"]),
        ("{{ 1 | currency }}", "`currency` doesn't say which", []),
        ("{{ 1 | currency('eur') }}", "is no currency", ["EUR"]),
        ("{{ 1 | currency(7) }}", "is no currency", []),
        ("{% from 'module.j2' import told %}{{ told(1234) }}", "`number` can't see the language in an imported template", []),
    ],
)
def test_what_can_not_be_written_is_refused(template: str, problem: str, near: list[str]) -> None:
    with pytest.raises(NumberFormatError) as refused:
        made(template, "en-US")
    assert refused.value.facts["problem"] == problem
    assert refused.value.facts["help"]
    found = refused.value.facts["near"]
    assert isinstance(found, list)
    assert found[: len(near)] == near


def test_the_meter_runs() -> None:
    with pytest.raises(TemplateLimitError):
        made("{% for i in range(100000) %}{% for j in range(100000) %}{{ 1 | number }}{% endfor %}{% endfor %}")


def test_the_caller_decides_nothing() -> None:
    with decimal.localcontext(decimal.Context(prec=2, rounding=decimal.ROUND_UP)):
        assert made("{{ 1234.5678 | number }}") == "1,234.568"


def test_babel_is_loaded_when_it_is_used() -> None:
    code = "import sys, specc.pipeline; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_filters_are_there() -> None:
    assert set(FILTERS) <= set(SpecEnvironment(lambda _name: None).filters)
