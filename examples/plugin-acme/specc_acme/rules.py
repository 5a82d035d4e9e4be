"""Acme's rules: for each a wording, whose docstring is its page, and what looks for it."""

from collections.abc import Iterator

from specc.plugin import Document, Edit, Fault, Fix, Remark, Setting, Wording, quoted

NAMES = {"AcmeSoft": "Acme", "Acme Online": "Acme Cloud"}
"""What our products were called, and what they are called now."""


def old_name(*, old: str, new: str) -> Wording:
    """A product is called by a name that it no longer has.

    Names changed with the merger. A video with an old one has to be made
    again.

    Bad:

        task:
          speech: {text: Welcome to AcmeSoft.}

    Good:

        task:
          speech: {text: Welcome to Acme.}

    Source: Acme's style guide, "Our names"
    """
    return Wording(f"`speech.text` says {quoted(old)}", f"say {quoted(new)}")


def look_for_old_names(text: object) -> Iterator[Remark]:
    """`text` is a payload's `speech.text`: of a cell, or of each row. What differs in `fold` is a finding of its own."""
    for old, new in NAMES.items():
        if isinstance(text, str) and old in text:
            yield Remark({"old": old, "new": new}, fold=old)


def mend_old_name(fault: Fault, _setting: Setting) -> Fix | None:
    """Where the name stands in the spec itself it can be changed there; where a row brings it, it can't."""
    old, new = str(fault.facts["old"]), str(fault.facts["new"])
    at = fault.span.text.find(old)
    if at < 0:
        return None
    start = fault.span.start + at
    return Fix(f"say `{new}`", (Edit(fault.span.source.span(start, start + len(old)), new),), is_safe=True)


def no_description() -> Wording:
    """A spec doesn't say what its videos are for.

    Whoever pays the bill asks.

    Bad:

        vars: {product: Acme}

    Good:

        description: First video of a new customer. Asked for by Sales.

    Source: Acme's style guide, "Who pays"
    """
    return Wording("the spec has no `description`", "add one: what the videos are for, and who asked for them")


def check_description(document: Document) -> Iterator[Fault]:
    """`document` is a whole spec, with what it extends."""
    if not document.get(("description",)):
        yield Fault("ACME201", document.gap(("description",)))
