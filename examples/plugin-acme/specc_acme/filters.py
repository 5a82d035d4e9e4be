"""Filters for templates. What they give hangs on what they are given alone."""


def spelled(text: object) -> str:
    """`{{ row.code | spelled }}`: letter by letter, as a voice should say it."""
    return ", ".join(character for character in str(text) if character.isalnum())
