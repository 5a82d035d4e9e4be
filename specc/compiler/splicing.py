"""The bytes of tasks in generated source: what is known, and what holes are filled with, put together for a whole block."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from specc.base.location import Route
from specc.compiler.splice import Member
from specc.compiler.vectors import Loop, Vectors

Parts = tuple[bytes | str, ...]
"""The JSON of a hole: bytes that it has in every row, and names of vectors of bytes."""


def joined(vectors: Vectors, members: Iterable[bytes | Member], filled: Mapping[Route, Parts]) -> str:
    """The list of what the members of each row are together."""
    parts: list[bytes | str] = []
    for member in members:
        parts += (member,) if isinstance(member, bytes) else _parts(vectors, member, filled)
    return _together(vectors, parts)


def whole(vectors: Vectors, parts: Parts) -> str:
    """The vector of a hole's JSON."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    variable = vectors.draft.name("h")
    vectors.draft.add(f"{variable} = {_together(vectors, parts)}")
    return variable


def _together(vectors: Vectors, parts: Iterable[bytes | str]) -> str:
    vectors.draft.values["JOIN"] = b"".join
    each = [f"repeat({vectors.draft.bind('B', part)}, len(k))" if isinstance(part, bytes) else part for part in _merged(parts)]
    return f"list(map(JOIN, zip({', '.join(each)})))"


def _merged(parts: Iterable[bytes | str]) -> Iterator[bytes | str]:
    """With no two bytes side by side."""
    for kind, some in groupby(parts, type):
        if kind is bytes:
            yield b"".join(part for part in some if isinstance(part, bytes))
        else:
            yield from some


def _parts(vectors: Vectors, member: Member, filled: Mapping[Route, Parts]) -> Parts:
    if not (member.members or member.before or member.after):
        return filled[member.route]
    loop = Loop()
    value = _optional(vectors, member, filled, loop)
    return (loop.over(value),)


def _optional(vectors: Vectors, member: Member, filled: Mapping[Route, Parts], loop: Loop) -> str:
    if member.members:
        vectors.draft.values["wrap"] = _wrap
        value = f"wrap(({', '.join(_optional(vectors, inner, filled, loop) for inner in member.members)},))"
        return f"({member.before!r} + w + {member.after!r} if (w := {value}) else b'')"
    value = loop.entry(whole(vectors, filled[member.route]))
    return f"({member.before!r} + {value} + {member.after!r} if {value} else b'')"


def _wrap(parts: Sequence[bytes]) -> bytes:
    """The JSON of a mapping, empty where all of its members are omitted."""
    text = b",".join(filter(None, parts))
    return b"{" + text + b"}" if text else b""
