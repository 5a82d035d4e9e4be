"""S: the frame of a spec."""

import re

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, expected, kind_of, listed, quoted

_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


def unknown_key(*, name: str, known: list[str], path: str = "") -> Wording:
    """A key that the spec language doesn't have.

    A misspelled key would be a setting that silently does nothing: an
    audience without its key, videos in fewer languages than were wanted.
    The provider's own parameters belong below `task`.

    Bad:

        descripton: The first video of a new customer

    Good:

        description: The first video of a new customer

    Source: the spec language; `specc schema` prints it as JSON Schema
    """
    where = f" in `{path}`" if path else ""
    return Wording(f"unknown key {quoted(name)}{where}", did_you_mean(similar(name, known), f"known keys are {listed(known, count_max=12)}" if known else "languages have a key of their own: `languages`"))


def missing_key(*, path: str, help: str = "") -> Wording:
    """A key that every spec needs is missing.

    `specc` says which version of the language is meant, `model` which
    schema the parameters are checked against, `task` what is made. The
    finding stands where the key would.

    Bad:

        specc: 1
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: Hello.}

    Good:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: Hello.}

    Source: the spec language; `specc schema` prints it as JSON Schema
    """
    return Wording(f"the key {quoted(path)} is missing", help or f"add `{path.rsplit('.', maxsplit=1)[-1]}:`")


def wrong_type(*, path: str, value: object, types: object = None, wanted: str = "") -> Wording:
    """A value of another kind than its key takes.

    The keys of the spec language take one kind of value each: `vars` a
    mapping, `name` a text of lower-case letters, digits and
    hyphens. What is of another kind can't be guessed at.

    Bad:

        description: {en: The first video of a new customer}

    Good:

        description: The first video of a new customer

    Source: the spec language; `specc schema` prints it as JSON Schema
    """
    if path == "the spec":
        return Wording(f"the spec is {kind_of(value)}, expected {expected(types)}", "a spec has the keys `specc`, `model` and `task`; is it the right file?")
    if wanted and path.startswith("audience.columns.") and path.endswith(".type"):
        return Wording(f"{quoted(path)} is {quoted(value)}, which is no type", f"types are {listed(_TYPES)}")
    if wanted:
        return Wording(f"{quoted(path)} is {quoted(value)}, expected {wanted}")
    return Wording(f"{quoted(path)} is {kind_of(value)}, expected {expected(types)}", _instead(path, value))


def _instead(path: str, value: object) -> str:
    """What a text says, written as what is expected."""
    name = path.rsplit(".", 1)[-1]
    found = next((form for pattern, form in _FORMS.items() if re.fullmatch(pattern, path)), None)
    if path == "vars" and isinstance(value, list):
        return "write the names below it without `-`"
    if not isinstance(value, str) or not value.isprintable() or len(value) > _CHARACTERS_MAX:
        return ""
    if _LISTS.fullmatch(path):
        return f"write a list, `{name}: [{value}]`"
    return "" if found is None else f"write `{name}: {{{found.format(value)}}}`"


_FORMS = {"audience": "from: {}, key: …", "output": 'file: "{}"', r"audience\.columns\.[^.]+": "type: {}"}
_LISTS = re.compile(r"languages|matrix\.[^.]+")
_CHARACTERS_MAX = 60


def unsupported_version(*, value: object) -> Wording:
    """`specc:` names a version of the language that is not supported.

    The version is written into every spec so that an old spec keeps its
    meaning. A version that this specc doesn't know may mean something else.

    Bad:

        specc: 2
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: Hello.}

    Good:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: Hello.}

    Source: the spec language; `specc schema` prints it as JSON Schema
    """
    if isinstance(value, str):
        return Wording(f"the version {quoted(value)} is text, expected a number", "write `specc: 1`, without quotes")
    return Wording(f"version {quoted(value)} of the language isn't supported", "write `specc: 1`")


def unknown_model(*, name: object, known: list[str]) -> Wording:
    """No schema is known for the model.

    A model's schema says which parameters it has and what they take.
    Without it nothing below `task` can be checked, and a mistake would cost
    a request for each video.

    Bad:

        model: heygen:avatar@55

    Good:

        model: heygen:avatar@5

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-model
    """
    return Wording(f"unknown model {quoted(name)}", did_you_mean(similar(str(name), known), f"known models are {listed(known)}; `specc models pull {name}` gets it, if the provider has it"))


def broken_extends(*, problem: str, name: str) -> Wording:
    """A spec extends a file that can't be used.

    The file is missing, outside the project, not UTF-8, or extends this
    spec in turn. Half of the settings would be left out of every video.

    Bad:

        specc: 1
        extends: brnad.base.yaml
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: Hello.}

    brand.base.yaml:

        vars: {product: Acme Cloud}

    Good:

        specc: 1
        extends: brand.base.yaml
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: "Hello from {{ vars.product }}."}

    Source: the spec language: `extends` is relative to the file it is written in
    """
    help = "remove one of these `extends`" if "cycle" in problem else "give a path relative to this file, inside the project"
    return Wording(f"can't extend {quoted(name)}: {problem}", help)
