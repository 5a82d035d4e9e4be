"""V: variables and templates."""

import re
from collections.abc import Sequence

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, expected, listed, quoted

_QUOTES = re.compile(r"'([^'\n]+)'")

_EXPECTED_END = re.compile(r"^expected token `end of (?:print statement|statement block)`, got")

_ENDINGS = {
    "unexpected `end of print statement`": "the expression ends too early",
    "expected an expression, got `end of print statement`": "an expression is missing",
    "unexpected `end of statement block`": "the tag ends too early",
    "expected an expression, got `end of statement block`": "the tag ends too early",
}

_SYNTAX_HELP = {
    "unexpected `}`": "an expression ends with `}}`",
    "unexpected `%`": "a tag ends with `%}`",
    "unexpected `{`": "an expression ends with `}}`",
    "unexpected `=`": "`==` compares",
}

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "endset", "include", "import", "from", "macro", "endmacro", "call", "endcall", "filter", "endfilter", "with", "endwith", "raw", "endraw")

_ERRORS = (
    ("by zero", "a division by zero", "test for it: `{% if … %}`"),
    ("can only concatenate str", "text and something else can't be joined by `+`", "join with `~`, which makes text of both; to add, make numbers with `| int` or `| float`"),
    ("unsupported operand type(s) for +", "these values can't be added", "join texts with `~`, or make numbers with `| int` or `| float`"),
    ("unsupported operand type(s) for", "these values can't be calculated with", "make numbers with `| int` or `| float`, or give a column its `type` in `audience.columns`"),
    ("not supported between instances", "these values can't be compared", "make numbers with `| int` or `| float`, or give a column its `type` in `audience.columns`"),
    ("object is not iterable", "this is no list", "loop over a list or a mapping"),
    ("is not callable", "this can't be called", "leave the brackets out"),
)
"""What Python says, in words for people who write specs."""

_ROOTS = {
    "row": "`row` holds an audience's columns: add an `audience`",
    "row_number": "`row_number` counts an audience's rows: add an `audience`",
    "language": "`language` is there when the spec has `languages`",
    "matrix": "`matrix` is there when the spec has a `matrix`",
}


def undefined_variable(*, name: str, known: list[str], holder: str = "", elsewhere: Sequence[str] = ()) -> Wording:
    """A template uses a name that isn't defined.

    Jinja alone would write nothing there, and the avatar would say "Hello ,
    welcome" in a video that is paid for. Where a value may be missing, say
    so: `{{ vars.title | default('') }}`.

    Bad:

        vars: {product: Acme Cloud}
        task:
          speech:
            text: Welcome to {{ vars.prodct }}.

    Good:

        vars: {product: Acme Cloud}
        task:
          speech:
            text: Welcome to {{ vars.product }}.

    Source: https://jinja.palletsprojects.com/en/stable/templates/#variables
    """
    full = f"{holder}.{name}" if holder else name
    scope = f"in `{holder}` there is {listed(known)}" if holder and known else f"names are {listed(known)}" if known else ""
    otherwise = _ROOTS.get(full, "") or scope
    return Wording(f"{quoted(full)} is undefined", did_you_mean(elsewhere or [_below(holder, item) for item in similar(name, known)], otherwise))


def _below(holder: str, name: str) -> str:
    """A name as a template says it: in brackets where it is none that Jinja reads as one."""
    return name if not holder else f"{holder}.{name}" if name.isidentifier() else f"{holder}['{name}']"


def template_syntax(*, problem: str, help: str = "") -> Wording:
    """A template that Jinja can't read.

    A brace is missing, a block isn't closed, an expression isn't one.
    Nothing can be rendered from it, so no video that uses it is made.

    Bad:

        vars: {product: Acme Cloud}
        task:
          speech:
            text: Welcome to {{ vars.product }.

    Good:

        vars: {product: Acme Cloud}
        task:
          speech:
            text: Welcome to {{ vars.product }}.

    Source: https://jinja.palletsprojects.com/en/stable/templates/#synopsis
    """
    plain = _QUOTES.sub(r"`\1`", problem[:1].lower() + problem[1:].rstrip("."))
    plain = _ENDINGS.get(plain) or _EXPECTED_END.sub("unexpected", plain)
    near = similar(plain.rsplit("`", 2)[1], _TAGS)[:1] if "unknown tag" in plain else []
    return Wording(plain, help or did_you_mean(near, _SYNTAX_HELP.get(plain, "")))


def unknown_filter(*, kind: str, name: str, near: list[str]) -> Wording:
    """A template uses a filter or test that doesn't exist.

    Jinja refuses the template as a whole, so no video that uses it is made.

    Bad:

        vars: {product: acme cloud}
        task:
          speech:
            text: Welcome to {{ vars.product | titel }}.

    Good:

        vars: {product: acme cloud}
        task:
          speech:
            text: Welcome to {{ vars.product | title }}.

    Source: https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters
    """
    return Wording(f"unknown {kind} {quoted(name)}", did_you_mean(near))


def missing_include(*, name: str, near: list[str] | None = None, problem: str = "") -> Wording:
    """A template includes a file that isn't there.

    Partials are looked for in the spec's folder, in the project's
    `templates/` and among the templates that come with specc, never above
    them. Without the partial a part of every text would be missing.

    Bad:

        task:
          speech:
            text: Hello. {% include "closng.j2" %}

    closing.j2:

        Bye for now.

    Good:

        task:
          speech:
            text: Hello. {% include "closing.j2" %}

    Source: https://jinja.palletsprojects.com/en/stable/templates/#include
    """
    if problem:
        return Wording(f"can't read the template {quoted(name)}: {problem}", "save the file as UTF-8" if "UTF-8" in problem else "allow it to be read")
    looked = "looked for below the spec's folder, the project's `templates/` and the templates that come with specc"
    return Wording(f"no template {quoted(name)}", did_you_mean(near or [], looked))


def template_error(*, problem: str, error: str, value: str | None = None, help: str = "", near: list[str] | None = None) -> Wording:
    """A template fails while it is rendered.

    Its syntax is sound, but it does something that its values don't allow:
    it divides by zero, adds a number to a text, takes a part of nothing.
    The finding names the values and, where rows differ, the row.

    Bad:

        vars: {seats: 20, teams: 0}
        task:
          speech:
            text: That is {{ vars.seats // vars.teams }} seats a team.

    Good:

        vars: {seats: 20, teams: 4}
        task:
          speech:
            text: That is {{ vars.seats // vars.teams }} seats a team.

    Source: https://jinja.palletsprojects.com/en/stable/templates/#expressions
    """
    if help:
        return Wording(problem if value is None else f"{quoted(value)} {problem}", did_you_mean(near or [], help))
    plain = next(((message, help) for part, message, help in _ERRORS if part in problem), (f"{error}: {problem}" if error else problem, ""))
    return Wording(*plain)


def template_limit(*, problem: str) -> Wording:
    """A template makes or does more than any video needs.

    Output, loops, recursion and the size of numbers are bounded, so that a
    mistake in a template is a finding and not a machine that stands still.
    The bounds count work, not time: they are the same on every machine.

    Bad:

        task:
          speech:
            text: "{{ 'haha' * 1000000 }}"

    Good:

        task:
          speech:
            text: "{{ 'haha' * 3 }}"

    Source: https://jinja.palletsprojects.com/en/stable/sandbox/
    """
    return Wording(problem, "make it smaller: a spoken text has a few thousand characters")


def mixed_type(*, path: str, value: object, kind: str, **facts: object) -> Wording:
    """A lone expression whose value the parameter can't take.

    Cells of a CSV file are text until a contract gives them a type, and
    text is no speed. The mistake is in every row, so it is told once, with
    the contract that mends it.

    Bad:

        audience: {from: guests.csv, key: name}
        task:
          speech:
            text: Hello {{ row.name }}.
            speed: "{{ row.pace }}"

    guests.csv:

        name,pace
        Ana,1.1
        Ben,0.9

    Good:

        audience:
          from: guests.csv
          key: name
          columns:
            pace: {type: number}
        task:
          speech:
            text: Hello {{ row.name }}.
            speed: "{{ row.pace }}"

    Source: the spec language: a lone `{{ … }}` keeps the type of its value
    """
    if kind != "text":
        return Wording(f"{quoted(path)} gets a {kind} from a row; a row can only give single values", "name one of its parts")
    schema = facts.get("schema")
    wanted = expected(schema.get("type")) if isinstance(schema, dict) else "another type"
    kind_name = schema.get("type") if isinstance(schema, dict) else "integer"
    return Wording(f"{quoted(path)} takes {wanted}, but the data gives text: {quoted(value)}", f"declare the column's type in `audience.columns`: `{{type: {kind_name}}}`, or add a filter such as `| float`")


def empty_value(*, kind: str, value: object, what: str) -> Wording:
    """Nothing is rendered where something is spoken or named.

    The avatar would say "Hello , welcome", or the provider would get an
    empty id. Which rows it is in is told with the finding.

    Bad:

        audience: {from: guests.csv, key: id}
        task:
          speech:
            text: Hello {{ row.name }}, welcome.

    guests.csv:

        id,name
        1,Ana
        2,

    Good:

        audience: {from: guests.csv, key: id}
        task:
          speech:
            text: Hello {{ row.name | default('there', true) }}, welcome.

    Source: https://jinja.palletsprojects.com/en/stable/templates/#jinja-filters.default
    """
    shown = "empty" if isinstance(value, str) else "null" if value is None else str(value)
    place = "spoken text" if kind == "spoken" else "an id"
    return Wording(f"{quoted(what)} is {shown} in {place}", "give it a value, a default such as `| default('…', true)`, or leave the part out with `{% if … %}`")
