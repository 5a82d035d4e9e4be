"""Wheels of what is installed here, made again from its files: so that pip can install from a folder, without network."""

import base64
import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_LEFT_OUT = frozenset(("RECORD", "INSTALLER", "REQUESTED", "direct_url.json"))


def make_wheelhouse(folder: Path, requirements: Iterable[str]) -> None:
    """The wheels of these requirements and of all that they need."""
    for found in _closure(requirements).values():
        _repack(found, folder)


def _closure(requirements: Iterable[str]) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    left = [Requirement(text) for text in requirements]
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        if name in found or (wanted.marker is not None and not wanted.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(wanted.name)
        left += [Requirement(text) for text in found[name].requires or ()]
    return found


def _repack(found: Distribution, folder: Path) -> None:
    name = found.metadata["Name"].replace("-", "_")
    info = next(path.parts[0] for path in found.files or () if path.parts[0].endswith(".dist-info"))
    tags = [line.removeprefix("Tag: ").split("-") for line in (found.read_text("WHEEL") or "").splitlines() if line.startswith("Tag: ")]
    tag = "-".join(".".join(dict.fromkeys(parts)) for parts in zip(*tags, strict=True))
    record = []
    with zipfile.ZipFile(folder / f"{name}-{found.version}-{tag}.whl", "w") as wheel:
        for path, data in _files(found):
            wheel.writestr(path, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(data)}")
        wheel.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,", ""]))


def _files(found: Distribution) -> Iterator[tuple[str, bytes]]:
    """What lies in the library's folder: scripts are made again from their entry points."""
    for path in found.files or ():
        if path.parts[0] != ".." and "__pycache__" not in path.parts and not (path.parts[0].endswith(".dist-info") and path.name in _LEFT_OUT):
            yield path.as_posix(), Path(str(path.locate())).read_bytes()
