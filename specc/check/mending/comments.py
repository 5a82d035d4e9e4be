"""Fixes of comments that silence nothing."""

import re

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Span
from specc.check.rule import Setting

_LIST = re.compile(r"\[([^\]\n]*)\]")
_NEXT_COMMENT = re.compile(r"\s+#(?=\s)")


def remove_ignore(fault: Fault, _setting: Setting) -> Fix | None:
    """Takes out the rules that silence nothing, or the comment when none is left; another comment on its line stays."""
    unused = [str(name) for name in _names(fault.facts["unused"])]
    match = _LIST.search(fault.span.text)
    named = [name.strip() for name in match.group(1).split(",") if name.strip()] if match else []
    used = [name for name in named if name not in unused]
    if match and used:
        start = fault.span.start + match.start(1)
        return Fix(f"remove {', '.join(unused)}", (Edit(Span(fault.span.source, start, start + len(match.group(1))), ", ".join(used)),), is_safe=True)
    return Fix("remove it", (Edit(_removed(fault.span), ""),), is_safe=True)


def _names(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _removed(comment: Span) -> Span:
    """The comment with the white space before it, and its line where nothing else is on it."""
    source, line = comment.source, comment.first.line
    start = source.line_starts[line - 1]
    before = source.text[start : comment.start]
    following = _NEXT_COMMENT.search(comment.text)
    if following:
        return Span(source, comment.start, comment.start + following.end() - 1)
    if before.strip():
        return Span(source, start + len(before.rstrip()), comment.end)
    has_next = line < len(source.line_starts)
    return Span(source, start, source.line_starts[line] if has_next else comment.end)
