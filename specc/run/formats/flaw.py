"""What is wrong with a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """`is_another`: the file is a sound one of another kind, so that fetching it again brings the same."""

    message: str
    is_another: bool = False
