"""P: the provider's limits on numbers."""

from decimal import Decimal

from specc.check.rule import Wording, quoted

_NOISE_MAX = Decimal("1e-6")
"""How far from a step, in steps, binary arithmetic leaves a value that was meant to be one."""


def below_minimum(*, path: str, value: object, limit: object, **_facts: object) -> Wording:
    """A number is below the parameter's minimum.

    The provider refuses the request: no video is made.

    Bad:

        task:
          speech: {speed: 0.4}

    Good:

        task:
          speech: {speed: 0.5}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-speed
    """
    return Wording(f"{quoted(path)} is {value}, at least {limit} is allowed", _range(_facts))


def above_maximum(*, path: str, value: object, limit: object, **_facts: object) -> Wording:
    """A number is above the parameter's maximum.

    The provider refuses the request: no video is made.

    Bad:

        task:
          speech: {speed: 1.6}

    Good:

        task:
          speech: {speed: 1.5}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-speed
    """
    return Wording(f"{quoted(path)} is {value}, at most {limit} is allowed", _range(_facts))


def off_step(*, path: str, value: float, limit: float, **_facts: object) -> Wording:
    """A number lies between the parameter's steps.

    The provider refuses it. Steps are decimal: 0.7 is a step of 0.1, though
    a computer's binary 0.7 isn't quite.

    Bad:

        task:
          speech: {volume: 0.75}

    Good:

        task:
          speech: {volume: 0.7}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-volume
    """
    step = Decimal(str(limit))
    count = Decimal(str(value)) / step
    near = sorted({str((count.to_integral_value(rounding=way) * step).normalize()) for way in ("ROUND_FLOOR", "ROUND_CEILING")}, key=float)
    if abs(round(count) - count) < _NOISE_MAX:
        return Wording(f"{quoted(path)} is {value}, but only steps of {limit} are allowed", f"calculations leave such remainders: add `| round({-int(step.normalize().as_tuple().exponent)})`")
    return Wording(f"{quoted(path)} is {value}, but only steps of {limit} are allowed", f"the nearest steps are {' and '.join(near)}")


def _range(facts: dict[str, object]) -> str:
    schema = facts.get("schema")
    if isinstance(schema, dict) and "minimum" in schema and "maximum" in schema:
        return f"use a value from {schema['minimum']} to {schema['maximum']}"
    return ""
