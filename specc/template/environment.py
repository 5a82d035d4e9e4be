"""The Jinja environment of specs: sandboxed, strict, bounded, deterministic, and with exact places.

Jinja's nodes carry only a line. Here a token's `lineno` is its character offset plus one, so every node, error and
traceback of a template leads to the exact character.
"""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from jinja2 import FunctionLoader, StrictUndefined, UndefinedError, nodes, pass_context
from jinja2.environment import Template, TemplateExpression
from jinja2.lexer import TokenStream
from jinja2.parser import Parser
from jinja2.runtime import Context, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from specc.template import locale
from specc.template.limits import (
    GROWING_FILTERS,
    GROWING_METHODS,
    Meter,
    call_size,
    check_arguments,
    check_format,
    check_operator,
    concat,
    metered_loop,
    size,
)
from specc.template.tokens import located
from specc.template.values import ROW_NAMES, Omit, RowNeededError, UnprintableError, is_empty

_REMOVED_FILTERS = ("random", "pprint", "xmlattr", "urlize", "escape", "e", "forceescape", "safe")
_REMOVED_GLOBALS = ("lipsum",)
_CALL_WORK = 64
_OF_LOOPS = frozenset(("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "previtem", "nextitem"))
_EMPTY_FILTERS = frozenset(("trim", "upper", "lower", "title", "capitalize", "string"))


class MissingNameError(UndefinedError):
    """An undefined name was used. `name` is the last step; `holder` is what it was looked up on, if anything."""

    def __init__(self, message: str, name: object, holder: object) -> None:
        super().__init__(message)
        self.name = str(name)
        self.holder = holder


class Missing(StrictUndefined):
    """Strict undefined that says which name was missing."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = UndefinedError) -> None:
        if exc is UndefinedError:
            exc = functools.partial(_missing_name, name=name, holder=obj)
        super().__init__(hint, obj, name, exc)


def _missing_name(message: str, *, name: object, holder: object) -> MissingNameError:
    return MissingNameError(message, name, None if holder is missing else holder)


class SpecContext(Context):
    """A context that knows when it is asked for a row that isn't there yet."""

    def resolve_or_missing(self, key: str) -> Any:
        if key in self.vars:
            return self.vars[key]
        value = self.parent.get(key, missing)
        if value is RowNeededError and key in ROW_NAMES:
            raise RowNeededError(key)
        return value


class SpecEnvironment(ImmutableSandboxedEnvironment):
    """`load` gives the text of a partial by its name, or None; `added` are filters beside ours. Not for several threads: it has one meter."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))
    context_class = SpecContext
    concat = staticmethod(concat)

    def __init__(self, load: Callable[[str], str | None], added: Mapping[str, Callable[..., Any]] | None = None) -> None:
        super().__init__(
            loader=FunctionLoader(load),
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,
            auto_reload=False,
            finalize=_printable,
        )
        self.meter = Meter()
        self.empty_outputs: list[int] = []
        for name in _REMOVED_GLOBALS:
            del self.globals[name]
        for name in _REMOVED_FILTERS:
            del self.filters[name]
        self.filters |= {"tojson": _to_json, **locale.FILTERS, **{name: _bounded(function) for name, function in (added or {}).items()}}
        self.filters = {name: self._metered_filter(name, function) for name, function in self.filters.items()}
        self.filters["_loop"] = lambda items: metered_loop(self.meter, items)
        self.filters["_concat"] = self._concat
        self.filters["_bare"] = self._bare

    def parse_plain(self, source: str) -> nodes.Template:
        """The tree as written, without the metering that `_parse` weaves in."""
        return Parser(self, source).parse()

    def expression(self, source: str) -> TemplateExpression:
        """`compile_expression` with the metering woven in."""
        expression = Parser(self, source, state="variable").parse_expression()
        tree = nodes.Template([nodes.Assign(nodes.Name("result", "store"), expression, lineno=expression.lineno)], lineno=1)
        tree.set_environment(self)
        _Metering().visit(tree)
        return TemplateExpression(self.from_string(tree), undefined_to_none=False)

    def fragment(self, body: list[nodes.Node]) -> Template:
        """A part of a parsed template as one of its own. The nodes are changed on the way."""
        tree = nodes.Template(body, lineno=1)
        tree.set_environment(self)
        _Metering().visit(tree)
        return self.from_string(tree)

    def rendering(self, template: Template, constants: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], str]:
        """`template.render` under the constants and further names, without making a context each time. The same names each time."""
        context = template.new_context(dict(constants))
        parent = context.parent

        def render(names: Mapping[str, Any]) -> str:
            parent.update(names)
            context.vars.clear()
            context.exported_vars.clear()
            return concat(template.root_render_func(context))

        return render

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = Parser(self, source, name, filename).parse()
        _Metering().visit(tree)
        return tree

    def _tokenize(self, source: str, name: str | None, filename: str | None = None, state: str | None = None) -> TokenStream:
        tokens = located(self.lexer, source, name, state)
        return TokenStream(self.lexer.wrap(tokens, name, filename), name, filename)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A key of a mapping comes before a method of the same name: `row.items` is the column."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if obj.__class__ is LoopContext and attribute in _OF_LOOPS:  # what the sandbox would find out anew for every step
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self.meter.spend()
        check_operator(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        self.meter.spend(_CALL_WORK + call_size(args, kwargs))
        if obj.__class__ is Macro and not kwargs:  # what the sandbox and Jinja would find out anew for every call
            return obj(context.eval_ctx, *args)
        check = GROWING_METHODS.get(getattr(obj, "__name__", ""))
        if check is not None and isinstance(getattr(obj, "__self__", None), str | bytes | int):
            check(obj.__self__, *args, *kwargs.values())
        return super().call(context, obj, *args, **kwargs)

    def handle_exception(self, source: str | None = None) -> NoReturn:  # noqa: ARG002 - Jinja's signature
        """Raises what is being handled as it is. Jinja would rewrite its traceback, whose frames lead to the exact place."""
        raise  # noqa: PLE0704 - called where an exception is handled

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Jinja replaces `str.format` by a safe one; the width of its fields is checked first."""
        safe = super().wrap_str_format(value)
        if safe is None:
            return None

        def checked(*args: Any, **kwargs: Any) -> str:
            check_format(value.__self__, (*args, *kwargs.values()))
            return safe(*args, **kwargs)

        return checked

    def get_template(self, name: str | Template, parent: str | None = None, globals: Any = None) -> Template:
        self.meter.spend(1024)
        return super().get_template(name, parent, globals)

    def _metered_filter(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        is_growing = name in GROWING_FILTERS
        own = locale.WORK if name in locale.FILTERS else 0

        @functools.wraps(function)
        def metered(*args: Any, **kwargs: Any) -> Any:
            given = [item for item in args if not isinstance(item, Context | SpecEnvironment | nodes.EvalContext)]
            self.meter.spend(own + size((given, kwargs)))
            if is_growing:
                check_arguments((*given[1:], *kwargs.values()))
            if name in ("replace", "join") and given:
                _check_filter(name, given, kwargs)
            return function(*args, **kwargs)

        return metered

    def _concat(self, items: list[Any]) -> str:
        self.meter.spend(size(items))
        if any(item is None for item in items):
            raise UnprintableError("null")
        return concat(str(_text_of(item)) for item in items)

    def _bare(self, value: Any, offset: int) -> Any:
        """Notes the outputs of a bare name that come out empty: in speech they are holes nobody meant."""
        if is_empty(value):
            self.empty_outputs.append(offset)
        return value


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that isn't ours: what it gives is no larger than what a template may make."""

    @functools.wraps(function)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        made = function(*args, **kwargs)
        size(made)
        return made

    return bounded


def _check_filter(name: str, given: list[Any], kwargs: dict[str, Any]) -> None:
    if name == "replace":
        GROWING_METHODS["replace"](str(given[0]), *given[1:3])
    else:
        separator = kwargs.get("d", given[1] if len(given) > 1 else "")
        GROWING_METHODS["join"](str(separator), given[0])


@pass_context
def _printable(_context: Context, value: Any) -> Any:
    return value if value.__class__ is str else _text_of(value)


def _text_of(value: Any) -> Any:
    """What may stand in a text: text, numbers, booleans and None, nothing whose text is Python's."""
    if isinstance(value, str):
        return str.__str__(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Undefined):
        return str(value)
    kinds = {dict: "a mapping", list: "a list", tuple: "a list", Omit: "`omit`"}
    kind = next((word for cls, word in kinds.items() if isinstance(value, cls)), f"a {type(value).__name__}")
    raise UnprintableError(kind)


def _to_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


class _Metering(NodeTransformer):
    """Weaves the meter into loops and concatenations, and the note of empty outputs into bare names."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        node.iter = _filter(node.iter, "_loop")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), "_concat")

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [_bare_noted(child) for child in node.nodes]
        return node


def _bare_noted(node: nodes.Expr) -> nodes.Expr:
    """A name, through filters that make nothing out of nothing, such as `trim`."""
    bare: Any = node
    while isinstance(bare, nodes.Filter) and bare.name in _EMPTY_FILTERS and bare.node is not None:
        bare = bare.node
    if isinstance(bare, nodes.Name | nodes.Getattr | nodes.Getitem):
        return _filter(node, "_bare", nodes.Const(_start(bare) - 1, lineno=node.lineno))
    return node


def _start(node: nodes.Node) -> int:
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.lineno


def _filter(node: Any, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)
