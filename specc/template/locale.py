"""Filters that write numbers as a language does: `number`, `percent`, `currency`. The only importer of Babel, whose data are
CLDR's. Digits are Western everywhere; rounding is to even, as ICU's.
"""

import copy
import functools
import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, localcontext
from decimal import Context as DecimalContext
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from jinja2.runtime import Context, Undefined
from jinja2.utils import missing

from specc.base.similar import similar

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

FALLBACK = "en"
DIGITS_MAX = 20
NUMBER_DIGITS_MAX = 100
WORK = 512
"""What one number costs of a template's meter: it takes as long as some thirty steps of a loop."""

_ROUNDING = DecimalContext(prec=2 * NUMBER_DIGITS_MAX, rounding=ROUND_HALF_EVEN)
_TAG = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_KINDS: tuple[tuple[type, str], ...] = ((bool, "a boolean"), (dict, "a mapping"), (list, "a list"), (type(None), "null"))


class NumberFormatError(Exception):
    """What can't be written as a number. `value` is told apart from the problem, which is the same for all rows."""

    def __init__(self, problem: str, *, help: str, value: object = None, near: tuple[str, ...] = ()) -> None:
        super().__init__(problem)
        self.facts: dict[str, object] = {"problem": problem, "error": "", "help": help, "value": value, "near": list(near)}


@pass_context
def number(context: Context, value: Any, digits: Any = None, locale: Any = None) -> str:
    """`1234.5 | number` is `1,234.5` in English; `digits` fixes the decimals, of which there are at most three otherwise."""
    from babel.numbers import format_decimal

    known = _locale(context, "number", locale)
    return _written(format_decimal, value, known, known.decimal_formats[None], digits)


@pass_context
def percent(context: Context, value: Any, digits: Any = None, locale: Any = None) -> str:
    """`0.25 | percent` is `25%` in English."""
    from babel.numbers import format_percent

    known = _locale(context, "percent", locale)
    return _written(format_percent, value, known, known.percent_formats[None], digits)


@pass_context
def currency(context: Context, value: Any, code: Any = None, digits: Any = None, locale: Any = None) -> str:
    """Money, by the code of its currency: 9.5 of `EUR` is `€9.50` in English. Without `digits` a currency has its own."""
    from babel.numbers import format_currency

    known = _locale(context, "currency", locale)
    form = functools.partial(format_currency, currency=_currency(code), currency_digits=digits is None)
    return _written(form, value, known, known.currency_formats["standard"], digits)


FILTERS: dict[str, Callable[..., str]] = {"number": number, "percent": percent, "currency": currency}


def _written(form: Callable[..., str], value: Any, locale: "Locale", pattern: "NumberPattern", digits: Any) -> str:
    checked = _number(value)
    with localcontext(_ROUNDING):
        return form(checked, format=_with_digits(pattern, digits), locale=locale)


def _number(value: Any) -> int | float:
    if isinstance(value, Undefined):
        str(value)  # raises
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _no_number(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise NumberFormatError("is no number to write", help="mend the data, or test for it", value=str(value))
    if abs(value) >= 10**NUMBER_DIGITS_MAX:
        raise NumberFormatError(f"a number of more than {NUMBER_DIGITS_MAX} digits can't be written", help="give a smaller one")
    return value or 0


def _no_number(value: object) -> NumberFormatError:
    if isinstance(value, str):
        help = "declare the column's type in `audience.columns`: `{type: number}`; elsewhere make a number with `| float`"
        return NumberFormatError("is text, not a number", help=help, value=str(value))
    kind = next((word for cls, word in _KINDS if isinstance(value, cls)), "this")
    return NumberFormatError(f"{kind} is not a number", help="give a number, or a default such as `| default(0, true)`")


def _with_digits(pattern: "NumberPattern", digits: Any) -> "NumberPattern":
    if digits is None:
        return pattern
    if isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= DIGITS_MAX:
        raise NumberFormatError("is no count of digits", help=f"give a whole number from 0 to {DIGITS_MAX}", value=str(digits))
    fixed = copy.copy(pattern)
    fixed.frac_prec = (digits, digits)
    return fixed


def _locale(context: Context, name: str, given: Any) -> "Locale":
    """The locale that is given, or else the cell's language. What is imported without the context can't see that one."""
    if given is None:
        if context.resolve_or_missing("vars") is missing:
            help = "import it `with context`, or name the locale: add `locale='en-US'`, say, to the filter"
            raise NumberFormatError(f"`{name}` can't see the language in an imported template", help=help)
        language = context.resolve_or_missing("language")
        given = language.get("code", FALLBACK) if isinstance(language, dict) else FALLBACK
    found = _known_locale(str(given))
    if found is None:
        help = "name one: add `locale='en-US'`, say, to the filter"
        raise NumberFormatError("is no locale that numbers are known for", help=help, value=str(given), near=_near_locales(str(given)))
    return found


@functools.lru_cache(maxsize=256)
def _known_locale(tag: str) -> "Locale | None":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.replace("-", "_")) if _TAG.fullmatch(tag) else None
    except (UnknownLocaleError, ValueError):
        return None


def _near_locales(tag: str) -> tuple[str, ...]:
    """Locales of the same language: those of others aren't meant, however alike they look."""
    from babel import localedata

    language = re.split("[-_]", tag.lower())[0]
    names = [identifier.replace("_", "-") for identifier in localedata.locale_identifiers()]
    return tuple(similar(tag, [name for name in names if name.split("-")[0] == language]))


def _currency(code: Any) -> str:
    known = _currencies()
    if code is None:
        raise NumberFormatError("`currency` doesn't say which", help="give an ISO 4217 code: `| currency('EUR')`")
    if not isinstance(code, str) or code not in known:
        raise NumberFormatError("is no currency", help="give its ISO 4217 code, such as `EUR`", value=str(code), near=tuple(similar(str(code), sorted(known))))
    return code


@functools.lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())
