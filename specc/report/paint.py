"""Colours where they are wanted, and the width there is."""

from typing import Final

import click

_COLUMNS_MIN: Final = 40


class Paint:
    """`columns` is what lines are wrapped or cut at."""

    def __init__(self, *, is_coloured: bool, columns: int = 80) -> None:
        self.is_coloured, self.columns = is_coloured, max(_COLUMNS_MIN, columns)

    def __call__(self, text: str, colour: str | None = None, *, is_bold: bool = False) -> str:
        return click.style(text, fg=colour, bold=is_bold or None) if self.is_coloured else text
