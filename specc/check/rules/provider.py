"""P: the provider's limits. What they are comes from the model's schema; here is only how they are told."""

from decimal import Decimal

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, expected, kind_of, listed, quoted


def unknown_parameter(*, path: str, name: str, known: list[str] | None = None, near: list[str] | None = None, elsewhere: list[str] | None = None, owner: str = "", help: str = "") -> Wording:
    """A parameter that the model doesn't have."""
    if owner:
        return Wording(f"{quoted(path)} is set by {owner}", help)
    otherwise = f"it belongs at `{elsewhere[0]}`" if elsewhere else f"the parameters here are {listed(known or [], count_max=20)}"
    return Wording(f"unknown parameter {quoted(path)}", did_you_mean(near or [], otherwise))


def missing_parameter(*, path: str, needed_by: str = "") -> Wording:
    """A parameter that the model needs is missing."""
    return Wording(f"the parameter {quoted(path)} is missing" + (f": {quoted(needed_by)} needs it" if needed_by else ""), f"add `{path.split('.')[-1]}:`")


def wrong_type(*, path: str, value: object, limit: object, **_facts: object) -> Wording:
    """A parameter has a value of the wrong type."""
    help = "write it without quotes" if isinstance(value, str) and limit != "string" else "write it in quotes" if limit == "string" and isinstance(value, int | float) else ""
    return Wording(f"{quoted(path)} is {kind_of(value)} ({quoted(value)}), expected {expected(limit)}", help)


def below_minimum(*, path: str, value: object, limit: object, **_facts: object) -> Wording:
    """A number is below the parameter's minimum."""
    return Wording(f"{quoted(path)} is {value}, at least {limit} is allowed", _range(_facts))


def above_maximum(*, path: str, value: object, limit: object, **_facts: object) -> Wording:
    """A number is above the parameter's maximum."""
    return Wording(f"{quoted(path)} is {value}, at most {limit} is allowed", _range(_facts))


def off_step(*, path: str, value: float, limit: float, **_facts: object) -> Wording:
    """A number lies between the parameter's steps."""
    step = Decimal(str(limit))
    count = Decimal(str(value)) / step
    near = sorted({str((count.to_integral_value(rounding=way) * step).normalize()) for way in ("ROUND_FLOOR", "ROUND_CEILING")}, key=float)
    return Wording(f"{quoted(path)} is {value}, which is no step of {limit}", f"the nearest steps are {' and '.join(near)}")


def not_allowed(*, path: str, value: object, limit: object, **_facts: object) -> Wording:
    """A value that isn't among those the parameter takes."""
    allowed = limit if isinstance(limit, list) else [] if limit is None else [limit]
    if not allowed:
        return Wording(f"this combination in {quoted(path or 'task')} is not allowed", "")
    return Wording(f"{quoted(path)} can't be {quoted(value)}", did_you_mean(similar(str(value), [str(item) for item in allowed])[:1], f"allowed is {listed(allowed)}"))


def too_short(*, path: str, value: object, limit: int, **_facts: object) -> Wording:
    """A text is shorter than the parameter takes."""
    return Wording(f"{quoted(path)} has {_count(value)}, at least {limit:,} {'is' if limit == 1 else 'are'} needed", "")


def too_long(*, path: str, value: object, limit: int, **_facts: object) -> Wording:
    """A text is longer than the parameter takes."""
    over = len(value) - limit if isinstance(value, str | list) else 0
    return Wording(f"{quoted(path)} has {_count(value)}, {over:,} more than the {limit:,} allowed", "shorten it, or split the video")


def bad_format(*, path: str, value: object, limit: object, schema: object = None, **_facts: object) -> Wording:
    """A text isn't of the form the parameter takes."""
    notes = schema.get("x-specc", {}) if isinstance(schema, dict) else {}
    wanted = notes.get("expects") or f"text that matches {limit}"
    return Wording(f"{quoted(path)} is {quoted(value)}, expected {wanted}", "remove the line break at its end" if isinstance(value, str) and value.endswith("\n") else "")


def unpaired_size(*, message: str, help: str = "") -> Wording:
    """`width` without `height`, or the reverse."""
    return Wording(message, help)


def size_and_resolution(*, message: str, help: str = "") -> Wording:
    """`resolution` together with `width` or `height`."""
    return Wording(message, help)


def speech_and_audio(*, message: str, help: str = "") -> Wording:
    """Both `speech` and `inputs.audio`, or neither."""
    return Wording(message, help)


def speech_without_text(*, message: str, help: str = "") -> Wording:
    """`speech` without a `text`."""
    return Wording(message, help)


def ttl_without_url(*, message: str, help: str = "") -> Wording:
    """`ttl` with an `outputType` other than `URL`."""
    return Wording(message, help)


def unknown_id(*, path: str, value: str, catalog: str, near: list[str], is_complete: bool) -> Wording:
    """An avatar, voice or language that isn't in the model's catalog."""
    source = "the provider's catalog" if is_complete else "the bundled catalog, which is not complete"
    return Wording(f"{quoted(path)} is {quoted(value)}, which is not among the {catalog} of {source}", did_you_mean(near, "check the id with the provider"))


def _range(facts: dict[str, object]) -> str:
    schema = facts.get("schema")
    if isinstance(schema, dict) and "minimum" in schema and "maximum" in schema:
        return f"use a value from {schema['minimum']} to {schema['maximum']}"
    return ""


def _count(value: object) -> str:
    size = len(value) if isinstance(value, str | list | dict) else 0
    unit = "character" if isinstance(value, str) else "item"
    return f"{size:,} {unit}{'' if size == 1 else 's'}"
