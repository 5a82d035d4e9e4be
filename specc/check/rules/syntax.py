"""S: the file as YAML."""

from specc.check.rule import Wording, quoted


def yaml_syntax(*, problem: str, help: str = "") -> Wording:
    """The file is not YAML 1.2.

    The parser stopped here, or met something that YAML allows and a spec
    doesn't: an unknown tag, a mapping as a key, bytes that are not UTF-8.
    Nothing is made from a file that can be read in two ways.

    Bad:

        task:
          speech:
            text: Now: half price

    Good:

        task:
          speech:
            text: "Now: half price"

    Source: https://yaml.org/spec/1.2.2/
    """
    return Wording(problem, help)


def duplicate_key(*, key: str) -> Wording:
    """A mapping has the same key twice.

    YAML asks for unique keys; readers that don't check keep one of the two,
    and not all the same one. The video would be made with either value.

    Bad:

        task:
          speech:
            speed: 1.1
            speed: 0.9

    Good:

        task:
          speech:
            speed: 0.9

    Source: https://yaml.org/spec/1.2.2/#3213-node-comparison
    """
    return Wording(f"the key {quoted(key)} stands twice", "keep one of the two")


def unquoted_template(*, text: str) -> Wording:
    """A template without quotes is a YAML mapping, not text.

    Braces open a mapping in YAML, so a value that begins with `{{` is never
    seen by Jinja. In quotes it is a template, and a lone `{{ … }}` still
    gives a number or a boolean where its value is one. Tags such as
    `{% if %}` can stand inside a text, never around keys: so data can't
    change what a spec is made of.

    Bad:

        vars: {pace: 0.9}
        task:
          speech:
            speed: {{ vars.pace }}

    Good:

        vars: {pace: 0.9}
        task:
          speech:
            speed: "{{ vars.pace }}"

    Source: https://yaml.org/spec/1.2.2/#742-flow-mappings
    """
    if text.startswith("{%"):
        return Wording("template tags can't stand around YAML", "put them inside a quoted text or a block scalar")
    mark = "'" if '"' in text else '"'
    return Wording(f"{quoted(text)} has no quotes, so YAML takes it for a mapping", f"quote it: {mark}{text}{mark}")


def yaml_1_1_habit(*, text: str, value: object) -> Wording:
    """A plain value that YAML 1.1 readers take for something else.

    In YAML 1.2 `no` is the text "no", `0123` the number 123 and `16:9` the
    text "16:9". In YAML 1.1, which many editors and tools still read, they
    are false, 83 and 969. Quotes say the same to both.

    Bad:

        languages:
          nb-NO: {country: no}
        task:
          speech: {text: "Hello, {{ language.country }}."}

    Good:

        languages:
          nb-NO: {country: "no"}
        task:
          speech: {text: "Hello, {{ language.country }}."}

    Source: https://yaml.org/spec/1.2.2/#103-core-schema and https://yaml.org/type/bool.html
    """
    meant = "text" if isinstance(value, str) else f"the number {value}"
    return Wording(f"{quoted(text)} is {meant} in YAML 1.2, but {_older(text)} to readers of YAML 1.1", f'write "{text}" for text, or {_plain(text, value)}')


def cut_short(*, kind: str, text: str, **_facts: object) -> Wording:
    """A text that YAML takes for less than what is written.

    In a text without quotes, a `#` behind white space begins a comment, and
    an `&` before it names an anchor: neither is part of the text, and
    nothing of it would be spoken. A comment with a space behind its `#` is
    left alone, and so is an anchor that is referred to.

    Bad:

        task:
          speech:
            text: You are our #1 customer.

    Good:

        task:
          speech:
            text: "You are our #1 customer."

    Source: https://yaml.org/spec/1.2.2/#66-comments
    """
    if kind == "comment":
        return Wording(f"the text ends before {quoted(text)}, which is a comment", "put the text in quotes, or a space behind the `#`")
    return Wording(f"{quoted(text)} is no part of the text: it names an anchor, and nothing refers to it", "put the text in quotes, or take the anchor out")


def _older(text: str) -> str:
    if text[0].isalpha():
        return "true" if text.lower() in ("y", "yes", "on") else "false"
    return "a number of base 60" if ":" in text else f"the octal number {int(text, 8)}" if text.isdigit() and not set(text) & {"8", "9"} else "something else"


def _plain(text: str, value: object) -> str:
    return _older(text) if text[0].isalpha() else "a plain number" if isinstance(value, str) else f"{value} for the number"


def too_large(*, what: str, size: int, limit: int) -> Wording:
    """The file is larger, deeper or has more values than a spec may have.

    Aliases of aliases grow without end from a few lines, and an alias
    inside its own anchor holds itself. The bounds are far above what a
    spec needs; data belongs into an audience file.

    Bad:

        vars: &all
          product: Acme Cloud
          again: *all

    Good:

        vars:
          product: &product Acme Cloud
          again: *product

    Source: https://yaml.org/spec/1.2.2/#71-alias-nodes
    """
    if what == "nodes" and size <= limit:
        return Wording("this holds itself: one of its parts is an alias of the whole", "remove the alias")
    shown = {"size": f"the file has {size:,} characters, at most {limit:,} are read", "depth": f"nested more than {limit:,} levels deep", "nodes": f"aliases make more than {limit:,} values of this file"}
    return Wording(shown[what], "put the data into an audience file, and shared text into partials")
