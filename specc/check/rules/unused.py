"""V and D: what a spec or its data holds and no template uses."""

from specc.check.rule import Wording, listed, quoted

_HELPS = {
    "var": "use `%s` in a template, or remove it",
    "key": "use `%s` in a template, or remove it",
    "axis": "use `%s` in a template, or remove the axis",
    "languages": "use `%s.code`, say, in a template, or remove `languages`",
    "chosen": "use `%s.code`, say, in a template, or remove `languages` and `audience.language`",
    "column": "use `%s` in a template, or leave it out of `columns`",
}


def unused_variable(*, name: str, kind: str, count: int = 0) -> Wording:
    """A name that the spec declares and no template uses.

    A constant, a language's key, an axis or one of its keys, or a column of
    the contract. Mostly a text that was meant to use it doesn't, and an
    axis or languages that nothing uses make the same video again and again.
    A value counts as used when a part of it, or what holds it, is used; so
    do all of them when a template includes a file by a computed name. What
    a spec offers to those that extend it isn't told, nor what it inherits.

    Bad:

        vars: {product: Acme Cloud, city: Lisbon}
        task:
          speech:
            text: Welcome to {{ vars.product }}.

    Good:

        vars: {product: Acme Cloud, city: Lisbon}
        task:
          speech:
            text: Welcome to {{ vars.product }} in {{ vars.city }}.

    Source: the spec language: what is declared is there for templates to use
    """
    same = f", so its {count:,} cells make the same video" if kind == "axis" and count > 1 else ""
    messages = {
        "axis": f"no template uses the axis {quoted(name)}{same}",
        "languages": "no template uses `language`" + (f", so {count:,} languages make the same video" if count > 1 else ""),
        "chosen": "no template uses `language`, so a row's language changes nothing",
        "column": f"the contract checks {quoted(name)}, but no template uses it",
    }
    return Wording(messages.get(kind, f"no template uses {quoted(name)}"), _HELPS[kind] % name)


def unused_column(*, columns: list[str]) -> Wording:
    """Columns of the data that nothing uses.

    Neither a template, nor `key`, `language`, `where` or the contract names
    them. That is no mistake in a table that was made for more than these
    videos, but a look at them may show what a text forgets, and personal
    data that nobody needs is better not exported. It is told in one line
    after the other findings, and never makes `specc lint` fail unless
    `--fail-on info` says so; other commands don't tell it.

    Bad:

        audience: {from: guests.csv, key: name}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        name,city
        Ana,Lisbon

    Good:

        audience: {from: guests.csv, key: name}
        task:
          speech: {text: "Hello {{ row.name }} from {{ row.city }}."}

    Source: the spec language: `row` holds the columns of the audience
    """
    return Wording(f"nothing uses the column{'s' if len(columns) > 1 else ''} {listed(columns)}")
