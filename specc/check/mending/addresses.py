"""Fixes of addresses."""

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Span
from specc.check.rule import Setting

_PLAIN = "http://"


def write_https(fault: Fault, _setting: Setting) -> Fix | None:
    """Whether the host answers by https isn't known. What a template's value brings isn't written here."""
    text = fault.span.text.lower()
    if text.count(_PLAIN) != 1:
        return None
    at = fault.span.start + text.index(_PLAIN) + len("http")
    letter = "S" if fault.span.source.text[at - 1].isupper() else "s"
    return Fix("use https", (Edit(Span(fault.span.source, at, at), letter),))
