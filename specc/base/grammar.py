"""What a number does to the words beside it."""


def counted(number: int, noun: str) -> str:
    """`1 video`, `2,000 videos`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def are(number: int) -> str:
    return "is" if number == 1 else "are"


def them(number: int) -> str:
    return "it" if number == 1 else "them"
