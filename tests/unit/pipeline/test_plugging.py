"""Plugins as a project's packages have them: found, looked over, and blamed for what they raise."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from textwrap import dedent

import pytest

from specc.base.errors import PluginError
from specc.base.fault import Fault
from specc.base.location import Source
from specc.check.rule import Setting
from specc.check.table import OURS
from specc.pipeline.additions import NO_PLUGINS, Plugins
from specc.pipeline.plugging import load_plugins
from specc.pipeline.plugins import plugins_of
from specc.syntax.parse import parse

HEAD = """\
from pathlib import Path
from specc.plugin import Check, Fault, Plugin, Remark, Rule, Watch, Wording, watch

def say(**facts):
    '''It is loud.'''
    return Wording(f"it says {facts.get('text')}")

def look(value):
    yield Remark({"text": value})

RULE = Rule("ACME101", "loud-text", "error", say)
"""
NUMBERS = count()

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a package where Python finds it, with an entry point that leads to `PLUGIN`."""
    monkeypatch.syspath_prepend(str(tmp_path))
    load_plugins.cache_clear()

    def installed(body: str, *, name: str = "acme", target: str = "PLUGIN") -> None:
        module = f"plugin_of_test_{next(NUMBERS)}"
        (tmp_path / f"{module}.py").write_text(HEAD + dedent(body), encoding="utf-8")
        info = tmp_path / f"{module}-2.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 2.5\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[specc.plugins]\n{name} = {module}:{target}\n", encoding="utf-8")

    return installed


def refusal(*names: str) -> str:
    with pytest.raises(PluginError) as caught:
        load_plugins(names)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_nothing_is_loaded_where_nothing_is_named(install: Install) -> None:
    install("raise RuntimeError('imported')")
    assert plugins_of(()) is NO_PLUGINS
    assert NO_PLUGINS.rules is OURS


def test_a_plugin_is_put_together_with_ours(install: Install, tmp_path: Path) -> None:
    install(f"""
        PLUGIN = Plugin("acme", (RULE,), (watch("ACME101", "speech.text", "speech.voice", look=look),), (), {{"shout": str.upper}}, Path({str(tmp_path)!r}))
    """)
    install('PLUGIN = Plugin("other", (Rule("OT101", "loud-text", "info", say),), (Watch("OT101", (("a",),), look),))', name="other")
    made = load_plugins(("acme", "other", "acme"))
    assert made.versions == {"acme": "2.5", "other": "2.5"}
    assert [rule.code for rule in made.rules.rules[-2:]] == ["ACME101", "OT101"]
    assert [(rule.plugin, rule.page) for rule in made.rules.find("loud-text")] == [("acme", "It is loud."), ("other", "It is loud.")]
    assert [(watch.rule, watch.routes, watch.is_error) for watch in made.watches] == [("ACME101", (("speech", "text"), ("speech", "voice")), True), ("OT101", (("a",),), False)]
    assert (list(made.filters), made.models) == (["shout"], (tmp_path,))


def test_checks_look_at_a_document(install: Install) -> None:
    install("""
        def check(document):
            for route, text in document.texts(()):
                yield Fault("ACME101", document.span(route), {"text": text})

        PLUGIN = Plugin("acme", (RULE,), checks=(Check("ACME101", check),))
    """)
    made = load_plugins(("acme",))
    faults = made.faults(parse(Source("x", "a: b\nc: [d]\n")))
    assert [(fault.rule, fault.span.text, fault.facts["text"]) for fault in faults] == [("ACME101", "b", "b"), ("ACME101", "d", "d")]


def test_one_that_is_not_installed(install: Install) -> None:
    install('PLUGIN = Plugin("acme")')
    with pytest.raises(PluginError, match="'acne', which isn't installed") as caught:
        load_plugins(("acne",))
    assert caught.value.help == "did you mean acme?"
    with pytest.raises(PluginError) as caught:
        load_plugins(("zebra",))
    assert "`pip install specc-zebra`" in caught.value.help


def test_two_packages_of_one_name(install: Install) -> None:
    install('PLUGIN = Plugin("acme")')
    install('PLUGIN = Plugin("acme")')
    assert refusal("acme").startswith("several packages have a plugin 'acme': plugin_of_test_")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise RuntimeError('no licence')", "can't be loaded: RuntimeError: no licence"),
        ("import nowhere", "can't be loaded: ModuleNotFoundError: No module named 'nowhere'"),
        ("", "can't be loaded: AttributeError: module"),
        ("PLUGIN = RULE", "is no `specc.plugin.Plugin` but a Rule"),
        ('PLUGIN = Plugin("acne")', "calls itself 'acne'"),
        ('PLUGIN = Plugin("acme", (Rule("A101", "x", "error", say),))', "has a rule A101 whose code isn't two capital letters or more and three digits"),
        ('PLUGIN = Plugin("acme", (Rule("ACME1", "x", "error", say),))', "has a rule ACME1 whose code isn't"),
        ('PLUGIN = Plugin("acme", (Rule("ACME101", "Loud Text", "error", say),))', "whose name 'Loud Text' isn't small letters"),
        ('PLUGIN = Plugin("acme", (Rule("ACME101", "x", "fatal", say),))', "of the severity 'fatal', which is none of error, warning, info"),
        ('PLUGIN = Plugin("acme", (Rule("ACME101", "x", "error", lambda: None),))', "whose wording has no docstring"),
        ('PLUGIN = Plugin("acme", (RULE, RULE))', "has the rule ACME101 twice"),
        ('PLUGIN = Plugin("acme", (RULE,), (watch("P105", "a", look=look),))', "has a watch for P105, which is no rule of its own"),
        ('PLUGIN = Plugin("acme", checks=(Check("ACME101", look),))', "has a check for ACME101, which is no rule of its own"),
        ('PLUGIN = Plugin("acme", filters={"upper": say})', "has a filter `upper`, which is one of specc's own"),
        ('PLUGIN = Plugin("acme", filters={"currency": say})', "has a filter `currency`, which is one of specc's own"),
        ('PLUGIN = Plugin("acme", filters={"_loop": say})', "has a filter '_loop' that isn't a function with a name of small letters"),
        ('PLUGIN = Plugin("acme", filters={"shout": 1})', "has a filter 'shout' that isn't a function"),
        ('PLUGIN = Plugin("acme", models=Path("/nowhere"))', "names a folder of models that isn't there: /nowhere"),
    ],
)
def test_what_is_no_sound_plugin_is_refused(body: str, told: str, install: Install) -> None:
    install(body)
    message = refusal("acme")
    assert message.startswith("the plugin 'acme' ")
    assert told in message


@pytest.mark.parametrize(("body", "told"), [("(RULE,)", "both have a rule ACME101"), ('filters={"shout": say}', "both have a filter shout")])
def test_plugins_that_clash_are_refused(body: str, told: str, install: Install) -> None:
    install(f'PLUGIN = Plugin("acme", {body})')
    install(f'PLUGIN = Plugin("other", {body})', name="other")
    assert refusal("acme", "other") == f"the plugins 'acme' and 'other' {told}"


def looked(made: Plugins) -> object:
    return made.watches[0].look("text")


def worded(made: Plugins) -> object:
    return made.rules.by_code["ACME101"].say(text="x")


def mended(made: Plugins) -> object:
    rule = made.rules.by_code["ACME101"]
    assert rule.mend is not None
    return rule.mend(Fault("ACME101", Source("x", "").span(0, 0)), Setting(parse(Source("x", ""))))


def checked(made: Plugins) -> object:
    return made.faults(parse(Source("x", "a: b\n")))


@pytest.mark.parametrize(
    ("act", "body", "told"),
    [
        (looked, "def look(value):\n    yield 1 / 0", "ZeroDivisionError: division by zero"),
        (looked, "def look(value):\n    return ['text']", "TypeError: it gives a str in place of a Remark"),
        (looked, "def look(value):\n    return None", "TypeError: 'NoneType' object is not iterable"),
        (worded, "def say():\n    'A page.'", "TypeError: say() got an unexpected keyword argument 'text'"),
        (worded, "def say(**facts):\n    'A page.'", "TypeError: its wording gives a NoneType in place of a Wording"),
        (mended, "def mend(fault, setting):\n    raise KeyError", "KeyError"),
        (checked, "def check(document):\n    assert False", "AssertionError"),
        (checked, "def check(document):\n    yield Fault('P105', document.span(()))", "ValueError: it gives a fault of P105"),
    ],
)
def test_what_a_plugin_raises_is_told_as_its_own(act: Callable[[Plugins], object], body: str, told: str, install: Install) -> None:
    rest = """
def mend(fault, setting): return None
def check(document): return ()
{body}
PLUGIN = Plugin("acme", (Rule("ACME101", "loud-text", "error", say, mend),), (watch("ACME101", "a", look=look),), (Check("ACME101", check),))
"""
    install(rest.format(body=body))
    made = load_plugins(("acme",))
    with pytest.raises(PluginError) as caught:
        act(made)
    assert caught.value.message == f"the plugin 'acme' fails in ACME101: {told}"
