"""What a template sets up before it says anything: macros, imports and values that don't hang on the row. Worked out once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateNotFound, nodes

from specc.template.environment import SpecEnvironment
from specc.template.names import Reference
from specc.template.references import includes, references
from specc.template.values import ROW_NAMES

_BINDING = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)
_OUTER = (nodes.Extends, nodes.Block)


class OpenError(Exception):
    """It isn't known what a template reads: it includes others by names that only rendering tells."""


def prelude(environment: SpecEnvironment, tree: nodes.Template, text: str, constants: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[nodes.Node]] | None:
    """The names that the head of a template binds, and the rest of its body. None where it can't be taken apart: names are bound
    later, or again, or hang on the row.
    """
    head: list[nodes.Node] = [node for node in tree.body if isinstance(node, _BINDING)]
    rest = [node for node in tree.body if not isinstance(node, _BINDING)]
    if any(next(node.find_all((*_BINDING, *_OUTER)), None) is not None or isinstance(node, _OUTER) for node in rest):
        return None
    if not head:
        return {}, rest
    before = tree.body[: tree.body.index(head[-1])]
    comes_first = all(isinstance(node, _BINDING) or _is_words(node) for node in before)
    names = list(_bound(head))
    is_new = len(set(names)) == len(names) and constants.keys().isdisjoint(names)
    if not (comes_first and is_new) or _hangs_on_row(environment, head, text):
        return None
    return _worked_out(environment, head, constants), rest


def _hangs_on_row(environment: SpecEnvironment, head: list[nodes.Node], text: str) -> bool:
    try:
        return any(reference.path[0] in ROW_NAMES for reference in all_references(environment, head, text))
    except OpenError:
        return True


def all_references(environment: SpecEnvironment, body: list[nodes.Node], text: str, seen: frozenset[str] = frozenset()) -> list[Reference]:
    """The references of nodes, and of all that they include. Raises `OpenError`."""
    tree = nodes.Template(body)
    tree.set_environment(environment)
    if any(node.ignore_missing for node in tree.find_all(nodes.Include)):
        raise OpenError
    found = references(tree, text)
    for name, _ in includes(tree):
        if name is None:
            raise OpenError
        if name not in seen:
            found += _of_partial(environment, name, seen | {name})
    return found


def _of_partial(environment: SpecEnvironment, name: str, seen: frozenset[str]) -> list[Reference]:
    assert environment.loader is not None
    try:
        source, _, _ = environment.loader.get_source(environment, name)
    except TemplateNotFound:
        raise OpenError from None
    return all_references(environment, environment.parse_plain(source).body, source, seen)


def _is_words(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(child, nodes.TemplateData) for child in node.nodes)


def _bound(head: Iterable[nodes.Node]) -> Iterator[str]:
    for node in head:
        if isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.Macro):
            yield node.name
        else:
            yield from (name.name for name in node.find_all(nodes.Name) if name.ctx == "store")


def _worked_out(environment: SpecEnvironment, head: list[nodes.Node], constants: Mapping[str, Any]) -> Mapping[str, Any]:
    template = environment.fragment(head)
    environment.meter.refill()
    context = template.new_context(dict(constants))
    for _ in template.root_render_func(context):
        pass
    return dict(context.vars)
