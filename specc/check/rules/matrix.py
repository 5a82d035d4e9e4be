"""M: matrix, languages and cells."""

from specc.check.rule import Wording, did_you_mean, quoted


def empty_axis(*, axis: str) -> Wording:
    """An axis without elements makes no video at all."""
    return Wording(f"the axis {quoted(axis)} has no elements", "give it at least one, or remove it")


def duplicate_cell(*, axis: str, name: str) -> Wording:
    """An axis has the same element twice."""
    return Wording(f"{quoted(name)} stands twice on the axis {quoted(axis)}", "remove one: each video would be made twice")


def idle_exclude(*, rule: str, near: list[str]) -> Wording:
    """An `exclude` or `include` that matches no cell."""
    return Wording(f"this `{rule}` matches no cell", did_you_mean(near, "name axes and elements as they are written above"))


def too_many_cells(*, count: int, limit: int, sizes: dict[str, int]) -> Wording:
    """Languages and axes multiply to more cells than a spec may have."""
    product = " × ".join(f"{size:,} {axis}" for axis, size in sizes.items())
    return Wording(f"{count:,} cells ({product}), at most {limit:,}", "put what varies by person into an audience, or split the spec")


def never_made(*, reason: str) -> Wording:
    """The spec makes no video."""
    return Wording(f"no video is made: {reason}", "loosen the condition, or remove what is never made")


def colliding_files(*, file: str, first: str, second: str) -> Wording:
    """Two different videos would be written to the same file."""
    return Wording(f"two videos are written to {quoted(file)}: {first} and {second}", "use the row's key and the name of every axis in `output.file`")


def unsafe_file(*, file: str, reason: str) -> Wording:
    """An output file name that leaves its folder, or that some systems refuse."""
    return Wording(f"the file name {quoted(file)} {reason}", "use a relative path of plain names with `/` between them")
