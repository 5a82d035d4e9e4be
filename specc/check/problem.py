"""What is wrong with a setting of the project's file beyond what its schema says."""

from dataclasses import dataclass

from specc.base.location import Route


@dataclass(frozen=True, slots=True)
class Problem:
    """Where it is, what is wrong with it, and what to write. `near` are the names that may have been meant; `is_key`: the key is wrong."""

    route: Route
    text: str
    help: str = ""
    near: tuple[str, ...] = ()
    is_key: bool = False
