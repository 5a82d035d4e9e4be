"""libyaml's complaints in words for people who write specs, at the place that helps them."""

import re

import yaml

from specc.base.fault import Fault, Related
from specc.base.location import Source

_TAB = ("a tab where only spaces can stand", "YAML is indented with spaces; an editor can turn tabs into them")
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a `:` where no key can stand", "quote the text that holds the `:`, or mend the indentation"),
    ("did not find expected key", "this line fits neither the mapping above nor its parent", "align it with the keys it belongs to"),
    ("did not find expected '-' indicator", "this line is no list item, and no key can stand here", "align it with the items above"),
    ("could not find expected ':'", "a key without `:`", "write `key: value`"),
    ("found unexpected document indicator", "a document marker inside a quoted text", "close the quote before it"),
    ("found another document", "a second document", "keep one spec a file: `---` can't stand between two"),
    ("found undefined alias", "an alias of an anchor that isn't there", "anchors (`&name`) come before their aliases (`*name`)"),
    ("did not find expected ',' or '}'", "a flow mapping that isn't closed", "add a `,` or the closing `}`"),
    ("did not find expected ',' or ']'", "a flow list that isn't closed", "add a `,` or the closing `]`"),
    ("did not find expected node content", "something that is no value", "quote it if it is text"),
    ("block sequence entries are not allowed", "a list item where none can stand", "put the list on lines of its own, below its key"),
    ("found unknown escape character", "an escape that YAML doesn't know", r"write `\\` for a backslash, or use single quotes"),
    ("did not find expected comment or line break", "text after `|` or `>`", "start the text on the next line"),
    ("did not find expected <document start>", "text that is outside the document", "indent it, or quote what stands before it"),
    ("found a tab character", *_TAB),
    ("did not find expected alphabetic or numeric character", "something that is no name of an anchor or an alias", "put text that begins with `*` or `&` in quotes"),
    ("mapping keys are not allowed", "a `?` where no key can begin", "put text that begins with `?` in quotes"),
)
_UNCLOSED = ("a quote that is never closed", "close it on this line")
_INSIDE = {'"': r"inside double quotes write `'`, or `\"`", "'": "inside single quotes write `''`, or put the value in double quotes"}
_COMMENT = re.compile(r"[ \t](#[^\s#])")
"""What hardly is meant as a comment, and is one."""
_TIGHT = re.compile(r"[\w.-]+:[^\s:]")
_TOKEN = re.compile(r"\S+")
_LONE_DASH = re.compile(r"-[ \t]*(#.*)?$", re.MULTILINE)
_BEHIND = ("did not find expected key", "did not find expected ',' or '}'", "did not find expected ',' or ']'")
"""What libyaml says, too, of text behind a closing quote."""


def yaml_problem(source: Source, error: yaml.YAMLError) -> Fault:
    """The fault of a syntax error: at the wrong character, with the construct it broke as related place."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = min(mark.index, len(source.text)) if mark else 0
    text = f"{getattr(error, 'problem', None) or error}"
    start = getattr(error, "context_mark", None)
    related: tuple[Related, ...] = ()
    if start is not None and start.index < at and start.line != getattr(mark, "line", -1):
        related = (Related(source.span(start.index, min(start.index + 1, len(source.text))), f"{error.context}"),)  # type: ignore[attr-defined]
    nearer = _nearer(source, at, text, start.index if start is not None else None)
    if nearer is not None:
        (at, problem, help), related = nearer, ()
    else:
        problem, help = _words(source, at, text)
    token = _TOKEN.match(source.text, at)
    end = min(token.end(), at + 20) if token else min(at + 1, len(source.text))
    return Fault("S101", source.span(at, max(at, end)), {"problem": problem, "help": help}, related=related)


def _nearer(source: Source, at: int, text: str, start: int | None) -> tuple[int, str, str] | None:
    """The place and words of what was meant, where that can be told; `start` is where what wasn't finished begins."""
    if "unexpected end of stream" in text:
        return (at if start is None else start, *_UNCLOSED)
    if "could not find expected ':'" in text and start is not None:
        is_tight = _TIGHT.match(source.text, start) is not None
        return (start, "a `:` without a space behind it" if is_tight else "a key without `:`", "write `key: value`" if is_tight else "write `key: value`; text of several lines is indented below its key")
    if "a tab" in text or source.text[at : at + 1] == "\t":
        return (at, *_TAB)
    return _behind(source, at, start) if any(words in text for words in _BEHIND) else None


def _behind(source: Source, at: int, start: int | None) -> tuple[int, str, str] | None:
    """What follows a value that has ended already, or a comment that swallowed one."""
    before = source.text[source.line_span(source.position(at).line).start : at].rstrip()
    rest = source.text[at : source.line_span(source.position(at).line).end].strip()
    if before and rest and not rest.strip(",]}"):
        return at, f"`{rest}` behind a value that has ended", "take it out"
    opened = _opening_quote(source, at)
    if opened is not None and source.position(opened).line < source.position(at).line:
        return (opened, *_UNCLOSED)
    if opened is not None:
        return at, "text goes on behind the quote that ends it", _INSIDE[source.text[opened]]
    if before.endswith(("}", "]")):
        return at, f"text goes on behind the `{before[-1]}` that ends the value", "put text that begins with `{` or `[` in quotes"
    comment = None if start is None else _COMMENT.search(source.text, start, at)
    return None if comment is None else (comment.start(1), "a `#` behind white space begins a comment", 'put the value in quotes, as in "#ffffff"')


def _opening_quote(source: Source, at: int) -> int | None:
    """Where the quoted text begins that ends just before: on the same line, or on the nearest one above that leaves a quote open."""
    line = source.position(at).line
    start = source.line_starts[line - 1]
    before = source.text[start:at].rstrip()
    mark = before[-1:]
    if mark not in ("'", '"') or not before:
        return None
    if before.count(mark) % 2 == 0:
        found = re.search(rf"(?:^|[\s:,\[{{-]){mark}[^{mark}]*{mark}$", before)
        return None if found is None else start + found.start() + found[0].index(mark)
    for above in range(line - 1, 0, -1):
        text = source.line(above)
        if text.count(mark) % 2:
            return source.line_starts[above - 1] + text.rindex(mark)
    return None


def _words(source: Source, at: int, text: str) -> tuple[str, str]:
    character = source.text[at : at + 1]
    if "block sequence entries" in text and _LONE_DASH.match(source.text, at):
        return "a `-` where no list can begin", 'write `"-"` with quotes, if it stands for standard input'
    if "cannot start any token" in text:
        return f"{'a backquote' if character == '`' else f'`{character}`'} can't start a plain value", "put the value in quotes"
    return next(((problem, help) for start, problem, help in _WORDS if start in text), (text, ""))
