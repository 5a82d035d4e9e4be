"""Python source under construction: lines, and the values that its names stand for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Draft:
    """The text is made of names and of `repr`s alone: nothing that a spec or its data say is ever part of it."""

    lines: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    indent: str = "    "

    def bind(self, letter: str, value: Any) -> str:
        """A new name for a value."""
        name = f"{letter}{len(self.values)}"
        self.values[name] = value
        return name

    def name(self, letter: str) -> str:
        """A new name for what a line makes."""
        return self.bind(letter, None)

    def add(self, line: str) -> None:
        self.lines.append(self.indent + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.add(head)
        self.indent += "    "
        yield
        self.indent = self.indent[:-4]

    def function(self, head: str) -> Callable[..., Any]:
        """The function that the lines are the body of."""
        text = "\n".join([f"def function({head}):", *self.lines, ""])
        scope = dict(self.values)
        exec(compile(text, "<block function>", "exec"), scope)  # noqa: S102 - our own text, see the class
        made: Callable[..., Any] = scope["function"]
        return made
