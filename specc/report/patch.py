"""Changes of files as a unified diff that `patch` and `git apply` take."""

import difflib
from collections.abc import Iterator

from specc.check.leaks import masked

_NO_END = "\\ No newline at end of file\n"


def unified(name: str, before: bytes, after: bytes) -> str:
    """The difference of two texts, with the file's own line ends. Secrets are masked: then it is for people alone."""
    old, new = (_lines(masked(raw.decode(errors="replace"))) for raw in (before, after))
    return "".join(_ended(line) for line in _headed(name, difflib.unified_diff(old, new, n=3)))


def is_masked(*texts: bytes) -> bool:
    """Whether the difference of texts can't be applied, for the secrets in them."""
    return any(masked(text) != text for text in (raw.decode(errors="replace") for raw in texts))


def _headed(name: str, lines: Iterator[str]) -> Iterator[str]:
    """Names may hold spaces: a tab ends them."""
    mark = "\t" if " " in name else ""
    for number, line in enumerate(lines):
        yield f"{('---', '+++')[number]} {name}{mark}\n" if number < len(("---", "+++")) else line


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n{_NO_END}"


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])
