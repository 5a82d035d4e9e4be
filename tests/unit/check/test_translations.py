"""Texts that were copied from another language and never translated."""

from specc.base.location import Source
from specc.check.translations import untranslated_faults
from specc.syntax.parse import parse

SAME = "We are glad that you are here"


def paths(languages: str) -> list[object]:
    return [fault.facts["path"] for fault in untranslated_faults(parse(Source("a.yaml", f"languages:\n{languages}")))]


def test_a_copied_sentence() -> None:
    assert paths(f"  en-US: {{hello: {SAME}}}\n  es-ES: {{hello: {SAME}}}\n") == ["languages.es-ES.hello"]
    assert paths(f"  en-US: {{a: {{b: {SAME}}}}}\n  fr: {{a: {{b: '  {SAME} '}}}}\n") == ["languages.fr.a.b"]


def test_what_may_be_the_same() -> None:
    assert paths(f"  en-US: {{hello: {SAME}}}\n  en-GB: {{hello: {SAME}}}\n") == []
    assert paths(f"  en-US: {{hello: {SAME}}}\n  x-acme: {{hello: {SAME}}}\n") == []
    assert paths(f"  en-US: {{hello: {SAME}}}\n  es-ES: {{bye: {SAME}}}\n") == []
    assert paths("  en-US: {product: Acme Cloud Pro Max}\n  es-ES: {product: Acme Cloud Pro Max}\n") == []
    assert paths("  en-US: {link: https://acme.dev/a/b/c/deep/link/here}\n  es-ES: {link: https://acme.dev/a/b/c/deep/link/here}\n") == []
    assert paths("  en-US: null\n  es-ES: 5\n") == []


def test_what_is_no_mapping() -> None:
    assert untranslated_faults(parse(Source("a.yaml", "languages: [en-US, es-ES]\n"))) == []
    assert untranslated_faults(parse(Source("a.yaml", "a: 1\n"))) == []
