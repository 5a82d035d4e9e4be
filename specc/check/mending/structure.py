"""Fixes of the file as YAML and of the frame of a spec."""

import re
from collections.abc import Iterator

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Span
from specc.check.mending.fixing import only_near, renaming, rewriting
from specc.check.rule import Setting
from specc.syntax.writing import quoting

_COMMENT_OR_END = re.compile(r"\s+#|\s*\Z")


def quote_template(fault: Fault, setting: Setting) -> Fix | None:
    """The whole value, over all its lines. A tag alone on its line stands around YAML: no quotes help."""
    span = fault.span
    if span.source.line(span.first.line).strip() == span.text:
        return None
    whole = (place.value for place in setting.document.places.values() if not place.style and place.value.source is span.source and place.value.start == span.start)
    found = next((part for part in (next(whole, span), *_longer(span)) if _is_closed(part.text)), None)
    return None if found is None else Fix("quote it", quoting(found), is_safe=True)


def _longer(span: Span) -> Iterator[Span]:
    """A `#` in a template looks like a comment: up to one behind it, or to the end of the line."""
    source, end = span.source, span.source.line_span(span.first.line).end
    for match in _COMMENT_OR_END.finditer(source.text, span.end, end):
        yield Span(source, span.start, match.start())


def _is_closed(text: str) -> bool:
    return all(text.count(start) == text.count(end) for start, end in (("{{", "}}"), ("{%", "%}"), ("{#", "#}")))


def rename_key(fault: Fault, setting: Setting) -> Fix | None:
    """A key of the language that is near, and isn't there yet."""
    name, known = fault.facts["name"], fault.facts["known"]
    return renaming(fault, setting, old=name, new=only_near(name, known))


def write_version(fault: Fault, setting: Setting) -> Fix | None:
    value = fault.facts["value"]
    return rewriting(fault, setting, old=value, new=1, is_safe=True) if value == "1" and isinstance(value, str) else None


def choose_model(fault: Fault, setting: Setting) -> Fix | None:
    name, known = fault.facts["name"], fault.facts["known"]
    return rewriting(fault, setting, old=name, new=only_near(name, known))


def quote_habit(fault: Fault, _setting: Setting) -> Fix | None:
    """Text stays text, for all readers. Whether a number with a 0 before it was meant as text isn't known."""
    return Fix("quote it", quoting(fault.span), is_safe=True) if isinstance(fault.facts["value"], str) else None


def drop_ending(fault: Fault, setting: Setting) -> Fix | None:
    """Takes it off where it is written as it is."""
    span = fault.span
    return Fix("take it out", (Edit(span, ""),), not setting.is_shared(span)) if span.text == fault.facts["ending"] else None


def quote_whole(fault: Fault, _setting: Setting) -> Fix | None:
    """All that stands there becomes the text, which nobody may have meant."""
    whole = fault.facts["whole"]
    return Fix("quote it", quoting(whole)) if isinstance(whole, Span) else None
