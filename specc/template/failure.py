"""What went wrong in a template, told from whatever Jinja or Python raised: the rule, the facts, the place."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

from jinja2 import TemplateNotFound, TemplateSyntaxError
from jinja2.environment import Template

from specc.template.environment import MissingNameError
from specc.template.limits import TemplateLimitError
from specc.template.locale import NumberFormatError
from specc.template.values import RowNeededError, UnprintableError

_UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(\w+)'")
_CLOSING = frozenset(("elif", "else", "endif", "endfor", "endset", "endmacro", "endcall", "endfilter", "endwith", "endblock", "endraw"))
_INNERMOST = re.compile(r"needs to be closed is '(\w+)'")


@dataclass(frozen=True, slots=True)
class Failure:
    """`offset` counts characters in the scalar, or in the partial when one is named."""

    rule: str
    facts: dict[str, object] = field(default_factory=dict)
    offset: int = 0
    partial: str | None = None


def render_failure(error: Exception) -> Failure:
    """The failure of an exception raised while a template ran. A request for the row is no failure, and passes."""
    if isinstance(error, RowNeededError):
        raise error
    offset, partial = _place(error.__traceback__)
    if isinstance(error, TemplateSyntaxError):  # in a partial whose name was computed
        return syntax_failure(error, "", partial=error.name)
    rule, tell = next(((rule, tell) for kind, rule, tell in _KINDS if isinstance(error, kind)), ("V105", _plain))
    return Failure(rule, tell(error), offset, partial)


def syntax_failure(error: Exception, text: str, *, partial: str | None = None) -> Failure:
    """The failure of an exception raised while a template was compiled."""
    if not isinstance(error, TemplateSyntaxError):
        return Failure("V102", {"problem": _nesting(error), "help": "split it, or move a part into a macro"}, 0, partial)
    message = (error.message or "").split("\n")[0]
    offset = max(0, error.lineno - 1)
    help = ""
    if (unknown := _UNKNOWN_TAG.search(message)) and unknown.group(1) not in _CLOSING:
        message = unknown.group()
    elif match := _INNERMOST.search(message):
        offset = _last_tag(text, match.group(1), offset)
        message, help = f"`{{% {match.group(1)} %}}` is never closed", f"close it with `{{% end{match.group(1)} %}}`"
    elif "unexpected end of template" in message:
        offset = max(text.rfind("{{"), text.rfind("{%"), 0)
        message = "this is never closed"
    return Failure("V102", {"problem": message, "help": help}, offset, partial)


def _nesting(error: Exception) -> str:
    return "the template is nested too deeply" if isinstance(error, RecursionError | SyntaxError | MemoryError) else str(error).split(";")[0]


def _last_tag(text: str, tag: str, fallback: int) -> int:
    tags = list(re.finditer(r"\{%[-+]?\s*(end)?" + re.escape(tag) + r"\b", text))
    closed = 0
    for match in reversed(tags):
        if match.group(1):
            closed += 1
        elif closed == 0:
            return match.start()
        else:
            closed -= 1
    return fallback


def _place(traceback: TracebackType | None) -> tuple[int, str | None]:
    """The innermost frame that belongs to a template: its `lineno`s are offsets."""
    offset, partial = 0, None
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            offset = max(0, template.get_corresponding_lineno(traceback.tb_lineno) - 1)
            partial = template.name
        traceback = traceback.tb_next
    return offset, partial


def _missing_name(error: Exception) -> dict[str, object]:
    assert isinstance(error, MissingNameError)
    known = sorted(str(key) for key in error.holder) if isinstance(error.holder, dict) else []
    return {"name": error.name, "known": known}


def _missing_include(error: Exception) -> dict[str, object]:
    return {"name": getattr(error, "name", None) or str(error)}


def _limit(error: Exception) -> dict[str, object]:
    return {"problem": str(error) if isinstance(error, TemplateLimitError) else "the template calls itself without end"}


def _unprintable(error: Exception) -> dict[str, object]:
    return {"problem": f"{error} can't be written as text", "error": ""}


def _unwritable(error: Exception) -> dict[str, object]:
    return error.facts if isinstance(error, NumberFormatError) else {}


def _plain(error: Exception) -> dict[str, object]:
    return {"problem": str(error).split("\n")[0][:200], "error": type(error).__name__}


_KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, Callable[[Exception], dict[str, object]]], ...] = (
    (MissingNameError, "V101", _missing_name),
    (TemplateNotFound, "V104", _missing_include),
    ((TemplateLimitError, RecursionError, MemoryError), "V106", _limit),
    (UnprintableError, "V105", _unprintable),
    (NumberFormatError, "V105", _unwritable),
)
