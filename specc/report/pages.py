"""The pages of rules as Markdown: their docstrings, with examples in fences. Nothing is said here that isn't said there."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from specc.check.rule import Rule

FAMILIES: dict[str, str] = {
    "S": "structure of the file",
    "V": "variables and templates",
    "M": "matrix, languages and cells",
    "D": "audience data",
    "P": "provider's limits",
    "A": "provider's advice",
    "L": "language",
    "C": "cost and time",
    "X": "execution and secrets",
}

_FIXED = " `specc lint --fix` mends it where that is sure."
_LABEL = re.compile(r"^([\w.-]+):$")
_CODE = "    "
_LANGUAGES = {"Bad": "yaml", "Good": "yaml", "yaml": "yaml", "csv": "csv", "tsv": "tsv", "json": "json", "jsonl": "json", "j2": "jinja", "toml": "toml"}


def title(rule: Rule) -> str:
    """What the rules of its family are about."""
    return f"plugin {rule.plugin}" if rule.plugin else FAMILIES[rule.family]


def prose(rule: Rule) -> str:
    """What the page says before its examples, in a line a paragraph."""
    paragraphs = rule.page.partition("\n\nBad:")[0].split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def page_markdown(rule: Rule) -> str:
    """A page without its heading."""
    return "\n".join(_fenced(rule.page.splitlines()))


def rules_markdown(rules: Sequence[Rule]) -> str:
    """All rules: a table of them, then the page of each."""
    lines = ["# Rules", "", "Written by `specc rules --format markdown`; `specc explain CODE` shows a page.", "", "| Code | Name | Severity | What it says |", "|---|---|---|---|"]
    lines += [f"| [{rule.code}](#{_anchor(rule)}) | {rule.name} | {rule.severity} | {cell(rule.summary)} |" for rule in rules]
    for letters, group in groupby(rules, key=lambda rule: rule.family):
        members = list(group)
        lines += ["", f"## {letters}: {title(members[0])}"]
        for rule in members:
            lines += ["", f"### {rule.code} {rule.name}", "", f"Severity: {rule.severity}.{_FIXED if rule.mend is not None else ''}", "", page_markdown(rule)]
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """A text in a table's cell."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _anchor(rule: Rule) -> str:
    """As GitHub makes it of the heading."""
    return re.sub(r"[^\w -]", "", f"{rule.code} {rule.name}").lower().replace(" ", "-")


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """Indented blocks between fences, in the language that the label before says; labels in bold."""
    language = ""
    block: list[str] = []
    for line in (*lines, ""):
        if line.startswith(_CODE) or (block and not line.strip()):
            block.append(line.removeprefix(_CODE))
            continue
        if block:
            yield from _fence(block, language)
            block = []
        label = _LABEL.match(line)
        if label:
            language = _LANGUAGES.get(label[1].rpartition(".")[2], "text")
        yield f"**{label[1]}**" if label else line
    if block:
        yield from _fence(block, language)


def _fence(block: Sequence[str], language: str) -> Iterator[str]:
    code = "\n".join(block).rstrip("\n")
    fence = "```" if "```" not in code else "~~~~"
    yield f"{fence}{language}"
    yield code
    yield fence
    yield from [""] * (not block[-1].strip())
