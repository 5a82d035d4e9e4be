"""Fixes of comments that silence nothing."""

import re

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Span
from specc.check.mending.fixing import sole
from specc.check.rule import Setting, listed, quoted

_LIST = re.compile(r"\[([^\]\n]*)\]")
_NEXT_COMMENT = re.compile(r"\s+#(?=\s)")


def remove_ignore(fault: Fault, _setting: Setting) -> Fix | None:
    """Takes out the rules that silence nothing, or the comment when none is left; another comment on its line stays."""
    unused, rules = fault.facts["unused"], fault.facts["rules"]
    assert isinstance(unused, list)  # both are made beside the comments
    assert isinstance(rules, list)
    match = _LIST.search(fault.span.text)
    used = [name for name in rules if name not in unused]
    if match and used:
        start = fault.span.start + match.start(1)
        edit = Edit(Span(fault.span.source, start, start + len(match.group(1))), ", ".join(used))
        return Fix(f"remove {listed(unused)}", (edit,), is_safe=True)
    removed = _removed(fault.span) if fault.span.text.startswith("#") else _removed_from_partial(fault.span)
    return None if removed is None else Fix("remove it", (Edit(removed, ""),), is_safe=True)


def rename_rule(fault: Fault, _setting: Setting) -> Fix | None:
    """A rule that doesn't exist, where just one is near."""
    near = sole(fault.facts.get("near"))
    return None if near is None else Fix(f"write {quoted(near)}", (Edit(fault.span, near),))


def _removed_from_partial(comment: Span) -> Span | None:
    """The line of a comment; None where more is on it: the white space around it may be spoken."""
    source, line = comment.source, comment.first.line
    start, is_alone = source.line_starts[line - 1], source.line(line).strip() == comment.text
    return Span(source, start, source.line_starts[line]) if is_alone and line < len(source.line_starts) else None


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
