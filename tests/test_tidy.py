"""The shape of the code: lint, types, floors, cycles, sizes and the code map. `pytest` is the only command there is."""

import ast
import os
import re
import statistics
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "specc"
MODULES = {".".join(("specc", *file.relative_to(PACKAGE).with_suffix("").parts)): file for file in PACKAGE.rglob("*.py")}

MODULE_LINES_MAX = 300
MODULE_LINES_MEDIAN_MAX = 150
FUNCTION_LINES_MAX = 60
FUNCTION_LINES_90TH_MAX = 30
FUNCTION_LINES_MEDIAN_MAX = 10


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(("-m", "ruff", "check", "--output-format=concise", "specc", "tests"), id="ruff"),
        pytest.param(("-m", "mypy"), id="mypy"),
        pytest.param(
            ("-c", "from importlinter.cli import import_linter; import_linter()", "lint", "--no-cache", "--no-logo"),
            id="floors",
        ),
    ],
)
def test_tool_finds_nothing(tool: tuple[str, ...]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""}
    done = subprocess.run([sys.executable, *tool], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_imports_in_a_circle() -> None:
    graph = {_dotted(name): _imports(name) for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail("imports in a circle, lazy ones counted: " + " -> ".join(reversed(cycle.args[1])))


def test_modules_are_short() -> None:
    lengths = {name: file.read_text(encoding="utf-8").count("\n") for name, file in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > MODULE_LINES_MAX} == {}
    assert statistics.median(length for length in lengths.values() if length > 3) <= MODULE_LINES_MEDIAN_MAX


def test_functions_are_short() -> None:
    lengths = _function_lengths()
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES_MAX} == {}
    assert statistics.median(lengths.values()) <= FUNCTION_LINES_MEDIAN_MAX
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= FUNCTION_LINES_90TH_MAX


def test_code_map_is_the_tree() -> None:
    packages = {f"{folder.parent.name}/" for folder in PACKAGE.glob("*/__init__.py")}
    modules = {file.name for file in PACKAGE.glob("[!_]*.py")}
    docstring = ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")), clean=False) or ""
    assert _code_map(docstring) - {"__init__.py", "__main__.py"} == packages | modules


def test_code_map_is_read() -> None:
    text = "Purpose.\n\nCode map\n\n  cli/         commands\n               and more\n  pipeline.py  the verbs\n\nAfterwards\n  not/  this\n"
    assert _code_map(text) == {"cli/", "pipeline.py"}


def _code_map(docstring: str) -> set[str]:
    """The names under the heading `Code map`: the lines with the least indentation, up to the next heading."""
    _, _, section = docstring.partition("Code map")
    body = re.split(r"^(?=\S)", section.partition("\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    entries = re.findall(r"^( +)(\w+(?:/|\.py))\s+\S", body, re.MULTILINE)
    margin = min((len(indent) for indent, _ in entries), default=0)
    return {name for indent, name in entries if len(indent) == margin}


def _dotted(name: str) -> str:
    return name.removesuffix(".__init__")


def _imports(name: str) -> set[str]:
    """The modules of specc that a module names anywhere in its code."""
    known = {_dotted(module) for module in MODULES}
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are written in full"
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= members & known or {node.module or ""}
    return found & known - {_dotted(name)}


def _function_lengths() -> dict[str, int]:
    """Lines of every function's body, its docstring left out."""
    lengths = {}
    for name, file in MODULES.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                lengths[f"{_dotted(name)}.{node.name}:{node.lineno}"] = lines
    return lengths
