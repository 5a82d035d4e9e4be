"""Spoken text, as it would be heard: placeholders that were left, words that a voice can't say, white space around it."""

from specc.check.rule import Wording, quoted

_SAID = {
    "address": "an address",
    "email": "an e-mail address",
    "markup": "markup",
    "emoji": "an emoji",
    "digits": "a long number",
    "capitals": "words in capitals",
    "control": "control characters",
    "direction": "marks that turn the direction of writing",
}

INAUDIBLE = frozenset(("control", "direction"))
"""What can't be heard at all."""

_INSTEAD = {
    "address": "say where to click, or spell it as it is said: `acme dot com`",
    "email": "say how to get in touch, or spell it as it is said: `ana at acme dot com`",
    "markup": "remove it: a voice reads it out, or drops it; pauses are made by full stops and commas",
    "emoji": "remove it: a voice names it, or leaves it out",
    "digits": "group it as it is said: `1,200,000`, `555 010 99`, or write it in words",
    "capitals": "write it in small letters: a voice may spell capitals out, and doesn't stress them",
    "control": "take it out: nothing can be heard of it, and it may be refused",
    "direction": "take it out: it isn't heard, and it shows people another text than the one that is spoken",
}


def raw_placeholder(*, path: str, kind: str, words: str, **_facts: object) -> Wording:
    """A placeholder is left in spoken text, and would be read out.

    The marks of a template (`{{`, `}}`, `{%`, `%}`) are an error: what they
    stand for was never put in. Values of rows are text, whatever they hold:
    a cell of the data that says `{{ first_name }}` isn't a template. What
    only looks like something to be filled in, such as `[Name]`, `<name>`,
    `%s` or `TODO`, is a warning. Of rows, the columns are looked at that the
    text is made of, so far as they are spoken.

    Bad:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}, welcome."}

    guests.csv:

        id,name
        1,Ana
        2,{{ first_name }}

    Good:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}, welcome."}

    guests.csv:

        id,name
        1,Ana
        2,Ben

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-text (2026-11)
    """
    if kind == "mark":
        return Wording(f"{quoted(path)} would speak a template's marks: {quoted(words)}", "put in the value they stand for; data is never rendered")
    what = "a note" if kind == "note" else "what looks like a placeholder"
    return Wording(f"{quoted(path)} would speak {what}: {quoted(words)}", "write what is to be said, or a template such as `{{ row.name }}`")


def unspeakable(*, path: str, kind: str, words: str, **_facts: object) -> Wording:
    """Spoken text has something that is made to be read, not to be heard.

    A voice spells an address out character by character, names an emoji or
    drops it, reads the stars of `**bold**` and the digits of a long number
    one by one, and may take capitals for an acronym. Acronyms, years, prices
    and grouped numbers are left alone, and so are names in capitals of up to
    six letters. Control characters, which exports and the clipboard leave in
    data, can't be heard at all; marks that turn the direction of writing
    (U+202A to U+202E, U+2066 to U+2069) make a text look other than it is.
    What is looked for is in `schemas/spoken.json`. Of rows, the
    columns are looked at that the text is made of, so far as they are spoken.

    Bad:

        task:
          speech: {text: "Sign up at https://acme.dev/start?from=video today."}

    Good:

        task:
          speech: {text: "Sign up today: the button is right below this video."}

    Source: specc's own advice (2026-11)
    """
    verb = "holds" if kind in INAUDIBLE else "would speak"
    return Wording(f"{quoted(path)} {verb} {_SAID[kind]}: {quoted(words)}", _INSTEAD[kind])


def padded_text(*, path: str, side: str, padding: str, **_facts: object) -> Wording:
    """Spoken text has white space around it.

    It isn't heard, but it is part of the text: it counts towards the limit
    of its length, and the same text without it is another video, made and
    paid for anew. A block scalar that begins with `|` ends in a line break,
    one that begins with `|-` doesn't. White space that data brings is told
    of its columns.

    Bad:

        task:
          speech:
            text: |
              Hello and welcome.

    Good:

        task:
          speech:
            text: |-
              Hello and welcome.

    Source: https://yaml.org/spec/1.2.2/#8112-block-chomping-indicator (2026-11)
    """
    where = {"start": "begins with", "end": "ends in", "both": "has"}[side]
    what = "white space on both sides" if side == "both" else "a line break" if padding == "\n" else "white space"
    return Wording(f"{quoted(path)} {where} {what}", "write `|-` in the place of `|`" if padding == "\n" and side == "end" else "take it out")
