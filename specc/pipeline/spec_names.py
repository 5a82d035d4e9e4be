"""What specs are called, without compiling them: a spec that can't be read is called like its file."""

from collections.abc import Iterable
from pathlib import Path

from specc.pipeline.files import SpecFiles, find_specs, read_source
from specc.pipeline.projects import Projects
from specc.pipeline.unit import spec_name
from specc.syntax.document import Document
from specc.syntax.merge import load_merged


def spec_names(paths: Iterable[Path]) -> list[str]:
    """Of the specs at or below the paths. Raises `UsageError` for a path that isn't there."""
    return [_name(path) for path in find_specs(paths, Projects())]


def _name(path: Path) -> str:
    source, faults = read_source(path)
    document = Document(source, None, {}) if faults else load_merged(source, SpecFiles(path).load_spec)
    return spec_name(document, path)
