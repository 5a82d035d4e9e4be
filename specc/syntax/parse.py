"""Reads YAML 1.2 into a `Document`. The only importer of the YAML library. It never raises for what a file holds.

libyaml composes the nodes (its marks count characters); plain scalars are resolved by `resolve`, not by the library,
whose rules are YAML 1.1's.
"""

import codecs
import re

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from specc.base.fault import Fault
from specc.base.location import Source, Span
from specc.syntax.build import Builder
from specc.syntax.document import Data, Document, Place
from specc.syntax.encoding import byte_problem, wide_encoding, wide_problem
from specc.syntax.ignores import ignores
from specc.syntax.wording import yaml_problem

SOURCE_CHARACTERS_MAX = 2 * 1024 * 1024
SOURCE_BYTES_MAX = 4 * SOURCE_CHARACTERS_MAX + 4
"""Of so many bytes it is known whether they are too many characters."""
DEPTH_MAX = 100
_STACK_SAFE_DEPTH = 4000

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNQUOTED = re.compile(
    r"""^[ \t]*(?:- +)*(?:(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*:|-)[ \t]+(\{[{%].*?)[ \t]*(?:[ \t]#.*)?$""", re.MULTILINE
)
_TAG_LINE = re.compile(r"^[ \t]*(\{%.*?%\})[ \t]*$", re.MULTILINE)
_BLOCK_HEADER = re.compile(r"(?:^|[:\-\s])[|>][-+0-9]*(?:\s+#.*)?\s*$")
_LEADING_SPACE = re.compile(r"^ *", re.MULTILINE)


class _Composer(CParser):
    """libyaml's parser and composer with every scalar left unresolved."""

    def resolve(self, _kind: type, _value: object, implicit: object) -> str:
        return "plain" if isinstance(implicit, tuple) and implicit[0] else "quoted"

    def descend_resolver(self, _node: object, _index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def byte_order_mark(raw: bytes) -> bytes:
    """What some programs start UTF-8 with; nothing where it isn't there."""
    return codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""


def decode(name: str, raw: bytes) -> tuple[Source, list[Fault]]:
    """The text of a file. What isn't UTF-8 is a fault at its first wrong byte."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if (wide := wide_encoding(raw)) is not None:
        source = Source(name, raw.decode("utf-8", errors="replace"))
        return source, [Fault("S101", source.span(0, min(1, len(source.text))), wide_problem(wide))]
    try:
        return Source(name, raw.decode("utf-8")), []
    except UnicodeDecodeError as error:
        source = Source(name, raw.decode("utf-8", errors="replace"))
        at = len(raw[: error.start].decode("utf-8", errors="replace"))
        return source, [Fault("S101", source.span(at, min(at + 1, len(source.text))), byte_problem(raw, error.start))]


def parse(source: Source) -> Document:
    """The document of a source; its faults say what was wrong, and its data are what could be read all the same."""
    if len(source.text) > SOURCE_CHARACTERS_MAX:
        return _without_data(source, "S112", source.line_span(1), {"what": "size", "size": len(source.text), "limit": SOURCE_CHARACTERS_MAX})
    if control := _UNPRINTABLE.search(source.text):
        return _without_data(source, "S101", source.span(control.start(), control.end()), _unprintable(control.group()))
    if _may_nest_deeply(source.text) and (deep := _too_deep(source)):
        return _without_data(source, "S112", deep, {"what": "depth", "size": 0, "limit": DEPTH_MAX})
    templates = _unquoted_templates(source)
    text = _masked(source.text, templates)
    try:
        node = _compose(text)
    except yaml.YAMLError as error:
        fault = yaml_problem(source, error)
        return Document(source, None, {(): Place(source.span(0, len(source.text)))}, faults=(*_s103(templates), fault))
    return _document(source, node, templates)


def _document(source: Source, node: yaml.Node | None, templates: list[Span]) -> Document:
    builder = Builder(source)
    data: Data = None
    if node is None:
        builder.places[()] = Place(source.span(0, 0))
    else:
        data = builder.build(node)
    return Document(source, data, builder.places, tuple(ignores(source, builder.scalars())), (*_s103(templates), *builder.faults))


def _compose(text: str) -> yaml.Node | None:
    composer = _Composer(text)
    try:
        node: yaml.Node | None = composer.get_single_node()
        return node
    finally:
        composer.dispose()


def _without_data(source: Source, rule: str, span: Span, facts: dict[str, object]) -> Document:
    return Document(source, None, {(): Place(source.span(0, len(source.text)))}, faults=(Fault(rule, span, facts),))


def _unprintable(character: str) -> dict[str, object]:
    return {"problem": f"the control character U+{ord(character):04X} can't stand in YAML", "help": "remove it; in double quotes it can be written as an escape"}


def _may_nest_deeply(text: str) -> bool:
    """A cheap upper bound of the depth: the composer recurses in C, and the stack it would overflow is the process's."""
    if len(text) < DEPTH_MAX:
        return False
    marks = sum(text.count(mark) for mark in ("[", "{", "- ", "-\t", "? ", "-\n", "?\n"))
    if marks < DEPTH_MAX and len(text) < _STACK_SAFE_DEPTH:
        return False
    return marks + max(len(space) for space in _LEADING_SPACE.findall(text)) > DEPTH_MAX


def _too_deep(source: Source) -> Span | None:
    depth = 0
    try:
        for event in yaml.parse(source.text, Loader=yaml.CLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEPTH_MAX and event.start_mark is not None:
                    return source.span(event.start_mark.index, event.start_mark.index + 1)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None
    return None


def _unquoted_templates(source: Source) -> list[Span]:
    """Values that begin with template marks and have no quotes: YAML takes `{{ x }}` for a mapping in a mapping."""
    if "{{" not in source.text and "{%" not in source.text:
        return []
    matches = (*_UNQUOTED.finditer(source.text), *_TAG_LINE.finditer(source.text))
    spans = sorted((source.span(match.start(1), match.end(1)) for match in matches), key=Span.order)
    blocks = _block_lines(source) if spans else ()
    return [span for span in spans if span.first.line not in blocks]


def _block_lines(source: Source) -> set[int]:
    """The lines inside block scalars, where template marks need no quotes."""
    inside: set[int] = set()
    indent = -1
    for number in range(1, len(source.line_starts) + 1):
        line = source.line(number)
        if indent < 0 and "|" not in line and ">" not in line:
            continue
        own = len(line) - len(line.lstrip(" "))
        if indent >= 0 and (not line.strip() or own > indent):
            inside.add(number)
            continue
        indent = own if _BLOCK_HEADER.search(line) else -1
    return inside


def _masked(text: str, spans: list[Span]) -> str:
    """The text with the spans made harmless, character for character."""
    for span in spans:
        is_line = span.source.line(span.first.line).strip() == span.text
        text = text[: span.start] + ("#" if is_line else "x") * (span.end - span.start) + text[span.end :]
    return text


def _s103(templates: list[Span]) -> tuple[Fault, ...]:
    return tuple(Fault("S103", span, {"text": span.text}) for span in templates)
