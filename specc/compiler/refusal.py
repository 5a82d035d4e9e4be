"""How the fast tiers say "not for me": rows, or a piece of a template, that only the plain tier can do justice to."""


class NotPlainError(Exception):
    """A value that has no plain text, or isn't sound: the plain tier says what is wrong with it, if anything is."""
