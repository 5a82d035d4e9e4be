"""Words that more than one account of a run uses: amounts of money and time, reasons, and names that are fit for a terminal."""

from specc.plan.outcome import Failure, Outcome


def money(usd: float) -> str:
    return f"${usd:.4f}" if 0 < usd < 0.01 else f"${usd:,.2f}"  # noqa: PLR2004


def clock(seconds: float) -> str:
    """`1:05`, `2:00:00`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def reason(failure: Failure) -> str:
    """`validation (invalidWidth): width must be …`: the provider's own code stays visible."""
    code = f" ({failure.code})" if failure.code else ""
    return f"{failure.category}{code}: {failure.message}"


def name(outcome: Outcome) -> str:
    """The video's file, fit for a terminal; more tasks may share it."""
    shared = len({task.file for task in outcome.tasks}) - 1
    return printable(outcome.task.file) + (f" (+{shared} more)" if shared else "")


def printable(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)
