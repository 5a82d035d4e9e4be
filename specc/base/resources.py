"""Where the data that ships with specc lies: inside an installed wheel, or at the top of a checkout."""

import json
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent


def data_folder(name: str) -> Path:
    """The folder `schemas` or `templates`."""
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def shipped_data(name: str) -> Any:
    """What a JSON file in the folder `schemas` holds."""
    return json.loads((data_folder("schemas") / name).read_bytes())
