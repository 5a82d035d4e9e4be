"""P: the provider's limits on one parameter. What they are comes from the model's schema; here is only how they are told."""

import re
from collections.abc import Sequence
from math import isfinite

from specc.base.grammar import are, counted
from specc.base.similar import similar
from specc.catalog.choices import Choice
from specc.catalog.notes import notes_of
from specc.catalog.words import limits
from specc.check.rule import Wording, did_you_mean, expected, kind_of, listed, quoted

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_HOST = r"(?i)(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?::[0-9]{1,5})?/[!-~]{0,200}"
"""An address without `https://`, and not a file: what comes before the first `/` is no folder."""
_BARE_NAME = re.compile(r"[\w -]{1,40}")


def unknown_parameter(*, path: str, known: Sequence[str] = (), near: Sequence[str] = (), elsewhere: Sequence[str] = (), owner: str = "", help: str = "", **_facts: object) -> Wording:
    """A parameter that the model doesn't have.

    The provider refuses a request with an unknown parameter. Parameters
    that specc sets itself, such as `taskUUID`, can't be set in a spec: the
    same video would be paid for twice.

    Bad:

        task:
          settings: {captions: true}

    Good:

        task:
          settings: {caption: true}

    Source: https://runware.ai/docs/models/heygen-avatar-v
    """
    if owner:
        return Wording(f"{quoted(path)} is set by {owner}", help)
    if elsewhere:
        return Wording(f"unknown parameter {quoted(path)}", f"it belongs at `{elsewhere[0]}`")
    return Wording(f"unknown parameter {quoted(path)}", did_you_mean(near, f"the parameters here are {listed(known, count_max=20)}"))


def missing_parameter(*, path: str, needed_by: str = "") -> Wording:
    """A parameter that the model needs is missing.

    The provider refuses a request without it.

    Bad:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs: {background: "https://example.com/office.png"}
          speech: {text: Hello.}
          settings: {removeBackground: true}

    Good:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: Hello.}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-inputs-avatar
    """
    return Wording(f"the parameter {quoted(path)} is missing" + (f": {quoted(needed_by)} needs it" if needed_by else ""), f"add `{path.rsplit('.', maxsplit=1)[-1]}:`")


def wrong_type(*, path: str, value: object, limit: object, **_facts: object) -> Wording:
    """A parameter has a value of the wrong type.

    Quotes make text of a number or a boolean, except around a lone
    `{{ … }}`, which keeps the type of its value.

    Bad:

        task:
          outputQuality: "90"

    Good:

        task:
          outputQuality: 90

    Source: https://runware.ai/docs/models/heygen-avatar-v
    """
    shown = kind_of(value) if value is None or isinstance(value, dict | list) else f"{kind_of(value)} ({quoted(value)})"
    if isinstance(value, float) and not isfinite(value):
        return Wording(f"{quoted(path)} is {quoted(value)}, expected {expected(limit)}", "JSON has finite numbers only")
    return Wording(f"{quoted(path)} is {shown}, expected {expected(limit)}", _of_type(value, limit, _allowed(_facts)) or _in_numbers(limit, _facts.get("schema")))


def not_allowed(*, path: str, value: object, limit: object, together: Sequence[str] = (), nearest: Sequence[Sequence[object]] = (), choice: Choice | None = None, **_facts: object) -> Wording:
    """A value that isn't among those the parameter takes.

    The provider compares exactly: case matters. Of some parameters, such as
    a canvas, only certain values go together.

    Bad:

        task:
          outputFormat: mp4

    Good:

        task:
          outputFormat: MP4

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-outputformat
    """
    if choice is not None:
        return _choosing(choice)
    if together and isinstance(value, tuple):
        return Wording(f"{_joined(value)} isn't allowed for {' and '.join(map(quoted, together))}", f"nearest {are(len(nearest))} {', '.join(map(_joined, nearest))}")
    allowed = limit if isinstance(limit, list) else [] if limit is None else [limit]
    if not allowed:
        return Wording(f"this combination in {quoted(path or 'task')} is not allowed", "")
    return Wording(f"{quoted(path)} can't be {quoted(value)}", did_you_mean(similar(str(value), [str(item) for item in allowed])[:1], _one_of(allowed)))


def too_short(*, path: str, value: object, limit: int, **_facts: object) -> Wording:
    """A text is shorter than the parameter takes.

    The provider refuses an empty text, voice or language. To leave a
    parameter out, leave its key out, or give the value `{{ omit }}`.

    Bad:

        task:
          speech: {text: ""}

    Good:

        task:
          speech: {text: Hello.}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-text
    """
    if not value:
        return Wording(f"{quoted(path)} is empty", "write it; where it isn't needed, leave its key out")
    return Wording(f"{quoted(path)} has {_count(value)}, at least {limit:,} {are(limit)} needed")


def too_long(*, path: str, value: object, limit: int, **_facts: object) -> Wording:
    """A text is longer than the parameter takes.

    The provider refuses the request as a whole; it doesn't cut the text.
    What counts is the text after rendering, in characters.

    Bad:

        task:
          speech:
            text: "{{ 'words' * 1001 }}"

    Good:

        task:
          speech:
            text: "{{ 'words' * 1000 }}"

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-text
    """
    over = len(value) - limit if isinstance(value, str | list) else 0
    return Wording(f"{quoted(path)} has {_count(value)}, {over:,} more than the {limit:,} allowed", "shorten it, or split the video")


def bad_format(*, path: str, value: object, limit: object, schema: object = None, **_facts: object) -> Wording:
    """A text isn't of the form the parameter takes.

    Colours, addresses and the references to audio and images have a form
    that the provider checks.

    Bad:

        task:
          settings: {removeBackground: true, backgroundColor: navy}

    Good:

        task:
          settings: {removeBackground: true, backgroundColor: "#000080"}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-settings-backgroundcolor
    """
    notes = notes_of(schema)
    wanted = notes.get("expects") or f"text that matches {limit}"
    return Wording(f"{quoted(path)} is {quoted(value)}, expected {wanted}", _of_form(value, wanted))


def _choosing(choice: Choice) -> Wording:
    if choice.given:
        return Wording(f"{' and '.join(map(quoted, choice.given))} exclude each other", "keep one of them")
    return Wording(f"one of {', '.join(' with '.join(map(quoted, names)) for names in choice.wanted)} is needed", "add it")


def _joined(values: Sequence[object]) -> str:
    """Values that go together: two numbers are a canvas to people."""
    numbers = all(isinstance(value, int | float) for value in values)
    return "x".join(map(str, values)) if numbers else " with ".join(map(quoted, values))


def _one_of(allowed: list[object]) -> str:
    names = listed(str(item).lower() if isinstance(item, bool) else item for item in allowed)
    return f"write {names}" if len(allowed) == 1 else f"write one of {names}"


def _allowed(facts: dict[str, object]) -> list[object]:
    schema = facts.get("schema")
    return schema.get("enum", []) if isinstance(schema, dict) else []


def _of_type(value: object, limit: object, allowed: list[object]) -> str:
    """What to write for a value of the wrong type, where that can be said."""
    cases = (
        (bool(allowed), _one_of(allowed)),
        (limit == "boolean" and str(value).lower() in ("1", "yes", "on", "true"), "write `true`"),
        (limit == "boolean" and str(value).lower() in ("0", "no", "off", "false"), "write `false`"),
        (limit in ("integer", "number") and isinstance(value, str) and _NUMBER.fullmatch(value), f"write it without quotes: {value}"),
        (limit == "string" and isinstance(value, int | float), "write it in quotes"),
        (limit == "object", "write its keys below it"),
        (value is None, "write a value, or leave the key out; one that begins with `#` stands in quotes"),
    )
    return next((help for is_case, help in cases if is_case), "")


def _in_numbers(limit: object, schema: object) -> str:
    within = ", ".join(limits(schema)) if limit in ("integer", "number") and isinstance(schema, dict) else ""
    return f"write {expected(limit)}, {within}" if within else ""


def _of_form(value: object, wanted: str) -> str:
    text = str(value)
    if text.endswith("\n"):
        return "remove the line break at its end"
    if "file of your own" in wanted and _BARE_NAME.fullmatch(text):
        return f"a file without an ending is written `./{text}`"
    if "http(s) address" in wanted and re.fullmatch(_HOST, text):
        return f"write `https://{text}`"
    return ""


def _count(value: object) -> str:
    size = len(value) if isinstance(value, str | list | dict) else 0
    return counted(size, "character" if isinstance(value, str) else "item")
