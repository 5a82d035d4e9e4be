"""P: an organisation's own limits, told like the provider's."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from specc.catalog.media import content_of
from specc.check.rule import Wording, listed, quoted
from specc.check.rules import provider, provider_numbers

_GENERIC: Final[Mapping[str, Callable[..., Wording]]] = {
    "P102": provider.missing_parameter,
    "P103": provider.wrong_type,
    "P104": provider_numbers.below_minimum,
    "P105": provider_numbers.above_maximum,
    "P106": provider_numbers.off_step,
    "P107": provider.not_allowed,
    "P108": provider.too_short,
    "P109": provider.too_long,
    "P110": provider.bad_format,
}


def against_policy(*, policy: str, limit_of: str, own_message: str = "", own_help: str = "", own_rule: str = "", **facts: Any) -> Wording:
    """A task breaks a limit of the organisation's own.

    The project's `policy` is a JSON Schema that every task has to meet
    beside its model's: voices that are allowed, captions that are always
    on. It is held in every cell and row, as the provider's limits are.
    `x-specc: {message, help, rule}` in the schema gives the words: what
    they are beside, and whatever is within that.

    Bad:

        task:
          speech: {speed: 1.4}

    specc.toml:

        policy = "policy.schema.json"

    policy.schema.json:

        {
          "properties": {
            "speech": {
              "properties": {
                "speed": {
                  "maximum": 1.2,
                  "x-specc": {"message": "faster than our brand speaks", "help": "1.2 at most"}
                }
              }
            }
          }
        }

    Good:

        task:
          speech: {speed: 1.2}

    Source: the project's own policy
    """
    said = f" ({own_rule}, {policy})" if own_rule else f" ({policy})"
    if own_message:
        return Wording(own_message + said, own_help)
    path = quoted(facts["path"])
    if limit_of == "P101":
        return Wording(f"the parameter {path} isn't allowed{said}", own_help or f"allowed here are {listed(facts['known'], count_max=20)}")
    if content_of(facts.get("value")) is not None:
        return Wording(f"{path} is a file of one's own, which isn't allowed{said}", own_help)
    wording = _GENERIC[limit_of](**facts)
    return Wording(wording.message + said, own_help or wording.help)
