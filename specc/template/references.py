"""Which names a template uses, where each stands, and whether it is allowed to be missing there."""

import re
from collections.abc import Iterator

from jinja2 import meta, nodes

from specc.template.names import Path, Reference

_GUARDS = ("default", "d")
_DEFINED = ("defined", "undefined")


def references(tree: nodes.Template, text: str) -> list[Reference]:
    """Every reference to a name from outside the template, in the order of the text."""
    free = meta.find_undeclared_variables(tree)
    found = [item for item in _walk(tree, text, is_guarded=False, is_conditional=False) if item.path[0] in free]
    tested = {item.path for item in found if item.is_guarded}
    settled = [_guarded(item) if item.path in tested and item.is_conditional else item for item in found]
    return sorted(settled, key=lambda item: item.start)


def bare_path(tree: nodes.Template) -> Path | None:
    """The path of a template that is nothing but one reference: `{{ language.voice }}`."""
    if len(tree.body) == 1 and isinstance(output := tree.body[0], nodes.Output) and len(output.nodes) == 1:
        return _path(output.nodes[0])
    return None


def includes(tree: nodes.Template) -> Iterator[tuple[str | None, int]]:
    """The names of included and imported templates with their offsets; None where the name is computed, or may lead nowhere."""
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        template = node.template  # type: ignore[attr-defined]
        name = template.value if isinstance(template, nodes.Const) and isinstance(template.value, str) else None
        ignores_missing = isinstance(node, nodes.Include) and node.ignore_missing
        yield None if ignores_missing else name, template.lineno - 1


def _guarded(item: Reference) -> Reference:
    return Reference(item.path, item.start, item.end, is_guarded=True, is_conditional=True)


def _walk(node: nodes.Node, text: str, *, is_guarded: bool, is_conditional: bool) -> Iterator[Reference]:
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem) and (path := _path(node)):
        if getattr(_root(node), "ctx", "load") == "load":
            start = _root(node).lineno - 1
            yield Reference(path, start, _end(node, text), is_guarded, is_conditional)
        return
    guards = (isinstance(node, nodes.Filter) and node.name in _GUARDS) or (isinstance(node, nodes.Test) and node.name in _DEFINED)
    held = getattr(node, "node", None) if guards else None
    later = _branches(node)
    for child in node.iter_child_nodes():
        conditional = is_conditional or any(child is branch for branch in later)
        yield from _walk(child, text, is_guarded=child is held, is_conditional=conditional)


def _branches(node: nodes.Node) -> list[nodes.Node]:
    """The children that may not be evaluated."""
    if isinstance(node, nodes.If):
        return [*node.body, *node.elif_, *node.else_]
    if isinstance(node, nodes.CondExpr):
        return [child for child in (node.expr1, node.expr2) if child is not None]
    if isinstance(node, nodes.And | nodes.Or):
        return [node.right]
    if isinstance(node, nodes.For):
        return [*node.body, *node.else_]
    if isinstance(node, nodes.Macro | nodes.CallBlock):
        return list(node.body)
    return []


def _root(node: nodes.Node) -> nodes.Node:
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node


def _path(node: nodes.Node) -> Path | None:
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        base = _path(node.node)
        return (*base, node.attr) if base else None
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        base = _path(node.node)
        return (*base, node.arg.value) if base else None
    return None


def _end(node: nodes.Node, text: str) -> int:
    """Where the last step ends: nodes know only where their own token starts."""
    start = node.lineno - 1
    pattern = r"\w+" if isinstance(node, nodes.Name) else r"\.\s*\w+" if isinstance(node, nodes.Getattr) else r"\[[^\]]*\]"
    match = re.compile(pattern).match(text, start)
    return match.end() if match else start + 1
