"""Plugins are found by their entry points, looked over, and put together with what is ours.

Law: only what a project names is loaded, and what of it clashes with ours or with another is refused. What a plugin raises is told as
its own failure, in a line that names the plugin and the rule.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, wraps
from importlib.metadata import EntryPoint, entry_points, version
from typing import Any, Final

from specc.base.diagnostic import SEVERITIES
from specc.base.errors import PluginError
from specc.base.fault import Fault
from specc.base.similar import meant
from specc.check.rule import Rule, Wording
from specc.check.table import OURS
from specc.compiler.watch import Remark
from specc.pipeline.additions import Plugins
from specc.plugin import GROUP, Check, Plugin

_CODE: Final = re.compile(r"[A-Z]{2,}[0-9]{3}")
_NAME: Final = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_FILTER: Final = re.compile(r"[a-z][a-z0-9_]*")


@cache
def load_plugins(names: tuple[str, ...]) -> Plugins:
    """The plugins of these names, in this order. Raises `PluginError`."""
    loaded = [_load(name) for name in dict.fromkeys(names)]
    _require_apart(plugin for plugin, _ in loaded)
    plugins = [_guarded(plugin) for plugin, _ in loaded]
    return Plugins(
        OURS.with_rules(rule for plugin in plugins for rule in plugin.rules),
        tuple(watch for plugin in plugins for watch in plugin.watches),
        tuple(check for plugin in plugins for check in plugin.checks),
        {name: function for plugin in plugins for name, function in plugin.filters.items()},
        tuple(plugin.models for plugin in plugins if plugin.models is not None),
        {plugin.name: found for plugin, found in loaded},
    )


def _load(name: str) -> tuple[Plugin, str]:
    entry = _entry(name)
    try:
        plugin = entry.load()
    except Exception as error:  # noqa: BLE001 - it is somebody else's module
        raise PluginError(f"the plugin '{name}' can't be loaded: {_told(error)}", f"its entry point is {entry.value}") from None
    if not isinstance(plugin, Plugin):
        raise PluginError(f"the plugin '{name}' is no `specc.plugin.Plugin` but a {type(plugin).__name__}", f"its entry point is {entry.value}")
    for problem in _problems(plugin, name):
        raise PluginError(f"the plugin '{name}' {problem}", "only who writes the plugin can mend this")
    return plugin, version(entry.dist.name) if entry.dist is not None else ""


def _entry(name: str) -> EntryPoint:
    known = entry_points(group=GROUP)
    found = [entry for entry in known if entry.name == name]
    if not found:
        otherwise = f"try `pip install specc-{name}`, or the package that has it, beside specc; or take it out of `plugins`"
        raise PluginError(f"the project names the plugin '{name}', which isn't installed", meant(name, [entry.name for entry in known], otherwise))
    if len({entry.value for entry in found}) > 1:
        packages = sorted(entry.dist.name for entry in found if entry.dist is not None)
        raise PluginError(f"several packages have a plugin '{name}': {', '.join(packages)}", "uninstall all but one of them")
    return found[0]


# What a plugin has to be


def _problems(plugin: Plugin, name: str) -> Iterator[str]:
    if plugin.name != name:
        yield f"calls itself '{plugin.name}'"
    for rule in plugin.rules:
        yield from (f"has a rule {rule.code} {problem}" for problem in _rule_problems(rule))
    own = [rule.code for rule in plugin.rules]
    if len(set(own)) != len(own):
        yield f"has the rule {next(code for code in own if own.count(code) > 1)} twice"
    for kind, code in (*(("watch", watch.rule) for watch in plugin.watches), *(("check", check.rule) for check in plugin.checks)):
        if code not in own:
            yield f"has a {kind} for {code}, which is no rule of its own"
    yield from _filter_problems(plugin.filters)
    if plugin.models is not None and not plugin.models.is_dir():
        yield f"names a folder of models that isn't there: {plugin.models}"


def _rule_problems(rule: Rule) -> Iterator[str]:
    if not _CODE.fullmatch(rule.code):
        yield "whose code isn't two capital letters or more and three digits, such as ACME101"
    if not _NAME.fullmatch(rule.name):
        yield f"whose name '{rule.name}' isn't small letters and hyphens, such as loud-text"
    if rule.severity not in SEVERITIES:
        yield f"of the severity '{rule.severity}', which is none of {', '.join(SEVERITIES)}"
    if not rule.summary:
        yield "whose wording has no docstring: that is its page"


def _filter_problems(filters: Mapping[str, Any]) -> Iterator[str]:
    if not filters:
        return
    from specc.template.environment import SpecEnvironment

    ours = SpecEnvironment(lambda _name: None).filters
    for name, function in filters.items():
        if not _FILTER.fullmatch(name) or not callable(function):
            yield f"has a filter '{name}' that isn't a function with a name of small letters"
        elif name in ours:
            yield f"has a filter `{name}`, which is one of specc's own"


def _require_apart(plugins: Iterable[Plugin]) -> None:
    """Raises `PluginError` where two plugins have the same."""
    owners: dict[tuple[str, str], str] = {}
    for plugin in plugins:
        for kind, name in (*(("rule", rule.code) for rule in plugin.rules), *(("filter", name) for name in plugin.filters)):
            first = owners.setdefault((kind, name), plugin.name)
            if first != plugin.name:
                raise PluginError(f"the plugins '{first}' and '{plugin.name}' both have a {kind} {name}", "take one of them out of `plugins`")


# Failures


def _guarded(plugin: Plugin) -> Plugin:
    """The plugin, with failures that are told as its own."""
    rules = tuple(_guarded_rule(rule, plugin.name) for rule in plugin.rules)
    severities = {rule.code: rule.severity for rule in rules}
    watches = tuple(replace(watch, look=_listing(watch.look, Remark, plugin.name, watch.rule), is_error=severities[watch.rule] == "error") for watch in plugin.watches)
    checks = tuple(Check(check.rule, _listing(check.look, Fault, plugin.name, check.rule)) for check in plugin.checks)
    return replace(plugin, rules=rules, watches=watches, checks=checks)


def _guarded_rule(rule: Rule, name: str) -> Rule:
    mend = None if rule.mend is None else _guard(rule.mend, name, rule.code)
    return replace(rule, say=_wording(rule.say, name, rule.code), mend=mend, plugin=name)


def _guard(function: Callable[..., Any], name: str, code: str) -> Callable[..., Any]:
    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise PluginError(f"the plugin '{name}' fails in {code}: {_told(error)}", f"take '{name}' out of `plugins` until it is mended, and tell who writes it") from error

    return guarded


def _wording(function: Callable[..., Any], name: str, code: str) -> Callable[..., Any]:
    def say(**facts: Any) -> Wording:
        wording = function(**facts)
        if not isinstance(wording, Wording):
            raise TypeError(f"its wording gives a {type(wording).__name__} in place of a Wording")
        return wording

    return wraps(function)(_guard(say, name, code))


def _listing(look: Callable[..., Iterable[Any]], kind: type, name: str, code: str) -> Callable[..., Any]:
    """Everything that a look gives, while it is guarded."""

    def listed(*values: Any) -> list[Any]:
        found = list(look(*values))
        for item in found:
            if not isinstance(item, kind):
                raise TypeError(f"it gives a {type(item).__name__} in place of a {kind.__name__}")
            if isinstance(item, Fault) and item.rule != code:
                raise ValueError(f"it gives a fault of {item.rule}")
        return found

    return _guard(listed, name, code)


def _told(error: Exception) -> str:
    text = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
