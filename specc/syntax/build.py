"""Builds plain data and places from composed YAML nodes: aliases, merge keys and duplicate keys are settled here."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from specc.base.fault import Fault, Related
from specc.base.location import Route, Source, Span
from specc.syntax.document import Data, Place
from specc.syntax.resolve import Scalar, is_yaml_1_1_habit, resolve

NODES_MAX = 500_000

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
"""An anchor and a tag stand before a scalar, and are no part of its text. No scalar starts with their marks."""

_BLOCK_STYLES = ("|", ">")
_PREFIX = "tag:yaml.org,2002:"
_TAGS = {"plain", "quoted", "!", *(_PREFIX + name for name in ("str", "int", "float", "bool", "null", "map", "seq"))}


class Builder:
    """Walks one node tree. `faults` and `places` fill up as it goes; an alias is walked again at every place it stands."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.places: dict[Route, Place] = {}
        self.faults: list[Fault] = []
        self._count = 0
        self._open: list[int] = []
        self._plain: list[Route] = []

    def scalars(self) -> Iterator[Span]:
        """The spans of the scalars that may have several lines, or marks that would begin a comment elsewhere."""
        yield from (place.value for place in self.places.values() if place.style)
        yield from (self.places[route].value for route in self._plain if route in self.places)

    def build(self, node: yaml.Node) -> Data:
        return self._value(node, (), None)

    def _span(self, node: yaml.Node) -> Span:
        """A block collection ends, for libyaml, where the next token starts; white space at the end is not its own."""
        start, end, text = node.start_mark.index, node.end_mark.index, self.source.text
        if not isinstance(node, yaml.ScalarNode):
            return Span(self.source, start, start + len(text[start:end].rstrip()))
        if node.style in _BLOCK_STYLES:
            end = start + len(text[start:end].rstrip())
        if start < end and text[start] in "&!" and (properties := _PROPERTIES.match(text, start, end)):
            start = properties.end()
        return Span(self.source, start, max(start, end))

    def _fault(self, rule: str, node: yaml.Node, **facts: object) -> None:
        self.faults.append(Fault(rule, self._span(node), facts))

    def _value(self, node: yaml.Node, route: Route, key: Span | None) -> Data:
        is_scalar = isinstance(node, yaml.ScalarNode)
        if self._is_too_many(node) or (not is_scalar and id(node) in self._open):
            if id(node) in self._open:
                self._fault("S112", node, what="nodes", size=self._count, limit=NODES_MAX)
            return None
        style = (node.style or "") if isinstance(node, yaml.ScalarNode) else ""
        self.places[route] = Place(self._span(node), key, style)
        if is_scalar and not style and node.start_mark.line != node.end_mark.line:
            self._plain.append(route)
        if node.tag not in _TAGS and node.tag is not None:
            tagged = self.source.span(node.start_mark.index, self.places[route].value.end)
            facts = {"problem": f"unknown tag `{node.tag}`", "help": "remove the tag; a spec is plain YAML"}
            self.faults.append(Fault("S101", tagged, facts))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self._open.append(id(node))
        value = self._of_kind(node, route)
        self._open.pop()
        return value

    def _is_too_many(self, node: yaml.Node) -> bool:
        self._count += 1
        if self._count == NODES_MAX + 1:
            self._fault("S112", node, what="nodes", size=self._count, limit=NODES_MAX)
        return self._count > NODES_MAX

    def _of_kind(self, node: yaml.Node, route: Route) -> Data:
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*route, index), None) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.MappingNode)
        return self._mapping(node, route)

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        text: str = node.value
        if node.tag == "plain":
            if is_yaml_1_1_habit(text):
                self._fault("S110", node, text=text, value=resolve(text))
            return resolve(text)
        name = node.tag.removeprefix(_PREFIX)
        if name in ("quoted", "!", "str"):
            return text
        value = resolve(text)
        return float(value) if name == "float" and isinstance(value, int) else value

    def _mapping(self, node: yaml.MappingNode, route: Route) -> Data:
        data: dict[str, Data] = {}
        seen: dict[str, Span] = {}
        merges = False
        for key_node, value_node in node.value:
            if _is_merge(key_node):
                merges = True
                continue
            name = self._key(key_node)
            if name is None:
                continue
            span = self._span(key_node)
            if name in seen:
                related = (Related(seen[name], "the first one"),)
                self.faults.append(Fault("S102", span, {"key": name}, related=related))
                continue
            seen[name] = span
            data[name] = self._value(value_node, (*route, name), span)
        for name, value_node, span in self._merged(node) if merges else ():
            if name not in data:
                data[name] = self._value(value_node, (*route, name), span)
        return data

    def _key(self, node: yaml.Node) -> str | None:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self._fault("S101", node, problem="a mapping or list can't be a key", help="write a plain name before the `:`")
        return None

    def _merged(self, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node, Span]]:
        for key_node, value_node in node.value:
            if not _is_merge(key_node):
                continue
            sources: list[Any] = value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
            for source in sources:
                if not isinstance(source, yaml.MappingNode):
                    self._fault("S101", source, problem="`<<` merges mappings only", help="give it an alias of a mapping")
                    continue
                if id(source) in self._open or self._is_too_many(source):
                    continue
                yield from ((str(key.value), value, self._span(key)) for key, value in source.value if isinstance(key, yaml.ScalarNode) and not _is_merge(key))
                self._open.append(id(source))
                yield from self._merged(source)
                self._open.pop()


def _is_merge(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == "<<" and node.tag == "plain"
