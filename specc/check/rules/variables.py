"""V: variables and templates."""

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, expected, listed, quoted

_ROOTS = {
    "row": "`row` holds an audience's columns: add an `audience`",
    "row_number": "`row_number` counts an audience's rows: add an `audience`",
    "language": "`language` is there when the spec has `languages`",
    "matrix": "`matrix` is there when the spec has a `matrix`",
}


def undefined_variable(*, name: str, known: list[str], holder: str = "") -> Wording:
    """A template uses a name that isn't defined."""
    full = f"{holder}.{name}" if holder else name
    scope = f"in `{holder}` there is {listed(known)}" if holder and known else f"names are {listed(known)}" if known else ""
    otherwise = _ROOTS.get(full, "") or scope
    return Wording(f"{quoted(full)} is undefined", did_you_mean([f"{holder}.{item}" if holder else item for item in similar(name, known)], otherwise))


def template_syntax(*, problem: str, help: str = "") -> Wording:
    """A template that Jinja can't read."""
    return Wording(problem.rstrip("."), help)


def unknown_filter(*, kind: str, name: str, near: list[str]) -> Wording:
    """A template uses a filter or test that doesn't exist."""
    return Wording(f"unknown {kind} {quoted(name)}", did_you_mean(near))


def missing_include(*, name: str, near: list[str] | None = None) -> Wording:
    """A template includes a file that isn't there."""
    looked = "looked for below the spec's folder, the project's `templates/` and the templates that come with specc"
    return Wording(f"no template {quoted(name)}", did_you_mean(near or [], looked))


def template_error(*, problem: str, error: str) -> Wording:
    """A template fails while it is rendered."""
    return Wording(f"{error}: {problem}" if error else problem, "")


def template_limit(*, problem: str) -> Wording:
    """A template makes or does more than any video needs."""
    return Wording(problem, "make it smaller: a spoken text has a few thousand characters")


def mixed_type(*, path: str, value: object, kind: str, **facts: object) -> Wording:
    """A lone expression whose value the parameter can't take."""
    if kind != "text":
        return Wording(f"{quoted(path)} gets a {kind} from a row; a row can only give single values", "name one of its parts")
    schema = facts.get("schema")
    wanted = expected(schema.get("type")) if isinstance(schema, dict) else "another type"
    kind_name = schema.get("type") if isinstance(schema, dict) else "integer"
    return Wording(f"{quoted(path)} takes {wanted}, but the data gives text: {quoted(value)}", f"declare the column's type in `audience.columns`: `{{type: {kind_name}}}`, or add a filter such as `| float`")


def empty_value(*, kind: str, value: object, what: str) -> Wording:
    """Nothing is rendered where something is spoken or named."""
    shown = "empty" if isinstance(value, str) else "null" if value is None else str(value)
    place = "spoken text" if kind == "spoken" else "an id"
    return Wording(f"{quoted(what)} is {shown} in {place}", "give it a value, a default such as `| default('…', true)`, or leave the part out with `{% if … %}`")
