"""What is said of spoken words, and what isn't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.check.spoken import _looks, are_clean, find_words, padding
from specc.compiler.written import TAG

TOLD = {
    "{{ first_name }}": ("mark", "{{ first_name }}"),
    "Hello {{name}}!": ("mark", "{{name}}"),
    "Hello {{ name!": ("mark", "{{"),
    "name }} you": ("mark", "}}"),
    "{% if x %}": ("mark", "{% if x %}"),
    "Hello [Name],": ("placeholder", "[Name]"),
    "Hello [your company],": ("placeholder", "[your company]"),
    "Hello [first_name],": ("placeholder", "[first_name]"),
    "Hello <name>,": ("placeholder", "<name>"),
    "Hello <Your Name>,": ("placeholder", "<Your Name>"),
    "Hello %s,": ("placeholder", "%s"),
    "Hello %(name)s,": ("placeholder", "%(name)s"),
    "Hello {first_name},": ("placeholder", "{first_name}"),
    "Hello { row.name },": ("placeholder", "{ row.name }"),
    "Hello {vars.product.name},": ("placeholder", "{vars.product.name}"),
    "Hello ${user.name},": ("placeholder", "${user.name}"),
    "Hello FIRST_NAME,": ("placeholder", "FIRST_NAME"),
    "Hello __NAME__,": ("placeholder", "__NAME__"),
    "TODO write this": ("note", "TODO"),
    "It costs TBD.": ("note", "TBD"),
    "Lorem ipsum dolor sit amet, x": ("note", "Lorem ipsum dolor sit amet"),
    "Go to https://acme.dev/x?y=1, now": ("address", "https://acme.dev/x?y=1"),
    "(see www.acme.dev).": ("address", "www.acme.dev"),
    "Read acme.co.uk/blog.": ("address", "acme.co.uk/blog"),
    "Mail ana.b+c@acme.dev.": ("email", "ana.b+c@acme.dev"),
    "This is **really** new": ("markup", "**really**"),
    "This is *really* new": ("markup", "*really*"),
    "This is __really__ new": ("markup", "__really__"),
    "<break time='1s'/> so": ("markup", "<break time='1s'/>"),
    "Tom &amp; Ana": ("markup", "&amp;"),
    "[here](https://a.dev)": ("markup", "[here](https://a.dev)"),
    "# Welcome": ("markup", "# "),
    "run `specc`": ("markup", "`specc`"),
    "Great 🎉🎉!": ("emoji", "🎉🎉"),
    "❤️ you": ("emoji", "❤️"),
    "call 15550109999": ("digits", "15550109999"),
    "It is IMPORTANT.": ("capitals", "IMPORTANT"),
    "Our SUMMER SALE is on": ("capitals", "SUMMER SALE"),
    "Hello\x00 Ana": ("control", "\x00"),
    "Hello \x1b\x07Ana": ("control", "\x1b\x07"),
    "Hello\x0bAna": ("control", "\x0b"),
    "it\x92s new": ("control", "\x92"),
    "del\x7f": ("control", "\x7f"),
    "Hello \u202eanA": ("direction", "\u202e"),
    "Hello \u2067\u2068Ana": ("direction", "\u2067\u2068"),
    "Это ПОТРЯСАЮЩЕ": ("capitals", "ПОТРЯСАЮЩЕ"),
}

SILENT = (
    "In 2026 it costs $1,299.99, or 50 % off; 24/7, and/or 1/2.",
    "NASA, IBM, UNESCO, AT&T, SAMSUNG, H&M, JPEG and the USA.",
    "Booking.com and Node.js/React work with C++ and C#.",
    "3 * 4 * 5 is 60, and 5 < 7 > 2. f*** it.",
    "Chapter XXXVIII, the #1 reason, 100%.",
    "Hazlo TODO para que los clientes lo vean.",
    "O’Brien & Sons – “quoted” … it’s fine, 20 °C ™ © ®.",
    "One {brace} and [sic] and {1,2}.",
    "Call 555 010 99 99, or 1-800-FLOWERS.",
    "Version 10.15.7 of pi, 3.14159265358979.",
    "100%, says Müller (CEO); e.g. this, i.e. that.",
    "一二三四五六七八九十",
    "R&D; Q&A; rock'n'roll",
    "one\ttwo\r\nthree",
    "שלום\u200f, C\u200e++ \u061cمرحبا a\u200db",
)


@pytest.mark.parametrize("text", TOLD)
def test_what_is_told(text: str) -> None:
    assert [(word.facts["kind"], word.facts["words"], text[word.start : word.end]) for word in find_words("a", text)] == [(*TOLD[text], TOLD[text][1])]


@pytest.mark.parametrize("text", SILENT)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert [word.facts for word in find_words("a", text)] == []


@pytest.mark.parametrize(("text", "side"), [(" a", "start"), ("a\n", "end"), (" a ", "both")])
def test_padding(text: str, side: str) -> None:
    assert [word.facts["side"] for word in padding("a", text)] == [side]
    assert not [*padding("a", "a b"), *padding("a", "  "), *padding("a", "")]


@given(st.lists(st.sampled_from([*TOLD, *SILENT, TAG, "{", "A", "a", "0", "/", ":", ".", " ", "_", "@", "\n", "\\", '"', "é", "П", "1234", "ABCD", "www.", "&a;"]), max_size=6))
def test_what_is_clean_has_nothing_to_be_told(parts: list[str]) -> None:
    text = "".join(parts)
    if are_clean([text]):
        assert not [word for look in _looks() for word in look.find("a", text)]


@given(st.text(st.sampled_from("{}%[]<>*_`#@&;:/.$()aA0bZ9 \nПé\U0001f389✓" + TAG), max_size=40))
def test_nor_has_any_other(text: str) -> None:
    if are_clean([text]):
        assert not [word for look in _looks() for word in look.find("a", text)]
