"""The compiler's product: one video to be made, as the provider takes it, with the name it will have on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from specc.base.jsonvalue import JsonObject


@dataclass(frozen=True, slots=True)
class Task:
    """`key` names the audience row (the spec where there is none), `row` is its 1-based number, `cell` maps each axis
    to its element's name. `payload` is complete and holds `taskUUID`; `digest` is the SHA-256 of its content in hex.
    `file` is relative to the output folder, with `/` between folders and the extension of `outputFormat`.
    `media` has the path of each file whose content's hash stands in the payload.
    """

    spec: str
    key: str
    row: int | None
    cell: Mapping[str, str]
    payload: JsonObject
    digest: str
    uuid: str
    file: str
    media: Mapping[str, str] = field(default_factory=dict)
