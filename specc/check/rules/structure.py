"""S: the structure of the file."""

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, expected, kind_of, listed, quoted


def yaml_syntax(*, problem: str, help: str = "") -> Wording:
    """The file is not YAML 1.2."""
    return Wording(problem, help)


def duplicate_key(*, key: str) -> Wording:
    """A mapping has the same key twice."""
    return Wording(f"the key {quoted(key)} stands twice", "keep one of the two")


def unquoted_template(*, text: str) -> Wording:
    """A template without quotes is a YAML mapping, not text."""
    if text.startswith("{%"):
        return Wording("template tags can't stand around YAML", "put them inside a quoted text or a block scalar")
    mark = "'" if '"' in text else '"'
    return Wording(f"{quoted(text)} has no quotes, so YAML takes it for a mapping", f"quote it: {mark}{text}{mark}")


def unknown_key(*, name: str, known: list[str], path: str = "") -> Wording:
    """A key that the spec language doesn't have."""
    where = f" in `{path}`" if path else ""
    return Wording(f"unknown key {quoted(name)}{where}", did_you_mean(similar(name, known), f"known keys are {listed(known, count_max=12)}"))


def missing_key(*, path: str, help: str = "") -> Wording:
    """A key that every spec needs is missing."""
    return Wording(f"the key {quoted(path)} is missing", help or f"add `{path.split('.')[-1]}:`")


def wrong_type(*, path: str, value: object, types: object = None, wanted: str = "") -> Wording:
    """A value of another kind than its key takes."""
    if wanted:
        return Wording(f"{quoted(path)} is {quoted(value)}, expected {wanted}")
    return Wording(f"{quoted(path)} is {kind_of(value)}, expected {expected(types)}")


def unsupported_version(*, value: object) -> Wording:
    """`specc:` names a version of the language that this specc doesn't speak."""
    return Wording(f"version {quoted(value)} of the language isn't supported", "write `specc: 1`")


def unknown_model(*, name: object, known: list[str]) -> Wording:
    """No schema is known for the model."""
    return Wording(f"unknown model {quoted(name)}", did_you_mean(similar(str(name), known), f"known models are {listed(known)}"))


def broken_extends(*, problem: str, name: str) -> Wording:
    """A spec extends a file that can't be used."""
    return Wording(f"can't extend {quoted(name)}: {problem}", "give a path relative to this file, inside the project")


def yaml_1_1_habit(*, text: str, value: object) -> Wording:
    """A plain value that YAML 1.1 readers take for something else."""
    meant = f"text {quoted(text)}" if isinstance(value, str) else f"the number {value}"
    return Wording(f"{quoted(text)} is {meant} in YAML 1.2, but something else to older readers", f'write what you mean: "{text}" for text, or true, false or a plain number')


def unused_ignore(*, rules: str) -> Wording:
    """An ignore comment that silences nothing."""
    return Wording(f"this comment silences nothing{f' ({rules})' if rules else ''}", "remove it")


def too_large(*, what: str, size: int, limit: int) -> Wording:
    """The file is larger, deeper or has more values than a spec may have."""
    shown = {"size": f"the file has {size:,} characters, at most {limit:,} are read", "depth": f"nested more than {limit:,} levels deep", "nodes": f"aliases make more than {limit:,} values of this, or it holds itself"}
    return Wording(shown[what], "put the data into an audience file, and shared text into partials")
