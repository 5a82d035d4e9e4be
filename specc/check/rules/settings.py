"""S: the project's file."""

from collections.abc import Sequence

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, listed, quoted


def unknown_setting(*, path: str, name: str, known: Sequence[str]) -> Wording:
    """A key of the project's file that specc doesn't have.

    A misspelled key would be a limit that silently doesn't hold. Dashes may
    stand for underscores: `max-cost` is `max_cost`. Specs are checked by
    what is sound in the file; nothing is compiled or run until all of it is.

    Bad:

        description: The first video of a new customer

    specc.toml:

        max_costs = 25.0

    Good:

        description: The first video of a new customer

    specc.toml:

        max_cost = 25.0

    Source: `schemas/project.schema.json`, the JSON Schema of the project's file
    """
    return Wording(f"unknown setting {quoted(path)}", did_you_mean(similar(name, known), f"settings here are {listed(known, count_max=20)}"))


def wrong_setting(*, path: str, problem: str, help: str = "", **_facts: object) -> Wording:
    """A setting of the project's file that makes no sense.

    It has a value of another kind than it takes, names a rule, a folder or
    a file that isn't there, or says what can't be: an error that leaves no
    whole video is one whatever a project says of it.

    Bad:

        description: The first video of a new customer

    specc.toml:

        [severity]
        P105 = "fatal"

    Good:

        description: The first video of a new customer

    specc.toml:

        [severity]
        P105 = "warning"

    Source: `schemas/project.schema.json`, the JSON Schema of the project's file
    """
    return Wording(f"{quoted(path)} {problem}", help)


def toml_syntax(*, reason: str, is_end: bool) -> Wording:
    """The project's file is not TOML.

    None of it is known then, so that nothing is compiled or run: a limit of
    the project might be what can't be read.

    Bad:

        description: The first video of a new customer

    specc.toml:

        max_cost = 25,0

    Good:

        description: The first video of a new customer

    specc.toml:

        max_cost = 25.0

    Source: https://toml.io/en/v1.0.0
    """
    return Wording(f"not TOML: {reason}{', where the file ends' if is_end else ''}", "text stands in quotes, a decimal point is a dot, and a key stands once")
