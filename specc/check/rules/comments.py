"""S: comments that silence findings."""

from specc.base.grammar import them
from specc.check.rule import Wording, did_you_mean, listed, quoted

_GOOD = "write `# specc: ignore[P105] because …`"
_GOOD_DAY = "write the last day as `until 2027-01-31`"


def unused_ignore(*, rules: list[str], unused: list[str]) -> Wording:
    """An ignore comment, or a rule in one, that silences nothing.

    What it silenced has been mended or was never found. Left there, it
    would hide the next mistake on its line. Of a comment in a file that
    several specs extend it is told when none of them needs it.

    Bad:

        task:
          speech:
            speed: 1.5  # specc: ignore[P105]

    Good:

        task:
          speech:
            speed: 1.5

    Source: the spec language: `# specc: ignore[CODE]` covers its line, or the next one; in a
    partial, so does `{# specc: ignore[CODE] #}`
    """
    if len(unused) < len(rules):
        verb = "silences" if len(unused) == 1 else "silence"
        return Wording(f"{listed(unused)} {verb} nothing in this comment", f"remove {them(len(unused))}, and keep {listed(rule for rule in rules if rule not in unused)}")
    named = ", ".join(rules)
    return Wording(f"this comment silences nothing{f' ({named})' if named else ''}", "remove it")


def expired_ignore(*, until: str) -> Wording:
    """An ignore comment whose last day is over.

    `until 2027-01-31` lets a comment silence findings up to that day. Then
    they come back, and with them what they say of videos: errors keep them
    from being made again. Days are those of UTC, the same for everybody.

    Bad:

        task:
          speech:
            speed: 1.6  # specc: ignore[P105] until 2026-09-30 while our account allows it

    Good:

        task:
          speech:
            speed: 1.5

    Source: the spec language: `# specc: ignore[CODE] until DATE` silences up to that day
    """
    return Wording(f"this comment has silenced nothing since the end of {until}", "mend what it silenced and remove it, or give it a later day")


def broken_ignore(*, kind: str, text: str, near: list[str] | None = None) -> Wording:
    """An ignore comment that can't be read.

    It names a rule that doesn't exist, a day that is none, has no rule
    between its brackets, or another word. A wrong rule is passed over; a
    comment that is wrong otherwise silences nothing at all: `Until`, `till`
    or `expires` would else be read as a reason, and silence for ever.

    Bad:

        task:
          speech:
            speed: 1.6  # specc: ignore[P105, P1O9] until 2099-01-31 our account allows it

    Good:

        task:
          speech:
            speed: 1.6  # specc: ignore[P105] until 2099-01-31 our account allows it

    Source: the spec language: `# specc: ignore[CODE, NAME] until DATE because …`
    """
    shown = quoted(text)
    wordings = {
        "rule": Wording(f"no rule is called {shown}", did_you_mean(near or (), "`specc rules` lists them")),
        "date": Wording(f"{shown} is no day", _GOOD_DAY),
        "until": Wording(f"{shown} isn't how a last day is written" if any(map(str.isspace, text)) or not text.isalpha() else f"{shown} is followed by no day", _GOOD_DAY),
        "list": Wording("there is no rule in brackets" if text.startswith("[") and not text.strip("[] ") else f"{shown} is no list of rules in brackets", f"{_GOOD}, or `# specc: ignore` for all rules"),
        "word": Wording(f"{shown} is no word that specc knows in a comment", _GOOD),
    }
    return wordings[kind]
